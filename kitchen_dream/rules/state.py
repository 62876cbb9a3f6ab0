"""The symbolic state of B kitchens at once: what is where, and what the robot has done. Both backends speak it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TypeVar

import numpy as np

from kitchen_dream.kitchens.spec import BURNERS, MAX_UNITS

StateT = TypeVar("StateT", bound="BaseState")

NOTHING = -1
"""Ingredient id of an empty place, unit index of `no unit is open`."""
VESSEL_PLACES = 3
"""Most ingredients that a recipe has, and that pot and bowl are asked to hold."""
STATIONS = MAX_UNITS + 3
"""Places where skills start and end: one for each unit, then stove, bowl, start."""
STOVE_STATION = MAX_UNITS
BOWL_STATION = MAX_UNITS + 1
START_STATION = MAX_UNITS + 2


@dataclass
class BaseState:
    """What all variants of the kitchens have, of B of them. All arrays have a leading batch axis."""

    station: np.ndarray
    """(B,) int64: where the robot stands, an index of the stations."""
    open_unit: np.ndarray
    """(B,) int64: the unit that stands open (an open shelf: the one looked into last), NOTHING if none."""
    contents: np.ndarray
    """(B, MAX_UNITS, SLOTS) int16, as these are many: ingredient in each slot."""
    held: np.ndarray
    """(B,) int64: ingredient in the gripper."""
    lit: np.ndarray
    """(B, BURNERS) bool: burners that have been switched on and work."""
    pressed: np.ndarray
    """(B, BURNERS) bool: buttons that have been pressed."""

    def copy(self: StateT) -> StateT:
        """A deep copy."""
        return replace(self, **{f.name: getattr(self, f.name).copy() for f in fields(self)})


@dataclass
class State(BaseState):
    """Symbols of Kitchen-v0, whose pot and bowl stand ready."""

    pot: np.ndarray
    """(B, VESSEL_PLACES) int64: ingredients in the pot in ascending order of id, NOTHING last."""
    bowl: np.ndarray
    """(B, VESSEL_PLACES) int64: the same for the bowl."""

    @classmethod
    def initial(cls, contents: np.ndarray) -> State:
        """The state at the start of an episode, given contents (B, MAX_UNITS, SLOTS), which it keeps."""
        n = len(contents)
        return cls(
            station=np.full(n, START_STATION), open_unit=np.full(n, NOTHING), held=np.full(n, NOTHING),
            contents=contents.astype(np.int16, copy=False), pot=np.full((n, VESSEL_PLACES), NOTHING),
            bowl=np.full((n, VESSEL_PLACES), NOTHING), lit=np.zeros((n, BURNERS), bool),
            pressed=np.zeros((n, BURNERS), bool),
        )
