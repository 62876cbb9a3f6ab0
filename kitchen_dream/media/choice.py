"""Chooses the kitchen and the dish of a trial to watch or to play. Errors are one line and say how to fix it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from kitchen_dream.kitchens.contents.splits import get_split
from kitchen_dream.kitchens.dish_names import find_dish
from kitchen_dream.kitchens.recipes import Recipe
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.problems.base import OF_IDS, ProblemFamily
from kitchen_dream.problems.kitchen.family import FACTS, KitchenFamily
from kitchen_dream.problems.kitchen.kitchen_set import kitchen_number, offered_mask
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.problems.kitchen.references.bounds import draw_dishes
from kitchen_dream.problems.registry import problem_family
from kitchen_dream.rules.ruleset import RuleSet
from kitchen_dream.rules.tables import Tables, tabulate
from kitchen_dream.training.run_config import RunConfig

HELD_OUT = "test_recipes"
MOST_SKIPPED = 1000
"""Kitchens in a row that may lack a dish before the search for one that has it is given up."""


class CannotCookError(ValueError):
    """A dish lacks ingredients or time in a kitchen."""


class PolicyInfo(Protocol):
    """What is asked of a policy here; it is known before the weights are read."""

    @property
    def config(self) -> RunConfig: ...

    @property
    def family(self) -> ProblemFamily: ...


@dataclass(frozen=True)
class TrialChoice:
    """Kitchen and dish of one trial.

    tables: the same as arrays, N = 1. split: a split that may instruct the dish. recipe: id of the dish. family: of
    the kitchen."""

    kitchen: Kitchen
    tables: Tables
    split: str
    recipe: int
    family: type[KitchenFamily] = KitchenFamily

    @property
    def dish(self) -> Recipe:
        """The dish."""
        return self.family.rules.book.recipes[self.recipe]

    def problem(self, **options: Any) -> PhysicsKitchenProblem:
        """The trial in PyBullet. `options` go to PhysicsKitchenProblem; see `kitchen_options`."""
        return self.family.physics_class()(self.tables, self.split, kitchens={0: self.kitchen}, **options)


def kitchen_options(policy: PolicyInfo) -> dict[str, Any]:
    """Options of the KitchenProblem that a policy was trained for: how it is instructed and paid, and what it is told.

    Raises ValueError for a policy that is not for kitchens, sees pictures, or was trained without instructions."""
    family, setting = policy.family, policy.config.setting
    if not isinstance(family, KitchenFamily):
        raise ValueError(f"the policy is for {policy.config.problem}, not for kitchens; choose another with --policy")
    if setting not in ("instructed", *FACTS, *OF_IDS) or family.look != "symbols":
        what = "sees pictures of looks" if family.look != "symbols" else f"was trained in the setting {setting}"
        raise ValueError(f"the policy {what}, which is not shown here; choose another with --policy")
    options = family.options()
    return {
        "dense": family.dense,
        "instruction": options.get("instruction", "ingredients"),
        "explore_seconds": options.get("explore_seconds", family.rules.explore_seconds),
        "facts": FACTS.get(setting, 0.0),
    }


def physics_options(policy: PolicyInfo) -> dict[str, Any]:
    """The same for the problem in PyBullet. Raises ValueError as `kitchen_options` does."""
    options = kitchen_options(policy)
    assert isinstance(policy.family, KitchenFamily)
    return options | policy.family.robot


def with_robot(policy: PolicyInfo, robot: str | None) -> ProblemFamily:
    """A policy's kitchens with another robot, "package.module:Name", or as they are.

    Raises ValueError where there is none such."""
    if robot is None:
        return policy.family
    options = policy.config.options | {"robot": robot, "backend": "pybullet"}
    return problem_family(policy.config.problem, **options)


def trial_choices(
    split: str = "test", seed: int | None = None, kitchen: Kitchen | None = None, cook: str | None = None,
    family: type[KitchenFamily] = KitchenFamily,
) -> Iterator[TrialChoice]:
    """Yield one trial after the other, from kitchen number `seed` of a split on.

    Kitchens that cannot cook `cook` are skipped. Only the first trial is exactly what was asked for, if `seed` or
    `kitchen` is given.

    Args:
        split: where the kitchens come from.
        seed: number of the first kitchen; each trial's number also draws its dish. None starts at 0.
        kitchen: this kitchen in every trial instead of the split's.
        cook: the dish of every trial in anybody's words, see `find_dish`. None draws a dish for each.
        family: of the kitchens.

    Raises:
        ValueError: unknown split or dish, a number outside the split, or no kitchen that can cook the dish."""
    recipe = None if cook is None else find_dish(cook, family.rules.book)
    number, skipped = seed or 0, 0
    strict = seed is not None or kitchen is not None
    while True:
        try:
            choice = choose(split, number, kitchen, recipe, family)
        except CannotCookError:
            skipped += 1
            if strict or recipe is None:
                raise
            if skipped == MOST_SKIPPED:
                dish = family.rules.book.recipes[recipe].name
                last = f"none of the {skipped} kitchens up to number {number} of the split {split!r} can cook it"
                raise ValueError(f"{dish}: {last}; choose another dish, or a kitchen with --kitchen") from None
        else:
            strict, skipped = False, 0
            yield choice
        number += 1


def choose(
    split: str = "test", seed: int = 0, kitchen: Kitchen | None = None, cook: str | int | None = None,
    family: type[KitchenFamily] = KitchenFamily,
) -> TrialChoice:
    """Choose one trial.

    Args:
        split: where the kitchen comes from.
        seed: number of the split's kitchen; also draws the dish.
        kitchen: a kitchen instead of the split's.
        cook: the dish, in anybody's words or by its id. None draws one.
        family: of the kitchen.

    Raises:
        CannotCookError: the dish cannot be cooked in this kitchen.
        ValueError: unknown split or dish, a number outside the split, or a kitchen without any dish of the split."""
    get_split(split).seed(seed)
    rules = family.rules
    recipe = None if cook is None else cook if isinstance(cook, int) else find_dish(cook, rules.book)
    if kitchen is None:
        kitchen, tables = kitchen_number(split, seed, rules)
    else:
        tables = tabulate([kitchen], rules.book)
    if recipe is not None:
        _check_dish(kitchen, tables, recipe, rules)
        # Only the held-out split may instruct a held-out dish.
        if not offered_mask(tables, split, rules)[0, recipe]:
            split = HELD_OUT if recipe in rules.book.held_out else "test"
        return TrialChoice(kitchen, tables, split, recipe, family)
    if not offered_mask(tables, split, rules).any():
        what = f"no dish of the split {split!r} can be cooked here in time"
        raise ValueError(f"{kitchen.name}: {what}; put more ingredients in")
    drawn = draw_dishes(family.problem_class(tables, split, 1), np.zeros(1, np.int64), seed)
    return TrialChoice(kitchen, tables, split, int(drawn[0]), family)


def _check_dish(kitchen: Kitchen, tables: Tables, recipe: int, rules: RuleSet) -> None:
    reasons = rules.why_not(tables)
    if not reasons[recipe]:
        return
    recipes = rules.book.recipes
    possible = [dish.name for dish, reason in zip(recipes, reasons, strict=True) if not reason]
    hint = f"here one can cook: {', '.join(possible)}" if possible else "no dish of the cookbook can be cooked here"
    raise CannotCookError(f"{recipes[recipe].name} cannot be cooked in {kitchen.name} ({reasons[recipe]}); {hint}")
