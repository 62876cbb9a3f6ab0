"""Kitchens with contents drawn from a household's habits, until they serve."""

from collections.abc import Callable, Iterable

import numpy as np

from kitchen_dream.kitchens.checks.proof import cookable
from kitchen_dream.kitchens.contents import habits
from kitchen_dream.kitchens.cookbook import Cookbook
from kitchen_dream.kitchens.spec import Kitchen


class NoContentsError(ValueError):
    """A layout for which no contents were found that serve, as happens with few ingredients or few cabinets."""


def furnish(
    kitchen: Kitchen, generators: Iterable[np.random.Generator], priors: habits.Habits,
    serves: Callable[[Kitchen], bool] = lambda kitchen: True, book: Cookbook | None = None,
) -> Kitchen:
    """The kitchen with the first contents in which enough recipes can be cooked and which `serves` accepts.

    Args:
        kitchen: where; its contents, note and burners play no part.
        generators: one for each draw: the same one again and again, or others.
        priors: the household's habits.
        serves: what else the contents must be.
        book: whose ingredients and recipes these are; None: the one in use.

    Raises NoContentsError after the last generator, ValueError if no unit may hold food."""
    draws = 0
    for rng in generators:
        units, note, broken = habits.fill(kitchen.units, kitchen.stove, kitchen.sink, rng, priors, book)
        stove = kitchen.stove.model_copy(update={"broken": broken})
        filled = kitchen.model_copy(update={"units": units, "note": note, "stove": stove})
        if len(cookable(filled.units, book)) >= priors.dishes and serves(filled):
            return filled
        draws += 1
    raise NoContentsError(f"no contents for {priors.dishes} recipes were found in {draws} draws")
