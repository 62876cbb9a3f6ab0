"""How much exploring is worth: explorations that are not learnt, all followed by the same executor."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from kitchen_dream.evaluation.scores.statistics import mean, normalised
from kitchen_dream.problems.base import EXPLORE, Report
from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.references import explorers as reference
from kitchen_dream.problems.kitchen.references.belief import Belief
from kitchen_dream.problems.kitchen.references.bounds import draw_dishes
from kitchen_dream.problems.spec import Observation
from kitchen_dream.rules.limits import EXPLORE_SECONDS


def measure(
    kitchens: int, split: str, seed: int, order: Sequence[reference.Pick],
    report: Report = lambda what, done, of: None, problem_class: type[KitchenProblem] = KitchenProblem,
) -> dict[str, Any]:
    """Explore and cook one dish in the first `kitchens` kitchens of a split.

    Args:
        kitchens: number of kitchens.
        split: their split.
        seed: draws the dishes and the random exploration.
        order: the fixed order of looking that takes part.
        report: is told what is being done, how much of it is done, and of how much.
        problem_class: whose kitchens these are.

    Returns:
        Plain data: the arguments, the budget in seconds, and under `rows` one table row an exploration, whose score is
        "-" where so few kitchens cannot tell blind from the oracle.

    Raises:
        ValueError: the split is unknown or has fewer kitchens."""
    rules = problem_class.rules
    tables = load_kitchens(
        split, kitchens, made=lambda done: report("making kitchens", done, kitchens), variant=rules.name
    )
    problem = problem_class(tables, split, 1)
    rows = np.arange(kitchens)
    recipe, belief = draw_dishes(problem, rows, seed), Belief(tables, rules)
    oracle = problem.oracle_returns(rows, recipe)
    explorers: dict[str, reference.Explorer | None] = {
        "none": None,
        "random": reference.random_explorer(np.random.default_rng([seed, 3])),
        "best fixed order": reference.fixed_order(order),
        "adaptive": reference.adaptive_explorer,
    }
    outcomes = {}
    for number, (name, explorer) in enumerate(explorers.items()):
        report("exploring and cooking", number, len(explorers))
        known, seconds = reference.explore(tables, explorer, belief)
        returns, success = reference.execute(tables, recipe, known, belief)
        outcomes[name] = (returns, success, known.looked.sum(1).mean(), seconds.mean())
    report("exploring and cooking", len(explorers), len(explorers))
    outcomes["oracle"] = (oracle, np.ones(kitchens), tables.exists.sum(1).mean(), 0.0)
    blind = outcomes["none"][0]
    table = [
        {
            "exploration": name,
            "return": str(mean(returns)),
            "of the oracle's": round(float(returns.mean() / oracle.mean()), 3),
            "normalised": str(normalised(returns, blind, oracle) or "-"),
            "success": round(float(success.mean()), 3),
            "units seen": round(float(looks), 2),
            "seconds": round(float(seconds), 1),
        }
        for name, (returns, success, looks, seconds) in outcomes.items()
    ]
    return {"split": split, "kitchens": kitchens, "seed": seed, "explore_seconds": rules.explore_seconds, "rows": table}


def score_explorer(
    choose: Callable[[Observation], np.ndarray], kitchens: int = 500, split: str = "test", seed: int = 0
) -> dict[str, float]:
    """What an exploration by a learner from elsewhere is worth, beside one at random and none.

    Args:
        choose: actions (B,) from observations (B, ...), as the vector environment `KitchenDream/Kitchen-v0` has them.
        kitchens, split, seed: as in `measure`.

    Returns:
        Mean returns of one dish, cooked by the executor of `measure` after each of the explorations, in `return`,
        `random return`, `blind return` (no exploration) and `oracle return`; the same from 0 (blind) to 1 (oracle) in
        `score` and `random score`, nan where so few kitchens cannot tell blind from the oracle; the share of finished
        dishes in `success` and `random success`."""
    tables = load_kitchens(split, kitchens)
    problem = KitchenProblem(tables, split, kitchens)
    rows, belief = np.arange(kitchens), Belief(tables)
    recipe = draw_dishes(problem, rows, seed)
    oracle = problem.oracle_returns(rows, recipe)
    problem.begin(rows, np.full(kitchens, EXPLORE))
    reference.play(problem.episodes, problem.step, lambda: choose(problem.observe()), np.zeros(kitchens, bool))
    random, _ = reference.explore(
        tables, reference.random_explorer(np.random.default_rng([seed, 3])), belief, EXPLORE_SECONDS
    )
    blind, _ = reference.explore(tables, None, belief, EXPLORE_SECONDS)
    out: dict[str, float] = {"oracle return": float(oracle.mean())}
    outcomes = {}
    for name, known in (("", problem.episodes.known), ("random ", random), ("blind ", blind)):
        outcomes[name], success = reference.execute(tables, recipe, known, belief)
        out |= {f"{name}return": float(outcomes[name].mean()), f"{name}success": float(success.mean())}
    for name in ("", "random "):
        score = normalised(outcomes[name], outcomes["blind "], oracle)
        out[f"{name}score"] = score.value if score else float("nan")
    return out
