"""The skills of Kitchen-v1: when each is possible, what it does, how long it takes.

| action | skill |
|---|---|
| 0 .. 13 | look into unit u: drive there, open it, look; what stood open before is pushed shut |
| 14 .. 17 | take what lies in slot s of the open unit, an ingredient or a tool |
| 18, 19 | put what is held into the pot, into the bowl; or the pot, the bowl itself where it is used |
| 20, 21 | press the button of burner b, which lights it or puts it out |
| 22, 23 | put what is held into the pan, onto the tray; or the pan, the tray itself where it is used |
| 24 | press the oven's button |
| 25 | wait some seconds |
| 26 | stop: end the episode |
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from kitchen_dream.rules import effects, legality
from kitchen_dream.rules.durations import PRESS, PUT
from kitchen_dream.rules.legality import Situation
from kitchen_dream.rules.skills import LOOK, TAKE, Skill, SkillTable
from kitchen_dream.rules.state import NOTHING, STOVE_STATION
from kitchen_dream.rules.tables import Tables
from kitchen_dream.rules.v1.durations import OVEN_DOOR, PUT_HOB, WAIT
from kitchen_dream.rules.v1.state import BOWL, PAN, POT, STATION_OF, TRAY, VESSELS, ToolState


def _may_put(vessel: int, now: Situation) -> np.ndarray:
    """The vessel is in the hand; or it stands in its place with room for the ingredient in the hand."""
    state, some = now.state, now.carrying
    mask, held = np.zeros((len(now.rows), 1), bool), state.held[some]
    room = (held >= VESSELS) & state.placed[some, vessel] & (state.inside[some, vessel, -1] == NOTHING)
    mask[some, 0] = now.executing[some] & (room | (held == vessel))
    return mask


def _may_press(now: Situation) -> np.ndarray:
    """In explorations any button that was not pressed; in executions that of a burner that is lit, or of one that may
    light under something."""
    state, broken = now.state, now.tables.broken.take(now.rows, axis=0)
    to_heat = (state.inside[:, POT:TRAY, 0] != NOTHING).any(1)[:, None]
    mask = np.where(now.executing[:, None], state.lit | (to_heat & ~(state.pressed & broken)), ~state.pressed)
    mask[now.carrying] = False
    return mask


def _may_use_oven(now: Situation) -> np.ndarray:
    """In executions with an empty hand, where it is on or something is in it."""
    state = now.state
    used = state.oven | (state.inside[:, TRAY, 0] != NOTHING)
    return now.empty_hand & (now.executing & used)[:, None]


def _may_wait(now: Situation) -> np.ndarray:
    """In executions, while something is on."""
    return (now.executing & now.state.hot)[:, None]


def _put(
    vessel: int, state: ToolState, where: np.ndarray, argument: np.ndarray, tables: Tables, rows: np.ndarray
) -> None:
    """The vessel that was held stands in its place; the ingredient that was held is in it, not heated yet."""
    held = state.held[where]
    placing = held < VESSELS
    state.placed[where[placing], vessel] = True
    into, item = where[~placing], held[~placing]
    full = np.concatenate([state.inside[into, vessel, :-1], item[:, None]], axis=1)
    heated = np.concatenate([state.heated[into, vessel, :-1], np.zeros((len(into), 1), np.float32)], axis=1)
    order = np.argsort(np.where(full == NOTHING, np.iinfo(np.int64).max, full), axis=1, kind="stable")
    state.inside[into, vessel] = np.take_along_axis(full, order, axis=1)
    state.heated[into, vessel] = np.take_along_axis(heated, order, axis=1)
    state.held[where] = state.open_unit[where] = NOTHING
    state.station[where] = STATION_OF[vessel]


def _press(state: ToolState, where: np.ndarray, argument: np.ndarray, tables: Tables, rows: np.ndarray) -> None:
    """A burner that works is lit, or put out if it was."""
    state.pressed[where, argument] = True
    state.lit[where, argument] ^= ~tables.broken[rows, argument]
    state.station[where] = STOVE_STATION
    state.open_unit[where] = NOTHING


def _use_oven(state: ToolState, where: np.ndarray, argument: np.ndarray, tables: Tables, rows: np.ndarray) -> None:
    """The oven is switched on, or off."""
    state.oven[where] ^= True
    state.station[where] = STOVE_STATION
    state.open_unit[where] = NOTHING


def _to(station: int, seconds: float) -> Callable[[Tables], np.ndarray]:
    return lambda tables: tables.travel[:, :, [station]] + seconds


def _putting(name: str, vessel: int, seconds: float) -> Skill:
    way = _to(STATION_OF[vessel], seconds)
    return Skill(name, "nothing", partial(_may_put, vessel), partial(_put, vessel), way)


SKILLS = SkillTable(
    LOOK,
    TAKE,
    _putting("put_pot", POT, PUT_HOB),
    _putting("put_bowl", BOWL, PUT),
    Skill("press", "burner", _may_press, _press, _to(STOVE_STATION, PRESS)),
    _putting("put_pan", PAN, PUT_HOB),
    _putting("put_tray", TRAY, PUT_HOB + OVEN_DOOR),
    Skill("oven", "nothing", _may_use_oven, _use_oven, _to(STOVE_STATION, PRESS)),
    Skill("wait", "nothing", _may_wait, effects.stop, WAIT),
    Skill("stop", "nothing", legality.stop, effects.stop, 0.0),
)
PUTS = tuple(SKILLS.names().index(name) for name in ("put_pot", "put_pan", "put_tray", "put_bowl"))
"""The actions that put into each vessel, in the order of vessels."""
OVEN_ACTION, WAIT_ACTION, STOP_ACTION = (SKILLS.names().index(name) for name in ("oven", "wait", "stop"))
