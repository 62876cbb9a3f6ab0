"""Exports 20 trials in each format, loads them with the library whose format it is, and plays them again.

    python benchmarks/datasets.py

Exports what `python run.py export` does: for Minari by the rules alone and in PyBullet, for LeRobot in PyBullet. Every
skill is played again in kitchens built anew, and the map before it and the reward after it are compared to the last
bit. LeRobot reads its dataset in a Python of its own (`--lerobot-python`), where one is named. Writes
docs/results/datasets.json, and exits with status 1 if anything differs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import minari
import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.core.resources import POLICIES
from kitchen_dream.media.datasets.export import Export, export
from kitchen_dream.media.datasets.replay import replay

READ = """
import json, sys, lerobot
from lerobot.datasets.lerobot_dataset import LeRobotDataset
dataset = LeRobotDataset("kitchen/frames", root=sys.argv[1])
step = max(1, len(dataset) // 200)
items = [dataset[k] for k in range(0, len(dataset), step)]
shapes = sorted({tuple(item["observation.images.head"].shape) for item in items})
told = {"read_by": f"lerobot {lerobot.__version__}", "episodes_read": dataset.num_episodes, "frames": len(dataset)}
print(json.dumps(told | {"frames_decoded": len(items), "pictures": str(shapes), "tasks": len(dataset.meta.tasks)}))
"""


@dataclass
class Options:
    """Options of the benchmark."""

    trials: int = 20
    only: tuple[str, ...] = ("rules-v0", "physics-v0", "frames")
    """Datasets by name; rows of others stay as they are."""
    lerobot_python: Path | None = None
    """A Python in which LeRobot is installed."""
    keep: Path | None = None
    """A folder in which the datasets stay, and where those that are there are not exported again."""
    out: Path = Path("docs/results/datasets.json")


def measure(order: Export) -> dict[str, Any]:
    """Export, unless it is there, and play again."""
    row: dict[str, Any] = {"format": order.form, "backend": order.backend, "trials": order.trials}
    timing = order.to.with_suffix(".json")
    if not order.to.exists():
        start, used = time.time(), time.process_time()
        export(order)
        seconds = {"seconds": round(time.time() - start, 1), "processor_seconds": round(time.process_time() - used, 1)}
        timing.write_text(json.dumps(seconds))
    row |= json.loads(timing.read_text())
    row["megabytes"] = round(sum(path.stat().st_size for path in order.to.rglob("*") if path.is_file()) / 1e6, 2)
    done = replay(order.to)
    return row | {"episodes": done.episodes, "skills": done.skills, "same_again": done.same}


def main(options: Options) -> None:
    """Measure, print, write."""
    policy = POLICIES / "kitchen" / "dream"
    before = json.loads(options.out.read_text())["rows"] if options.out.is_file() else []
    rows = [row for row in before if row["dataset"] not in options.only]
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for name, form, backend in (
            ("rules-v0", "minari", "abstract"), ("physics-v0", "minari", "pybullet"), ("frames", "lerobot", "pybullet")
        ):  # fmt: skip
            if name not in options.only:
                continue
            row = {"dataset": name} | measure(Export(policy, folder / name, form, options.trials, backend=backend))
            if form == "minari":
                dataset = minari.MinariDataset(folder / name / "data")
                row |= {"read_by": f"minari {minari.__version__}", "episodes_read": dataset.total_episodes}
            elif options.lerobot_python:
                command = [str(options.lerobot_python), "-c", READ, str(folder / name)]
                read = subprocess.run(command, capture_output=True, text=True, check=True)
                row |= json.loads(read.stdout.splitlines()[-1])
            rows.append(row)
            print(json.dumps(row), flush=True)
    write_atomically(options.out, json.dumps({"rows": rows, "machine": hardware_info()}, indent=1) + "\n")
    whole = all(row["skills"] == row["same_again"] and row["episodes"] == 2 * row["trials"] for row in rows)
    sys.exit(not whole)


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
