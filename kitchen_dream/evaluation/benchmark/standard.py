"""What the benchmark's page says of standard meta-RL besides: a scale of this setting's own, and what can be reached in it.

Scores are counted from what a policy gets that is told the goal and never explores, as in all settings. Here that policy has an
advantage: the goal is most of what there is to find out. The own scale begins where neither is known.
"""

from __future__ import annotations

import numpy as np

from kitchen_dream.evaluation.scores.kitchen import bounds
from kitchen_dream.evaluation.scores.statistics import normalised
from kitchen_dream.problems.flat import FLAT_PROBLEMS
from kitchen_dream.problems.grids.bus import BusGrid
from kitchen_dream.problems.grids.plan_standard import standard_reference
from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens
from kitchen_dream.problems.kitchen.references.standard_finder import Finder
from kitchen_dream.problems.kitchen.standard import StandardKitchenProblem
from kitchen_dream.problems.reference import flat_reference

OWN = "own scale, test problems"
"""Name of the column: 0 for never explored (on kitchens, for doing nothing), 1 for all known."""


def own_scale(problem: str, scores: dict) -> float | None:
    """A run's score on the own scale from its test scores; None where no scale is computed (cooking, sign rooms)."""
    if problem == "kitchen":
        return scores["share_of_oracle"]
    kind = FLAT_PROBLEMS[problem].kind
    if not issubclass(kind, BusGrid):
        return None
    return standard_reference(kind, FLAT_PROBLEMS[problem].train).normalized(scores["return_mean"])


def standard_bounds(problem: str, columns: list[str], kitchens: int) -> list[dict]:
    """Rows that are computed and not trained."""
    if problem == "kitchen":
        return _kitchen_rows(columns, kitchens)
    flat = FLAT_PROBLEMS[problem]
    if not issubclass(flat.kind, BusGrid):
        return []
    own, told = standard_reference(flat.kind, flat.train), flat_reference(flat.kind, flat.train)
    values = {
        "best exploration and execution (computed)": own.explored,
        "never explored, goal told (computed)": own.goal_known,
        "all buses known, goal not (computed)": own.buses_known,
        "never explored (computed)": own.blind,
        "random actions (computed)": own.random,
    }
    text = {name: (f"{told.normalized(value):.3f}", f"{own.normalized(value):.3f}") for name, value in values.items()}
    return [_row(columns, name, *both) for name, both in text.items()]


def _kitchen_rows(columns: list[str], kitchens: int) -> list[dict]:
    tables = load_kitchens("test", kitchens)
    problem = StandardKitchenProblem(tables, "test", kitchens)
    limit = bounds(problem, np.arange(kitchens), problem.dish)
    finder, nothing = Finder(problem), np.zeros(kitchens)
    found, _ = finder.execute(*finder.explore())
    rows = {
        "scripted exploration and execution (computed)": found,
        "never explored, dish told (computed)": limit.blind,
        "doing nothing (computed)": nothing,
    }
    text = {
        name: (str(normalised(value, limit.blind, limit.oracle)), str(normalised(value, nothing, limit.oracle)))
        for name, value in rows.items()
    }
    return [_row(columns, name, *both) for name, both in text.items()]


def _row(columns: list[str], name: str, score: str, own: str) -> dict:
    return dict.fromkeys(columns, "") | {"method": name, "test problems": score, OWN: own}
