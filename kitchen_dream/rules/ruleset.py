"""A variant of the rules as an object: what the abstract backend and the problem ask of it.

`RuleSet` itself is Kitchen-v0; other variants override what they do otherwise. All else, such as clock, mask, map and
rewards, is the same code for all of them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from kitchen_dream.kitchens.contents.habits import Habits, standard
from kitchen_dream.kitchens.cookbook import Cookbook, cookbook
from kitchen_dream.rules import limits
from kitchen_dream.rules.reward import DONE, IN_VESSEL, LIT, RUINED, SECOND, Progress, RecipeTable, progress
from kitchen_dream.rules.rulebook import apply, possible, seconds_of_all
from kitchen_dream.rules.skills import SKILLS, TAKE0, SkillCall, SkillTable
from kitchen_dream.rules.state import NOTHING, BaseState, State
from kitchen_dream.rules.tables import Tables


class RuleSet:
    """The rules of Kitchen-v0: soups and salads, in a pot and a bowl that stand ready."""

    name = "v0"
    skills: SkillTable = SKILLS
    explore_seconds = limits.EXPLORE_SECONDS
    """Budget of an exploration."""
    max_steps = 24
    """Most steps of an episode."""
    ruined: float = RUINED
    """Reward of a ruined dish."""
    gives_up = True
    """Executions may be ended while something else is possible."""
    shuts = False
    """The robot pushes shut what it opened; else a spring does."""
    least_dishes = 0
    """Dishes that every kitchen of a split offers, whichever split instructs them, beside one that the split does."""

    @property
    def book(self) -> Cookbook:
        """The cookbook in use."""
        return cookbook(self.name)

    @property
    def habits(self) -> Habits:
        """The habits of the households of random kitchens."""
        return standard(self.name)

    @cached_property
    def stop(self) -> int:
        """The action that ends an episode."""
        return self.skills.encode(SkillCall("stop"))

    def recipes(self) -> Any:
        """The recipes as arrays: at least `needs` (recipes, symbols) bool and `size` (recipes,)."""
        return RecipeTable.of(self.book)

    def initial(self, contents: np.ndarray) -> Any:
        """The state at the start of an episode, given contents (B, MAX_UNITS, SLOTS), which it keeps."""
        return State.initial(contents)

    def seconds_of_all(self, state: BaseState, tables: Tables, rows: np.ndarray) -> np.ndarray:
        """Seconds of every skill from here, (B, actions) float32, whether or not it is possible."""
        return seconds_of_all(state, tables, rows, self.skills)

    def possible(self, state: BaseState, tables: Tables, rows: np.ndarray, executing: np.ndarray) -> np.ndarray:
        """Mask (B, actions) bool of the skills that are possible, however much time is left."""
        return possible(state, tables, rows, executing, self.skills)

    def pass_time(self, state: Any, seconds: np.ndarray) -> None:
        """Change `state` in place by what happens by itself while a skill takes `seconds` (B,)."""

    def apply(self, state: Any, actions: np.ndarray, tables: Tables, rows: np.ndarray) -> None:
        """Change `state` in place by one possible action (B,) each."""
        apply(state, actions, tables, rows, self.skills)

    def progress(self, state: Any, recipes: Any, recipe: np.ndarray, where: Any = np.s_[:]) -> Progress:
        """How far the dishes `recipe` (K,) have come in the episodes `where`."""
        return progress(state, recipes, recipe, where)

    def first_progress(self, state: Any, recipes: Any, recipe: np.ndarray, where: np.ndarray) -> Progress:
        """The same at the start of the episodes `where`, where nothing was done; recipe NOTHING in explorations."""
        return Progress(*np.zeros((3, 1)))

    def may_progress(self, state: Any, actions: np.ndarray) -> np.ndarray:
        """(B,) bool: where the skills `actions` (B,) that led to `state` can have changed something about a dish."""
        return (actions >= TAKE0) & (actions != self.stop)

    def deadlines(self, tables: Tables) -> np.ndarray:
        """(N, recipes) seconds to cook each recipe."""
        return limits.deadlines(tables)

    def shortest_seconds(self, tables: Tables) -> np.ndarray:
        """(N, recipes) seconds of the fastest plan with full knowledge; inf where there is none."""
        return limits.shortest_seconds(tables)

    def feasible(self, tables: Tables) -> np.ndarray:
        """(N, recipes) bool: what can be cooked before its deadline by who knows the kitchen."""
        return self.shortest_seconds(tables) <= self.deadlines(tables) - limits.MARGIN_SECONDS

    def why_not(self, tables: Tables) -> list[str]:
        """For each recipe why it cannot be cooked in a kitchen (N = 1) in time: what it lacks, or its seconds; "" where
        it can."""
        need, limit = self.shortest_seconds(tables)[0], self.deadlines(tables)[0]
        possible, book = self.feasible(tables)[0], self.book
        there = {book.symbols[item] for item in tables.contents[0].ravel() if item != NOTHING}
        reasons = []
        for recipe, dish in enumerate(book.recipes):
            lacking = [item for item in dish.ingredients if item not in there]
            late = f"too far: {need[recipe]:.0f} s, deadline {limit[recipe]:.0f} s"
            reasons.append("" if possible[recipe] else f"no {' and no '.join(lacking)}" if lacking else late)
        return reasons

    def best_returns(self, tables: Tables, rows: np.ndarray, recipe: np.ndarray, dense: bool) -> np.ndarray:
        """(B,) best return of the dishes `recipe` (B,) in the kitchens `rows` (B,) with full knowledge."""
        recipes = self.recipes()
        seconds = self.shortest_seconds(tables)[rows, recipe]
        shaping = IN_VESSEL * recipes.needs[recipe].sum(1) + LIT * recipes.soup[recipe] if dense else 0.0
        return DONE + shaping - SECOND * seconds


V0 = RuleSet()
