"""DREAM beside every baseline after the same CPU time: the article's ordering, read from the curves of all runs.

A score at the end of a budget hides how soon it was reached, and two methods that both solve a problem tie there; a table over
several budgets shows both.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from kitchen_dream.agents.registry import methods_of
from kitchen_dream.evaluation.bench import stratified
from kitchen_dream.evaluation.report import markdown_table

BUDGETS = (20, 40, 60, 80, 100, 120, 180, 240, 360, 480, 600, 900, 1200)
"""CPU seconds that are compared, as far as the shortest run of a problem goes."""
BASELINES = ("method", "rewards")
"""Kinds of methods that DREAM is compared with; ablations of it are not."""


LATE = 3.0
"""Seconds by which a score may come after the mark that it is for: evaluations are made between updates."""


def score_at(log: Path, seconds: float) -> float:
    """The last score of a curve (metrics.csv) not later than `seconds`. Raises ValueError if the first is later."""
    with log.open(newline="") as file:
        rows = [(float(row["seconds"]), float(row["normalized_score"])) for row in csv.DictReader(file)]
    before = [score for when, score in rows if when <= seconds + LATE]
    if not before:
        raise ValueError(f"{log} has no score within {seconds:g} s; its first is at {rows[0][0]:g} s")
    return before[-1]


def ordering(runs: list[dict], problem: str) -> list[str]:
    """Markdown lines: one row a budget, one column a method, and whether DREAM's interval lies above all others'.

    Args:
        runs: results of one problem and setting, each with its `curve`.
    """
    known = methods_of(problem)
    agents = [a for a in known if known[a].tests in BASELINES and a != "dream" and any(r["agent"] == a for r in runs)]
    if not agents or not any(run["agent"] == "dream" for run in runs):
        return []
    logs = {agent: [run["curve"] for run in runs if run["agent"] == agent] for agent in ("dream", *agents)}
    spans = [_span(log) for mine in logs.values() for log in mine]
    shared = [b for b in BUDGETS if max(first for first, _ in spans) - LATE <= b <= min(last for _, last in spans) + LATE]
    lines = []
    for budget in shared:
        found = {agent: stratified([np.array([score_at(log, budget) for log in mine])]) for agent, mine in logs.items()}
        level = [agent for agent in agents if found[agent].high >= found["dream"].low]
        line = {"CPU seconds": f"{budget}"} | {known[agent].what: str(estimate) for agent, estimate in found.items()}
        lines.append(line | {"DREAM's interval above": "all" if not level else "all but " + ", ".join(known[a].what for a in level)})
    if not lines:
        return []
    return [f"At equal CPU time, {'validation kitchens' if problem == 'kitchen' else 'test problems'}:", "", markdown_table(lines), ""]


def _span(log: Path) -> tuple[float, float]:
    """Seconds of a curve's first and last score."""
    with log.open(newline="") as file:
        seconds = [float(row["seconds"]) for row in csv.DictReader(file)]
    return seconds[0], seconds[-1]
