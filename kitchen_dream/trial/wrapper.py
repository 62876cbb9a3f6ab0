"""A batch of episodes as it is: what settings that change something about it begin with."""

import numpy as np

from kitchen_dream.problems.base import BatchProblem, BatchStep
from kitchen_dream.problems.spec import Observation, PrivilegedId, ProblemSpec

Rng = np.random.Generator | None
Starts = np.ndarray | None


class Wrapper(BatchProblem):
    """Passes everything on to the problem inside."""

    def __init__(self, problem: BatchProblem):
        self.problem, self.batch, self.spec = problem, problem.batch, self.spec_of(problem.spec)

    @classmethod
    def spec_of(cls, spec: ProblemSpec) -> ProblemSpec:
        """The spec of a wrapped problem."""
        return spec

    def __len__(self) -> int:
        return len(self.problem)

    def begin(self, rows: np.ndarray, instruction: np.ndarray, rng: Rng = None, start: Starts = None) -> Observation:
        return self.problem.begin(rows, instruction, rng, start)

    def observe(self) -> Observation:
        return self.problem.observe()

    def step(self, actions: np.ndarray) -> BatchStep:
        return self.problem.step(actions)

    def succeeded(self) -> np.ndarray:
        return self.problem.succeeded()

    def sample_instructions(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return self.problem.sample_instructions(rows, rng)

    def privileged(self, rows: np.ndarray) -> PrivilegedId:
        return self.problem.privileged(rows)

    def new_trial(self, rows: np.ndarray, rng: np.random.Generator) -> None:
        self.problem.new_trial(rows, rng)

    def reward_by_instruction(self) -> np.ndarray | None:
        return self.problem.reward_by_instruction()

    def close(self) -> None:
        self.problem.close()

    @property
    def unwrapped(self) -> BatchProblem:
        """The problem without wrappers."""
        return self.problem.unwrapped if isinstance(self.problem, Wrapper) else self.problem
