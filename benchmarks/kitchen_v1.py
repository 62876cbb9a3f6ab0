"""Kitchen-v1 by the rules: seeds, speed beside Kitchen-v0, on one core.

    python benchmarks/kitchen_v1.py

Every kitchen of the seeds, the first ones of the training split, is generated and checked, and the oracle carries out
the fastest plan of every dish that is offered. Speed: random legal skills, with masks, rewards and resets. Times are
processor time. Writes docs/results/kitchen_v1.json. What exploring is worth there:

    python run.py exploration_value --problem kitchen-v1 --json docs/results/exploration_value-v1.json
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import tyro
from abstract_speed import steps_per_second

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.kitchens.checks.proof import check
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.problems.kitchen.kitchen_set import OffersEnough, load_kitchens
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.v1.problem import StepKitchenProblem
from kitchen_dream.rules.abstract import AbstractBackend
from kitchen_dream.rules.episode import Episodes
from kitchen_dream.rules.tables import Tables, tabulate
from kitchen_dream.rules.v1.planner import plan
from kitchen_dream.rules.v1.ruleset import V1

LIMIT_MS, LEAST = 50.0, 4
"""Milliseconds that a kitchen may take, and dishes that it must offer."""


@dataclass
class Options:
    """Options of the benchmark."""

    seeds: int = 1000
    """How many seeds, from 0."""
    kitchens: int = 1024
    """Kitchens side by side, for speed."""
    seconds: float = 5.0
    """Length of each measurement of speed."""
    out: Path = Path("docs/results/kitchen_v1.json")
    """Where the figures go."""


def cooked(tables: Tables, recipe: int) -> bool:
    """Whether the fastest plan, carried out in the only kitchen of `tables`, finishes the dish before its deadline."""
    one, planned = np.zeros(1, np.int64), plan(tables, 0, recipe, V1.recipes())
    episodes = Episodes(tables, one, rules=V1)
    episodes.begin(one, one, one + recipe)
    body = AbstractBackend(episodes)
    for action in planned[0] if planned else ():
        if not episodes.mask[0, action]:
            return False
        body.step(one + action)
    return bool(episodes.progress.finished[0])


def seeds(count: int) -> dict:
    """All seeds: how long each takes, what the checks find, what is offered and cooked."""
    book, times, offered, kinds = V1.book, [], [], Counter()
    failing, not_cooked = [], []
    for seed in range(count):
        began = time.process_time()
        kitchen = sample_kitchen("train", seed, also=OffersEnough(V1), variant="v1")
        times.append(1e3 * (time.process_time() - began))
        tables = tabulate([kitchen], book)
        recipes = np.flatnonzero(V1.feasible(tables)[0])
        offered.append(len(recipes))
        kinds.update(book.recipes[r].kind for r in recipes)
        failing += [f"{seed}: {defect}" for defect in check(kitchen, book)]
        not_cooked += [f"{seed}: {book.recipes[r].name}" for r in recipes if not cooked(tables, int(r))]
    return {
        "seeds": count,
        "generate_ms_median": round(float(np.median(times)), 2),
        "generate_ms_p99": round(float(np.percentile(times, 99)), 2),
        "generate_ms_max": round(max(times), 2),
        "over_50_ms": int((np.array(times) > LIMIT_MS).sum()),
        "dishes_offered_min": min(offered),
        "dishes_offered_mean": round(float(np.mean(offered)), 2),
        "offering_fewer_than_4": [seed for seed in range(count) if offered[seed] < LEAST],
        "dishes_offered": sum(offered),
        "offered_by_kind": dict(kinds),
        "not_cooked": not_cooked,
        "failing_the_checks": failing,
    }


def speed(kitchens: int, seconds: float) -> list[dict]:
    """Steps a second of both variants, one after the other, in this process."""
    rows = []
    for kind in (KitchenProblem, StepKitchenProblem):
        tables, row = load_kitchens("train", kitchens, variant=kind.rules.name), {"variant": kind.rules.name}
        for name, observe in (("steps_per_second", False), ("steps_per_second_with_observations", True)):
            row[name] = round(steps_per_second(tables, seconds, observe, problem_class=kind))
        rows.append(row)
    return rows


def main(options: Options) -> None:
    """Measure, print, write."""
    figures = {"seeds": seeds(options.seeds), "kitchens": options.kitchens}
    figures |= {"speed": speed(options.kitchens, options.seconds), "machine": hardware_info()}
    print(json.dumps(figures, indent=2))
    write_atomically(options.out, json.dumps(figures, indent=2) + "\n", parents=True)


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
