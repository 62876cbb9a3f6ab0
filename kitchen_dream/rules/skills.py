"""The robot's skills: a table of rows, and the flat action space that follows from it, the same in every backend.

| action | skill |
|---|---|
| 0 .. 13 | look into unit u: drive there, open it, look |
| 14 .. 17 | take the ingredient in slot s of the open unit |
| 18 | put what is held into the pot |
| 19 | put what is held into the bowl |
| 20, 21 | press the button of burner b |
| 22 | stop: end the episode |
| 23 .. | skills that others have registered, in that order |
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from kitchen_dream.kitchens.spec import BURNERS, MAX_UNITS, SLOTS
from kitchen_dream.rules import effects, legality
from kitchen_dream.rules.durations import PRESS, PUT
from kitchen_dream.rules.legality import Situation
from kitchen_dream.rules.state import BOWL_STATION, STATIONS, STOVE_STATION
from kitchen_dream.rules.tables import Tables

ActsOn = Literal["unit", "slot", "burner", "nothing"]
_ARGUMENTS: dict[ActsOn, int] = {"unit": MAX_UNITS, "slot": SLOTS, "burner": BURNERS, "nothing": 1}


@dataclass(frozen=True)
class Skill:
    """One row of the table."""

    name: str
    acts_on: ActsOn
    """What its argument is; a skill has one action for each."""
    legal: Callable[[Situation], np.ndarray]
    """Where it is possible, time left aside: (B, arguments) bool. See `rules/legality.py`."""
    effect: Callable[[Any, np.ndarray, np.ndarray, Tables, np.ndarray], None]
    """What its success does to the symbols, in place. See `rules/effects.py`."""
    seconds: Callable[[Tables], np.ndarray] | float
    """Nominal seconds, one number or an array over (kitchens, STATIONS, arguments) in which an axis may have length 1:
    a station is where the robot stands before. Where it drives in the skill, add `Tables.travel`."""

    @property
    def arguments(self) -> int:
        """How many actions it has."""
        return _ARGUMENTS[self.acts_on]


@dataclass(frozen=True)
class SkillCall:
    """One skill, by name, with its argument: unit, slot or burner; 0 where there is none."""

    skill: str
    argument: int = 0


def _take_seconds(tables: Tables) -> np.ndarray:
    """From the unit of the station; `rulebook.skill_seconds` corrects it where another one stands open."""
    out = np.zeros((len(tables), STATIONS, 1), np.float32)
    out[:, :MAX_UNITS, 0] = tables.take
    return out


class SkillTable:
    """Rows in order, and the flat action space that follows from them."""

    def __init__(self, *rows: Skill):
        self._rows = {row.name: row for row in rows}
        self._shipped = frozenset(self._rows)

    def register(self, skill: Skill) -> None:
        """Add a skill behind all others. Raises ValueError for a name that is taken."""
        if skill.name in self._rows:
            raise ValueError(f"skill {skill.name!r} exists already; give yours another name")
        if skill.acts_on not in _ARGUMENTS:
            raise ValueError(
                f"skill {skill.name!r} acts on {skill.acts_on!r}; it must act on one of {', '.join(_ARGUMENTS)}"
            )
        self._rows[skill.name] = skill

    def unregister(self, name: str) -> None:
        """Take a registered skill away again. Raises ValueError for a shipped or an unknown one."""
        if name in self._shipped or name not in self._rows:
            raise ValueError(
                f"skill {name!r} was not registered; registered are: "
                f"{', '.join(set(self._rows) - self._shipped) or 'none'}"
            )
        del self._rows[name]

    def ranges(self) -> Iterator[tuple[Skill, slice]]:
        """Each skill with its actions."""
        first = 0
        for skill in self._rows.values():
            yield skill, slice(first, first + skill.arguments)
            first += skill.arguments

    @property
    def count(self) -> int:
        """Size of the action space."""
        return sum(skill.arguments for skill in self._rows.values())

    def names(self) -> tuple[str, ...]:
        """The name of each action: "look_0" .. "press_1", "stop"; skills without an argument have no number."""
        return tuple(name for skill in self._rows.values() for name in _names(skill))

    def decode(self, action: int) -> SkillCall:
        """The skill of a flat action. Raises ValueError outside 0 .. count - 1."""
        for skill, actions in self.ranges():
            if actions.start <= action < actions.stop:
                return SkillCall(skill.name, action - actions.start)
        raise ValueError(f"action {action} does not exist; actions are 0 to {self.count - 1}")

    def encode(self, call: SkillCall) -> int:
        """The flat action of a skill; inverse of `decode`. Raises ValueError for an unknown skill or argument."""
        for skill, actions in self.ranges():
            if skill.name == call.skill:
                if not 0 <= call.argument < skill.arguments:
                    raise ValueError(
                        f"{call.skill} {call.argument} does not exist; arguments are 0 to {skill.arguments - 1}"
                    )
                return actions.start + call.argument
        raise ValueError(f"skill {call.skill!r} does not exist; known are: {', '.join(self._rows)}")


def _names(skill: Skill) -> list[str]:
    return [skill.name] if skill.acts_on == "nothing" else [f"{skill.name}_{k}" for k in range(skill.arguments)]


LOOK = Skill("look", "unit", legality.look, effects.look, lambda t: t.travel[:, :, :MAX_UNITS] + t.open_look[:, None])
TAKE = Skill("take", "slot", legality.take, effects.take, _take_seconds)
SKILLS = SkillTable(
    LOOK,
    TAKE,
    Skill("put_pot", "nothing", legality.put_pot, effects.put_pot, lambda t: t.travel[:, :, [STOVE_STATION]] + PUT),
    Skill("put_bowl", "nothing", legality.put_bowl, effects.put_bowl, lambda t: t.travel[:, :, [BOWL_STATION]] + PUT),
    Skill("press", "burner", legality.press, effects.press, lambda t: t.travel[:, :, [STOVE_STATION]] + PRESS),
    Skill("stop", "nothing", legality.stop, effects.stop, 0.0),
)
"""The skills of Kitchen-v0, and those that others have registered."""


def register_skill(skill: Skill) -> None:
    """Add a skill behind all others, before problems are made; see docs/extend/skill.md.

    Raises ValueError for a name that is taken."""
    SKILLS.register(skill)


def unregister_skill(name: str) -> None:
    """Take a registered skill away again. Raises ValueError for a shipped or an unknown one."""
    SKILLS.unregister(name)


LOOK0, TAKE0, POT, BOWL, PRESS0, STOP = (
    SKILLS.encode(SkillCall(name)) for name in ("look", "take", "put_pot", "put_bowl", "press", "stop")
)
"""First actions of the shipped skills, for code about these alone. They never change: new skills come behind. All but
STOP are those of every variant of the kitchens."""
