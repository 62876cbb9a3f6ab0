"""What a skill that succeeds does to the symbols."""

from __future__ import annotations

import numpy as np

from kitchen_dream.rules.skills import BOWL, POT, PRESS0, STOP, TAKE0
from kitchen_dream.rules.state import BOWL_STATION, NOTHING, STOVE_STATION, State
from kitchen_dream.rules.tables import Tables


def apply(state: State, actions: np.ndarray, tables: Tables, rows: np.ndarray) -> None:
    """Change `state` in place by one legal action (B,) each. Doors close behind the robot when it drives off."""
    looks = np.flatnonzero(actions < TAKE0)
    state.station[looks] = state.open_unit[looks] = actions[looks]

    takes = np.flatnonzero((actions >= TAKE0) & (actions < POT))
    place = (takes, state.open_unit[takes], actions[takes] - TAKE0)
    state.held[takes] = state.contents[place]
    state.contents[place] = NOTHING

    for action, vessel, station in ((POT, state.pot, STOVE_STATION), (BOWL, state.bowl, BOWL_STATION)):
        puts = np.flatnonzero(actions == action)
        if not len(puts):
            continue
        vessel[puts] = _insert(vessel[puts], state.held[puts])
        state.held[puts] = state.open_unit[puts] = NOTHING
        state.station[puts] = station

    presses = np.flatnonzero((actions >= PRESS0) & (actions < STOP))
    burner = actions[presses] - PRESS0
    state.pressed[presses, burner] = True
    state.lit[presses, burner] = ~tables.broken[rows[presses], burner]
    state.station[presses] = STOVE_STATION
    state.open_unit[presses] = NOTHING


def _insert(vessel: np.ndarray, item: np.ndarray) -> np.ndarray:
    """Add one item to each row of (B, VESSEL_PLACES), keeping ids ascending and NOTHING last."""
    full = np.concatenate([vessel, item[:, None]], axis=1)
    order = np.sort(np.where(full == NOTHING, np.iinfo(np.int64).max, full), axis=1)[:, : vessel.shape[1]]
    return np.where(order == np.iinfo(np.int64).max, NOTHING, order)
