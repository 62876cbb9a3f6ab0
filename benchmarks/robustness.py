"""The simulator over many resets: time, memory and bits.

    python benchmarks/robustness.py

Resets a kitchen 1,000 times, each after something was disturbed and every 50th after a whole skill; the memory is read
after a warm-up and at the end. Builds kitchens again and again in one world. Runs the same episodes in this process and
in two workers, side by side, and compares digests of all that moves at 60 moments a second. Times are processor time of
one core. Writes docs/results/robustness.json, and exits with status 1 if a bit differs or the memory grows by more than
2 %.
"""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import tyro
from simulator_checks.stress import (
    disturb,
    episode_digests,
    reset_milliseconds,
    resident_megabytes,
    short_episodes,
)

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.client import Client

WARM_UP = 50
"""Resets, and builds, before the memory is read first."""

SKILL_EVERY = 50
"""Resets between two that follow a whole skill."""

FLAT = 0.02
"""By what share the memory may grow."""


@dataclass
class Options:
    """Options of the benchmark."""

    resets: int = 1000
    builds: int = 150
    """Kitchens built in one world, one after the other, after the warm-up."""
    seeds: tuple[int, ...] = (0, 1, 3, 7)
    """Kitchens whose episodes are compared."""
    out: Path = Path("docs/results/robustness.json")


def soak(resets: int) -> dict:
    """Time and memory over resets of one kitchen."""
    kitchen = generate(3)
    body = KitchenBody(kitchen)
    look = short_episodes(kitchen)[0][0]
    for number in range(WARM_UP):
        disturb(body, number)
        body.reset()
    body.execute(look)
    body.reset()
    memory, times = [resident_megabytes()], []
    for number in range(resets):
        if number % SKILL_EVERY == 0:
            body.execute(look)
        times.append(reset_milliseconds(body, number))
        memory.append(resident_megabytes())
    body.close()
    return {
        "resets": resets,
        "reset_ms_median": round(float(np.median(times)), 2),
        "reset_ms_p99": round(float(np.percentile(times, 99)), 2),
        "reset_ms_max": round(float(np.max(times)), 2),
        "megabytes_after_warm_up": round(memory[0], 1),
        "megabytes_largest": round(max(memory), 1),
        "megabytes_at_end": round(memory[-1], 1),
        "growth_percent": round(100 * (max(memory) / memory[0] - 1), 2),
    }


def builds(count: int) -> dict:
    """Memory over kitchens built in one world."""
    kitchens = [generate(seed) for seed in range(10)]
    memory = []
    with Client() as client:
        for number in range(WARM_UP + count):
            KitchenBody(kitchens[number % len(kitchens)], client=client).close()
            memory.append(resident_megabytes())
    start = max(memory[WARM_UP - 10 : WARM_UP])  # ten kitchens take turns, of different sizes
    return {
        "builds": count,
        "build_megabytes_after_warm_up": round(start, 1),
        "build_megabytes_largest": round(max(memory[WARM_UP:]), 1),
        "build_growth_percent": round(100 * (max(memory[WARM_UP:]) / start - 1), 2),
    }


def bits(seeds: tuple[int, ...]) -> dict:
    """Whether the same histories give the same bits here and in two workers that run at the same time."""
    differ, restored = [], []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for seed in seeds:
            workers = [pool.submit(episode_digests, seed) for _ in range(2)]
            here = episode_digests(seed)
            if any(worker.result() != here for worker in workers):
                differ.append(seed)
            first, _, again = episode_digests(seed, exact=True)
            if first != again:
                restored.append(seed)
    return {
        "histories": len(seeds),
        "episodes_each": 3,
        "differing_between_processes": len(differ),
        "differing_after_an_exact_restore": len(restored),
    }


def main(options: Options) -> None:
    """Measure, print, write."""
    figures = {**soak(options.resets), **builds(options.builds), **bits(options.seeds), "machine": hardware_info()}
    write_atomically(options.out, json.dumps(figures, indent=2) + "\n", parents=True)
    print(json.dumps(figures, indent=2))
    bad = figures["differing_between_processes"] + figures["differing_after_an_exact_restore"]
    sys.exit(1 if bad or max(figures["growth_percent"], figures["build_growth_percent"]) > 100 * FLAT else 0)


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
