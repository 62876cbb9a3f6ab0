"""Both bodies side by side over many random episodes.

    python benchmarks/parity.py --episodes 200 --workers 2
    python benchmarks/parity.py --variant v1 --out docs/results/parity-v1.json

Prints and writes how many steps the physics carried out, how many of them differ from the rules in symbols, map, mask,
reward or end, and how far the rules' durations are from the simulated ones. Exits with status 1 if anything differs.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal

import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.kitchen.kitchen_set import make_kitchens
from kitchen_dream.problems.kitchen.v1.family import KitchenV1Family
from kitchen_dream.rules.tables import Tables
from kitchen_dream.rules.v1.ruleset import V1
from kitchen_dream.sim.robot.grasp import GraspMode
from kitchen_dream.simcheck.parity import Parity, Plans, compare

FAMILIES: dict[str, type[KitchenFamily]] = {"v0": KitchenFamily, "v1": KitchenV1Family}
PLANS: dict[str, Plans | None] = {"v0": None, "v1": V1.plan}
CHUNK = 2
"""Episodes that a worker runs at a time."""


@dataclass
class Options:
    """Options of the benchmark."""

    variant: Literal["v0", "v1"] = "v0"
    """Of the kitchens."""
    episodes: int = 200
    """Random episodes, each in a test kitchen of its own."""
    first: int = 0
    """Number of the first kitchen."""
    grasp: GraspMode = "assisted"
    """How the gripper holds things."""
    seed: int = 0
    """Seed of instructions and skills."""
    workers: int = 2
    out: Path = Path("docs/results/parity.json")
    """Where the figures go."""


def _chunk(tables: Tables, seed: int, variant: str, grasp: GraspMode) -> Parity:
    how: dict[str, Any] = {"family": FAMILIES[variant], "grasp": grasp, "plans": PLANS[variant]}
    return compare(tables, "test", range(len(tables)), seed, **how)


def main(options: Options) -> None:
    """Run, print, write."""
    tables = make_kitchens("test", options.episodes, options.first, workers=options.workers, variant=options.variant)
    chunks = [tables.rows(slice(first, first + CHUNK)) for first in range(0, options.episodes, CHUNK)]
    total = Parity()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        how = [[value] * len(chunks) for value in (options.seed, options.variant, options.grasp)]
        for part in pool.map(_chunk, chunks, *how):
            total.add(part)
            different = sum(total.mismatches.values())
            print(
                f"{total.episodes} episodes, {total.successful} of {total.steps} steps, {different} differences",
                flush=True,
            )
            told = {"variant": options.variant, "grasp": options.grasp, "seed": options.seed}
            text = json.dumps(told | total.summary(), indent=2)
            write_atomically(options.out, text + "\n")
    print(text)
    sys.exit(1 if total.mismatches else 0)


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
