"""Problems whose ids in training are worse than one for each: the paper's questions to what f is given.

Only f and what is trained by it read ids, so that trials themselves are as they were."""

from dataclasses import replace
from functools import cached_property

import numpy as np

from kitchen_dream.problems.base import BatchProblem
from kitchen_dream.problems.spec import Field, Fields, Observation, PrivilegedId, ProblemSpec
from kitchen_dream.trial.wrapper import Rng, Starts, Wrapper

ALIASES = 4
"""Ids of each problem in `SeveralIds`."""


class SeveralIds(Wrapper):
    """Each problem is there ALIASES times: its id goes on with a number that says nothing of it.

    Problem r of N stands in the rows r, N + r, 2 N + r and so on."""

    @classmethod
    def spec_of(cls, spec: ProblemSpec) -> ProblemSpec:
        return replace(spec, id_vector=spec.id_vector + Fields(Field("alias", ALIASES, "says nothing, one-hot")))

    def __len__(self) -> int:
        return ALIASES * len(self.problem)

    def begin(self, rows: np.ndarray, instruction: np.ndarray, rng: Rng = None, start: Starts = None) -> Observation:
        return super().begin(self._inner(rows), instruction, rng, start)

    def sample_instructions(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return super().sample_instructions(self._inner(rows), rng)

    def new_trial(self, rows: np.ndarray, rng: np.random.Generator) -> None:
        super().new_trial(self._inner(rows), rng)

    def privileged(self, rows: np.ndarray) -> PrivilegedId:
        """Ids of problems (B,), each with its alias; `index` is the row's own."""
        rows, inner = np.asarray(rows), super().privileged(self._inner(rows))
        alias = np.eye(ALIASES, dtype=np.float32)[rows // len(self.problem)]
        return PrivilegedId(rows, inner.entities, np.concatenate([inner.vector, alias], axis=1))

    def _inner(self, rows: np.ndarray) -> np.ndarray:
        return np.asarray(rows) % len(self.problem)


class SharedIds(Wrapper):
    """Several problems have one id: every second fact is left out, or the first field where facts are not counted.

    One fact less would not do where facts are the parts of an order: the others tell which part is left."""

    def __init__(self, problem: BatchProblem):
        super().__init__(problem)
        spec = problem.spec
        sizes = spec.fact_sizes or (next(iter(spec.id_vector)).size,)
        self._hidden = np.flatnonzero(np.repeat(np.arange(len(sizes)) % 2 == 0, sizes))

    def privileged(self, rows: np.ndarray) -> PrivilegedId:
        """Ids of problems (B,) without what is left out; `index` is that of the first problem with such an id."""
        inner = self._bare(rows)
        return PrivilegedId(self._first[rows], inner.entities, inner.vector)

    def _bare(self, rows: np.ndarray) -> PrivilegedId:
        inner = super().privileged(rows)
        vector = inner.vector.copy()
        vector[:, self._hidden] = 0.0
        return PrivilegedId(inner.index, inner.entities, vector)

    @cached_property
    def _first(self) -> np.ndarray:
        """(N,) for each problem the first one that has the same id."""
        every = self._bare(np.arange(len(self.problem)))
        whole = np.concatenate([every.entities.reshape(len(every.vector), -1), every.vector], axis=1)
        _, first, of = np.unique(whole, axis=0, return_index=True, return_inverse=True)
        return first[of.ravel()]
