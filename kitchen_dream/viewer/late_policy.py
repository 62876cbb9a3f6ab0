"""A policy that is read while the window shows the kitchen already: to load PyTorch takes seconds."""

from __future__ import annotations

import atexit
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kitchen_dream.problems.base import ProblemFamily
from kitchen_dream.problems.spec import Observation
from kitchen_dream.training.run_config import RunConfig
from kitchen_dream.trial.protocol import TrialPolicy
from kitchen_dream.trial.rollout import Policy, Rollout

if TYPE_CHECKING:
    from kitchen_dream.training.policies import LoadedPolicy

FIRST = 1.0
"""Seconds before the reading begins, in which the first picture is drawn: both would take twice as long together."""
WAIT = 0.3
"""Seconds between two looks at whether the policy is there: each draws the panel anew, which delays the reading."""


class LatePolicy:
    """The policy of a folder, of which only the configuration is known at first.

    Args:
        folder: of the policy.
        config: its configuration.
        family: the problem that it plays."""

    def __init__(self, folder: Path, config: RunConfig, family: ProblemFamily) -> None:
        self.folder, self.config, self.family = folder, config, family
        self._reading: threading.Thread | None = None
        self._loaded: LoadedPolicy | None = None
        self._error: Exception | None = None

    def begin_reading(self, after: float = FIRST) -> None:
        """Read the policy beside everything else, in so many seconds; a second call does nothing."""
        if self._reading is None:
            self._reading = threading.Thread(target=self._read, args=(after,), daemon=True)
            self._reading.start()

    def loaded(self, meanwhile: Callable[[], None] = lambda: None) -> LoadedPolicy:
        """The policy, as soon as it is read; until then `meanwhile` is called again and again.

        Raises what `load_policy` raises."""
        self.begin_reading(after=0.0)
        assert self._reading is not None
        while self._reading.is_alive():
            meanwhile()
            time.sleep(WAIT)
        if self._error is not None:
            raise self._error
        assert self._loaded is not None
        return self._loaded

    def abandon(self) -> None:
        """Nobody waits for the policy any more: a process that ends well from here does not read it to the end."""
        if self._reading is not None:
            atexit.register(_leave, self._reading)

    def begin_trial(self, meanwhile: Callable[[], None] = lambda: None) -> TrialPolicy:
        """A trial that waits for the policy when it is asked for its first action."""
        return _Trial(self, meanwhile)

    def _read(self, after: float) -> None:
        time.sleep(after)
        try:
            from kitchen_dream.training.policies import load_policy

            self._loaded = load_policy(self.folder)
        except Exception as error:  # told where the policy is wanted
            self._error = error


def _leave(reading: threading.Thread) -> None:
    """End the process at once if the policy is still being read: PyTorch takes its time."""
    if reading.is_alive():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


class _Trial(TrialPolicy):
    def __init__(self, late: LatePolicy, meanwhile: Callable[[], None]) -> None:
        self._late, self._meanwhile = late, meanwhile
        self._begun: TrialPolicy | None = None

    def trial(self) -> TrialPolicy:
        if self._begun is None:
            self._begun = self._late.loaded(self._meanwhile).begin_trial()
        return self._begun

    def explorer(self) -> Policy:
        return _Waiting(lambda: self.trial().explorer())

    def executor(self) -> Policy:
        return _Waiting(lambda: self.trial().executor())

    def end_exploration(self, exploration: Rollout) -> None:
        self.trial().end_exploration(exploration)

    def end_execution(self, execution: Rollout) -> None:
        self.trial().end_execution(execution)


class _Waiting(Policy):
    def __init__(self, begin: Callable[[], Policy]) -> None:
        self._begin = begin
        self._inner: Policy | None = None

    def __call__(self, observation: Observation) -> tuple[np.ndarray, np.ndarray]:
        self._inner = self._inner or self._begin()
        self._inner.live = self.live
        return self._inner(observation)

    def observe_reward(self, reward: np.ndarray) -> None:
        if self._inner is not None:
            self._inner.observe_reward(reward)
