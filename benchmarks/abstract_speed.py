"""Speed of the abstract body on one core, in seconds of processor time, on which other programs have little effect.

    python benchmarks/abstract_speed.py

Measures steps/s of random legal skills at 1,024 and at 4,096 kitchens, with masks, rewards and resets (with
observations too, beside), and the seconds to make 1,024 kitchens from seeds and to load them from a saved set. Writes
docs/results/speed.json.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables


@dataclass
class Options:
    """Options of the benchmark."""

    kitchens: tuple[int, ...] = (1024, 4096)
    """Kitchens side by side; the first number is made and loaded as well."""
    seconds: float = 5.0
    """Length of each measurement."""
    out: Path = Path("docs/results/speed.json")
    """Where the figures go."""


def steps_per_second(
    tables: Tables, seconds: float, observe: bool, seed: int = 0, problem_class: type[KitchenProblem] = KitchenProblem
) -> float:
    """Random legal skills everywhere; an episode that has ended is followed by one of the other kind in a random
    kitchen.
    """
    n = len(tables)
    problem, rng = problem_class(tables, "train", n), np.random.default_rng(seed)
    episodes = problem.episodes
    start = np.arange(n)
    problem.begin(start, np.where(start % 2, problem.sample_instructions(start, rng), NOTHING))
    # Random numbers are drawn beforehand: they belong to the policy, not to the body.
    draws = rng.random((61, *episodes.mask.shape), np.float32)
    steps, began = 0, time.process_time()
    while time.process_time() - began < seconds:
        step = problem.step((draws[steps % len(draws)] * episodes.mask).argmax(1))
        over = np.flatnonzero(step.terminated | step.truncated)
        if len(over):
            rows = rng.integers(n, size=len(over))
            instruction = np.where(episodes.executing[over], NOTHING, problem.sample_instructions(rows, rng))
            episodes.begin(over, rows, instruction)
        if observe:
            problem.observe()
        steps += 1
    return steps * n / (time.process_time() - began)


def main(options: Options) -> None:
    """Measure, print, write."""
    figures: dict[str, float] = {"kitchens": options.kitchens[0]}
    speeds: list[dict[str, int]] = []
    with tempfile.TemporaryDirectory() as os.environ["KITCHEN_DREAM_CACHE"]:
        for name in ("make_seconds", "load_seconds"):  # at the second time they come from the cache
            began = time.process_time()
            load_kitchens("train", options.kitchens[0])
            figures[name] = round(time.process_time() - began, 3)
        for count in options.kitchens:
            tables, row = load_kitchens("train", count), {"kitchens": count}
            for name, observe in (("steps_per_second", False), ("steps_per_second_with_observations", True)):
                row[name] = round(steps_per_second(tables, options.seconds, observe))
            speeds.append(row)
    for row in (figures, *speeds):
        print(", ".join(f"{name} {value:,}" for name, value in row.items()))
    write_atomically(options.out, json.dumps(figures | {"speeds": speeds}, indent=2) + "\n", parents=True)


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
