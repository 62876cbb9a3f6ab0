"""Both bodies side by side over many random episodes.

    python benchmarks/parity.py --episodes 200 --workers 2

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

import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.problems.kitchen.kitchen_set import make_kitchens
from kitchen_dream.rules.tables import Tables
from kitchen_dream.simcheck.parity import Parity, compare

CHUNK = 8
"""Episodes that a worker runs at a time."""


@dataclass
class Options:
    """Options of the benchmark."""

    episodes: int = 200
    """Random episodes, each in a test kitchen of its own."""
    seed: int = 0
    """Seed of instructions and skills."""
    workers: int = 2
    out: Path = Path("docs/results/parity.json")
    """Where the figures go."""


def _chunk(tables: Tables, seed: int) -> Parity:
    return compare(tables, "test", range(len(tables)), seed)


def main(options: Options) -> None:
    """Run, print, write."""
    tables = make_kitchens("test", options.episodes, workers=options.workers)
    chunks = [tables.rows(slice(first, first + CHUNK)) for first in range(0, options.episodes, CHUNK)]
    total = Parity()
    options.out.parent.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        for part in pool.map(_chunk, chunks, [options.seed] * len(chunks)):
            total.add(part)
            different = sum(total.mismatches.values())
            print(
                f"{total.episodes} episodes, {total.successful} of {total.steps} steps, {different} differences",
                flush=True,
            )
            text = json.dumps({"seed": options.seed, **total.summary()}, indent=2)
            write_atomically(options.out, text + "\n")
    print(text)
    sys.exit(1 if total.mismatches else 0)


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
