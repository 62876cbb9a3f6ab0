"""Both bodies side by side over many random episodes.

    python benchmarks/parity.py --episodes 200 --workers 2
    python benchmarks/parity.py --variant v1 --episodes 200

Prints and writes how many steps the physics carried out, how many of them differ from the rules in symbols, map, mask,
reward or end, and how far the rules' durations are from the simulated ones. Exits with status 1 if anything differs.

What is done is kept beside the figures, an episode a line, and a run goes on after it. Where the code of rules or
physics has changed since, the log begins anew.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal

import numpy as np
import tyro
from simulator_checks.code_version import code_version

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
    out: Path | None = None
    """Where the figures go. By default docs/results/parity.json, for v1 docs/results/parity-v1.json."""


def _episode(tables: Tables, seed: int, variant: str, grasp: GraspMode) -> Parity:
    how: dict[str, Any] = {"family": FAMILIES[variant], "grasp": grasp, "plans": PLANS[variant]}
    return compare(tables, "test", [0], seed, **how)


def read_log(path: Path, told: dict[str, Any]) -> dict[int, Parity]:
    """Finished episodes by kitchen, of a log that begins with `told`, how it was made; else a new log is begun."""
    lines = path.read_text().splitlines() if path.is_file() else []
    if not lines or json.loads(lines[0]) != told:
        write_atomically(path, json.dumps(told) + "\n")
        return {}
    done = {}
    for line in lines[1:]:
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:  # cut off by a kill
            continue
        done[entry["kitchen"]] = Parity.of(entry["parity"])
    return done


def main(options: Options) -> None:
    """Run what the log has not yet, print, write."""
    name = "parity" if options.variant == "v0" else f"parity-{options.variant}"
    out = options.out or Path("docs/results") / f"{name}.json"
    told = {"variant": options.variant, "grasp": options.grasp, "seed": options.seed, "code": code_version()}
    wanted = range(options.first, options.first + options.episodes)
    log = out.with_suffix(".jsonl")
    done, text = read_log(log, told), ""
    tables = make_kitchens("test", options.episodes, options.first, workers=options.workers, variant=options.variant)
    missing = [number for number in wanted if number not in done]
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        single = [tables.rows(np.array([number - options.first])) for number in missing]
        how = [[value] * len(missing) for value in (options.seed, options.variant, options.grasp)]
        for number, part in zip(missing, pool.map(_episode, single, *how), strict=True):
            done[number] = part
            with log.open("a") as file:
                file.write(json.dumps({"kitchen": number, "parity": vars(part)}) + "\n")
            print(f"kitchen {number}: {part.successful} of {part.steps} steps {part.examples}", flush=True)
            text = write(out, told, [done[number] for number in wanted if number in done])
    text = text or write(out, told, [done[number] for number in wanted])
    print(text)
    sys.exit(1 if json.loads(text)["mismatches"] else 0)


def write(out: Path, told: dict[str, Any], episodes: list[Parity]) -> str:
    """Write the figures of some episodes, and return them as text."""
    total = Parity()
    for episode in episodes:
        total.add(episode)
    text = json.dumps(told | total.summary(), indent=2)
    write_atomically(out, text + "\n")
    return text


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
