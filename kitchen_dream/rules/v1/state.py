"""The symbols of Kitchen-v1: tools have places, and what is in them is heated."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kitchen_dream.kitchens.recipes import TOOLS
from kitchen_dream.kitchens.spec import BURNERS
from kitchen_dream.rules.state import BOWL_STATION, NOTHING, START_STATION, STOVE_STATION, BaseState

PLACES = 4
"""Most ingredients that a recipe has, and that a vessel is asked to hold."""
VESSELS = len(TOOLS)
POT, PAN, TRAY, BOWL = range(VESSELS)
"""Vessels, whose numbers are their ids as symbols; those of ingredients begin after them."""
STATION_OF = (STOVE_STATION, STOVE_STATION, STOVE_STATION, BOWL_STATION)
"""Where the robot stands at each vessel in its place: pot and pan on the hob, the tray in the oven below, the bowl."""


@dataclass
class ToolState(BaseState):
    """Symbols of B kitchens. Places in units and the hand may hold tools, too."""

    placed: np.ndarray
    """(B, VESSELS) bool: vessels that stand where they are used."""
    inside: np.ndarray
    """(B, VESSELS, PLACES) int64: ingredients in each vessel in ascending order of id, NOTHING last."""
    heated: np.ndarray
    """(B, VESSELS, PLACES) float32: seconds for which each of them was heated."""
    oven: np.ndarray
    """(B,) bool: the oven is on."""

    @classmethod
    def initial(cls, contents: np.ndarray) -> ToolState:
        """The state at the start, given contents (B, MAX_UNITS, SLOTS), which it keeps: what lies in no unit stands
        out."""
        n = len(contents)
        lying = (contents.reshape(n, -1, 1) == np.arange(VESSELS, dtype=contents.dtype)).any(1)
        return cls(
            station=np.full(n, START_STATION), open_unit=np.full(n, NOTHING), held=np.full(n, NOTHING),
            contents=contents.astype(np.int16, copy=False), lit=np.zeros((n, BURNERS), bool),
            pressed=np.zeros((n, BURNERS), bool), placed=~lying, inside=np.full((n, VESSELS, PLACES), NOTHING),
            heated=np.zeros((n, VESSELS, PLACES), np.float32), oven=np.zeros(n, bool),
        )

    @property
    def hob(self) -> np.ndarray:
        """(B,) bool: a burner is lit, which heats the zone with pot and pan."""
        out = self.lit[:, 0]
        for burner in range(1, BURNERS):
            out = out | self.lit[:, burner]
        return out

    @property
    def hot(self) -> np.ndarray:
        """(B,) bool: something is on."""
        return self.hob | self.oven


def pass_time(state: ToolState, seconds: np.ndarray) -> None:
    """What is in a vessel on what is on is heated for `seconds` (B,)."""
    for vessels, on in ((slice(POT, TRAY), state.hob), (slice(TRAY, BOWL), state.oven)):
        where = np.flatnonzero(on)
        if len(where):
            there = state.inside[where, vessels] != NOTHING
            state.heated[where, vessels] += there * seconds[where, None, None].astype(np.float32)
