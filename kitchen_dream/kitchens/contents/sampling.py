"""Kitchens of a split: generated from its seeds, with contents that belong to it."""

from __future__ import annotations

import numpy as np

from kitchen_dream.kitchens.checks.proof import cookable
from kitchen_dream.kitchens.contents import habits
from kitchen_dream.kitchens.contents.family import Family
from kitchen_dream.kitchens.contents.splits import UNSEEN_LAYOUTS, belongs, get_split, offered
from kitchen_dream.kitchens.cookbook import RECIPES
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import Kitchen

MIN_OFFERED = 4
"""Least number of instructed recipes whose ingredients a kitchen holds (1 where a split has few recipes)."""
MAX_DRAWS = 1_000
REFILL_STREAM = 101
"""Separates the random stream of redrawn contents from the generator's own."""

_MORE_ROOM = "add cabinets away from sink and stove, or let `present` be higher"


class NoContentsError(ValueError):
    """A layout for which no contents were found that belong to the split, as happens with few ingredients or few cabinets."""


def sample_kitchen(split: str, number: int, family: Family | None = None) -> Kitchen:
    """Kitchen `number` of a split: generated from its seed, its contents drawn anew until they belong to the split.

    With a `family` of layouts, kitchens are the family's instead of the generator's; their contents are always drawn, from the
    family's habits. Raises ValueError for an unknown split or a number past its last, NoContentsError if there are no such contents.
    """
    owner = get_split(split)
    seed = owner.seed(number)
    if family is None:
        kitchen, priors = generate(seed, owner.layouts), habits.STANDARD
    else:
        if owner.layouts == UNSEEN_LAYOUTS:
            raise ValueError(
                f"split {split!r} is about layouts never trained on; with a layout use train, validation, test or test_recipes"
            )
        kitchen, priors = family.member(seed)
        kitchen = refill(kitchen, np.random.default_rng([seed, REFILL_STREAM, MAX_DRAWS]), priors)
    least = MIN_OFFERED if len(owner.recipes) > 2 * MIN_OFFERED else 1
    for attempt in range(MAX_DRAWS):
        enough = len(offered(kitchen.units, owner.recipes)) >= least and len(cookable(kitchen.units)) >= RECIPES
        if enough and belongs(kitchen, owner):
            return kitchen
        kitchen = refill(kitchen, np.random.default_rng([seed, REFILL_STREAM, attempt]), priors)
    source, mend = ("", "take another number") if family is None else (f"{family.source}: ", _MORE_ROOM)
    raise NoContentsError(f"{source}kitchen {number} of split {split!r}: no contents found in {MAX_DRAWS} draws; {mend}")


def refill(kitchen: Kitchen, rng: np.random.Generator, priors: habits.Habits = habits.STANDARD) -> Kitchen:
    """The same kitchen with other contents, note and burners."""
    units, note, broken = habits.fill(kitchen.units, kitchen.stove, kitchen.sink, rng, priors)
    stove = kitchen.stove.model_copy(update={"broken": broken})
    return kitchen.model_copy(update={"units": units, "note": note, "stove": stove})
