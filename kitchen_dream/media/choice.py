"""Which kitchen and which dish a trial that one watches is about; every mistake is one line that names the mend."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kitchen_dream.agents.policy import RunConfig
from kitchen_dream.evaluation.scores.kitchen import dishes
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.contents.splits import get_split, offered
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens, offered_mask
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.limits import deadlines, feasible, shortest_seconds
from kitchen_dream.rules.tables import Tables, tabulate
from kitchen_dream.training.kitchen_problem import kitchen_options

HELD_OUT = "test_recipes"


@dataclass(frozen=True)
class Choice:
    """One kitchen with its tables (N = 1), the split whose recipes it is asked for, and the id of the dish."""

    kitchen: Kitchen
    tables: Tables
    split: str
    recipe: int

    def problem(self, config: RunConfig, **options) -> PhysicsKitchenProblem:
        """The physics of this trial, as the run `config` was trained; `options` go to PhysicsKitchenProblem."""
        return PhysicsKitchenProblem(
            self.tables,
            self.split,
            kitchens={0: self.kitchen},
            **kitchen_options(config),
            **options,
        )


def choose(split: str = "test", seed: int = 0, kitchen: Kitchen | None = None, cook: str | int | None = None) -> Choice:
    """Kitchen number `seed` of a split, or the given one, and the dish `cook` (name or id), or one that the seed draws.

    Raises ValueError: unknown split or recipe, a number outside the split, a dish that cannot be cooked there.
    """
    get_split(split).seed(seed)
    known = None if cook is None else cook if isinstance(cook, int) else cookbook().recipe_id(cook)
    if kitchen is None:
        tables = load_kitchens(split, 1, first=seed)
        kitchen = sample_kitchen(split, int(tables.seed[0]) - get_split(split).first_seed)
    else:
        tables = tabulate([kitchen])
    if known is not None:
        _check_dish(kitchen, tables, known)
        # Only the held-out split may be asked for a held-out dish.
        if not offered_mask(tables, split)[0, known]:
            split = HELD_OUT if known in cookbook().held_out else "test"
        return Choice(kitchen, tables, split, known)
    if not offered_mask(tables, split).any():
        raise ValueError(f"{kitchen.name}: no dish of the split {split!r} can be cooked here in time; put more ingredients in")
    drawn = dishes(KitchenProblem(tables, split, 1), np.zeros(1, np.int64), seed)
    return Choice(kitchen, tables, split, int(drawn[0]))


def _check_dish(kitchen: Kitchen, tables: Tables, recipe: int) -> None:
    """Raises ValueError where a dish lacks ingredients or time."""
    book = cookbook()
    dish = book.recipes[recipe]
    there = {item for unit in kitchen.units for item in unit.contents if item}
    possible = [book.recipes[r].name for r in offered(kitchen.units, range(len(book.recipes))) if feasible(tables)[0, r]]
    mend = f"here one can cook: {', '.join(possible)}" if possible else "no dish of the cookbook can be cooked here"
    if lacking := [item for item in dish.ingredients if item not in there]:
        raise ValueError(f"{dish.name}: {kitchen.name} has no {' and no '.join(lacking)}; {mend}")
    if not feasible(tables)[0, recipe]:
        need, limit = shortest_seconds(tables)[0, recipe], deadlines(tables)[0, recipe]
        raise ValueError(f"{dish.name}: takes at least {need:.0f} s in {kitchen.name}, too close to its deadline of {limit:.0f} s; {mend}")
