"""A problem of which something is told in advance: every observation goes on with facts of the problem's id.

With all facts told, exploration is not needed: what a method learns there it can in principle do (the control of the bench). With
some of them told, it should explore what is left.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kitchen_dream.problems.spec import Observation, ProblemSpec
from kitchen_dream.trial.rollout import BatchProblem
from kitchen_dream.trial.wrapped import Wrapped

FACT = 4
"""Attributes that tell one fact together: all grids' ids are one-hots of this size (where a bus goes, what a drawer holds); problems
with other ids name theirs, `fact_size`."""


class Told(Wrapped):
    """Wraps a batch of flat episodes: the vector goes on with the id's attributes as far as they are told, and which are.

    Which facts are told is drawn by `new_trials`, and stays for all episodes of a trial.
    """

    def __init__(self, problem: BatchProblem, share: float = 1.0, seed: int = 0):
        """share: how likely each fact is told."""
        super().__init__(problem)
        self.share = share
        self.spec = told_spec(problem.spec)
        self._rng = np.random.default_rng([seed, 23])
        self.new_trials()

    def new_trials(self) -> None:
        """Draw anew what is told in each of the B trials."""
        size, features = getattr(self.problem, "fact_size", FACT), self.problem.spec.id_vector
        facts = self._rng.random((self.batch, -(-features // size))) < self.share
        self._mask = np.repeat(facts, size, axis=1)[:, :features].astype(np.float32)
        self._told = np.zeros_like(self._mask)

    def begin(self, rows: np.ndarray, instruction: np.ndarray) -> Observation:
        """See the problem."""
        self._told = self.problem.privileged(rows).vector * self._mask
        return self._with(self.problem.begin(rows, instruction))

    def observe(self) -> Observation:
        """See the problem."""
        return self._with(self.problem.observe())

    def _with(self, observation: Observation) -> Observation:
        return observation | {"vector": np.concatenate([observation["vector"], self._told, self._mask], axis=1)}


def told_spec(spec: ProblemSpec) -> ProblemSpec:
    """Sizes of a problem wrapped in Told."""
    return replace(spec, vector=spec.vector + 2 * spec.id_vector)
