"""Kitchen-v1 as a variant of the rules."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from kitchen_dream.kitchens.cookbook import Cookbook
from kitchen_dream.rules.limits import as_given
from kitchen_dream.rules.reward import DONE, SECOND, Progress
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.state import NOTHING, BaseState
from kitchen_dream.rules.tables import Tables
from kitchen_dream.rules.v1 import cooking, planner
from kitchen_dream.rules.v1.cooking import COOKED, IN_PLACE, StepTable
from kitchen_dream.rules.v1.durations import PUT_TOOL
from kitchen_dream.rules.v1.skills import PUTS, SKILLS
from kitchen_dream.rules.v1.state import VESSELS, ToolState, pass_time


@lru_cache(maxsize=4)
def _table(book: Cookbook) -> StepTable:
    return StepTable.of(book)


class StepRules(RuleSet):
    """The rules of Kitchen-v1: recipes in steps, tools that must be found, heat, and doors that are shut again."""

    name = "v1"
    skills = SKILLS
    explore_seconds = 90.0
    max_steps = 48
    ruined = cooking.RUINED
    gives_up = False  # it would be the first thing to be learnt, long before what belongs into a dish
    shuts = True
    least_dishes = 4

    def recipes(self) -> StepTable:
        return _table(self.book)

    def initial(self, contents: np.ndarray) -> ToolState:
        return ToolState.initial(contents)

    def seconds_of_all(self, state: BaseState, tables: Tables, rows: np.ndarray) -> np.ndarray:
        """As in Kitchen-v0; what stands open is pushed shut on the way elsewhere, and a tool is put down with care."""
        out = super().seconds_of_all(state, tables, rows)
        some = np.flatnonzero(state.open_unit != NOTHING)
        opened = state.open_unit[some]
        full = (state.held[some] != NOTHING).astype(np.int64)
        out[some] += planner.closing(tables)[rows[some], full, opened][:, None] * _LEAVES
        tools = np.flatnonzero((state.held != NOTHING) & (state.held < VESSELS))
        out[tools[:, None], PUTS] += PUT_TOOL
        return out

    def pass_time(self, state: Any, seconds: np.ndarray) -> None:
        pass_time(state, seconds)

    def progress(self, state: Any, recipes: Any, recipe: np.ndarray, where: Any = np.s_[:]) -> Progress:
        return cooking.progress(state, recipes, recipe, where)

    def first_progress(self, state: Any, recipes: Any, recipe: np.ndarray, where: np.ndarray) -> Progress:
        return cooking.progress(state, recipes, np.maximum(recipe, 0), where)

    def may_progress(self, state: Any, actions: np.ndarray) -> np.ndarray:
        """Where something is on, time alone changes the dish."""
        return super().may_progress(state, actions) | state.hot

    def deadlines(self, tables: Tables) -> np.ndarray:
        usual = planner.deadlines(tables, self.recipes())
        return as_given(self.book, usual, lambda: self.shortest_seconds(tables))

    def shortest_seconds(self, tables: Tables) -> np.ndarray:
        return planner.shortest_seconds(tables, self.recipes())

    def plan(self, tables: Tables, row: int, recipe: int) -> list[int] | None:
        """Actions of the fastest way to cook a dish from the start, or None where there is none."""
        found = planner.plan(tables, row, recipe, self.recipes())
        return None if found is None else found[0]

    def best_returns(self, tables: Tables, rows: np.ndarray, recipe: np.ndarray, dense: bool) -> np.ndarray:
        recipes = self.recipes()
        seconds = planner.shortest_seconds(tables, recipes, spare=0.0)[rows, recipe]  # by the rules nobody is faster
        fetched = ~ToolState.initial(tables.contents).placed[rows, recipes.vessel[recipe]]
        shaping = IN_PLACE * (recipes.size[recipe] + fetched) + COOKED * recipes.heated[recipe] if dense else 0.0
        return DONE + shaping - SECOND * seconds


_LEAVES = np.array([not name.startswith(("take", "wait", "stop")) for name in SKILLS.names()], np.float32)
"""(actions,) 1 for skills for which the robot leaves the unit that stands open."""

V1 = StepRules()
RULES = {rules.name: rules for rules in (V0, V1)}
"""All variants by name."""
