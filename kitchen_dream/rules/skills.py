"""The robot's skills as a flat action space, the same in both bodies.

| action | skill |
|---|---|
| 0 .. 13 | look into unit u: drive there, open it, look |
| 14 .. 17 | take the ingredient in slot s of the open unit |
| 18 | put what is held into the pot |
| 19 | put what is held into the bowl |
| 20, 21 | press the button of burner b |
| 22 | stop: end the episode |
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from kitchen_dream.kitchens.spec import BURNERS, MAX_UNITS, SLOTS


class Skill(IntEnum):
    """The kinds of skills."""

    LOOK = 0
    TAKE = 1
    PUT_POT = 2
    PUT_BOWL = 3
    PRESS = 4
    STOP = 5


LOOK0 = 0
TAKE0 = LOOK0 + MAX_UNITS
POT = TAKE0 + SLOTS
BOWL = POT + 1
PRESS0 = BOWL + 1
STOP = PRESS0 + BURNERS
ACTIONS = STOP + 1
"""Size of the action space."""


@dataclass(frozen=True)
class SkillCall:
    """One skill with its argument: unit, slot or burner; 0 where there is none."""

    skill: Skill
    argument: int = 0


def decode(action: int) -> SkillCall:
    """The skill of a flat action. Raises ValueError outside 0 .. ACTIONS - 1."""
    if not 0 <= action < ACTIONS:
        raise ValueError(f"action {action} does not exist; actions are 0 to {ACTIONS - 1}")
    for first, skill in (
        (STOP, Skill.STOP),
        (PRESS0, Skill.PRESS),
        (BOWL, Skill.PUT_BOWL),
        (POT, Skill.PUT_POT),
        (TAKE0, Skill.TAKE),
    ):
        if action >= first:
            return SkillCall(skill, action - first)
    return SkillCall(Skill.LOOK, action)


def encode(call: SkillCall) -> int:
    """The flat action of a skill; inverse of `decode`."""
    first = {
        Skill.LOOK: LOOK0,
        Skill.TAKE: TAKE0,
        Skill.PUT_POT: POT,
        Skill.PUT_BOWL: BOWL,
        Skill.PRESS: PRESS0,
        Skill.STOP: STOP,
    }
    return first[call.skill] + call.argument
