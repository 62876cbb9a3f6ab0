"""The published grids as families of problems."""

from typing import Any, ClassVar

import numpy as np

from kitchen_dream.core.seeds import check_seed
from kitchen_dream.problems.base import ProblemFamily, References, TrialSet
from kitchen_dream.problems.grids.bus import DistractingBus
from kitchen_dream.problems.grids.cooking import CookingGrid
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.grids.plan_standard import standard_reference
from kitchen_dream.problems.grids.reference import grid_reference
from kitchen_dream.problems.grids.render import picture
from kitchen_dream.problems.grids.rules import GridProblem
from kitchen_dream.problems.grids.thompson import pearl_bound

PEARL_TRIALS = 4000
"""Trials that PEARL-UB is computed from; its standard error is then about 0.04 on the scale of scores."""


class GridFamily(ProblemFamily):
    """A grid. Scores are exact: every problem of a split is played under every instruction, weighted by its chance."""

    kind: ClassVar[type[GridProblem]]
    prefix: ClassVar[str] = ""
    """Before the names of splits, for a second way to divide the same problems."""
    overlay = "grids"
    sampled = False
    split_seed = 0

    def __init__(self) -> None:
        self.spec = self.kind("all").spec

    def size(self, split: str) -> int:
        return len(self.kind.split_ids(self._part(split), self.split_seed))

    def batch(self, split: str, num_envs: int, setting: str = "instructed") -> GridProblem:
        return self.kind(self._part(split), num_envs, split_seed=self.split_seed)

    def trials(
        self, split: str, count: int | None = None, seed: int = 0, executions: int = 1, setting: str = "instructed"
    ) -> TrialSet:
        """Every pair of a problem and an instruction that can be given there; `seed` draws those of further executions.

        `count`: the first so many problems alone."""
        problem = self.batch(split, 1)
        chance = problem.instruction_chances(np.arange(len(problem))[:count])
        rows, first = np.nonzero(chance)
        rng = np.random.default_rng(7 + seed)
        further = [problem.sample_instructions(rows, rng) for _ in range(executions - 1)]
        return TrialSet(rows, np.stack([first, *further]), chance[rows, first] / chance.sum())

    def references(self, split: str, trials: TrialSet) -> References:
        """Exact, over the whole split."""
        return grid_reference(self.kind, self._part(split), self.split_seed)

    def computed(self, split: str, trials: TrialSet, setting: str = "instructed") -> dict[str, Any]:
        """PEARL-UB, and random actions; in standard meta-RL there is no such bound."""
        if setting != "instructed":
            return {}
        pearl = pearl_bound(self.kind, self._part(split), PEARL_TRIALS, split_seed=self.split_seed)
        return {"PEARL-UB": pearl.value, "random actions": self.references(split, trials).random}

    def render(self, problem: GridProblem) -> np.ndarray:
        """A picture (360, 480, 3) uint8, what is hidden included."""
        return picture(problem)

    def _part(self, split: str) -> str:
        if split not in self.splits:
            raise ValueError(f"{self.name} has no split {split!r}; use one of: {', '.join(self.splits)}")
        return self.prefix + split


class _BusGridFamily(GridFamily):
    """A grid with buses, on which standard meta-RL is planned exactly too."""

    def computed(self, split: str, trials: TrialSet, setting: str = "instructed") -> dict[str, Any]:
        """See GridFamily; in standard meta-RL what can be reached there, knowing this or that from the beginning."""
        if setting != "standard_meta_rl":
            return super().computed(split, trials, setting)
        own = standard_reference(self.kind)
        return {
            "best exploration and execution": own.explored, "never explored, goal told": own.goal_known,
            "all buses known, goal not": own.buses_known, "never explored": own.blind, "random actions": own.random,
        }


class MapFamily(_BusGridFamily):
    """Its 24 problems are all there are: every split has them all, as published."""

    name, kind, splits = "map", MapGrid, MapGrid.splits
    summary = "find the map, which tells where buses go, then ride to the goal"


class BusFamily(_BusGridFamily):
    """See DistractingBus for the splits."""

    name, kind, splits = "bus", DistractingBus, DistractingBus.splits
    summary = "find out where buses go, among buses that are of no use, then ride to the goal"


class CookingFamily(GridFamily):
    """See CookingGrid for the splits; `split_seed` draws the fair ones."""

    overlay = "cooking"
    name, kind = "cooking", CookingGrid
    splits: tuple[str, ...] = CookingGrid.splits
    summary = "find out what drawers hold, then put two ingredients into the bowl"

    def __init__(self, split_seed: int = 0):
        check_seed(split_seed, "split_seed")
        self.split_seed = split_seed
        super().__init__()

    def options(self) -> dict[str, Any]:
        return {"split_seed": self.split_seed} if self.split_seed else {}


class FairCookingFamily(CookingFamily):
    """The cooking grid with 12 test and 4 validation problems, drawn by `split_seed`."""

    name, prefix, splits = "cooking-fair", "fair_", ProblemFamily.splits
    summary = "the cooking grid with more problems held out"
    split_option = "split_seed"
