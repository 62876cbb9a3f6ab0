"""The best fixed order of looking, found by search on training kitchens and kept in the assets."""

import json

import numpy as np
from rich.progress import track

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.resources import ASSETS
from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.references import explorers as reference
from kitchen_dream.problems.kitchen.references.belief import Belief
from kitchen_dream.problems.kitchen.references.bounds import draw_dishes

SEARCH_KITCHENS = 256
LONGEST_ORDER = {"v0": 7, "v1": 10}
"""Entries by variant: about as many looks as there is time for."""
ORDER_FILE = "fixed_order.json"
"""In the assets, for Kitchen-v0."""


def save_order(order: list[reference.Pick], file: str = ORDER_FILE) -> None:
    """Keep an order for `best_order`."""
    write_atomically(ASSETS / file, json.dumps([list(pick) for pick in order]))


def best_order(file: str = ORDER_FILE) -> list[reference.Pick]:
    """The best fixed order that `find_order` has found."""
    path = ASSETS / file
    if not path.is_file():
        raise ValueError(f"{path}: missing; make it with `python tools/fixed_order.py`")
    return [tuple(pick) for pick in json.loads(path.read_text())]


def find_order(seed: int, problem_class: type[KitchenProblem] = KitchenProblem) -> list[reference.Pick]:
    """Greedy search on training kitchens: append the place that raises the return most, then try exchanges once."""
    rules = problem_class.rules
    longest = LONGEST_ORDER[rules.name]
    tables = load_kitchens("train", SEARCH_KITCHENS, variant=rules.name)
    problem, picks = problem_class(tables, "train", 1), reference.all_picks(rules)
    recipe, belief = draw_dishes(problem, np.arange(SEARCH_KITCHENS), seed), Belief(tables, rules)

    def value(order: list[reference.Pick]) -> float:
        known, _ = reference.explore(tables, reference.fixed_order(order), belief)
        return float(reference.execute(tables, recipe, known, belief)[0].mean())

    order: list[reference.Pick] = []
    for _ in track(range(longest), description="searching for the best fixed order"):
        order.append(
            max((pick for pick in picks if pick not in order), key=lambda pick: value([*order, pick]))
        )
    best = value(order)
    for place in track(range(longest), description="trying exchanges"):
        for pick in picks:
            changed = [*order[:place], pick, *order[place + 1 :]]
            score = value(changed) if pick not in order else -np.inf
            if score > best:
                order, best = changed, score
    return order
