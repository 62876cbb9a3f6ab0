"""A problem whose instructions tell everything: exploration is not needed. What a method learns here it can in principle do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kitchen_dream.problems.spec import Observation, PrivilegedId
from kitchen_dream.trial.rollout import EXPLORE, BatchProblem, BatchStep


class Told:
    """Wraps a batch of episodes: in execution, the instruction goes on with the attributes of the problem's id."""

    def __init__(self, problem: BatchProblem):
        self.problem, self.batch = problem, problem.batch
        self.spec = replace(problem.spec, instruction=problem.spec.instruction + problem.spec.id_vector)
        self._told = np.zeros((problem.batch, problem.spec.id_vector), np.float32)

    def __len__(self) -> int:
        return len(self.problem)

    def begin(self, rows: np.ndarray, instruction: np.ndarray) -> Observation:
        """See the problem."""
        self._told = self.problem.privileged(rows).vector * (instruction != EXPLORE)[:, None].astype(np.float32)
        return self._with(self.problem.begin(rows, instruction))

    def observe(self) -> Observation:
        """See the problem."""
        return self._with(self.problem.observe())

    def step(self, actions: np.ndarray) -> BatchStep:
        """See the problem."""
        return self.problem.step(actions)

    def succeeded(self) -> np.ndarray:
        """See the problem."""
        return self.problem.succeeded()

    def sample_instructions(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """See the problem."""
        return self.problem.sample_instructions(rows, rng)

    def privileged(self, rows: np.ndarray) -> PrivilegedId:
        """See the problem."""
        return self.problem.privileged(rows)

    def _with(self, observation: Observation) -> Observation:
        return observation | {"instruction": np.concatenate([observation["instruction"], self._told], axis=1)}
