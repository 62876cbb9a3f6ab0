"""The exact planner: the fastest way to cook a recipe with full knowledge, found by search over the rules themselves.
"""

import heapq

import numpy as np

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.rules.reward import RecipeTable, progress
from kitchen_dream.rules.rulebook import apply, legal, seconds_of_all
from kitchen_dream.rules.skills import STOP, TAKE0
from kitchen_dream.rules.state import NOTHING, State
from kitchen_dream.rules.tables import Tables


def plan(
    tables: Tables, row: int, recipe: int, start: State | None = None, limit: float = np.inf
) -> tuple[list[int], float] | None:
    """Actions of the fastest plan and its seconds, or None if the recipe cannot be cooked there within `limit` seconds.

    start: the state to go on from (B = 1); without it the kitchen as it is at first.

    Uniform-cost search over symbolic states; taking a foreign ingredient and ruining the dish are cut off, as is
    looking where nothing of use lies."""
    recipes, rows = RecipeTable.of(cookbook()), np.array([row])
    needs = recipes.needs[recipe]
    start = State.initial(tables.contents[rows]) if start is None else start
    if progress(start, recipes, np.array([recipe])).ruined[0]:
        return None
    tie, done = 0, set()
    frontier: list[tuple[float, int, State, list[int]]] = [(0.0, tie, start, [])]
    while frontier:
        cost, _, state, actions = heapq.heappop(frontier)
        if cost > limit:
            return None
        key = tuple(value.tobytes() for value in vars(state).values())
        if key in done:
            continue
        done.add(key)
        if progress(state, recipes, np.array([recipe])).finished[0]:
            return actions, cost
        seconds = seconds_of_all(state, tables, rows)
        mask = legal(state, tables, rows, np.array([True]), seconds, np.array([np.inf]))[0]
        for action in np.flatnonzero(mask):
            if action == STOP or (action < TAKE0 and not _useful(state.contents[0, action], needs)):
                continue
            after = state.copy()
            apply(after, np.array([action]), tables, rows)
            if after.held[0] != NOTHING and not needs[after.held[0]]:
                continue
            if progress(after, recipes, np.array([recipe])).ruined[0]:
                continue
            tie += 1
            heapq.heappush(frontier, (cost + float(seconds[0, action]), tie, after, [*actions, int(action)]))
    return None


def _useful(contents: np.ndarray, needs: np.ndarray) -> bool:
    return bool(needs[contents[contents != NOTHING]].any())
