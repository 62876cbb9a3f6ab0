"""How much time there is: the exploration budget and the deadline of a dish. Both follow from visible facts alone."""

from collections.abc import Callable

import numpy as np

from kitchen_dream.kitchens.cookbook import Cookbook, cookbook
from kitchen_dream.rules.durations import PRESS, PUT
from kitchen_dream.rules.reward import RecipeTable
from kitchen_dream.rules.state import BOWL_STATION, NOTHING, START_STATION, STOVE_STATION
from kitchen_dream.rules.tables import FOOD_ROLES, Tables

EXPLORE_SECONDS = 34.0
"""Budget of an exploration episode: four or five looks, where a kitchen has up to fourteen units."""
ATTEMPT_SECONDS = 120.0
"""Budget of an exploration in standard meta-RL, where the dish must be found out besides."""
SLACK_SECONDS = 4.5
"""Time in a deadline beyond the average way of cooking; a wrong look costs about twice as much."""
MARGIN_SECONDS = 3.0
"""A recipe is instructed only where the fastest plan ends this long before the deadline."""


def fetch_seconds(tables: Tables) -> np.ndarray:
    """(N, 2, units) seconds from the vessel (0 pot, 1 bowl) to a unit, open, take, back and put."""
    units = tables.exists.shape[1]
    vessels = [STOVE_STATION, BOWL_STATION]
    way = tables.travel[:, vessels, :units] + tables.travel[:, :units, vessels].transpose(0, 2, 1)
    return way + (tables.open_look + tables.take)[:, None] + PUT


def deadlines(tables: Tables) -> np.ndarray:
    """(N, recipes) seconds to cook each recipe: as if its ingredients lay at average distance, plus a little slack.

    Contents play no part, so that the deadline tells nothing about them. Where the cookbook says when a dish is due,
    that counts: a number of seconds, or the fastest plan's and some more, which does tell something about contents."""
    recipes = RecipeTable.of(cookbook())
    food = np.isin(tables.role, FOOD_ROLES) & tables.exists
    mean = (fetch_seconds(tables) * food[:, None]).sum(2) / np.maximum(food.sum(1), 1)[:, None]
    per_item = mean[:, np.where(recipes.soup, 0, 1)]
    out = (per_item * recipes.needs.sum(1) + PRESS * recipes.soup + SLACK_SECONDS).astype(np.float32)
    return as_given(cookbook(), out, lambda: shortest_seconds(tables))


def as_given(book: Cookbook, usual: np.ndarray, fastest: Callable[[], np.ndarray]) -> np.ndarray:
    """Deadlines (N, recipes) that a cookbook gives, and the usual ones of dishes of which it does not.

    fastest: gives the seconds (N, recipes) of the fastest plans, inf where there is none."""
    for name, due in book.due.items():
        recipe = book.recipe_id(name)
        usual[:, recipe] = due.seconds
        if due.after_oracle:
            seconds = fastest()[:, recipe]
            usual[:, recipe] += np.where(np.isfinite(seconds), seconds, 0)
    return usual


def shortest_seconds(tables: Tables) -> np.ndarray:
    """(N, recipes) seconds of the fastest plan with full knowledge; inf where an ingredient is missing.

    Every ingredient is fetched by itself, so the plan is a sum, but for the first way, which begins at the start: the
    order that saves most there is best. `planner.plan` finds the same by search."""
    recipes = RecipeTable.of(cookbook())
    n, units = tables.exists.shape
    items = recipes.needs.shape[1]
    holds = np.zeros((n, units, items + 1), bool)
    k, u, _ = np.indices(tables.contents.shape)
    holds[k, u, np.where(tables.contents == NOTHING, items, tables.contents)] = True
    holds = holds[:, None, :, :items]
    round_trip = np.where(holds, fetch_seconds(tables)[..., None], np.inf)
    vessels = [STOVE_STATION, BOWL_STATION]
    first = tables.travel[:, None, START_STATION, :units] - tables.travel[:, vessels, :units]
    from_start = np.where(holds, (fetch_seconds(tables) + first)[..., None], np.inf).min(2)
    usual = round_trip.min(2)
    with np.errstate(invalid="ignore"):
        saving = np.nan_to_num(from_start - usual, nan=0.0, posinf=0.0)
    out = np.empty((n, len(recipes.soup)), np.float32)
    for r, needs in enumerate(recipes.needs):
        v = 0 if recipes.soup[r] else 1
        out[:, r] = usual[:, v, needs].sum(1) + saving[:, v, needs].min(1) + PRESS * recipes.soup[r]
    return out
