"""No exploration episode: a trial begins with an execution at once, whose rewards are ignored and which explores in its
place.

The paper's outlook names this: where agents must work from the first episode on, DREAM can give that one up."""

from dataclasses import replace

import numpy as np

from kitchen_dream.problems.base import EXPLORE, BatchProblem, BatchStep
from kitchen_dream.problems.spec import Observation
from kitchen_dream.trial.wrapper import Rng, Starts, Wrapper


class FirstExecution(Wrapper):
    """What would be an exploration has an instruction, drawn as for any execution, and ends when it is fulfilled.

    It is shown to agents that read instructions while they explore; its rewards are neither shown nor counted. What
    they come to is kept, so that the sum over a whole trial can be told."""

    def __init__(self, problem: BatchProblem):
        super().__init__(problem)
        self._first = np.zeros(self.batch, bool)
        self.first_returns = np.zeros(self.batch)
        """(B,) rewards of the last episodes that took an exploration's place."""
        self._paying = self._first.copy()

    def begin(self, rows: np.ndarray, instruction: np.ndarray, rng: Rng = None, start: Starts = None) -> Observation:
        """See BatchProblem; explorations (EXPLORE) are given an instruction, drawn by `rng`."""
        self._first = np.asarray(instruction) == EXPLORE
        self._paying = self._first.copy()
        if self._first.any():
            self.first_returns = np.where(self._first, 0.0, self.first_returns)
            drawn = self.problem.sample_instructions(rows, rng or np.random.default_rng())
            instruction = np.where(self._first, drawn, instruction)
        return super().begin(rows, instruction, rng, start)

    def step(self, actions: np.ndarray) -> BatchStep:
        """See BatchProblem; what takes the exploration's place pays nothing."""
        step = super().step(actions)
        self.first_returns += np.where(self._paying, step.reward, 0.0)
        self._paying &= ~(step.terminated | step.truncated)
        return replace(step, reward=np.where(self._first, 0.0, step.reward))
