"""The trial: one exploration episode without reward, then execution episodes with instructions, in the same problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from kitchen_dream.problems.spec import Observation
from kitchen_dream.trial.rollout import EXPLORE, BatchProblem, Policy, Rollout, run


class Learner(Protocol):
    """What a trial at meta-test asks of an agent: it is given observations and nothing else."""

    def explore(self, observation: Observation, epsilon: float = 0.0) -> np.ndarray: ...
    def execute(self, observation: Observation, z: np.ndarray, epsilon: float = 0.0) -> np.ndarray: ...
    def encode_trajectory(self, last: Observation) -> np.ndarray: ...


@dataclass
class TrialResult:
    """B trials."""

    exploration: Rollout
    executions: list[Rollout]

    @property
    def returns(self) -> np.ndarray:
        """(B,) mean return of a trial's execution episodes; exploration has none."""
        return np.mean([execution.returns for execution in self.executions], axis=0)

    @property
    def success(self) -> np.ndarray:
        """(B,) share of a trial's dishes that were finished."""
        return np.mean([execution.success for execution in self.executions], axis=0)


def run_trial(
    problem: BatchProblem,
    agent: Learner,
    rows: np.ndarray,
    instructions: np.ndarray,
    explorer: Policy | None = None,
    begin: Callable[[int], None] | None = None,
) -> TrialResult:
    """Run a trial in each of the problems `rows` (B,) with the instructions (episodes, B), without any learning.

    `explorer` explores in the agent's place, for comparisons; `begin` is called with the number of each episode, 0 being
    the exploration.
    """
    if begin:
        begin(0)
    exploration = run(problem, rows, np.full(len(rows), EXPLORE), explorer or agent.explore, keep=False)
    z = agent.encode_trajectory(exploration.last())
    executions = []
    for number, instruction in enumerate(instructions):
        if begin:
            begin(number + 1)
        executions.append(run(problem, rows, instruction, lambda observation: agent.execute(observation, z), keep=False))
    return TrialResult(exploration, executions)
