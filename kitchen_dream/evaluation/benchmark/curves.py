"""Learning curves: validation scores over environment steps, a panel for each table of the page."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from kitchen_dream.core.files import AtomicFile
from kitchen_dream.evaluation.benchmark.results import Group, Result, read_curve

POINTS = 60
REWARDS = "-rewards"


def common(curves: list[tuple[np.ndarray, np.ndarray]], points: int = POINTS) -> tuple[np.ndarray, np.ndarray]:
    """Scores of several runs on a common axis: steps (points,) that all of them reached, and scores (runs, points)."""
    axis = np.linspace(min(steps[0] for steps, _ in curves), min(steps[-1] for steps, _ in curves), points)
    return axis, np.stack([np.interp(axis, steps, scores) for steps, scores in curves])


def draw_curves(groups: Mapping[Group, list[Result]], path: Path) -> None:
    """Mean over seeds and the range between them, by method, as a PNG file; with rewards in exploration: dotted."""
    agents = sorted({run["agent"] for runs in groups.values() for run in runs})
    plain = list(dict.fromkeys(agent.removesuffix(REWARDS) for agent in agents))
    colours = {agent: colormaps["tab20"](number % 20) for number, agent in enumerate(plain)}
    rows = -(-len(groups) // 2)
    figure = Figure(figsize=(11, 3.4 * rows), dpi=110, layout="constrained")
    panels = figure.subplots(rows, 2, squeeze=False).ravel()
    for axes, (group, runs) in zip(panels, groups.items(), strict=False):
        _panel(axes, group.title, runs, agents, colours)
    for axes in panels[len(groups) :]:
        axes.set_axis_off()
    with AtomicFile(path) as part:
        FigureCanvasAgg(figure).print_png(str(part))


def _panel(axes: Axes, title: str, runs: list[Result], agents: list[str], colours: dict[str, tuple]) -> None:
    bottom = 0.0
    for agent in agents:
        curves = [read_curve(run["curve"]) for run in runs if run["agent"] == agent]
        if not curves:
            continue
        steps, scores = common(curves)
        bottom = min(bottom, scores.mean(0)[-1])
        colour = colours[agent.removesuffix(REWARDS)]
        style = ":" if agent.endswith(REWARDS) else "-"
        label = f"{agent} ({len(curves)})"
        axes.plot(steps, scores.mean(0), style, color=colour, marker=".", markevery=[-1], label=label)
        axes.fill_between(steps, scores.min(0), scores.max(0), color=colour, alpha=0.15, linewidth=0)
    axes.axhline(1.0, color="black", linewidth=0.6)
    axes.set(xlabel="environment steps", ylabel="validation score", title=title)
    axes.set_ylim(bottom=bottom - 0.1)  # the first scores may lie far below: where methods end is in the picture
    axes.ticklabel_format(axis="x", style="sci", scilimits=(6, 6))
    axes.legend(fontsize=7, loc="upper left", bbox_to_anchor=(1.0, 1.0), title="method (seeds)", title_fontsize=7)
