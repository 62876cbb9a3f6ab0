"""DREAM beside every baseline after the same CPU time: the article's ordering, read from the curves of all runs.

A score at the end of a budget hides how soon it was reached, and two methods that both solve a problem tie there; a table over
several budgets shows both.
"""

from __future__ import annotations

import numpy as np

from kitchen_dream.agents.registry import methods_of
from kitchen_dream.evaluation.bench import read_curve, stratified
from kitchen_dream.evaluation.report import markdown_table

BUDGETS = (20, 40, 60, 80, 100, 120, 180, 240, 360, 480, 600, 900, 1200)
"""CPU seconds that are compared, as far as the shortest run of a problem goes."""
BASELINES = ("method", "rewards")
"""Kinds of methods that DREAM is compared with; ablations of it are not."""
LATE = 3.0
"""Seconds by which a score may come after the mark that it is for: evaluations are made between updates."""


def ordering(runs: list[dict], problem: str) -> list[str]:
    """Markdown lines: one row a budget, one column a method, and whether DREAM's interval lies above all others'.

    Args:
        runs: results of one problem and setting, each with its `curve`.
    """
    known = methods_of(problem)
    curves: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    for agent in known:
        mine = [read_curve(run["curve"]) for run in runs if run["agent"] == agent]
        if mine and (agent == "dream" or known[agent].tests in BASELINES):
            curves[agent] = mine
    if "dream" not in curves or len(curves) == 1:
        return []
    # A run's score at a budget is the last one known by then: all runs must have one, and must have gone on so long.
    times = [seconds for mine in curves.values() for seconds, _ in mine]
    first, last = max(t[0] for t in times), min(t[-1] for t in times)
    lines = []
    for budget in [b for b in BUDGETS if first <= b + LATE and b <= last + LATE]:
        found = {agent: stratified([np.array([_score_at(curve, budget) for curve in mine])]) for agent, mine in curves.items()}
        level = [known[a].what for a, estimate in found.items() if a != "dream" and estimate.high >= found["dream"].low]
        line = {"CPU seconds": f"{budget}"} | {known[agent].what: str(estimate) for agent, estimate in found.items()}
        lines.append(line | {"DREAM's interval above": f"all but {', '.join(level)}" if level else "all"})
    if not lines:
        return []
    return [f"At equal CPU time, {'validation kitchens' if problem == 'kitchen' else 'test problems'}:", "", markdown_table(lines), ""]


def _score_at(curve: tuple[np.ndarray, np.ndarray], budget: float) -> float:
    seconds, scores = curve
    return scores[seconds <= budget + LATE][-1]
