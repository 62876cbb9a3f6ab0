"""When each skill is possible, time left aside. Handles and buttons want an empty gripper; exploring takes nothing out.

Each function answers for all arguments of its skill at once, in B episodes: a mask (B, arguments) bool."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kitchen_dream.kitchens.spec import MAX_UNITS, SLOTS
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables


@dataclass(frozen=True)
class Situation:
    """B episodes, each in one of the N kitchens of `tables`."""

    state: Any
    """A BaseState: that of the variant."""
    tables: Tables
    rows: np.ndarray
    """(B,) int64: the kitchens."""
    executing: np.ndarray
    """(B,) bool: a dish is asked for; otherwise the robot explores."""

    @cached_property
    def empty_hand(self) -> np.ndarray:
        """(B, 1) bool."""
        return (self.state.held == NOTHING)[:, None]

    @cached_property
    def carrying(self) -> np.ndarray:
        """(K,) int64: the episodes with something in the hand, which are few."""
        return np.flatnonzero(self.state.held != NOTHING)


def look(now: Situation) -> np.ndarray:
    """Any unit that is there and does not stand open."""
    mask, opened = now.tables.exists.take(now.rows, axis=0), np.flatnonzero(now.state.open_unit != NOTHING)
    mask.reshape(-1)[opened * MAX_UNITS + now.state.open_unit[opened]] = False
    mask[now.carrying] = False
    return mask


def take(now: Situation) -> np.ndarray:
    """What lies in the unit that stands open."""
    mask, opened = np.zeros((len(now.rows), SLOTS), bool), now.state.open_unit
    able = np.flatnonzero(now.empty_hand[:, 0] & now.executing & (opened != NOTHING))
    mask[able] = now.state.contents.reshape(-1, SLOTS).take(able * MAX_UNITS + opened[able], axis=0) != NOTHING
    return mask


def put_pot(now: Situation) -> np.ndarray:
    """Something in the hand, and room in the pot."""
    return _room(now, now.state.pot)


def put_bowl(now: Situation) -> np.ndarray:
    """Something in the hand, and room in the bowl."""
    return _room(now, now.state.bowl)


def press(now: Situation) -> np.ndarray:
    """Any button that has not been pressed."""
    mask = ~now.state.pressed
    mask[now.carrying] = False
    return mask


def stop(now: Situation) -> np.ndarray:
    """Always."""
    return np.ones((len(now.rows), 1), bool)


def _room(now: Situation, vessel: np.ndarray) -> np.ndarray:
    mask, some = np.zeros((len(now.rows), 1), bool), now.carrying
    mask[some, 0] = now.executing[some] & (vessel[some, -1] == NOTHING)
    return mask
