"""No exploration episode: a trial begins with an execution at once, whose rewards are ignored and which explores in its place.

The article's outlook names this: where agents must work from the first episode on, DREAM can give that one up and make up for it in
the following ones.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kitchen_dream.problems.base import BatchStep
from kitchen_dream.problems.spec import Observation
from kitchen_dream.trial.rollout import EXPLORE, BatchProblem
from kitchen_dream.trial.wrapped import Wrapped


class FirstExecution(Wrapped):
    """Wraps a batch of flat episodes. What would be an exploration has an instruction, drawn as for any execution, and ends when it is
    fulfilled. It is shown to agents that read instructions while they explore; its rewards are neither shown nor counted.
    """

    def __init__(self, problem: BatchProblem, seed: int = 0):
        super().__init__(problem)
        self._rng = np.random.default_rng([seed, 31])
        self._first = np.zeros(self.batch, bool)

    def begin(self, rows: np.ndarray, instruction: np.ndarray) -> Observation:
        """See the problem; explorations (EXPLORE) are given an instruction."""
        self._first = np.asarray(instruction) == EXPLORE
        if self._first.any():
            instruction = np.where(self._first, self.problem.sample_instructions(rows, self._rng), instruction)
        return self.problem.begin(rows, instruction)

    def step(self, actions: np.ndarray) -> BatchStep:
        """See the problem; what takes the exploration's place pays nothing."""
        step = self.problem.step(actions)
        return replace(step, reward=np.where(self._first, 0.0, step.reward))
