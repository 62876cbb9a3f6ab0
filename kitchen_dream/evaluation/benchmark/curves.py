"""Pictures of a benchmark, a panel for each table of the page: learning curves, and performance profiles."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from kitchen_dream.core.files import AtomicFile
from kitchen_dream.evaluation.benchmark.results import Group, Result, has_scores, read_curve
from kitchen_dream.evaluation.scores.over_seeds import profile

POINTS = 60
REWARDS = "-rewards"
AXES = {"steps": "environment steps", "cpu_seconds": "processor seconds"}
"""What learning curves run over: columns of a run's log, and what they are called."""
LOWEST = -1.0
"""Least score in a profile: what lies below is worse than blind by more than the whole way to the oracle."""

Style = tuple[tuple[float, ...], str]
"""Colour and line of a method."""


def common(curves: list[tuple[np.ndarray, np.ndarray]], points: int = POINTS) -> tuple[np.ndarray, np.ndarray]:
    """Scores of several runs on a common axis: steps or seconds (points,) that all of them reached, and scores
    (runs, points)."""
    axis = np.linspace(max(along[0] for along, _ in curves), min(along[-1] for along, _ in curves), points)
    return axis, np.stack([np.interp(axis, along, scores) for along, scores in curves])


def draw_curves(groups: Mapping[Group, list[Result]], path: Path, over: str = "steps") -> None:
    """Validation scores over one of AXES as a PNG file: the mean over seeds, and the range between them."""

    def panel(axes: Axes, runs: list[Result], styles: Mapping[str, Style]) -> None:
        bottom = 0.0
        for agent, mine in _by_agent(runs):
            along, scores = common([read_curve(run["curve"], over) for run in mine])
            bottom = min(bottom, scores.mean(0)[-1])
            colour, line = styles[agent]
            label = f"{agent} ({len(mine)})"
            axes.plot(along, scores.mean(0), line, color=colour, marker=".", markevery=[-1], label=label)
            axes.fill_between(along, scores.min(0), scores.max(0), color=colour, alpha=0.15, linewidth=0)
        axes.axhline(1.0, color="black", linewidth=0.6)
        axes.set(xlabel=AXES[over], ylabel="validation score")
        axes.set_ylim(bottom=bottom - 0.1)  # the first scores may lie far below: where methods end is in the picture
        if over == "steps":
            axes.ticklabel_format(axis="x", style="sci", scilimits=(6, 6))

    _draw(groups, path, panel)


def draw_profiles(groups: Mapping[Group, list[Result]], path: Path) -> None:
    """Performance profiles as a PNG file: the share of a method's seeds whose test score is above each level.

    Problems of which too few trials were played for scores are left out."""

    def panel(axes: Axes, runs: list[Result], styles: Mapping[str, Style]) -> None:
        levels = np.linspace(LOWEST, 1.05, 400)
        for agent, mine in _by_agent(runs):
            scores = np.array([run["scores"]["test"]["normalized_score"] for run in mine])
            colour, line = styles[agent]
            axes.step(levels, profile(scores, levels), line, where="post", color=colour, label=f"{agent} ({len(mine)})")
        axes.set(xlabel="test score", ylabel="share of seeds above it", ylim=(-0.03, 1.03), xlim=(LOWEST, 1.05))

    _draw({group: runs for group, runs in groups.items() if has_scores(runs)}, path, panel)


def _by_agent(runs: Iterable[Result]) -> list[tuple[str, list[Result]]]:
    found: dict[str, list[Result]] = {}
    for run in sorted(runs, key=lambda run: run["agent"]):
        found.setdefault(run["agent"], []).append(run)
    return list(found.items())


def _draw(
    groups: Mapping[Group, list[Result]], path: Path,
    panel: Callable[[Axes, list[Result], Mapping[str, Style]], None],
) -> None:
    """A figure with a panel for each table; a method has one colour, and is dotted with rewards in exploration."""
    agents = sorted({run["agent"] for runs in groups.values() for run in runs})
    plain = list(dict.fromkeys(agent.removesuffix(REWARDS) for agent in agents))
    colours = {agent: colormaps["tab20"](number % 20) for number, agent in enumerate(plain)}
    styles = {a: (colours[a.removesuffix(REWARDS)], ":" if a.endswith(REWARDS) else "-") for a in agents}
    rows = max(1, -(-len(groups) // 2))
    figure = Figure(figsize=(11, 3.4 * rows), dpi=110, layout="constrained")
    panels = figure.subplots(rows, 2, squeeze=False).ravel()
    for axes, (group, runs) in zip(panels, groups.items(), strict=False):
        panel(axes, runs, styles)
        axes.set_title(group.title)
        axes.legend(fontsize=7, loc="upper left", bbox_to_anchor=(1.0, 1.0), title="method (seeds)", title_fontsize=7)
    for axes in panels[len(groups) :]:
        axes.set_axis_off()
    with AtomicFile(path) as part:
        FigureCanvasAgg(figure).print_png(str(part))
