"""What can be reached on a grid problem, computed exactly: the ends of the scale on which agents are scored."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from kitchen_dream.core.cache import ArrayCache, digest
from kitchen_dream.problems.base import References
from kitchen_dream.problems.grids.bus import BusGrid, DistractingBus
from kitchen_dream.problems.grids.cooking import CookingGrid
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.grids.plan_bus import BusPlanner
from kitchen_dream.problems.grids.plan_cooking import CookingPlanner
from kitchen_dream.problems.grids.rules import GridProblem

CACHE = ArrayCache("grid-references", 1, {"returns": ("float64", (3,))})
"""Returns of the oracle, of blind and of random actions. A change of the rules or the planners raises its version."""
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

    def make() -> dict[str, np.ndarray]:
        splits = (split, PRIORS.get(split, split))
        return {"returns": np.array(_REFERENCES[kind](*(kind(name, split_seed=split_seed) for name in splits)))}

    return References(*CACHE.get(digest(kind.__name__, split, split_seed), make)["returns"].tolist())


def _cooking(problem: CookingGrid, prior: CookingGrid) -> tuple[float, ...]:
    planner = CookingPlanner(prior.ids)
    blind = planner.blind() if prior.split == problem.split else planner.blind_on(problem.ids)
    return planner.oracle(problem.ids), blind, planner.random(problem.ids)


def _bus(problem: BusGrid, prior: BusGrid) -> tuple[float, ...]:
    planner = BusPlanner(problem)
    return planner.oracle(), BusPlanner(prior).blind(), planner.random()


_Bounds = Callable[[Any, Any], tuple[float, ...]]
_REFERENCES: dict[type[GridProblem], _Bounds] = {CookingGrid: _cooking, DistractingBus: _bus, MapGrid: _bus}
