"""A batch of flat episodes as it is: what settings that change something about it begin with."""

from __future__ import annotations

import numpy as np

from kitchen_dream.problems.spec import Observation, PrivilegedId
from kitchen_dream.trial.rollout import BatchProblem, BatchStep


class Wrapped:
    """Passes everything on to the problem inside."""

    def __init__(self, problem: BatchProblem):
        self.problem, self.batch, self.spec = problem, problem.batch, problem.spec
        if hasattr(problem, "pays"):
            self.pays = problem.pays

    def __len__(self) -> int:
        return len(self.problem)

    def begin(self, rows: np.ndarray, instruction: np.ndarray) -> Observation:
        """See the problem."""
        return self.problem.begin(rows, instruction)

    def observe(self) -> Observation:
        """See the problem."""
        return self.problem.observe()

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
