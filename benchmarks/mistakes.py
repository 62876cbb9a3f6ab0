"""Malformed kitchen files: is each refused, with one line a mistake that has its place and a way out?

    python benchmarks/mistakes.py

Reads the files of the tests: `known` kinds of mistakes (tests/kitchens/test_malformed_layouts.py), which the reader was
written for, and `new` ones (tests/kitchens/data/mistakes.yaml), which were written down before anybody looked at the
answers; answers that were no good were mended then. Writes docs/results/mistakes.json: files that are taken, lines
beyond one a mistake, lines without a place or a way out, and the slowest answer in seconds of processor time.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import tyro
import yaml

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.kitchens.files.kitchen_files import KitchenError, load_family

TESTS = Path(__file__).parents[1] / "tests" / "kitchens"
sys.path.insert(0, str(TESTS))

from test_malformed_layouts import MALFORMED  # noqa: E402


@dataclass
class Options:
    """Options of the benchmark."""

    out: Path = Path("docs/results/mistakes.json")


def texts() -> dict[str, list[tuple[str, int]]]:
    """The files of each sort, each with the number of its mistakes (0: not counted)."""
    data = yaml.safe_load((TESTS / "data" / "mistakes.yaml").read_text())
    new = [(data["whole"].replace(case.get("old", data["whole"]), case["new"], 1), len(case["told"]))
           for case in data["files"]]  # fmt: skip
    return {"known": [(case[0], 0) for case in MALFORMED.values()], "new": new}


def judge(files: list[tuple[str, int]], path: Path) -> dict:
    """What becomes of some files."""
    row = dict.fromkeys(("files", "taken", "lines", "lines_too_many", "without_place", "without_way_out"), 0)
    slowest = 0.0
    for text, mistakes in files:
        path.write_text(text, encoding="utf-8")
        began = time.process_time()
        try:
            load_family(path).kitchen()
            told = []
        except KitchenError as error:
            told = [line.removeprefix(f"{path}: ") for line in error.lines]
        slowest = max(slowest, time.process_time() - began)
        row["files"] += 1
        row["taken"] += not told
        row["lines"] += len(told)
        row["lines_too_many"] += max(len(told) - mistakes, 0) if mistakes else 0
        # What is missing altogether, or is no YAML mapping at all, stands on no line.
        nowhere = ("is missing; add it", "holds no kitchen", "is no key", "has neither")
        row["without_place"] += sum("(line " not in line and not any(n in line for n in nowhere) for line in told)
        row["without_way_out"] += sum("; " not in line for line in told)
    return row | {"slowest_seconds": round(slowest, 2)}


def main(options: Options) -> None:
    """Judge all, print, write."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [{"kinds": sort} | judge(files, Path(folder) / "mine.yaml") for sort, files in texts().items()]
    figures = {"files": sum(row["files"] for row in rows), "rows": rows, "machine": hardware_info()}
    write_atomically(options.out, json.dumps(figures, indent=2) + "\n", parents=True)
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
