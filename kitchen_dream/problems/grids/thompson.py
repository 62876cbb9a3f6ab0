"""PEARL-UB: what exploring by Thompson sampling can reach on a grid, with everything else ideal.

The bound of Liu et al. 2021 on PEARL (Rakelly et al. 2019): in each episode, draw a problem from the true posterior,
and follow the policy that is optimal for the drawn problem. The exploration episode draws from the prior (all problems
of the split equally likely) and an instruction with it; what it shows (ends of buses ridden, the map, ingredients
picked up) cuts the posterior; the execution draws anew, and is scored. An instruction is evidence too, where it depends
on the problem (cooking). Among equally good actions the policy draws. The expectation is over problem, draws and
instruction, by Monte Carlo; its error is given."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kitchen_dream.problems.grids.bus import GOAL_REWARD, BusGrid, DistractingBus
from kitchen_dream.problems.grids.cooking import DRAWERS, EMPTY, INGREDIENTS, CookingGrid, contents_of
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.grids.plan_bus import WALKS, BusPlanner
from kitchen_dream.problems.grids.plan_cooking import _SHAPE, _SPREAD, BEGUN, FRESH, SPOILT, CookingPlanner, dish_of
from kitchen_dream.problems.grids.rules import MAX_STEPS, STEP_REWARD, Action, GridProblem


@dataclass(frozen=True)
class ThompsonReturn:
    """Expected execution return after one exploration episode, and its standard error."""

    value: float
    error: float


def pearl_bound(
    kind: type[GridProblem], split: str, trials: int = 20_000, seed: int = 0, split_seed: int = 0
) -> ThompsonReturn:
    """PEARL-UB on a split, from `trials` simulated trials."""
    problem = kind(split, trials, split_seed=split_seed)
    sampler = _SAMPLERS[kind](problem)
    rng = np.random.default_rng([seed, 5])
    rows = rng.integers(len(problem), size=trials)
    asked = problem.sample_instructions(rows, rng)
    possible = np.ones((trials, len(problem)), bool)
    guess = _draw(possible.astype(float), rng)
    _episode(problem, sampler, rows, problem.sample_instructions(guess, rng), guess, possible, rng, explore=True)
    chance = problem.instruction_chances(np.arange(len(problem)))
    guess = _draw(possible * chance[:, asked].T, rng)
    returns = _episode(problem, sampler, rows, asked, guess, possible, rng, explore=False)
    return ThompsonReturn(float(returns.mean()), float(returns.std() / np.sqrt(trials)))


def _draw(weight: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(B,) problems drawn with weights (B, N)."""
    cumulated = weight.cumsum(1)
    return (rng.random((len(weight), 1)) * cumulated[:, -1:] >= cumulated).sum(1)


def _episode(
    problem: GridProblem, sampler: _Sampler, rows: np.ndarray, asked: np.ndarray, guess: np.ndarray,
    possible: np.ndarray, rng: np.random.Generator, explore: bool,
) -> np.ndarray:
    """(B,) returns of the guesses' policies; in exploration, `possible` (B, N) is cut to what was seen."""
    problem.begin(rows, asked)  # an exploration has the drawn problem's instruction in mind, and is not paid
    total, going = np.zeros(len(rows)), np.ones(len(rows), bool)
    while going.any():
        best = sampler.best(guess, asked, MAX_STEPS - problem.steps)
        actions = np.where(going, (rng.random(best.shape) * best).argmax(1), Action.NOOP)
        if explore:
            possible[going] &= sampler.consistent(actions)[going]
        step = problem.step(actions)
        total += step.reward * going
        going &= ~(step.terminated | step.truncated)
    if explore:
        possible &= sampler.consistent(np.full(len(rows), Action.NOOP))
    return total


class _Sampler(ABC):
    """Optimal policies of all problems of a split, and what a step tells of the problem."""

    @abstractmethod
    def best(self, guess: np.ndarray, asked: np.ndarray, left: np.ndarray) -> np.ndarray:
        """(B, 9) bool: actions that are best where the episodes stand, if the problems were `guess` (B,)."""

    @abstractmethod
    def consistent(self, actions: np.ndarray) -> np.ndarray:
        """(B, N) bool: problems that agree with what the actions (B,) are about to show."""


class _Bus(_Sampler):
    def __init__(self, problem: BusGrid):
        self.problem = problem
        planner = BusPlanner(problem)
        self.value = np.stack([planner.values((row,)) for row in range(len(problem))])
        self.map = problem.map_cell

    def best(self, guess: np.ndarray, asked: np.ndarray, left: np.ndarray) -> np.ndarray:
        problem = self.problem
        following = np.column_stack([problem._moves[problem.cell][:, WALKS], problem.ride[guess, problem.cell]])
        goal = problem.goal_cells[asked]
        after = self.value[guess[:, None], (left - 1)[:, None], asked[:, None], following]
        options = np.where(following == goal[:, None], GOAL_REWARD, STEP_REWARD + after)
        out = np.zeros((len(guess), len(Action)), bool)
        out[:, [*WALKS, Action.RIDE]] = options > options.max(1, keepdims=True) - 1e-9
        return out

    def consistent(self, actions: np.ndarray) -> np.ndarray:
        problem, rows = self.problem, self.problem.rows
        same = problem.ride[:, problem.cell].T == problem.ride[rows, problem.cell][:, None]
        told = (actions != Action.RIDE)[:, None] | same
        if self.map is not None:
            told &= (problem.cell != self.map)[:, None] | (np.arange(len(problem)) == rows[:, None])
        return told


class _Cooking(_Sampler):
    def __init__(self, problem: CookingGrid):
        self.problem = problem
        planner = CookingPlanner(problem.ids)
        everything = range(INGREDIENTS**2)
        self.plans = {asked: np.stack(planner._plan(asked)) for asked in everything}  # (left, 9, S, 125)
        self.states = {asked: dish_of(asked).states for asked in everything}
        self.known = contents_of(problem.ids) @ _SPREAD

    def best(self, guess: np.ndarray, asked: np.ndarray, left: np.ndarray) -> np.ndarray:
        problem = self.problem
        first, second = np.divmod(asked, INGREDIENTS)
        right = (problem.bowl[:, 0] == first) & ((problem.bowl[:, 1] == EMPTY) | (problem.bowl[:, 1] == second))
        bowl = np.where(problem.bowl[:, 0] == EMPTY, FRESH, np.where(right, BEGUN, SPOILT))
        state = np.ravel_multi_index((problem.cell, problem.hand, bowl, problem.stage.clip(max=3)), _SHAPE)
        out = np.zeros((len(guess), len(Action)), bool)
        for dish in np.unique(asked):
            here = asked == dish
            place = np.searchsorted(self.states[dish], state[here]).clip(max=len(self.states[dish]) - 1)
            out[here] = self.plans[dish][left[here].clip(min=1) - 1, :, place, self.known[guess[here]]]
        return out

    def consistent(self, actions: np.ndarray) -> np.ndarray:
        problem = self.problem
        told = np.ones((problem.batch, len(problem)), bool)
        for number, position in enumerate(DRAWERS):
            picked = (actions == Action.PICK_UP) & (problem.cell == problem.cell_of(position))
            told[picked] = problem.contents[:, number] == problem.contents[problem.rows[picked], number][:, None]
        return told


_Make = Callable[..., _Sampler]
_SAMPLERS: dict[type[GridProblem], _Make] = {CookingGrid: _Cooking, DistractingBus: _Bus, MapGrid: _Bus}
