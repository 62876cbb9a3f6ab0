"""What a step of a flat problem takes and brings, in grids and sign rooms alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MAX_STEPS = 20
"""Steps of an episode as published, exploration and execution alike."""
EXPLORE = -1
"""The instruction of an exploration episode: none. Nothing is paid in it."""


@dataclass(frozen=True)
class FlatStep:
    """What B steps brought; every array is (B,)."""

    reward: np.ndarray
    """float64; 0 in exploration."""
    terminated: np.ndarray
    """bool: the goal is reached (in sign rooms: an object is touched), or the episode was ended by its action."""
    truncated: np.ndarray
    """bool: the steps are over."""
    seconds: np.ndarray
    """float64: 1 for every step, since a step is a flat problem's unit of time."""


def checked_actions(actions: np.ndarray, batch: int, count: int) -> np.ndarray:
    """Actions as an array (batch,) of integers from 0 to count - 1; raises ValueError for what is none."""
    actions = np.asarray(actions)
    if actions.shape != (batch,) or actions.dtype.kind not in "iu":
        raise ValueError(f"actions must be {batch} integers, got {actions.dtype} of shape {actions.shape}")
    if actions.min() < 0 or actions.max() >= count:
        raise ValueError(f"actions are 0 to {count - 1}, got {actions.min()} to {actions.max()}")
    return actions
