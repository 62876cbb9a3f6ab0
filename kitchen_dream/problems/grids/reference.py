"""What can be reached on a grid problem, computed exactly: the ends of the scale on which agents are scored."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from kitchen_dream.problems.base import References
from kitchen_dream.problems.grids.bus import BusGrid, DistractingBus
from kitchen_dream.problems.grids.cooking import CookingGrid
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.grids.plan_bus import BusPlanner
from kitchen_dream.problems.grids.plan_cooking import CookingPlanner
from kitchen_dream.problems.grids.rules import GridProblem

PRIORS = {
    "validation": "train", "test": "train", "published_test": "train", "fair_validation": "fair_train",
    "fair_test": "fair_train",
}
"""Whose problems an agent knows of that is tested on a split; other splits are their own prior."""


@lru_cache(maxsize=32)
def grid_reference(kind: type[GridProblem], split: str = "train", split_seed: int = 0) -> References:
    """Expected undiscounted returns of an execution of 20 steps, over the problems and instructions of a split.

    Blind is Bayes-optimal with memory for the prior, in which the problems of PRIORS' split are equally likely. On
    cooking's held-out ids it is the return there; on the bus's, that on the training ids stands in for it. Takes
    seconds the first time (but minutes, and GB of beliefs, for `all` 576 buses)."""
    problem = kind(split, split_seed=split_seed)
    return _REFERENCES[kind](problem, kind(PRIORS.get(split, split), split_seed=split_seed))


def _cooking(problem: CookingGrid, prior: CookingGrid) -> References:
    planner = CookingPlanner(prior.ids)
    blind = planner.blind() if prior.split == problem.split else planner.blind_on(problem.ids)
    return References(planner.oracle(problem.ids), blind, planner.random(problem.ids))


def _bus(problem: BusGrid, prior: BusGrid) -> References:
    planner = BusPlanner(problem)
    return References(planner.oracle(), BusPlanner(prior).blind(), planner.random())


_Bounds = Callable[[Any, Any], References]
_REFERENCES: dict[type[GridProblem], _Bounds] = {CookingGrid: _cooking, DistractingBus: _bus, MapGrid: _bus}
