"""The recipe of an execution in words, line by line: what is done, what is missing, and what is on."""

from dataclasses import dataclass

import numpy as np

from kitchen_dream.kitchens.cookbook import Cookbook
from kitchen_dream.kitchens.recipes import Recipe
from kitchen_dream.rules.episode import Episodes
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.v1.cooking import StepTable, under_heat
from kitchen_dream.rules.v1.durations import BURNS_AFTER

ALMOST = 0.01
"""Seconds of heat that may be missing: sums of float32 are rounded."""


@dataclass(frozen=True)
class RecipeLine:
    """One line of the recipe. Its status is one of `style.STATUS`; `not done`: it is to be heated on."""

    what: str
    status: str


def in_words(recipe: Recipe) -> str:
    """A recipe as one line.

    Examples:
        >>> in_words(Recipe("broth", "soup", ("onion", "carrot")))
        'onion, carrot in the pot, burner on'
        >>> in_words(Recipe("bacon and eggs", "fried", ("bacon", "egg"), (15.0, 10.0), (0, 1)))
        'bacon 15 s, egg 10 s in the pan'
    """
    where = f"{'on' if recipe.vessel == 'tray' else 'in'} the {recipe.vessel}"
    if recipe.dish == "soup":
        where += ", burner on"
    heated = zip(recipe.ingredients, recipe.heat or (0.0,) * len(recipe.ingredients), strict=True)
    parts = [f"{name} {seconds:g} s" if seconds else name for name, seconds in heated]
    return f"{', '.join(parts)} {where}"


def recipe_lines(episodes: Episodes, book: Cookbook, since: float = 0.0) -> tuple[RecipeLine, ...]:
    """The recipe of the first of some executions with its progress.

    since: seconds since the skill began that is carried out, which the state does not count yet."""
    recipe = book.recipes[int(episodes.recipe[0])]
    if isinstance(episodes.recipes, StepTable):
        return _in_steps(episodes, book, recipe, since)
    state = episodes.state
    vessel = (state.pot if recipe.dish == "soup" else state.bowl)[0]
    lines = []
    for name in recipe.ingredients:
        item = book.ingredient_id(name)
        status = "done" if item in vessel else "in hand" if item == state.held[0] else "missing"
        lines.append(RecipeLine(name, status))
    if recipe.dish == "soup":
        lines.append(RecipeLine("burner on", "done" if state.lit[0].any() else "missing"))
    return tuple(lines)


def _in_steps(episodes: Episodes, book: Cookbook, recipe: Recipe, since: float) -> tuple[RecipeLine, ...]:
    """The vessel, the ingredients with the heat that each of them wants, and that nothing is on in the end."""
    state, vessel = episodes.state, book.tools.index(recipe.vessel)
    status = "done" if state.placed[0, vessel] else "in hand" if state.held[0] == vessel else "missing"
    lines = [RecipeLine(recipe.vessel, status)]
    inside, more = state.inside[0, vessel].tolist(), since * _hot(episodes, vessel)
    for name, heat in zip(recipe.ingredients, recipe.heat_seconds, strict=True):
        item = book.symbol_id(name)
        if item not in inside:
            words = f"{name}, heat {heat:g} s" if heat else name
            lines.append(RecipeLine(words, "in hand" if item == state.held[0] else "missing"))
            continue
        seconds = float(state.heated[0, vessel, inside.index(item)]) + more
        burnt = seconds > heat + BURNS_AFTER
        status = "burnt" if burnt else "done" if seconds >= heat - ALMOST else "not done"
        lines.append(RecipeLine(f"{name}, {int(seconds + ALMOST)} of {heat:g} s" if heat else name, status))
    if any(recipe.heat_seconds):
        off = all(line.status == "done" for line in lines) and not state.hot[0]
        lines.append(RecipeLine("all off again", "done" if off else "missing"))
    return tuple(lines)


def heat_facts(episodes: Episodes, since: float = 0.0) -> list[str]:
    """What is on in the first of some executions of recipes in steps, and when something in the dish's vessel burns."""
    state, recipe = episodes.state, int(episodes.recipe[0])
    vessel = int(episodes.recipes.vessel[recipe])
    facts = [f"burner {burner + 1} is on" for burner in np.flatnonzero(state.lit[0])]
    if state.oven[0]:
        facts.append("the oven is on")
    inside = state.inside[0, vessel]
    if _hot(episodes, vessel) and (there := inside != NOTHING).any():
        left = episodes.recipes.heat[recipe, inside[there]] + BURNS_AFTER - state.heated[0, vessel, there] - since
        facts.append(f"burns in {max(left.min(), 0.0):.0f} s")
    return facts


def _hot(episodes: Episodes, vessel: int) -> bool:
    """Whether what is in a vessel is heated; while a skill is carried out, as it was when the skill began."""
    return bool(under_heat(episodes.state, np.array([vessel]))[0])
