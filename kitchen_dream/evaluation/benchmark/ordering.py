"""DREAM beside every baseline after the same CPU time: the article's ordering, read from the curves of all runs.

A score at the end of a budget hides how soon it was reached, and two methods that both solve a problem tie there. So a problem's
table compares several budgets, and the page's first table also compares the area under the curve: the mean score over training.
"""

from __future__ import annotations

import numpy as np
from scipy.integrate import trapezoid

from kitchen_dream.agents.registry import methods_of
from kitchen_dream.evaluation.benchmark.aggregate import read_curve, stratified
from kitchen_dream.evaluation.scores.statistics import Estimate
from kitchen_dream.evaluation.scores.tables import markdown_table

BUDGETS = (20, 40, 60, 80, 100, 120, 180, 240, 360, 480, 600, 900, 1200)
"""CPU seconds that are compared, as far as the shortest run of a problem goes."""
BASELINES = ("method", "rewards")
"""Kinds of methods that DREAM is compared with; presets and ablations of it, and explorations written by hand, are not."""
SHOWN = (*BASELINES, "preset", "script")
"""Kinds of methods that stand beside it in a problem's table."""
LATE = 3.0
"""Seconds by which a score may come after the mark that it is for: evaluations are made between updates."""

TIE = 5e-4
"""Intervals closer than this touch: so much is lost in the tables' digits."""

Curve = tuple[np.ndarray, np.ndarray]
"""CPU seconds and scores."""


def compared(runs: list[dict], problem: str, kinds: tuple[str, ...]) -> dict[str, list[dict]]:
    """Runs of DREAM and of the methods of these kinds, by method, in the registry's order.

    Args:
        runs: results of one problem and setting, each with the path of its `curve`.
    """
    out = {}
    for agent, method in methods_of(problem).items():
        mine = [run | {"curve": read_curve(run["curve"])} for run in runs if run["agent"] == agent]
        if mine and (agent == "dream" or method.tests in kinds):
            out[agent] = mine
    return out


def ordering(runs: list[dict], problem: str) -> list[str]:
    """Markdown lines: one row a budget, one column a method, and whether DREAM's interval lies above every baseline's."""
    known, shown = methods_of(problem), compared(runs, problem, SHOWN)
    if "dream" not in shown or len(shown) == 1:
        return []
    # A run's score at a budget is the last one known by then: all runs must have one, and must have gone on so long.
    times = [run["curve"][0] for mine in shown.values() for run in mine]
    first, last = max(t[0] for t in times), min(t[-1] for t in times)
    lines = []
    for budget in [b for b in BUDGETS if first <= b + LATE and b <= last + LATE]:
        found = {agent: _estimate([score_at(run["curve"], budget) for run in mine]) for agent, mine in shown.items()}
        line = {"CPU seconds": f"{budget}"} | {known[agent].what: str(estimate) for agent, estimate in found.items()}
        rivals = {agent: e for agent, e in found.items() if agent == "dream" or known[agent].tests in BASELINES}
        lines.append(line | {"DREAM's interval above": _above(rivals, problem)})
    if not lines:
        return []
    return [f"At equal CPU time, {'validation kitchens' if problem == 'kitchen' else 'test problems'}:", "", markdown_table(lines), ""]


def summary(runs: list[dict], problem: str) -> dict[str, str] | None:
    """One row of the page's first table: DREAM and its nearest baseline, at the end of DREAM's budget and over all of it.

    Where all baselines were trained for less, the budget is that of those that were trained longest. None without a baseline.
    """
    rivals = compared(runs, problem, BASELINES)
    if "dream" not in rivals or len(rivals) == 1:
        return None
    ends = {agent: min(run["curve"][0][-1] for run in mine) for agent, mine in rivals.items()}
    budget = min(ends["dream"], max(last for agent, last in ends.items() if agent != "dream"))
    rivals = {agent: mine for agent, mine in rivals.items() if ends[agent] + LATE >= budget}
    row = {"problem": problem, "CPU seconds": f"{budget:.0f}", "baselines": f"{len(rivals) - 1}"}
    for name, measure in (("at the end", end), ("mean over training", area)):
        found = {agent: _estimate([measure(run, budget) for run in mine]) for agent, mine in rivals.items()}
        nearest = max((agent for agent in found if agent != "dream"), key=lambda agent: found[agent].high)
        row |= {f"DREAM {name}": str(found["dream"]), f"nearest {name}": f"{methods_of(problem)[nearest].what} {found[nearest]}"}
        row[f"above {name}"] = _above(found, problem)
    return row


def score_at(curve: Curve, budget: float) -> float:
    """The last score known by `budget` CPU seconds."""
    seconds, scores = curve
    return float(scores[seconds <= budget + LATE][-1])


def end(run: dict, budget: float) -> float:
    """A run's test score if it ended with the budget, else its curve there (which on kitchens is drawn on validation)."""
    if run["curve"][0][-1] <= budget + LATE:
        return run["scores"]["test"]["normalized_score"]
    return score_at(run["curve"], budget)


def area(run: dict, budget: float) -> float:
    """Mean score from 0 to `budget` CPU seconds, as a trapezoid that begins at 0; scores below 0 count as 0.

    Without that floor the first seconds, in which all methods act at random, would weigh more than all later ones.
    """
    seconds, scores = (np.concatenate([[0.0], values]) for values in run["curve"])
    inside = seconds <= budget + LATE
    return float(trapezoid(scores[inside].clip(min=0.0), seconds[inside]) / seconds[inside][-1])


def _estimate(scores: list[float]) -> Estimate:
    return stratified([np.array(scores)])


def _above(found: dict[str, Estimate], problem: str) -> str:
    """Which methods' intervals lie below DREAM's."""
    level = [agent for agent, estimate in found.items() if agent != "dream" and estimate.high > found["dream"].low - TIE]
    return f"all but {', '.join(methods_of(problem)[agent].what for agent in level)}" if level else "all"
