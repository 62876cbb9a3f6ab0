"""What Ray costs: the same short trainings with plain processes and on a Ray cluster of this machine, in turns.

    python benchmarks/ray_overhead.py

Each measurement is the whole command `benchmark`, from its start to its end, with Ray's own start and end in it. Beside
the times stands how busy the machine was before and after each (its load over the last minute), which on a shared
machine says how much they are worth. The ratio is of the medians. Writes docs/results/ray.json.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info


@dataclass
class Options:
    """Options of the benchmark."""

    jobs: int = 8
    """Trainings of DREAM on the map, one a seed."""
    steps: int = 60_000
    """Environment steps of each."""
    workers: int = 2
    """At a time."""
    repeats: int = 3
    """Measurements of each kind."""
    out: Path = Path("docs/results/ray.json")
    """Where the figures go."""


def seconds(options: Options, on: str) -> float:
    """Wall time of one command."""
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "kitchen_dream", "benchmark", "--problems", "map", "--agents", "dream"]
        words += ["--seeds", str(options.jobs), "--steps", str(options.steps), "--workers", str(options.workers)]
        began = time.monotonic()
        subprocess.run([*words, "--on", on, "--out", folder], check=True, stdout=subprocess.DEVNULL)
        return time.monotonic() - began


def main(options: Options) -> None:
    """Measure, print, write."""
    rows: list[dict] = []
    for number in range(2 * options.repeats):
        on = ("local", "ray", "ray", "local")[number % 4]  # so that a change in what else runs tells on both
        before = os.getloadavg()[0]
        rows.append({"on": on, "seconds": round(seconds(options, on), 1)})
        rows[-1]["load"] = [round(before, 1), round(os.getloadavg()[0], 1)]
        print(rows[-1], flush=True)
    medians = {on: statistics.median(row["seconds"] for row in rows if row["on"] == on) for on in ("local", "ray")}
    told = {"jobs": options.jobs, "steps": options.steps, "workers": options.workers, "ray": version("ray")}
    told |= {"machine": hardware_info(), "median_seconds": medians}
    told["ratio"] = round(medians["ray"] / medians["local"], 3)
    print(f"Ray takes {told['ratio']} times as long")
    write_atomically(options.out, json.dumps(told | {"rows": rows}, indent=1) + "\n", parents=True)


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
