"""A trial as a file: its kitchen, its dish, the skills that were chosen and what became of them, to be watched again.

The physics is deterministic: on one machine a replay gives the same outcomes to the last bit, and says so, or where it
does not."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, cast

import numpy as np
from pydantic import Field, ValidationError

from kitchen_dream.core.files import write_atomically
from kitchen_dream.kitchens.files.errors import from_validation
from kitchen_dream.kitchens.files.yaml_text import Flow, KitchenError, dump_yaml, read_yaml
from kitchen_dream.kitchens.spec import Frozen, Kitchen
from kitchen_dream.media.captions import Narrator
from kitchen_dream.media.choice import TrialChoice, choose
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.registry import problem_class
from kitchen_dream.rules.ruleset import RuleSet
from kitchen_dream.sim.outcome import Outcome
from kitchen_dream.trial.protocol import TrialPolicy
from kitchen_dream.trial.rollout import Chooser, Policy, Rollout

MOST_SKILLS = 200
"""In an episode; a trial's episodes end after 24, or 48 in Kitchen-v1."""
Kept = Literal["kitchen", "kitchen-v1"]
"""Problems whose trials are kept."""
Share = Annotated[float, Field(ge=0, le=1)]


class Skill(Frozen):
    """One chosen skill. seconds: of the robot, none for skills that were not carried out, such as stop."""

    skill: str
    worked: Literal["yes", "no"] = "yes"
    seconds: Annotated[float, Field(ge=0, le=1000)] = 0.0


class Options(Frozen):
    """What the policy was instructed and paid by: see `physics_options`."""

    dense: Literal["yes", "no"] = "yes"
    instruction: Literal["ingredients", "name"] = "ingredients"
    explore_seconds: Annotated[float, Field(gt=0, le=1000)]
    facts: Share = 0.0
    robot: str | None = None


class Recording(Frozen):
    """A trial: one exploration, and the execution of its first dish."""

    version: Literal[1] = 1
    problem: Kept = "kitchen"
    policy: str
    dish: str
    options: Options
    exploration: Annotated[tuple[Skill, ...], Field(max_length=MOST_SKILLS)]
    execution: Annotated[tuple[Skill, ...], Field(max_length=MOST_SKILLS)]
    kitchen: Kitchen

    @property
    def choice(self) -> TrialChoice:
        """Kitchen and dish. Raises ValueError where the dish cannot be cooked there, or is unknown."""
        return choose(kitchen=self.kitchen, cook=self.family.rules.book.recipe_id(self.dish), family=self.family)

    @property
    def family(self) -> type[KitchenFamily]:
        """Of the kitchen."""
        family = problem_class(self.problem)
        assert issubclass(family, KitchenFamily)
        return family

    @property
    def problem_options(self) -> dict[str, Any]:
        """Options of the problem in PyBullet."""
        options = self.options.model_dump(exclude_none=True)
        return options | {"dense": self.options.dense == "yes"}

    def policy_again(self) -> Replaying:
        """A policy that chooses the same skills again."""
        return Replaying(self)


class Replaying(TrialPolicy):
    """Chooses the skills of a recording, and then stops."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording

    def explorer(self) -> Policy:
        return self._chosen(self._recording.exploration)

    def executor(self) -> Policy:
        return self._chosen(self._recording.execution)

    def end_exploration(self, exploration: Rollout) -> None:
        """Nothing: what comes next is known."""

    def _chosen(self, skills: tuple[Skill, ...]) -> Policy:
        rules = self._recording.family.rules
        actions = iter([rules.skills.names().index(each.skill) for each in skills])
        return Chooser(lambda observation: np.array([next(actions, rules.stop)]))


def recording_of(choice: TrialChoice, policy: str, options: dict[str, Any], narrator: Narrator) -> Recording:
    """The trial that a narrator has told of. policy: its name. options: see `physics_options`."""
    dense = "yes" if options["dense"] else "no"
    outcomes, rules = narrator.problem.outcomes, narrator.rules
    episodes = [
        tuple(_skill(action, outcomes[at : at + 1], rules) for action, at in part) for part in narrator.chosen[:2]
    ]
    return Recording(
        problem=cast(Kept, choice.family.name), policy=policy, dish=rules.book.recipes[narrator.dish].name,
        options=Options(**options | {"dense": dense}), exploration=episodes[0], execution=episodes[1],
        kitchen=choice.kitchen,
    )


def _skill(action: int, outcome: list[tuple[int, Outcome]], rules: RuleSet) -> Skill:
    """A chosen action with what became of it. outcome: the next one, which is another's if nothing was carried out."""
    name = rules.skills.names()[action]
    if action == rules.stop:
        return Skill(skill=name)
    if not outcome or outcome[0][0] != action:
        return Skill(skill=name, worked="no")
    return Skill(skill=name, worked="yes" if outcome[0][1].success else "no", seconds=outcome[0][1].seconds)


def save_recording(recording: Recording, path: Path) -> None:
    """Write a recording, whole or not at all. Raises WriteError."""
    data = recording.model_dump(mode="json", exclude_none=True)
    for part in ("exploration", "execution"):
        data[part] = [Flow(skill) for skill in data[part]]
    write_atomically(path, dump_yaml(data, 140))


def load_recording(path: Path) -> Recording:
    """Read a recording. Raises ValueError, in one line, for a file that is none."""
    keys = "policy, dish and kitchen"
    data, lines = read_yaml(path, "trial", keys, "what `watch --save FILE` writes", "`watch --save FILE` writes one")
    try:
        recording = Recording.model_validate(data)
    except ValidationError as error:
        raise from_validation(path, error, lines, root=Recording) from None
    names = recording.family.rules.skills.names()
    for part in ("exploration", "execution"):
        for number, each in enumerate(getattr(recording, part)):
            if each.skill not in names:
                where = lines.locate((part, number, "skill"))
                known = ", ".join(names)
                raise KitchenError(path, [f"{where}: {each.skill[:40]!r} is no skill; use one of {known}"])
    return recording


def compare(before: Recording, after: Recording) -> str:
    """Whether a replay was the same, in one line: to the last bit, or where it first differs."""
    for part in ("exploration", "execution"):
        old, new = getattr(before, part), getattr(after, part)
        for number, (a, b) in enumerate(zip(old, new, strict=False), 1):
            if a != b:
                words = [f"{each.skill} {_ended(each)}" for each in (a, b)]
                return f"replayed, but not the same: skill {number} of the {part} was {words[0]}, now {words[1]}"
        if len(old) != len(new):
            return f"replayed, but not the same: the {part} had {len(old)} skills, now {len(new)}"
    return f"replayed: all {len(before.exploration) + len(before.execution)} skills went as before, to the last bit"


def _ended(skill: Skill) -> str:
    return f"({'worked' if skill.worked == 'yes' else 'failed'}, {skill.seconds:.4f} s)"
