"""Runs the examples with outside learners at their full budgets, and publishes what they reach.

    python benchmarks/examples.py

Each example of `examples/` is run with each seed. Scores are written to docs/results/examples.json after each run;
what stands there already is not run again, so that an interrupted measurement goes on.
"""

from __future__ import annotations

import json
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info

FOLDER = Path(__file__).resolve().parents[1] / "examples"
LEARNERS = ("maskable_ppo", "ppo", "recurrent_ppo")


@dataclass
class Options:
    """Options of the benchmark."""

    only: tuple[str, ...] = LEARNERS
    """Examples by the names of their files."""
    seeds: tuple[int, ...] = (0, 1, 2)
    out: Path = Path("docs/results/examples.json")


def main(options: Options) -> None:
    """Run, print, write."""
    sys.path.insert(0, str(FOLDER))
    data = json.loads(options.out.read_text()) if options.out.is_file() else {"machine": hardware_info(), "runs": []}
    for name in options.only:
        for seed in options.seeds:
            if any(run["example"] == name and run["seed"] == seed for run in data["runs"]):
                continue
            start, used = time.time(), time.process_time()
            scores = import_module(name).main(seed=seed)
            row = {"example": name, "seed": seed} | {key: round(value, 4) for key, value in scores.items()}
            row |= {"minutes": round((time.time() - start) / 60, 1)}
            row |= {"processor_minutes": round((time.process_time() - used) / 60, 1)}
            data["runs"].append(row)
            write_atomically(options.out, json.dumps(data, indent=1) + "\n")


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
