"""`family`: how much exploring is worth in the kitchens, without any learning."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from rich.console import Console

from kitchen_dream.agents.policy import write_atomically
from kitchen_dream.evaluation.scores.kitchen import dishes
from kitchen_dream.evaluation.scores.statistics import mean, normalised
from kitchen_dream.evaluation.scores.tables import markdown_table
from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.references import explorers as reference
from kitchen_dream.problems.kitchen.references.belief import Belief
from kitchen_dream.problems.kitchen.references.fixed_order import best_order, find_order, save_order
from kitchen_dream.rules.limits import EXPLORE_SECONDS


def family(kitchens: int = 1000, split: str = "test", seed: int = 0, out: Path = Path("docs/results"), search: bool = True) -> None:
    """Measure none, random, best fixed order, adaptive and oracle exploration with an executor that makes the best of each.

    Writes `family.json` and `family.md`, and with `search` the best fixed order to `fixed_order.json` in the assets.

    Args:
        kitchens: number of kitchens to measure on.
        split: their split.
        seed: draws the dishes and the random exploration.
        out: folder of the results.
        search: look for the best fixed order (on training kitchens) first, which takes a minute or two.
    """
    if search:
        save_order(find_order(seed))
    tables = load_kitchens(split, kitchens)
    problem = KitchenProblem(tables, split, 1)
    rows = np.arange(kitchens)
    recipe, belief = dishes(problem, rows, seed), Belief(tables)
    oracle = problem.oracle_returns(rows, recipe)
    explorers = {
        "none": None,
        "random": reference.random_explorer(np.random.default_rng([seed, 3])),
        "best fixed order": reference.fixed_order(best_order()),
        "adaptive": reference.adaptive_explorer,
    }
    lines, blind = [], None
    for name, explorer in explorers.items():
        known, seconds = reference.explore(tables, explorer, belief, EXPLORE_SECONDS)
        returns, success = reference.execute(tables, recipe, known, belief)
        blind = returns if blind is None else blind
        lines.append(_line(name, returns, success, known.looked.sum(1).mean(), seconds.mean(), blind, oracle))
    lines.append(_line("oracle", oracle, np.ones(kitchens), tables.exists.sum(1).mean(), 0.0, blind, oracle))
    out.mkdir(parents=True, exist_ok=True)
    result = {"split": split, "kitchens": kitchens, "seed": seed, "explore_seconds": EXPLORE_SECONDS, "rows": lines}
    write_atomically(out / "family.json", json.dumps(result, indent=1).encode())
    table = markdown_table(lines)
    write_atomically(out / "family.md", table.encode())
    Console().print(table)


def _line(name: str, returns: np.ndarray, success: np.ndarray, looks: float, seconds: float, blind: np.ndarray, oracle: np.ndarray) -> dict:
    return {
        "exploration": name,
        "return": str(mean(returns)),
        "of the oracle's": round(float(returns.mean() / oracle.mean()), 3),
        "normalised": str(normalised(returns, blind, oracle)),
        "success": round(float(success.mean()), 3),
        "units seen": round(float(looks), 2),
        "seconds": round(float(seconds), 1),
    }
