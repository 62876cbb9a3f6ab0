"""Kitchens of a split: generated from its seeds, with contents that belong to it."""

from collections.abc import Callable

import numpy as np

from kitchen_dream.kitchens.contents.family import Family
from kitchen_dream.kitchens.contents.furnishing import NoContentsError, furnish
from kitchen_dream.kitchens.contents.habits import standard
from kitchen_dream.kitchens.contents.splits import UNSEEN_LAYOUTS, belongs, get_split, offered
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import Kitchen

MIN_OFFERED = 4
"""Least number of instructed recipes whose ingredients a kitchen holds (1 where a split has few recipes)."""
MAX_DRAWS = 1_000
REFILL_STREAM = 101
"""Separates the random stream of redrawn contents from the generator's own."""


def sample_kitchen(
    split: str, number: int, family: Family | None = None, also: Callable[[Kitchen], bool] = lambda kitchen: True,
    variant: str = "v0",
) -> Kitchen:
    """Kitchen `number` of a split: generated from its seed, its contents drawn anew until they belong to the split.

    With a `family` of layouts, kitchens are the family's instead of the generator's; their contents are always drawn,
    from the family's habits. `also` says what else contents must be. `variant`: of the kitchens, see
    `cookbook.VARIANTS`. Raises ValueError for an unknown split or a number past its last, NoContentsError if there are
    no such contents."""
    owner = get_split(split)
    seed = owner.seed(number)
    book = cookbook(variant)
    recipes = book.recipe_ids(split)
    least = MIN_OFFERED if len(recipes) > 2 * MIN_OFFERED else 1

    def serves(kitchen: Kitchen) -> bool:
        some = offered(kitchen.units, recipes, book)
        return len(some) >= least and belongs(kitchen, owner) and also(kitchen)

    if family is None:
        first, (kitchen, priors) = [], (generate(seed, owner.layouts, variant), standard(variant))
        if serves(kitchen):
            return kitchen
    elif owner.layouts == UNSEEN_LAYOUTS:
        known = "train, validation, test or test_recipes"
        raise ValueError(f"split {split!r} is about layouts never trained on; with a layout use {known}")
    else:
        first, (kitchen, priors) = [MAX_DRAWS], family.member(seed)
    draws = (np.random.default_rng([seed, REFILL_STREAM, draw]) for draw in (*first, *range(MAX_DRAWS - 1)))
    try:
        return furnish(kitchen, draws, priors, serves, book)
    except NoContentsError as error:
        if family is None:
            raise NoContentsError(f"kitchen {number} of split {split!r}: {error}; take another number") from None
        advice = "add cabinets away from sink and stove, or let `present` be higher"
        raise NoContentsError(f"{family.source}: kitchen {number} of split {split!r}: {error}; {advice}") from None
