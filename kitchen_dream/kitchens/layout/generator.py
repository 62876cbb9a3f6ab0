"""Kitchens from seeds, in ordered stages: layout, contents, decoration.

Each stage draws from a generator of its own, `default_rng([seed, stage])`, so that a change in one leaves the others as
they were. The same seed gives the same kitchen."""

from collections.abc import Sequence
from itertools import repeat

import numpy as np

from kitchen_dream.kitchens.checks.proof import require_valid
from kitchen_dream.kitchens.contents import habits
from kitchen_dream.kitchens.contents.furnishing import furnish
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.layout.boxes import sample_layout
from kitchen_dream.kitchens.layout.decoration import decorate
from kitchen_dream.kitchens.roles import Role, roles
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES, Kitchen

LAYOUT_STAGE, CONTENTS_STAGE, DECORATION_STAGE = range(3)

MIN_FOOD_UNITS = 3
"""Least number of units that may hold food, beside the fridge."""
DRAWS = 1000
"""Most draws of contents; nearly every one serves."""


def generate(seed: int, families: Sequence[str] = LAYOUT_FAMILIES, variant: str = "v0") -> Kitchen:
    """The kitchen of a seed, of one of the given layout families, in which at least four recipes can be cooked.

    variant: of the kitchens: whose cookbook and habits of households it follows (`cookbook.VARIANTS`).

    Raises ValueError for a negative seed or an unknown family, NoContentsError if no contents serve (with own
    cookbooks).

    >>> generate(7) == generate(7)
    True
    """
    if seed < 0:
        raise ValueError(f"seed {seed} is negative; seeds are whole numbers from 0")
    unknown = [family for family in families if family not in LAYOUT_FAMILIES]
    if unknown or not families:
        raise ValueError(
            f"unknown layout family {unknown[0] if unknown else ''!r}; use one of: {', '.join(LAYOUT_FAMILIES)}"
        )
    book, rng = cookbook(variant), np.random.default_rng([seed, LAYOUT_STAGE])
    family = families[int(rng.integers(len(families)))]
    layout = sample_layout(rng, family)
    # A household's habits need room: a few small kitchens have hardly a unit that is neither under the sink nor by the
    # stove.
    while roles(layout.units, layout.stove, layout.sink).count(Role.FOOD) < MIN_FOOD_UNITS:
        layout = sample_layout(rng, family)
    layout = layout.model_copy(update={"name": f"{family.replace('_', ' ')} {seed}", "seed": seed})
    contents = np.random.default_rng([seed, CONTENTS_STAGE])
    kitchen = furnish(layout, repeat(contents, DRAWS), habits.standard(variant), book=book)
    decoration = decorate(layout, np.random.default_rng([seed, DECORATION_STAGE]))
    return require_valid(kitchen.model_copy(update={"decoration": decoration}), book)
