"""The kitchen from pixels: looks that give the head camera's picture beside looks that name what lies there.

    python benchmarks/kitchen_pixels.py
    python benchmarks/kitchen_pixels.py --kitchens 1000 --steps 2000000 --seeds 3

Trains DREAM twice a seed, on the same kitchens and for the same environment steps (drawing the pictures comes before
and is kept), and writes docs/results/kitchen_pixels.json: scores on test kitchens, which no training saw. What is
finished is not run again, and what was begun goes on. docs/images/looks.png shows what looks give.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tyro
from PIL import Image, ImageDraw

from kitchen_dream.core.files import write_atomically
from kitchen_dream.evaluation.benchmark.results import read_result
from kitchen_dream.evaluation.experiment import RESULT
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.problems.kitchen.kitchen_set import make_kitchens
from kitchen_dream.problems.kitchen.look_cache import load_looks
from kitchen_dream.training.checkpoint import CHECKPOINT

LOOKS = ("symbols", "picture")
SHOWN, SIZE, NAME = 6, 56, 80
"""Pictures of an ingredient on the sheet, their pixels there, and those of its name."""


@dataclass
class Options:
    """Options of the benchmark."""

    kitchens: int = 600
    """Training kitchens of both."""
    steps: int = 1_000_000
    """Environment steps of each training."""
    seeds: int = 1
    """Seeds 0, 1, ..."""
    runs: Path = Path("runs/kitchen-pixels")
    """Folder of the trainings."""
    out: Path = Path("docs/results/kitchen_pixels.json")
    sheet: Path = Path("docs/images/looks.png")
    """Where the pictures of looks go."""


def train(options: Options, look: str, seed: int) -> dict:
    """The result of one training, which is run if it is not there yet."""
    folder = options.runs / f"{look}-{options.kitchens}-{seed}"
    done = folder / RESULT
    if not done.is_file() or read_result(done)["steps"] < options.steps:
        words = ["train", "--out", str(folder), "--steps", str(options.steps), "--seed", str(seed), "--no-video"]
        words += ["--kitchens", str(options.kitchens), "--option", f"look={look}"]
        words += ["--resume"] if (folder / CHECKPOINT).exists() else []
        command = [sys.executable, "-W", "ignore", "-m", "kitchen_dream", *words]
        subprocess.run(command, check=True, env=os.environ | {"OMP_NUM_THREADS": "1"})
    return read_result(done)


def draw_sheet(path: Path, kitchens: int = 100) -> None:
    """Pictures of each ingredient, at the first places in test kitchens that hold it."""
    tables = make_kitchens("test", kitchens)
    pictures, _ = load_looks(tables, "test")
    names = cookbook().ingredients
    half = -(-len(names) // 2)
    width = NAME + SHOWN * SIZE
    sheet = Image.new("RGB", (2 * width, half * SIZE), "white")
    pen = ImageDraw.Draw(sheet)
    for item, ingredient in enumerate(names):
        left, top = item // half * width, item % half * SIZE
        pen.text((left + 4, top + SIZE // 2 - 6), ingredient, fill="black")
        for column, place in enumerate(np.argwhere(tables.contents == item)[:SHOWN]):
            look = Image.fromarray(pictures[tuple(place)]).resize((SIZE - 2, SIZE - 2), Image.Resampling.NEAREST)
            sheet.paste(look, (left + NAME + column * SIZE, top))
    picture = io.BytesIO()
    sheet.save(picture, "PNG")
    write_atomically(path, picture.getvalue())


def main(options: Options) -> None:
    """Run what is missing, and write the scores and the sheet."""
    draw_sheet(options.sheet)
    runs = []
    for seed in range(options.seeds):
        for look in LOOKS:
            result = train(options, look, seed)
            keys = ("seed", "machine", "steps", "updates", "scores")
            told = {"look": look, "kitchens": options.kitchens, "seconds": result["cpu_seconds"]}
            runs.append(told | {key: result[key] for key in keys})
    asked = f"--kitchens {options.kitchens} --steps {options.steps} --seeds {options.seeds}"
    data = {"command": f"python benchmarks/kitchen_pixels.py {asked}", "machine": runs[0]["machine"], "runs": runs}
    write_atomically(options.out, json.dumps(data, indent=1).encode())


if __name__ == "__main__":
    main(tyro.cli(Options))
