"""The trial: one exploration episode without reward, then execution episodes with instructions, in the same problem."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kitchen_dream.problems.base import EXPLORE, BatchProblem, TrialSet
from kitchen_dream.trial.rollout import Policy, Rollout, run


class TrialPolicy(ABC):
    """An agent in one trial of each of B problems: it remembers what the trial has shown, and is given nothing else."""

    @abstractmethod
    def explorer(self) -> Policy:
        """A policy for the exploration episode."""

    @abstractmethod
    def end_exploration(self, exploration: Rollout) -> None:
        """The exploration is over: take in what executions shall know of it."""

    @abstractmethod
    def executor(self) -> Policy:
        """A policy for the next execution episode."""

    def end_execution(self, execution: Rollout) -> None:  # noqa: B027 (most methods forget it)
        """An execution is over: methods that remember executions take it in."""


@dataclass
class TrialResult:
    """B trials."""

    exploration: Rollout
    executions: list[Rollout]

    @property
    def returns(self) -> np.ndarray:
        """(B,) mean return of a trial's executions; exploration has none."""
        return np.mean([execution.returns for execution in self.executions], axis=0)

    @property
    def success(self) -> np.ndarray:
        """(B,) share of a trial's executions that reached what was asked."""
        return np.mean([execution.success for execution in self.executions], axis=0)


def explore(
    problem: BatchProblem, policy: Policy, rows: np.ndarray, rng: np.random.Generator,
    instruction: np.ndarray | None = None, start: np.ndarray | None = None,
) -> Rollout:
    """Begin a trial in each of the problems `rows` (B,), and play its exploration.

    rng draws what chance decides of the trial and of the episode's start. instruction (B,): shown, as its rewards are,
    to methods that are given rewards in exploration; without it there are none."""
    problem.new_trial(rows, rng)
    instruction = np.full(problem.batch, EXPLORE) if instruction is None else instruction
    return run(problem, rows, instruction, policy, rng, start)


def run_trials(
    problem: BatchProblem, agent: TrialPolicy, trials: TrialSet, rng: np.random.Generator,
    explorer: Policy | None = None, rewards_in_exploration: bool = False,
    told: Callable[[Rollout], None] = lambda exploration: None,
) -> TrialResult:
    """Play trials without any learning; `problem` is a batch of as many.

    explorer: explores in the agent's place, for comparisons. told: hears of the exploration when it is over."""
    rows, starts = trials.rows, trials.starts
    asked = problem.sample_instructions(rows, rng) if rewards_in_exploration else None
    first = None if starts is None else starts[0]
    exploration = explore(problem, explorer or agent.explorer(), rows, rng, asked, first)
    told(exploration)
    agent.end_exploration(exploration)
    executions: list[Rollout] = []
    for number, instruction in enumerate(trials.instructions):
        if executions:
            agent.end_execution(executions[-1])
        start = None if starts is None else starts[number + 1]
        executions.append(run(problem, rows, instruction, agent.executor(), rng, start))
    return TrialResult(exploration, executions)
