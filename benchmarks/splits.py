"""Kitchens of the splits: is each another one, and which numbers do sets leave out?

    python benchmarks/splits.py         # the sets that scores and shipped policies are about; some minutes, then cached

Writes docs/results/splits.json. A set has the first kitchens of its split in which a dish can be cooked in time. Two
kitchens are the same if all that the rules know of them is equal, and have the same contents if the same things lie in
the same kinds of units. `redrawn` counts the numbers that sets leave out, and for which `watch --seed` and `n` draw
other contents; `seen_twice` those of the set's first hundred numbers, these included, whose kitchens are equal.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.kitchens.contents.splits import get_split
from kitchen_dream.problems.kitchen.kitchen_set import kitchen_number, load_kitchens
from kitchen_dream.rules.tables import Tables

WITHOUT_SEED = ("exists", "kind", "position", "contents", "broken", "note", "decoration", "travel")
SEEN = 100


@dataclass
class Options:
    """Options of the benchmark."""

    train: int = 6000
    """Kitchens of the split train."""
    validation: int = 500
    """Kitchens of the split validation."""
    test: int = 1000
    """Kitchens of the split test."""
    out: Path = Path("docs/results")
    """Folder for the figures."""


def doubles(tables: Tables) -> int:
    """Kitchens that are equal to another one before them, whatever their seeds."""
    prints = {b"".join(getattr(tables, name)[i].tobytes() for name in WITHOUT_SEED) for i in range(len(tables))}
    return len(tables) - len(prints)


def same_contents(tables: Tables) -> int:
    """Kitchens with the contents of another one before them."""
    lying = [np.sort(tables.contents[i][tables.exists[i]], 1) for i in range(len(tables))]
    kinds = [tables.kind[i][tables.exists[i]] for i in range(len(tables))]
    return len(tables) - len({(k.tobytes(), c.tobytes()) for k, c in zip(kinds, lying, strict=True)})


def of_split(name: str, count: int) -> dict:
    """Figures of one split."""
    tables = load_kitchens(name, count, workers=min(os.cpu_count() or 1, 4))
    numbers = tables.seed - get_split(name).first_seed
    left_out = sorted(set(range(int(numbers[-1]) + 1)) - set(numbers.tolist()))
    redrawn = [kitchen_number(name, number)[1] for number in left_out]  # raises where no contents help
    seen = Tables.concatenate([kitchen_number(name, number)[1] for number in range(SEEN)])
    return {
        "kitchens": count, "numbers_looked_at": int(numbers[-1]) + 1, "left_out": len(left_out),
        "doubles": count - len(np.unique(numbers)) + doubles(tables), "same_contents": same_contents(tables),
        "redrawn": len(redrawn), "seen_by_number": SEEN, "seen_twice": doubles(seen),
        "first_left_out": left_out[:10],
    }  # fmt: skip


def main(options: Options) -> None:
    """Run, print, write."""
    figures: dict = {name: of_split(name, getattr(options, name)) for name in ("train", "validation", "test")}
    figures["machine"] = hardware_info()
    text = json.dumps(figures, indent=2) + "\n"
    write_atomically(options.out / "splits.json", text, parents=True)
    print(text)


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
