"""What can be reached on a grid problem, computed exactly: the ends of the scale on which agents are scored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from kitchen_dream.problems.grids.cooking import CookingGrid
from kitchen_dream.problems.grids.plan_bus import BusPlanner
from kitchen_dream.problems.grids.plan_cooking import CookingPlanner
from kitchen_dream.problems.grids.rules import GridProblem


@dataclass(frozen=True)
class GridReference:
    """Expected undiscounted returns of an execution episode of 20 steps, over the problems and instructions of a split."""

    oracle: float
    """Full knowledge of the problem."""
    blind: float
    """Never explored: Bayes-optimal with memory for the prior, in which the problems of PRIORS' split are equally likely. On
    cooking's held-out ids it is the return there; on the bus's, that on the training ids stands in for it."""
    random: float
    """Uniformly random actions."""

    def normalized(self, value: float) -> float:
        """A return on the scale from blind (0) to oracle (1)."""
        return (value - self.blind) / (self.oracle - self.blind)


PRIORS = {"test": "train", "fair_test": "fair_train"}
"""Whose problems an agent knows of that is tested on a split; other splits are their own prior."""


@lru_cache(maxsize=32)
def grid_reference(kind: type[GridProblem], split: str = "train", split_seed: int = 0) -> GridReference:
    """The reference of a split, in seconds the first time (but minutes, and GB of beliefs, for `all` 576 buses)."""
    problem = kind(split, split_seed=split_seed)
    prior = kind(PRIORS.get(split, split), split_seed=split_seed)
    if issubclass(kind, CookingGrid):
        planner = CookingPlanner(prior.ids)
        blind = planner.blind() if prior.split == split else planner.blind_on(problem.ids)
        return GridReference(planner.oracle(problem.ids), blind, planner.random(problem.ids))
    planner = BusPlanner(problem)
    return GridReference(planner.oracle(), BusPlanner(prior).blind(), planner.random())
