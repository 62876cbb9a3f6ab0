"""What Ray costs: the same short trainings with plain processes and on a Ray cluster of this machine, in turns.

    python benchmarks/ray_overhead.py

Each measurement is the whole command `benchmark`, from its start to its end, with Ray's own start and end in it. Beside
the times stand how busy the machine was before each (its load over the last minute), which on a shared machine says how
much they are worth, and the processor time of all processes, Ray's own too. Ratios are of medians. Writes
docs/results/ray.json.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
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
    steps: int = 120_000
    """Environment steps of each."""
    workers: int = 2
    """At a time."""
    repeats: int = 3
    """Measurements of each kind."""
    out: Path = Path("docs/results/ray.json")
    """Where the figures go."""


def measured(options: Options, on: str) -> tuple[float, float]:
    """Wall time of one command, and processor time of all its processes."""
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "kitchen_dream", "benchmark", "--problems", "map", "--agents", "dream"]
        words += ["--seeds", str(options.jobs), "--steps", str(options.steps), "--workers", str(options.workers)]
        began, used = time.monotonic(), _used()
        subprocess.run([*words, "--on", on, "--out", folder], check=True, stdout=subprocess.DEVNULL)
        wall = time.monotonic() - began
        with suppress(ChildProcessError):  # none is left
            while os.waitpid(-1, 0):
                continue
        return wall, _used() - used


def _used() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime


def main(options: Options) -> None:
    """Measure, print, write."""
    ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: processes that lose their parent become ours
    rows: list[dict[str, float]] = []
    for _ in range(options.repeats):
        row: dict[str, float] = {}
        for on in ("local", "ray"):
            row[f"load_before_{on}"] = round(os.getloadavg()[0], 2)
            wall, used = measured(options, on)
            row |= {f"{on}_seconds": round(wall, 2), f"{on}_cpu_seconds": round(used, 2)}
        print(row, flush=True)
        rows.append(row)
    median = {name: statistics.median(row[name] for row in rows) for name in rows[0]}
    told = {"jobs": options.jobs, "steps": options.steps, "workers": options.workers, "ray": version("ray")}
    told |= {"machine": hardware_info(), "median": median}
    told["ratio"] = round(median["ray_seconds"] / median["local_seconds"], 3)
    told["cpu_ratio"] = round(median["ray_cpu_seconds"] / median["local_cpu_seconds"], 3)
    print(f"Ray takes {told['ratio']} times as long, and {told['cpu_ratio']} times the processor time")
    write_atomically(options.out, json.dumps(told | {"rows": rows}, indent=1) + "\n", parents=True)


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
