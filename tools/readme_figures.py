"""Makes the README's two drawings: how DREAM works, and what it reached by the measured files in docs/results/.

Run it as `python tools/readme_figures.py`.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import tyro
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from kitchen_dream.core.files import write_atomically

ROOT = Path(__file__).resolve().parents[1]
INK, MUTED, GROUND = "#1b222d", "#6b7785", "#ffffff"
EXPLORE, EXECUTE, CODE = "#2f7fd6", "#d98a16", "#3d9a55"
"""Exploring is blue and cooking amber, as in the window."""
REFERENCES = {
    "none": "no exploration",
    "random": "random exploration",
    "best fixed order": "best fixed order",
    "adaptive": "adaptive exploration",
}
"""Rows of `exploration_value`, by their names in the picture. The executor after them knows the true priors."""
TITLES = {"dream": "DREAM", "rl2": "RL2", "import": "IMPORT", "varibad": "VariBAD"}


@dataclass(frozen=True)
class Row:
    """One line of the picture: a name and the test scores of its seeds, or one score that is computed."""

    name: str
    scores: tuple[float, ...]
    learnt: bool

    @property
    def mean(self) -> float:
        return sum(self.scores) / len(self.scores)


def readme_figures(out: Path = ROOT / "docs" / "images", results: Path = ROOT / "docs" / "results") -> None:
    """Write method.svg and result.svg.

    Args:
        out: folder for the pictures.
        results: folder of the measured files.
    """
    panels = {"Random kitchens": kitchen_rows(results), "Bus lines": method_rows(results, "bus")}
    for name, figure, text in (
        ("method.svg", method(), "How DREAM works"),
        ("result.svg", result(panels), description(panels)),
    ):
        write_atomically(out / name, svg(figure, text))
        print(out / name)


def method_rows(results: Path, problem: str) -> list[Row]:
    """The methods that were run on a problem by the usual protocol, the best first."""
    found: dict[str, list[float]] = {}
    for path in sorted((results / "benchmark").glob(f"{problem}-*.json")):
        run = json.loads(path.read_text())
        if (run["problem"], run["setting"], run["executions"], run["preset"]) == (problem, "instructed", 1, ""):
            found.setdefault(run["agent"], []).append(run["scores"]["test"]["normalized_score"])
    rows = [Row(f"{TITLES.get(name, name)}, {len(all_)} seeds", tuple(all_), True) for name, all_ in found.items()]
    return sorted(rows, key=lambda row: -row.mean)


def kitchen_rows(results: Path) -> list[Row]:
    """Methods on kitchens, and explorations that are not learnt, the best first."""
    computed = json.loads((results / "exploration_value.json").read_text())["rows"]
    rows = [
        Row(REFERENCES[row["exploration"]], (float(row["normalised"].split()[0]),), False)
        for row in computed
        if row["exploration"] in REFERENCES
    ]
    return sorted([*rows, *method_rows(results, "kitchen")], key=lambda row: -row.mean)


def description(panels: dict[str, list[Row]]) -> str:
    """All numbers of the picture as text. It is stored in the file, for readers and for the test."""
    rows = [f"{title}, {row.name}: {row.mean:.3f}" for title, rows in panels.items() for row in rows]
    return "Normalised test scores. " + "; ".join(rows)


def result(panels: dict[str, list[Row]]) -> Figure:
    """Bars of the mean scores; a dot is a seed."""
    figure = Figure(figsize=(10, 3.2), layout="constrained", facecolor=GROUND)
    for axes, (title, rows) in zip(figure.subplots(1, len(panels)), panels.items(), strict=True):
        for y, row in enumerate(reversed(rows)):
            colour = EXPLORE if row.name.startswith("DREAM") else "#8fa3b8" if row.learnt else "#d5dae0"
            axes.barh(y, row.mean, height=0.62, color=colour)
            if row.learnt:
                axes.plot(row.scores, [y] * len(row.scores), "o", ms=4, mfc=GROUND, mec=INK, mew=0.9)
            axes.text(1.06, y, f"{row.mean:.2f}", va="center", fontsize=10, color=INK)
        axes.set_yticks(range(len(rows)), [row.name for row in reversed(rows)], fontsize=10, color=INK)
        axes.set_title(title, fontsize=12, weight="bold", color=INK, loc="left")
        axes.axvline(0, color=INK, lw=0.8)
        axes.axvline(1, color=CODE, lw=1.2, ls="--")
        axes.set_xlim(min(0.0, *(score - 0.05 for row in rows for score in row.scores)), 1.2)
        axes.set_xticks([0, 1], ["0: never\nexplored", "1: knows\neverything"], fontsize=9, color=MUTED)
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
    note = "Blue and dark grey: learnt, a dot is a seed. Light grey: computed; knows the true priors of all kitchens."
    figure.supxlabel(note, fontsize=9, color=MUTED)
    return figure


def method() -> Figure:
    """The two policies, the two encoders and the code between them."""
    figure = Figure(figsize=(10, 4.1), facecolor=GROUND)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, 20)
    axes.set_ylim(0, 8.2)
    axes.set_axis_off()
    top, low, middle = 6.2, 2.4, 4.3
    _box(axes, 0.3, top, 4.8, "identity μ of the kitchen", "what lies where", MUTED)
    _box(axes, 6.2, top, 1.6, "f", "encoder", CODE)
    _box(axes, 9.2, top, 2.6, "z = f(μ)", "narrow and noisy", CODE)
    _box(axes, 0.3, low, 4.8, "exploration policy", "looks around, without reward", EXPLORE)
    _box(axes, 6.2, low, 1.6, "g", "encoder", CODE)
    _box(axes, 9.2, low, 2.6, "g(τ)", "what looking told", CODE)
    _box(axes, 14.2, middle, 3.8, "execution policy", "cooks", EXECUTE)
    for start, end in ((5.1, 6.2), (7.8, 9.2)):
        _arrow(axes, (start, top), (end, top), training=True)
        _arrow(axes, (start, low), (end, low))
    _arrow(axes, (11.8, top), (15.6, middle + 0.8), training=True, bend=-0.28)
    _arrow(axes, (11.8, low), (15.6, middle - 0.8), bend=0.28)
    _arrow(axes, (10.5, top - 0.8), (10.5, low + 0.8), training=True, both=True)
    _arrow(axes, (10.5, middle), (2.7, low + 0.8), training=True, bend=0.22)
    _arrow(axes, (18.0, middle), (19.3, middle))
    _arrow(axes, (16.7, 7.4), (16.7, middle + 0.8))
    _text(axes, 5.62, low + 0.4, "τ", size=13)
    _text(axes, 16.7, 7.75, "“cook tomato soup”", size=11)
    _text(axes, 19.0, middle + 0.8, "dish,\nreward")
    _text(axes, 10.75, middle + 0.25, "g learns to\npredict z", align="left")
    _text(axes, 6.6, 3.88, "exploration's only reward:\nhow much nearer g(τ) came to z")
    _text(axes, 15.0, 1.75, "in a new kitchen\ng(τ) takes the place of z")
    for x, text, training in ((0.4, "in training only", True), (6.2, "in training and in new kitchens", False)):
        _arrow(axes, (x, 0.6), (x + 1.3, 0.6), training)
        _text(axes, x + 1.5, 0.6, text, align="left")
    return figure


def _box(axes: Axes, x: float, y: float, width: float, text: str, below: str, colour: str) -> None:
    shape = FancyBboxPatch((x, y - 0.8), width, 1.6, boxstyle="round,pad=0,rounding_size=0.25")
    shape.set(facecolor=matplotlib.colors.to_rgba(colour, 0.13), edgecolor=colour, linewidth=1.6)
    axes.add_patch(shape)
    axes.text(x + width / 2, y + 0.2, text, ha="center", va="center", fontsize=12, weight="bold", color=INK)
    axes.text(x + width / 2, y - 0.38, below, ha="center", va="center", fontsize=8.5, color=MUTED)


def _arrow(
    axes: Axes, start: tuple[float, float], end: tuple[float, float], training: bool = False, both: bool = False,
    bend: float = 0.0,
) -> None:
    arrow = FancyArrowPatch(start, end, arrowstyle="<|-|>" if both else "-|>", mutation_scale=14, shrinkA=2, shrinkB=2)
    arrow.set_connectionstyle("arc3", rad=bend)
    arrow.set(color=MUTED if training else INK, linewidth=1.6, linestyle=(0, (4, 3)) if training else "-")
    axes.add_patch(arrow)


def _text(axes: Axes, x: float, y: float, text: str, size: float = 9.5, align: str = "center") -> None:
    axes.text(x, y, text, ha=align, va="center", fontsize=size, color=INK)


def svg(figure: Figure, text: str) -> bytes:
    """The figure as SVG, the same bytes each time, with a description inside."""
    page = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "kitchen dream"}):
        figure.savefig(page, format="svg", metadata={"Date": None, "Description": text}, facecolor=GROUND)
    return re.sub(rb"[ \t]+\n", b"\n", page.getvalue())


if __name__ == "__main__":
    tyro.cli(readme_figures)
