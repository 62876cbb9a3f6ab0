"""Exact planning on the bus grids: the best expected return for any belief about which bus goes where.

A belief is the set of problems that what was seen leaves possible (all equally likely, as the prior is); the tuple of
their rows. Beliefs only ever shrink, by riding a bus of unknown end or by standing at the map, so one backward
induction a belief over (steps left, goal, cell) is exact."""

import numpy as np

from kitchen_dream.problems.grids.bus import GOAL_REWARD, BusGrid
from kitchen_dream.problems.grids.rules import MAX_STEPS, STEP_REWARD, Action

WALKS = (Action.LEFT, Action.UP, Action.RIGHT, Action.DOWN, Action.NOOP)


class BusPlanner:
    """Values of all beliefs about the problems of `problem`, kept once computed.

    Ending the episode is left out: its return is that of standing still."""

    def __init__(self, problem: BusGrid, steps: int = MAX_STEPS):
        self.ride, self.goals, self.steps = problem.ride, problem.goal_cells, steps
        self.start = problem.cell_of(problem.start)
        self.map = problem.map_cell
        self._walk = problem._moves[:, WALKS]
        self._values: dict[tuple[int, ...], np.ndarray] = {}

    def oracle(self) -> float:
        """Mean best return with full knowledge, over problems and instructions."""
        return float(np.mean([self.values((row,))[self.steps, :, self.start].mean() for row in range(len(self.ride))]))

    def blind(self) -> float:
        """Best expected return of a policy that never explored, knows the set of problems and remembers what it saw."""
        return float(self.values(tuple(range(len(self.ride))))[self.steps, :, self.start].mean())

    def random(self) -> float:
        """Mean return of uniformly random actions."""
        # Besides walks (standing still among them) and a ride, two actions do nothing here, and one ends the episode.
        idle = np.arange(self.ride.shape[1])
        goal, total = np.arange(len(self.goals)), 0.0
        for ride in self.ride:
            following = np.column_stack([self._walk, ride, idle, idle])
            value = np.zeros((len(self.goals), len(ride)))
            for left in range(1, self.steps + 1):
                arriving = STEP_REWARD + value
                arriving[goal, self.goals] = GOAL_REWARD
                value = (arriving[:, following].sum(2) + STEP_REWARD * left) / len(Action)
            total += value[:, self.start].mean()
        return float(total / len(self.ride))

    def values(self, belief: tuple[int, ...]) -> np.ndarray:
        """(steps + 1, goals, C) best expected return by steps left, goal and cell."""
        if belief in self._values:
            return self._values[belief]
        rows = np.array(belief)
        ride = self.ride[rows]
        known = (ride == ride[0]).all(0)
        unknown = np.flatnonzero(~known)
        outcomes = {cell: self._split(belief, ride[:, cell]) for cell in unknown}
        # Walks, and rides whose end is known; a ride of unknown end is filled in below.
        following = np.column_stack([self._walk, np.where(known, ride[0], np.arange(ride.shape[1]))])
        rides = {
            cell: STEP_REWARD + sum((p * self.values(child)[:, :, end] for p, end, child in split), np.zeros(1))
            for cell, split in outcomes.items()
        }
        read = None
        if self.map is not None and len(belief) > 1:
            read = np.mean([self.values((row,))[:, :, self.map] for row in belief], axis=0)

        value = np.zeros((self.steps + 1, len(self.goals), ride.shape[1]))
        goal = np.arange(len(self.goals))
        for left in range(1, self.steps + 1):
            arriving = STEP_REWARD + value[left - 1]
            arriving[goal, self.goals] = GOAL_REWARD
            options = arriving[:, following]
            for cell, worth in rides.items():
                options[:, cell, -1] = worth[left - 1]
            value[left] = options.max(2)
            if read is not None:
                value[left, :, self.map] = read[left]
        self._values[belief] = value
        return value

    @staticmethod
    def _split(belief: tuple[int, ...], ends: np.ndarray) -> list[tuple[float, int, tuple[int, ...]]]:
        """Probability, cell and belief of every end that a ride may have."""
        out = []
        for end in np.unique(ends):
            child = tuple(row for row, e in zip(belief, ends, strict=True) if e == end)
            out.append((len(child) / len(belief), int(end), child))
        return out
