"""`exploration_value`: how much exploring is worth in the kitchens, without any learning."""

import json
from pathlib import Path
from typing import Annotated, Literal

import tyro
from rich.console import Console

from kitchen_dream.commands.bars import Bars
from kitchen_dream.commands.options import positive, writable
from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.seeds import check_seed
from kitchen_dream.evaluation.exploration_value import measure
from kitchen_dream.evaluation.scores.words import all_in_words, print_scores
from kitchen_dream.kitchens.contents.splits import get_split
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.kitchen.references.fixed_order import best_order, find_order
from kitchen_dream.problems.registry import problem_class

ENDS = ("none", "oracle")
"""Rows that are the ends of the scale."""


def exploration_value(
    kitchens: int = 1000,
    split: str = "test",
    seed: int = 0,
    problem: Literal["kitchen", "kitchen-v1"] = "kitchen",
    json_file: Annotated[Path | None, tyro.conf.arg(name="json", metavar="FILE")] = None,
    search: bool = False,
) -> None:
    """Compare explorations: none, random, the best fixed order, adaptive, and full knowledge (oracle).

    After each of them the same executor cooks. It knows the households' priors, and makes the best of what was seen.

    Args:
        kitchens: number of kitchens, from the split's first.
        split: where the kitchens come from: train, validation, test, test_layouts or test_recipes.
        seed: draws the dishes and the random exploration.
        problem: kitchen, or kitchen-v1 with its tools and recipes in steps.
        json_file: write the table to this file as JSON.
        search: find the best fixed order anew on training kitchens, which takes a minute or two, instead of the shipped
            one."""
    positive("kitchens", kitchens)
    check_seed(seed)
    get_split(split)
    if json_file is not None:
        writable("json", json_file)
    family = problem_class(problem)
    assert issubclass(family, KitchenFamily)
    order = find_order(seed, family.problem_class) if search else best_order(family.order_file)
    console = Console()
    with Bars(console) as bars:
        result = measure(kitchens, split, seed, order, bars.show, family.problem_class)
    if json_file is not None:
        write_atomically(json_file, json.dumps(result, indent=1))
    # That share is told by the score already, on a scale that says more.
    rows = [{key: value for key, value in row.items() if key != "of the oracle's"} for row in result["rows"]]
    scored = [row for row in rows if row["exploration"] not in ENDS and row["normalised"] != "-"]
    found = {row["exploration"]: float(row["normalised"].split()[0]) for row in scored}
    told = [all_in_words(found)] if found else []
    told = [" ".join([*told, "Adaptive exploration knows the true priors; a learner has to learn them."])]
    print_scores(console, f"{kitchens:,} kitchens of the split {split}, one dish each", rows, told)
