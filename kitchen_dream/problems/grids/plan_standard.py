"""Exact planning on the bus grids in standard meta-RL, where the goal is unknown as well as the buses, and rewards tell
it.

A belief is a pair: the problems that what was seen leaves possible (see `BusPlanner`), and the goals that have not been
tried in vain. Both are uniform, and independent of each other. Goals are sets, as bits of a number: bit k stands for
goal k. Explorations end at the goal, as executions do; their rewards are seen and count for nothing."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kitchen_dream.problems.grids.bus import GOAL_REWARD, BusGrid
from kitchen_dream.problems.grids.plan_bus import BusPlanner
from kitchen_dream.problems.grids.rules import STEP_REWARD

Belief = tuple[int, ...]
Values = dict[Belief, np.ndarray]


@dataclass(frozen=True)
class StandardReference:
    """Expected returns of an execution of 20 steps without instruction, over the problems and goals of a split."""

    oracle: float
    """Knows the buses and the goal."""
    explored: float
    """After the exploration of 20 steps that is best for it, with everything remembered."""
    goal_known: float
    """Knows the goal, but not the buses: what is called blind where instructions tell the goal."""
    buses_known: float
    """Knows the buses, but not the goal: after an exploration that did not look for it."""
    blind: float
    """Never explored: Bayes-optimal with memory."""
    random: float
    """Uniformly random actions."""

    def normalized(self, value: float) -> float:
        """A return on the scale from blind (0) to oracle (1)."""
        return (value - self.blind) / (self.oracle - self.blind)


class StandardPlanner(BusPlanner):
    """Best expected returns for beliefs about problems and goals."""

    def __init__(self, problem: BusGrid, **options):
        super().__init__(problem, **options)
        count = len(self.goals)
        self.every = 2**count - 1
        """The set of all goals."""
        self._sets = np.arange(2**count)
        self._size = np.array([bin(s).count("1") for s in self._sets]).clip(min=1)

    def reference(self) -> StandardReference:
        """All that can be reached, with this planner's problems as the prior."""
        everything = tuple(range(len(self.ride)))
        executing = self.executing(everything)
        one = [self.executing((row,)) for row in range(len(self.ride))]
        now = (self.steps, self.every, self.start)
        return StandardReference(
            self.oracle(), float(self.exploring(everything, executing)[now]), self.blind(),
            float(np.mean([value[(row,)][now] for row, value in enumerate(one)])), float(executing[everything][now]),
            self.random(),
        )

    def executing(self, belief: Belief) -> Values:
        """(steps + 1, goal sets, C) best expected return by steps left, for a belief and all that it can become."""
        out: Values = {}
        self._fill(belief, out, None)
        return out

    def exploring(self, belief: Belief, executing: Values) -> np.ndarray:
        """(steps + 1, goal sets, C) best expected return after an exploration with so many steps left."""
        ends = {b: value[self.steps, :, self.start] for b, value in executing.items()}
        out: Values = {}
        self._fill(belief, out, ends)
        return out[belief]

    def _fill(self, belief: Belief, out: Values, ends: dict[Belief, np.ndarray] | None) -> None:
        """Values of a belief into `out`: of returns, or of `ends` (goal sets,) when the episode is over."""
        if belief in out:
            return
        rows = np.array(belief)
        ride = self.ride[rows]
        known = (ride == ride[0]).all(0)
        splits = {cell: self._split(belief, ride[:, cell]) for cell in np.flatnonzero(~known)}
        singles = [(row,) for row in belief] if self.map is not None and len(belief) > 1 else []
        for child in [child for split in splits.values() for _, _, child in split] + singles:
            self._fill(child, out, ends)
        children = {child for split in splits.values() for _, _, child in split}
        onward = {child: self._arrive(out[child], child, ends) for child in children}
        rides = {
            cell: sum((p * onward[child][..., end] for p, end, child in split), np.zeros(1))
            for cell, split in splits.items()
        }
        following = np.column_stack([self._walk, np.where(known, ride[0], np.arange(ride.shape[1]))])
        value = np.zeros((self.steps + 1, len(self._sets), ride.shape[1]))
        out[belief] = value
        if ends is not None:
            value[0] = ends[belief][:, None]
        for left in range(1, self.steps + 1):
            arrived = self._arrive(value[left - 1], belief, ends)
            options = arrived[:, following]
            for cell, worth in rides.items():
                options[:, cell, -1] = worth[left - 1]
            value[left] = options.max(2)
            if singles:
                value[left, :, self.map] = np.mean([out[one][left, :, self.map] for one in singles], axis=0)
        if singles and ends is not None:
            value[0, :, self.map] = np.mean([out[one][0, :, self.map] for one in singles], axis=0)

    def _arrive(self, after: np.ndarray, belief: Belief, ends: dict[Belief, np.ndarray] | None) -> np.ndarray:
        """(..., goal sets, C) worth of arriving at each cell; `after`, of the same shape, of going on from it."""
        step = STEP_REWARD if ends is None else 0.0
        out = after + step
        for k, cell in enumerate(self.goals):
            bit = 1 << k
            within = np.flatnonzero(self._sets & bit)
            chance = 1 / self._size[within]
            here = GOAL_REWARD if ends is None else ends[belief][bit]
            out[..., within, cell] = chance * here + (1 - chance) * (step + after[..., within & ~bit, cell])
        return out


@lru_cache(maxsize=8)
def standard_reference(kind: type[BusGrid], split: str = "train") -> StandardReference:
    """The reference of a split without instructions; on the bus's held-out ids the training ids are the prior, and
    stand in for them."""
    return StandardPlanner(kind(split)).reference()
