"""A problem of which facts are told in advance: every observation goes on with attributes of the problem's id.

With all facts told, exploration is not needed: what a method learns there it can in principle do (the control of the
benchmark). With some of them told, it should explore what is left."""

import numpy as np

from kitchen_dream.problems.base import BatchProblem
from kitchen_dream.problems.spec import Field, Observation, ProblemSpec
from kitchen_dream.trial.wrapper import Rng, Starts, Wrapper


class FactsTold(Wrapper):
    """The vector goes on with the id's attributes as far as they are told, and which those are.

    Which facts are told is drawn anew for every trial, and stays for all of its episodes."""

    def __init__(self, problem: BatchProblem, share: float):
        """share: how likely each fact is told."""
        super().__init__(problem)
        sizes = problem.spec.fact_sizes or (1,) * problem.spec.id_vector.size
        self._share, self._sizes = share, np.array(sizes)
        self._mask = np.ones((self.batch, problem.spec.id_vector.size), np.float32)
        self._told = np.zeros_like(self._mask)

    @classmethod
    def spec_of(cls, spec: ProblemSpec) -> ProblemSpec:
        n = spec.id_vector.size
        told = Field("told", n, "facts of the problem that are told")
        return spec.with_vector(told, Field("is_told", n, "which those are"))

    def new_trial(self, rows: np.ndarray, rng: np.random.Generator) -> None:
        """See BatchProblem: draws what is told in each of the B trials."""
        super().new_trial(rows, rng)
        facts = rng.random((self.batch, len(self._sizes))) < self._share
        self._mask = np.repeat(facts, self._sizes, axis=1).astype(np.float32)

    def begin(self, rows: np.ndarray, instruction: np.ndarray, rng: Rng = None, start: Starts = None) -> Observation:
        self._told = self.problem.privileged(rows).vector * self._mask
        return self._with_facts(super().begin(rows, instruction, rng, start))

    def observe(self) -> Observation:
        return self._with_facts(super().observe())

    def _with_facts(self, observation: Observation) -> Observation:
        vector = np.concatenate([observation["vector"], self._told, self._mask], axis=1)
        return observation | {"vector": vector}
