"""What each skill that succeeds does to the symbols. Doors close behind the robot when it drives off.

Each function changes a state of B episodes in place, for those that carry out its skill:
    where: (K,) indices of these episodes.
    argument: (K,) unit, slot or burner of each; 0 for a skill that acts on nothing.
    rows: (K,) the kitchen of each in `tables`."""

import numpy as np

from kitchen_dream.rules.state import BOWL_STATION, NOTHING, STOVE_STATION, BaseState, State
from kitchen_dream.rules.tables import Tables


def look(state: BaseState, where: np.ndarray, argument: np.ndarray, tables: Tables, rows: np.ndarray) -> None:
    """The robot stands before the unit, which is open."""
    state.station[where] = state.open_unit[where] = argument


def take(state: BaseState, where: np.ndarray, argument: np.ndarray, tables: Tables, rows: np.ndarray) -> None:
    """What lay in the slot is in the hand."""
    place = (where, state.open_unit[where], argument)
    state.held[where] = state.contents[place]
    state.contents[place] = NOTHING


def put_pot(state: State, where: np.ndarray, argument: np.ndarray, tables: Tables, rows: np.ndarray) -> None:
    """What was held is in the pot."""
    state.pot[where] = _insert(state.pot[where], state.held[where])
    state.held[where] = state.open_unit[where] = NOTHING
    state.station[where] = STOVE_STATION


def put_bowl(state: State, where: np.ndarray, argument: np.ndarray, tables: Tables, rows: np.ndarray) -> None:
    """What was held is in the bowl."""
    state.bowl[where] = _insert(state.bowl[where], state.held[where])
    state.held[where] = state.open_unit[where] = NOTHING
    state.station[where] = BOWL_STATION


def press(state: State, where: np.ndarray, argument: np.ndarray, tables: Tables, rows: np.ndarray) -> None:
    """The burner is lit if it works."""
    state.pressed[where, argument] = True
    state.lit[where, argument] = ~tables.broken[rows, argument]
    state.station[where] = STOVE_STATION
    state.open_unit[where] = NOTHING


def stop(state: BaseState, where: np.ndarray, argument: np.ndarray, tables: Tables, rows: np.ndarray) -> None:
    """Nothing changes; the episode's end is the clock's business."""


def _insert(vessel: np.ndarray, item: np.ndarray) -> np.ndarray:
    """Add one item to each row of (B, VESSEL_PLACES), keeping ids ascending and NOTHING last."""
    full = np.concatenate([vessel, item[:, None]], axis=1)
    order = np.sort(np.where(full == NOTHING, np.iinfo(np.int64).max, full), axis=1)[:, : vessel.shape[1]]
    return np.where(order == np.iinfo(np.int64).max, NOTHING, order)
