"""A guest's skill in one file: tidy, which shuts the unit that stands open. See docs/extend/skill.md."""

from __future__ import annotations

import numpy as np

from kitchen_dream.kitchens.spec import UNIT_KINDS
from kitchen_dream.rules.legality import Situation
from kitchen_dream.rules.skills import Skill, register_skill
from kitchen_dream.rules.state import NOTHING, State
from kitchen_dream.sim.outcome import FailureReason, SkillFailed
from kitchen_dream.sim.skills.actor import Actor
from kitchen_dream.sim.skills.doors import shut
from kitchen_dream.sim.skills.table import register_physical_skill

SECONDS = 1.2


def legal(now: Situation) -> np.ndarray:
    """(B, 1) bool: something stands open that can be shut."""
    opened = now.state.open_unit
    shelf = now.tables.kind[now.rows, opened] == UNIT_KINDS.index("shelf")
    return ((opened != NOTHING) & ~shelf)[:, None]


def effect(state: State, where: np.ndarray, argument: np.ndarray, tables, rows: np.ndarray) -> None:
    """Nothing stands open."""
    state.open_unit[where] = NOTHING


def tidy(actor: Actor, argument: int) -> None:
    """Let the soft-close spring shut the open unit, standing beside it.

    Raises SkillFailed: NOT_POSSIBLE where nothing stands open, DOOR_JAMMED where it does not shut.
    """
    unit = actor.open_unit
    if unit is None:
        raise SkillFailed(FailureReason.NOT_POSSIBLE, "nothing stands open")
    shut(actor)
    if actor.scene.opening(unit) > 0.05:
        raise SkillFailed(FailureReason.DOOR_JAMMED, "it does not shut")


def register() -> None:
    """Make the skill known to the rules and to the physics."""
    register_skill(Skill("tidy", "nothing", legal, effect, SECONDS))
    register_physical_skill("tidy", tidy)
