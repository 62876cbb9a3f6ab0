"""Batches in which single episodes begin anew while the others go on, as vector environments need it."""

from __future__ import annotations

from abc import abstractmethod

import numpy as np

from kitchen_dream.problems.base import BatchProblem
from kitchen_dream.problems.spec import Observation


class RestartableProblem(BatchProblem):
    """A subclass fills in `begin_at` in place of `begin`."""

    @abstractmethod
    def begin_at(
        self,
        where: np.ndarray,
        rows: np.ndarray,
        instruction: np.ndarray,
        rng: np.random.Generator | None = None,
        start: np.ndarray | None = None,
    ) -> None:
        """Start episodes in the places `where` (k,) alone, in the problems `rows` (k,); see `begin`."""

    def begin(
        self,
        rows: np.ndarray,
        instruction: np.ndarray,
        rng: np.random.Generator | None = None,
        start: np.ndarray | None = None,
    ) -> Observation:
        """See BatchProblem."""
        self.begin_at(np.arange(self.batch), np.asarray(rows), np.asarray(instruction), rng, start)
        return self.observe()


def checked_actions(actions: np.ndarray, batch: int, count: int) -> np.ndarray:
    """Actions as an array (batch,) of integers from 0 to count - 1; raises ValueError for what is none."""
    actions = np.asarray(actions)
    if actions.shape != (batch,) or actions.dtype.kind not in "iu":
        raise ValueError(f"actions must be {batch} integers, got {actions.dtype} of shape {actions.shape}")
    if actions.min() < 0 or actions.max() >= count:
        raise ValueError(f"actions are 0 to {count - 1}, got {actions.min()} to {actions.max()}")
    return actions


def no_sets(batch: int) -> Observation:
    """The empty sets (batch, 0, 1) of entities and slots of a problem that has only a vector."""
    return {"entities": np.zeros((batch, 0, 1), np.float32), "slots": np.zeros((batch, 0, 1), np.float32)}
