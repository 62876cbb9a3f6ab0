"""Recipes: what goes into which vessel, and how long it is heated there.

A recipe is written in one of two forms. `{dish: soup, ingredients: [...]}` names a soup or a salad, and how they are
made is understood. `{in: pan, steps: [bacon, heat 5 s, egg, heat 10 s]}` spells it out: whatever stands before a heat
step is in the vessel while it is heated, so that the bacon has 15 s and the egg 10."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Dish = Literal["soup", "salad", "boiled", "fried", "baked", "mixed"]
"""How a dish is made; the first two are words of the short form."""

TOOLS = ("pot", "pan", "tray", "bowl")
"""Vessels, in the order of their ids."""
KINDS: tuple[Dish, ...] = ("boiled", "fried", "baked", "mixed")
"""Kinds of dishes, in the order of the vessels that they are made in."""
SHORT: dict[str, tuple[Dish, str]] = {"soup": ("boiled", "pot"), "salad": ("mixed", "bowl")}
"""Dishes of the short form, with the kind and the vessel that they stand for."""
HEATED = ("pot", "pan", "tray")
"""Vessels for what is heated."""
SOUP_SECONDS = 20.0
"""Heat of a soup in the short form."""
LEAST, MOST = 2, {"short": 3, "steps": 4}
"""Least and most ingredients of a recipe, the latter by its form."""
STAGES = 3
"""Most heat steps of a recipe."""
HEAT = re.compile(r"heat (\d{1,3}(?:\.\d)?) s")
"""A heat step."""


@dataclass(frozen=True)
class Recipe:
    """A dish: its name, how it is made, and its ingredients in the order in which they are put in."""

    name: str
    dish: Dish
    ingredients: tuple[str, ...]
    heat: tuple[float, ...] = ()
    """Seconds for which each ingredient is heated at least; empty: as the dish's short form understands it."""
    stage: tuple[int, ...] = ()
    """How many heat steps come before each ingredient; empty: none."""

    @property
    def kind(self) -> Dish:
        """Boiled, fried, baked or mixed."""
        return SHORT[self.dish][0] if self.dish in SHORT else self.dish

    @property
    def vessel(self) -> str:
        """What it is made in."""
        return TOOLS[KINDS.index(self.kind)]

    @property
    def heat_seconds(self) -> tuple[float, ...]:
        """Seconds for which each ingredient is heated at least."""
        return self.heat or (SOUP_SECONDS if self.dish == "soup" else 0.0,) * len(self.ingredients)

    @property
    def stages(self) -> tuple[int, ...]:
        """How many heat steps come before each ingredient."""
        return self.stage or (0,) * len(self.ingredients)


def in_steps(name: str, vessel: str, steps: list[str]) -> Recipe:
    """A recipe in steps. Raises ValueError for steps that make no sense together; names are not looked at.

    Examples:
        >>> in_steps("bacon and eggs", "pan", ["bacon", "heat 5 s", "egg", "heat 10 s"]).heat
        (15.0, 10.0)
    """
    seconds = [float(match[1]) if (match := HEAT.fullmatch(step)) else None for step in steps]
    heats = [s for s in seconds if s is not None]
    if vessel in HEATED and (seconds[-1] is None or seconds[0] is not None):
        raise ValueError(f"what is made in the {vessel} is put in and then heated; end with a step such as heat 10 s")
    if vessel not in HEATED and heats:
        raise ValueError(f"nothing is heated in the {vessel}; leave heat out, or use one of {', '.join(HEATED)}")
    if len(heats) > STAGES or any(s is not None and not 1 <= s <= 120 for s in seconds):
        raise ValueError(f"write at most {STAGES} heat steps, each of 1 to 120 s")
    if any(a is not None and b is not None for a, b in pairwise(seconds)):
        raise ValueError("two heat steps follow each other; write one")
    put = [k for k, s in enumerate(seconds) if s is None]
    heat = tuple(sum(s for s in seconds[k:] if s is not None) for k in put)
    stage = tuple(sum(s is not None for s in seconds[:k]) for k in put)
    return Recipe(name, KINDS[TOOLS.index(vessel)], tuple(steps[k] for k in put), heat, stage)
