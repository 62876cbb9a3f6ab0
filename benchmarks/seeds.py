"""Random seeds: every kitchen is made in time, passes the checks, and can be cooked in by who knows it.

    python benchmarks/seeds.py                      # by the rules: seeds 0 to 999
    python benchmarks/seeds.py --physics    # in PyBullet: 200 trials, every fifth seed; goes on where it stopped

The first writes docs/results/seeds.json, the second docs/results/seeds-physics.json. A trial draws one of the dishes
offered, and the oracle carries out the fastest plan; a skill that fails is tried once more. Times are processor time of
one core.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import tyro
from simulator_checks.seeds import offers, physical_trial, try_seed

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.evaluation.scores.statistics import share
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.rules.tables import tabulate
from kitchen_dream.sim.robot.grasp import GraspMode

LIMIT_MS = 50.0
"""Milliseconds that a kitchen may take."""


@dataclass
class Options:
    """Options of the benchmark."""

    seeds: int = 1000
    """How many seeds, from 0."""
    physics: bool = False
    """Trials in PyBullet instead of the rules alone."""
    trials: int = 200
    """Trials in PyBullet, spread evenly over the seeds."""
    grasp: GraspMode = "assisted"
    """How the hand holds things: assisted or physical."""
    log: Path = Path("runs/seeds-physics.jsonl")
    """Trials that are done, a line each; delete it to begin again."""
    out: Path = Path("docs/results")
    """Folder for the figures."""


def by_rules(options: Options) -> dict:
    """All seeds, by the rules."""
    rows = [try_seed(seed) for seed in range(options.seeds)]
    times = np.array([row.generate_ms for row in rows])
    return {
        "seeds": len(rows),
        "generate_ms_median": round(float(np.median(times)), 2),
        "generate_ms_p99": round(float(np.percentile(times, 99)), 2),
        "generate_ms_max": round(float(times.max()), 2),
        "over_50_ms": int((times > LIMIT_MS).sum()),
        "failing_the_checks": sum(bool(row.problems) for row in rows),
        "without_any_offer": sum(row.offered == 0 for row in rows),
        "dishes_offered": sum(row.offered for row in rows),
        "dishes_cooked": sum(row.cooked for row in rows),
        "machine": hardware_info(),
        "layouts": dict(sorted(Counter(row.layout for row in rows).items())),
        "failures": [asdict(row) for row in rows if row.problems or row.cooked < row.offered],
    }


def pick(options: Options) -> list[int]:
    """Seeds spread evenly; where nothing can be cooked before its deadline, the next one where something can."""
    stride = max(options.seeds // options.trials, 1)
    chosen = []
    for seed in range(0, options.seeds, stride)[: options.trials]:
        while not offers(tabulate([generate(seed)])):
            seed += 1
        chosen.append(seed)
    return chosen


def in_physics(options: Options) -> dict:
    """Trials in PyBullet; what the log has is not run again."""
    chosen = pick(options)
    done = {}
    for line in options.log.read_text().splitlines() if options.log.is_file() else ():
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:  # cut off by a kill
            continue
        if entry["grasp"] == options.grasp:
            done[entry["seed"]] = entry
    options.log.parent.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    for seed in chosen:
        if seed in done:
            continue
        done[seed] = {**physical_trial(seed, options.grasp), "grasp": options.grasp}
        with options.log.open("a") as file:
            file.write(json.dumps(done[seed]) + "\n")
        good = sum(entry["success"] for entry in done.values())
        note = "; ".join(done[seed]["failures"]) or ("" if done[seed]["success"] else "out of time")
        print(
            f"{len(done)} of {len(chosen)}: {good} cooked, {time.perf_counter() - began:.0f} s; seed {seed} {note}",
            flush=True,
        )
    rows = [done[seed] for seed in chosen]
    good = [row for row in rows if row["success"]]
    return {
        "trials": len(rows),
        "cooked": len(good),
        "rate": str(share(len(good), len(rows))),
        "grasp": options.grasp,
        "skills": sum(row["skills"] for row in rows),
        "skills_failed": sum(len(row["failures"]) for row in rows),
        "simulated_seconds_mean": round(float(np.mean([row["seconds"] for row in good] or [0])), 1),
        "cpu_seconds_mean": round(float(np.mean([row["cpu_seconds"] for row in rows])), 1),
        "trials_over_20_N": sum(row["max_force"] > 20 for row in rows),
        "machine": hardware_info(),
        "reasons": dict(Counter(reason for row in rows for reason in row["failures"])),
        "not_cooked": [{key: row[key] for key in ("seed", "layout", "recipe", "seconds", "deadline", "failures")}
                       for row in rows if not row["success"]],
    }  # fmt: skip


def main(options: Options) -> None:
    """Run, print, write."""
    figures = in_physics(options) if options.physics else by_rules(options)
    name = "seeds-physics" if options.physics else "seeds"
    suffix = "" if options.grasp == "assisted" else f"-{options.grasp}"
    path = options.out / f"{name}{suffix}.json"
    write_atomically(path, json.dumps(figures, indent=2) + "\n", parents=True)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
