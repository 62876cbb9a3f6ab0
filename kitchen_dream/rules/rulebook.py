"""The rules of all skills together: what is possible now, how long it takes, and what it does."""

import numpy as np

from kitchen_dream.rules.legality import Situation
from kitchen_dream.rules.skills import POT, SKILLS, STOP, TAKE0, SkillTable
from kitchen_dream.rules.state import NOTHING, STATIONS, BaseState
from kitchen_dream.rules.tables import Tables


def skill_seconds(tables: Tables, skills: SkillTable = SKILLS) -> np.ndarray:
    """(N, STATIONS, actions) float32: seconds of every skill from every station; taking is from its unit."""
    key = ("skill_seconds", *skills.names())
    if key not in tables.derived:
        out = np.zeros((len(tables), STATIONS, skills.count), np.float32)
        for skill, actions in skills.ranges():
            out[:, :, actions] = skill.seconds(tables) if callable(skill.seconds) else skill.seconds
        tables.derived[key] = out
    return tables.derived[key]


def seconds_of_all(state: BaseState, tables: Tables, rows: np.ndarray, skills: SkillTable = SKILLS) -> np.ndarray:
    """Seconds of every skill from here, (B, actions) float32, whether or not it is possible."""
    station, opened = state.station, state.open_unit
    table = skill_seconds(tables, skills)
    out = table.reshape(-1, table.shape[2]).take(rows * STATIONS + station, axis=0)
    elsewhere = np.flatnonzero((opened != station) & (opened != NOTHING))
    out[elsewhere, TAKE0:POT] = tables.take[rows[elsewhere], opened[elsewhere], None]
    return out


def legal(
    state: BaseState, tables: Tables, rows: np.ndarray, executing: np.ndarray, seconds: np.ndarray, left: np.ndarray
) -> np.ndarray:
    """Mask (B, actions) bool of the skills that are possible and can be ended in the seconds `left` (B,).

    The robot knows how long its skills take (`seconds`, see `seconds_of_all`) and starts none that it cannot end in
    time; stopping is always possible. `executing` (B,) bool: a dish is asked for."""
    return in_time(possible(state, tables, rows, executing), seconds, left)


def possible(
    state: BaseState, tables: Tables, rows: np.ndarray, executing: np.ndarray, skills: SkillTable = SKILLS
) -> np.ndarray:
    """As `legal`, however much time is left."""
    now = Situation(state, tables, rows, executing)
    return np.concatenate([skill.legal(now) for skill, _ in skills.ranges()], axis=1)


def in_time(mask: np.ndarray, seconds: np.ndarray, left: np.ndarray, stop: int = STOP) -> np.ndarray:
    """The skills of a mask (B, actions), which is changed, that can be ended in the time that is left."""
    left, exact = (left + 1e-4).astype(np.float32), left + 1e-4  # rounded down, it gives the same answers sooner
    mask &= seconds <= np.where(left > exact, np.nextafter(left, np.float32(-np.inf)), left)[:, None]
    mask[:, stop] = True
    return mask


def apply(
    state: BaseState, actions: np.ndarray, tables: Tables, rows: np.ndarray, skills: SkillTable = SKILLS
) -> None:
    """Change `state` in place by one legal action (B,) each."""
    small = actions.astype(np.int16)  # is compared sooner
    for skill, own in skills.ranges():
        where = np.flatnonzero((small >= own.start) & (small < own.stop))
        if len(where):
            skill.effect(state, where, actions[where] - own.start, tables, rows[where])
