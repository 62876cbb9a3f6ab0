"""Kitchens of a split: generated from its seeds, with contents that belong to it."""

from __future__ import annotations

import numpy as np

from kitchen_dream.kitchens import habits
from kitchen_dream.kitchens.checks import RECIPES, cookable
from kitchen_dream.kitchens.generator import generate
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.kitchens.splits import belongs, get_split, offered

MIN_OFFERED = 4
"""Least number of instructed recipes whose ingredients a kitchen holds (1 where a split has few recipes)."""
MAX_DRAWS = 1_000
REFILL_STREAM = 101
"""Separates the random stream of redrawn contents from the generator's own."""


def sample_kitchen(split: str, number: int) -> Kitchen:
    """Kitchen `number` of a split: generated from its seed, its contents drawn anew until they belong to the split.

    Raises ValueError for an unknown split or a number past its last.
    """
    owner = get_split(split)
    seed = owner.seed(number)
    kitchen = generate(seed, owner.layouts)
    least = MIN_OFFERED if len(owner.recipes) > 2 * MIN_OFFERED else 1
    for attempt in range(MAX_DRAWS):
        enough = len(offered(kitchen.units, owner.recipes)) >= least and len(cookable(kitchen.units)) >= RECIPES
        if enough and belongs(kitchen, owner):
            return kitchen
        kitchen = refill(kitchen, np.random.default_rng([seed, REFILL_STREAM, attempt]))
    raise RuntimeError(f"kitchen {number} of split {split!r}: no contents found in {MAX_DRAWS} draws")


def refill(kitchen: Kitchen, rng: np.random.Generator) -> Kitchen:
    """The same kitchen with other contents, note and burners."""
    units, note, broken = habits.fill(kitchen.units, kitchen.stove, kitchen.sink, rng)
    stove = kitchen.stove.model_copy(update={"broken": broken})
    return kitchen.model_copy(update={"units": units, "note": note, "stove": stove})
