"""Which skills are possible, as a mask over the action space."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from kitchen_dream.rules.skills import BOWL, LOOK0, POT, PRESS0, STOP, TAKE0
from kitchen_dream.rules.state import NOTHING, State
from kitchen_dream.rules.tables import Tables


class Phase(IntEnum):
    """The two kinds of episodes of a trial."""

    EXPLORE = 0
    EXECUTE = 1


def seconds_of_all(state: State, tables: Tables, rows: np.ndarray) -> np.ndarray:
    """Seconds of every skill from here, (B, ACTIONS) float32, whether or not it is possible."""
    station, opened = state.station, state.open_unit
    out = tables.skill_seconds[rows, station]
    elsewhere = np.flatnonzero((opened != station) & (opened != NOTHING))
    out[elsewhere, TAKE0:POT] = tables.take[rows[elsewhere], opened[elsewhere], None]
    return out


def legal(
    state: State, tables: Tables, rows: np.ndarray, executing: np.ndarray, seconds: np.ndarray, left: np.ndarray
) -> np.ndarray:
    """Mask (B, ACTIONS) bool of the skills that are possible and can be ended in the seconds `left` (B,).

    Handles and buttons want an empty gripper. Exploring is looking and pressing: nothing is taken out then, so
    `executing` (B,) bool decides over taking and putting. The robot knows how long its skills take (`seconds`, see
    `seconds_of_all`) and starts none that it cannot end in time; stopping is always possible.
    """
    n, units = len(rows), tables.exists.shape[1]
    everyone, hand = np.arange(n), (state.held == NOTHING)[:, None]
    acting = executing[:, None]
    mask = seconds <= (left[:, None] + 1e-4)
    mask[:, LOOK0 : LOOK0 + units] &= tables.exists[rows] & hand
    # Where no unit is open, index NOTHING means the last column, which is STOP and set below, and the last unit, masked
    # here.
    mask[everyone, state.open_unit] = False
    there = state.contents[everyone, state.open_unit] != NOTHING
    mask[:, TAKE0:POT] &= there & (hand & acting & (state.open_unit != NOTHING)[:, None])
    mask[:, POT : POT + 1] &= ~hand & acting & (state.pot[:, -1:] == NOTHING)
    mask[:, BOWL : BOWL + 1] &= ~hand & acting & (state.bowl[:, -1:] == NOTHING)
    mask[:, PRESS0:STOP] &= ~state.pressed & hand
    mask[:, STOP] = True
    return mask
