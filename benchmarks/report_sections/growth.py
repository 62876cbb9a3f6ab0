"""Section on growth: what becomes of speed and memory where there is more of everything."""

from __future__ import annotations

from pathlib import Path

from kitchen_dream.evaluation.scores.tables import markdown_table
from report_sections.common import missing, not_measured, read

COMMAND = "python benchmarks/growth.py"
CURVES = {
    "side_by_side": "Episodes side by side in the abstract backend, with observations and resets, in one process.",
    "kitchens": "Training kitchens: made for the first time on all cores, then loaded from the cache folder by another "
    "process.",
    "units": "Storage units of a kitchen: 1,024 episodes side by side in the abstract backend, and an update of DREAM. "
    "Arrays have room for 14 units in every kitchen, however many there are.",
    "workers": "Trainings of DREAM on kitchens at the same time, one process each, up to the machine's cores.",
}
"""The curves in the page's order, with what they are."""


def growth(results: Path) -> list[str]:
    """A table for each curve; in brackets, every figure's ratio to that of the first row."""
    title, data = "Growth", read(results / "growth.json")
    if data is None:
        return missing(title, COMMAND)
    lines = [f"## {title}", ""]
    lines += [f"`{COMMAND}` ({data['machine']}). In brackets: times the first row's.", ""]
    for name, what in CURVES.items():
        if name in data:
            curve = data[name]
            lines += [f"{what} {_shared(curve, data['cores'])}", "", markdown_table(_rows(curve["rows"])), ""]
        else:
            lines += [what, *not_measured(f"{COMMAND} --curves {name}"), ""]
    return lines[:-1]


def _shared(curve: dict, cores: int) -> str:
    """How busy the machine was before, in a sentence."""
    load = curve["load_before"]
    shared = "other programs were running, so that what is told by the clock on the wall is too slow"
    return f"Load average before: {load} on {cores} cores; {shared if load > 0.5 else 'nothing else ran'}."


def _rows(rows: list[dict[str, float]]) -> list[dict[str, str]]:
    """Each figure with its ratio to the first row's; the first column is what grows."""
    first = rows[0]
    grows = next(iter(first))
    return [
        {
            name: f"{value:,}" + (f" (x{value / first[name]:.2f})" if name != grows and first[name] else "")
            for name, value in row.items()
        }
        for row in rows
    ]
