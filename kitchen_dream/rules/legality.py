"""Which skills are possible, as a mask over the action space."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from kitchen_dream.rules.durations import PRESS, PUT
from kitchen_dream.rules.skills import ACTIONS, BOWL, LOOK0, POT, PRESS0, STOP, TAKE0
from kitchen_dream.rules.state import BOWL_STATION, NOTHING, STOVE_STATION, State
from kitchen_dream.rules.tables import Tables


class Phase(IntEnum):
    """The two kinds of episodes of a trial."""

    EXPLORE = 0
    EXECUTE = 1


def seconds_of_all(state: State, tables: Tables, rows: np.ndarray) -> np.ndarray:
    """Seconds of every skill from here, (B, ACTIONS) float32, whether or not it is possible."""
    n, units = len(rows), tables.exists.shape[1]
    way = tables.travel[rows, state.station]
    out = np.empty((n, ACTIONS), np.float32)
    out[:, LOOK0 : LOOK0 + units] = way[:, :units] + tables.open_look[rows]
    out[:, TAKE0:POT] = tables.take[rows, np.maximum(state.open_unit, 0)][:, None]
    out[:, POT] = way[:, STOVE_STATION] + PUT
    out[:, BOWL] = way[:, BOWL_STATION] + PUT
    out[:, PRESS0:STOP] = way[:, STOVE_STATION, None] + PRESS
    out[:, STOP] = 0.0
    return out


def legal(
    state: State, tables: Tables, rows: np.ndarray, executing: np.ndarray, seconds: np.ndarray, left: np.ndarray
) -> np.ndarray:
    """Mask (B, ACTIONS) bool of the skills that are possible and can be ended in the seconds `left` (B,).

    Handles and buttons want an empty gripper. Exploring is looking and pressing: nothing is taken out then, so `executing`
    (B,) bool decides over taking and putting. The robot knows how long its skills take (`seconds`, see `seconds_of_all`) and
    starts none that it cannot end in time; stopping is always possible.
    """
    n, units = len(rows), tables.exists.shape[1]
    empty = state.held == NOTHING
    everyone = np.arange(n)
    mask = np.empty((n, ACTIONS), bool)
    mask[:, LOOK0 : LOOK0 + units] = tables.exists[rows] & empty[:, None]
    opened = state.open_unit != NOTHING
    mask[everyone[opened], state.open_unit[opened]] = False
    there = state.contents[everyone, np.maximum(state.open_unit, 0)] != NOTHING
    mask[:, TAKE0:POT] = there & (empty & opened & executing)[:, None]
    mask[:, POT] = ~empty & executing & (state.pot[:, -1] == NOTHING)
    mask[:, BOWL] = ~empty & executing & (state.bowl[:, -1] == NOTHING)
    mask[:, PRESS0:STOP] = ~state.pressed & empty[:, None]
    mask &= seconds <= left[:, None] + 1e-4
    mask[:, STOP] = True
    return mask
