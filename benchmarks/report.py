"""Writes the results page, docs/results.md, from the measured files in docs/results/.

    python benchmarks/report.py [RUN ...]

The final tables of the named run folders are first copied to docs/results/. What has not been measured is named as
missing.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import tyro
from report_sections.browser import browser
from report_sections.growth import growth
from report_sections.installing import installing, same_physics
from report_sections.kitchen_pixels import kitchen_pixels
from report_sections.kitchen_v1 import held_out, kitchen_v1
from report_sections.kitchens import finding_out, mistakes, soundness, splits
from report_sections.learning import coverage, exploration_value, methods, probes, shipped_policy, training
from report_sections.nothing_lost import nothing_lost
from report_sections.outside_tools import datasets, examples
from report_sections.paper import paper, tabular
from report_sections.sign_room import sign_room
from report_sections.simulator import (
    camera,
    method_speed,
    parity,
    parity_v1,
    pybullet,
    pybullet_v1,
    robustness,
    seeds,
    speed,
    tests,
)
from report_sections.skills import skills
from report_sections.space import aisles, door_pushes, written_kitchens
from report_sections.waiting import waiting
from report_sections.window import closings, pictures, viewpoints

from kitchen_dream.core.files import write_atomically

SECTIONS: tuple[Callable[[Path], list[str]], ...] = (
    exploration_value,
    training,
    shipped_policy,
    methods,
    coverage,
    paper,
    tabular,
    finding_out,
    probes,
    sign_room,
    kitchen_pixels,
    kitchen_v1,
    held_out,
    pybullet,
    pybullet_v1,
    skills,
    aisles,
    door_pushes,
    written_kitchens,
    seeds,
    splits,
    mistakes,
    soundness,
    camera,
    robustness,
    nothing_lost,
    parity,
    parity_v1,
    speed,
    method_speed,
    growth,
    waiting,
    closings,
    pictures,
    viewpoints,
    browser,
    installing,
    same_physics,
    examples,
    datasets,
    tests,
)
"""The sections in the page's order. Each is given the folder of the measured files and returns lines of Markdown."""


def report(
    runs: Annotated[tuple[Path, ...], tyro.conf.Positional] = (),
    results: Path = Path("docs/results"),
    page: Path = Path("docs/results.md"),
) -> None:
    """Write the results page.

    Args:
        runs: run folders whose final tables are copied to the results folder first.
        results: folder of the measured files.
        page: the page to write.
    """
    for run in runs:
        for name, target in (("result.json", f"train-{run.name}.json"), ("metrics.csv", f"train-{run.name}.csv")):
            if not (run / name).is_file():
                raise ValueError(f"{run / name}: missing; give folders of finished runs")
            results.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(run / name, results / target)
    made_by = "Written by `python benchmarks/report.py` from the files in `docs/results/`; "
    text = ["# Results", "", f"{made_by}the commands named here write those.", ""]
    for section in SECTIONS:
        text += [*section(results), ""]
    write_atomically(page, ("\n".join(text).rstrip() + "\n").encode())
    print(f"wrote {page}")


if __name__ == "__main__":
    try:
        tyro.cli(report)
    except ValueError as error:
        sys.exit(f"error: {error}")
