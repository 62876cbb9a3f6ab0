"""What an agent is to the rest of the house: the one interface that a method of one's own fills in."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor

from kitchen_dream.agents.settings import LearnerSettings
from kitchen_dream.problems.spec import PrivilegedId, ProblemSpec
from kitchen_dream.trial.protocol import TrialPolicy
from kitchen_dream.trial.rollout import Rollout

State = dict[str, Tensor]


class Agent(ABC):
    """A method on one problem. It is made from the problem's spec and its settings, and never sees an environment."""

    title: ClassVar[str]
    """What it is called in tables."""
    settings_class: ClassVar[type[LearnerSettings]] = LearnerSettings
    """Its settings: overlays are checked against them."""

    updates: int = 0
    """Updates so far."""
    device: torch.device = torch.device("cpu")
    """Where it learns and acts."""

    def __init__(self, spec: ProblemSpec, settings: Any, problems: int, seed: int):
        """problems: number of training problems, which one-hot ids count."""
        self.spec, self.settings, self.problems, self.seed = spec, settings, problems, seed

    @classmethod
    def check(cls, spec: ProblemSpec, settings: Any) -> None:
        """Raise ValueError, in one line, for a problem that the method does not fit, before anything is made."""
        if (settings.memory == "map") != spec.has_sets:
            why = "has entities, which the memory map reads" if spec.has_sets else "has no entities for the memory map"
            raise ValueError(f"memory {settings.memory}: {spec.name} {why}; leave --set memory out")

    def to(self, device: torch.device) -> None:
        """Learn and act on a device; before anything is learnt. Raises ValueError where a method cannot."""
        if device.type != "cpu":
            raise ValueError(f"--device {device.type}: {self.title} runs on the processor alone; use --device cpu")

    # ---- acting -----------------------------------------------------------------------------------------------------

    @abstractmethod
    def begin_trial(self, rng: np.random.Generator) -> TrialPolicy:
        """A trial at meta-test, in a batch of problems: greedy, without privileged knowledge. rng: for draws."""

    @abstractmethod
    def begin_training_trial(self, rng: np.random.Generator, problem: PrivilegedId, by_id: np.ndarray) -> TrialPolicy:
        """A trial to learn from, with random actions, drawn by rng. The ids may be read where `by_id` (B,) is True."""

    id_share: float = 0.0
    """Share of the trials in training that may read the id."""
    plays_alone: bool = True
    """What it plays follows from `policy_state`, `updates` and draws: another process can play while it learns."""

    # ---- learning ---------------------------------------------------------------------------------------------------

    @abstractmethod
    def observe(self, problem: PrivilegedId, rollouts: list[Rollout]) -> None:
        """Take in one trial in each of B problems: an exploration and the executions after it."""

    @abstractmethod
    def update(self) -> dict[str, Tensor]:
        """One gradient step; returns losses and other figures by name. Raises DivergedError where one is not finite."""

    def forget(self) -> None:  # noqa: B027 (most keep nothing)
        """An evaluation is over: what was looked up for it shall not matter to what is learnt."""

    # ---- keeping ----------------------------------------------------------------------------------------------------

    @abstractmethod
    def policy_state(self) -> State:
        """The weights that act."""

    @abstractmethod
    def load_policy_state(self, state: State) -> None:
        """Set all weights to those that act. Raises ValueError if they do not fit."""

    @abstractmethod
    def training_state(self) -> State:
        """All that learning goes on from, but for the replay: weights, the optimiser, generators."""

    @abstractmethod
    def load_training_state(self, state: State, updates: int) -> None:
        """Go on from a training state. Raises ValueError if it does not fit."""

    replay: Any = None
    """What `observe` fills, once it is open. Each of its `rings` tells its `capacity`, how much was `added`, and where
    it goes on `next`, so that it can be filled again as it was."""

    @abstractmethod
    def open_replay(self, episodes: int) -> None:
        """Make the replay, empty, for trials of so many episodes."""


class DivergedError(ValueError):
    """Learning left the finite numbers."""
