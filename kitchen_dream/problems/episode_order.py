"""Which episode comes next: every environment walks through trials, and `reset(options=...)` may choose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.kitchen.problem import KitchenProblem

PHASES = ("explore", "execute")
OPTIONS = ("phase", "recipe", "number")


@dataclass(frozen=True)
class Choice:
    """What `reset(options=...)` asks for; None leaves it to the order of the trial or to chance."""

    phase: str | None = None
    recipe: int | None = None
    number: int | None = None


def read_options(options: dict | None, problem: KitchenProblem) -> Choice:
    """Check the options of `reset`. Raises ValueError, in one line, for anything that cannot be done."""
    options = options or {}
    for key in options:
        if key not in OPTIONS:
            raise ValueError(f"unknown reset option {key!r}; use: {', '.join(OPTIONS)}")
    phase, name, number = (options.get(key) for key in OPTIONS)
    if phase is not None and phase not in PHASES:
        raise ValueError(f"reset option phase: {phase!r} is none; use one of: {', '.join(PHASES)}")
    if number is not None and (isinstance(number, bool) or not isinstance(number, int | np.integer) or not 0 <= number < len(problem)):
        raise ValueError(f"reset option number: {number!r} is no kitchen of this set; it has 0 to {len(problem) - 1}")
    if name is None:
        return Choice(phase, None, number)
    if phase != "execute":
        raise ValueError("reset option recipe: only an execution episode has one; add phase='execute'")
    recipe = cookbook().recipe_id(name)
    if number is not None and not problem.offered[number, recipe]:
        known = ", ".join(cookbook().recipes[r].name for r in np.flatnonzero(problem.offered[number]))
        raise ValueError(f"reset option recipe: kitchen {number} does not offer {name!r}; it offers: {known}")
    if not problem.offered[:, recipe].any():
        raise ValueError(f"reset option recipe: no kitchen of this set offers {name!r} in the split {problem.split!r}")
    return Choice(phase, recipe, number)


class EpisodeOrder:
    """B trials side by side: exploration, then `executions` executions in the same kitchen, then the next kitchen.

    `rows` (B,) are the kitchens, `episode` (B,) the numbers within the trials, 0 being the exploration.
    """

    def __init__(self, problem: KitchenProblem, executions: int):
        if executions < 1:
            raise ValueError(f"executions must be at least 1, got {executions}")
        self.problem, self.executions = problem, executions
        self.rows = np.zeros(problem.batch, np.int64)
        self.episode = np.zeros(problem.batch, np.int64)
        self.restart()

    def restart(self) -> None:
        """Forget the trials under way."""
        self.episode[:] = self.executions
        self._fresh = True

    def advance(self, where: np.ndarray, rng: np.random.Generator, choice: Choice = Choice()) -> tuple[np.ndarray, np.ndarray]:
        """Kitchens and instructions (k,) of the next episodes of the trials `where` (k,); instruction EXPLORE is exploration.

        Without a choice the trial goes on. Choosing `explore` begins a new trial, choosing `execute` stays in the kitchen if
        there is one, and if it offers the recipe.
        """
        explore = self.episode[where] >= self.executions if choice.phase is None else np.full(len(where), choice.phase == "explore")
        rows = self.rows[where]
        suited = np.ones(len(self.problem), bool) if choice.recipe is None else self.problem.offered[:, choice.recipe]
        draw = explore | ~suited[rows] | self._fresh
        rows[draw] = rng.choice(np.flatnonzero(suited), size=int(draw.sum()))
        if choice.number is not None:
            rows[:] = choice.number
        self._fresh = False
        instruction = np.full(len(where), EXPLORE)
        cook = np.flatnonzero(~explore)
        if choice.recipe is not None:
            instruction[cook] = choice.recipe
        elif len(cook):
            instruction[cook] = self.problem.sample_instructions(rows[cook], rng)
        self.rows[where] = rows
        self.episode[where] = np.where(explore, 0, self.episode[where] % self.executions + 1)
        return rows, instruction
