"""Speed of the grid problems on one core.

    python benchmarks/grid_speed.py

Measures steps/s of random actions at 4,096 copies, with rewards, ends and new episodes in the place of those that
ended; with observations too, beside. Both by the wall clock and by the processor time of this process, which differ on
a busy machine: the load is written down too. Writes docs/results/grid_speed.json.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.grids import GRIDS, GridProblem


@dataclass
class Options:
    """Options of the benchmark."""

    copies: int = 4096
    """Copies side by side."""
    seconds: float = 3.0
    """Length of each measurement, in seconds of processor time."""
    out: Path = Path("docs/results/grid_speed.json")
    """Where the figures go."""


def steps_per_second(problem: GridProblem, seconds: float, observe: bool, seed: int = 0) -> tuple[float, float]:
    """Steps/s by processor time and by the wall clock; an episode is followed by one of the other kind in a random
    problem.
    """
    n, rng = problem.batch, np.random.default_rng(seed)
    rows = rng.integers(len(problem), size=n)
    problem.begin(rows, np.where(np.arange(n) % 2, problem.sample_instructions(rows, rng), EXPLORE))
    # Random numbers are drawn beforehand: they belong to the policy, not to the problem.
    draws = rng.integers(9, size=(61, n))
    steps, wall, used = 0, time.perf_counter(), time.process_time()
    while time.process_time() - used < seconds:
        step = problem.step(draws[steps % len(draws)])
        over = np.flatnonzero(step.terminated | step.truncated)
        if len(over):
            rows = rng.integers(len(problem), size=len(over))
            asked = np.where(problem.executing[over], EXPLORE, problem.sample_instructions(rows, rng))
            problem.begin_at(over, rows, asked)
        if observe:
            problem.observe()
        steps += 1
    return steps * n / (time.process_time() - used), steps * n / (time.perf_counter() - wall)


def main(options: Options) -> None:
    """Measure, print, write."""
    figures: dict[str, dict[str, float] | float] = {
        "copies": options.copies,
        "load_average": round(os.getloadavg()[0], 1),
    }
    for name, kind in GRIDS.items():
        problem, row = kind("train", options.copies), {}
        for suffix, observe in (("", False), ("_with_observations", True)):
            by_processor, by_wall = steps_per_second(problem, options.seconds, observe)
            row |= {f"steps_per_second{suffix}": round(by_processor), f"wall_steps_per_second{suffix}": round(by_wall)}
        figures[name] = row
        for key, value in row.items():
            print(f"{name:8} {key:45} {value:>12,}")
    write_atomically(options.out, json.dumps(figures, indent=2) + "\n", parents=True)


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
