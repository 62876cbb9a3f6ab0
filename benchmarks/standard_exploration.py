"""How long an exploration must be for the dish to be found out, where nothing is instructed: a scripted explorer at
several budgets.

    python benchmarks/standard_exploration.py --json docs/results/standard_exploration.json
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.evaluation.scores.tables import markdown_table
from kitchen_dream.problems.kitchen.facts import told_map
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.kitchen.references.standard_finder import Finder
from kitchen_dream.rules.limits import ATTEMPT_SECONDS, EXPLORE_SECONDS

KITCHENS = 300
BUDGETS = (EXPLORE_SECONDS, 60.0, 80.0, 100.0, ATTEMPT_SECONDS, 150.0, 200.0)


@dataclass
class Options:
    """Options of the measurement."""

    json: Path | None = None
    """Write the table to this file."""


def main(options: Options) -> None:
    """One row a budget, of test kitchens: print, write."""
    tables, lines = KitchenFamily(test=KITCHENS).tables("test"), []
    full = told_map(tables, np.arange(len(tables)), 1.0, np.random.default_rng(0))
    for seconds in BUDGETS:
        family = KitchenFamily(tables=tables, explore_seconds=seconds)
        problem = family.batch("test", KITCHENS, "standard_meta_rl")
        finder = Finder(problem)
        known, dish = finder.explore()
        line = {"seconds": f"{seconds:g}", "looks": f"{known.looked.sum(1).mean():.1f}"}
        line["things tried"] = f"{(problem.wanted + problem.unwanted).sum(1).mean():.1f}"
        line["likeliest dish is right"] = f"{(dish.argmax(1) == problem.dish).mean():.2f}"
        returns, success = finder.execute(known, dish)
        line |= {"return": f"{returns.mean():.3f}", "dishes finished": f"{success.mean():.2f}"}
        line["return, contents told"] = f"{finder.execute(full, dish)[0].mean():.3f}"
        true = np.eye(dish.shape[1])[problem.dish]
        line["return, dish told"] = f"{finder.execute(known, true)[0].mean():.3f}"
        lines.append(line)
    print(markdown_table(lines))
    limit = family.references("test", family.trials("test", setting="standard_meta_rl"))
    found = {"kitchens": KITCHENS, "oracle": round(float(limit.oracle.mean()), 3), "machine": hardware_info()}
    found |= {"told_never_explored": round(float(limit.blind.mean()), 3), "usual": EXPLORE_SECONDS}
    found |= {"attempts": ATTEMPT_SECONDS, "rows": lines}
    if options.json:
        write_atomically(options.json, (json.dumps(found, indent=1) + "\n").encode())


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
