"""Batches in which single episodes begin anew while the others go on: what Gymnasium environments ask of a problem."""

from abc import abstractmethod
from typing import Any, ClassVar

import numpy as np

from kitchen_dream.problems.base import EXPLORE, BatchProblem
from kitchen_dream.problems.spec import Observation, PrivilegedId


class RestartableProblem(BatchProblem):
    """A subclass fills in `begin_at` in place of `begin`; the other methods say what `reset(options=...)` means."""

    split: str
    instruction_option: ClassVar[str] = "instruction"
    """The reset option that chooses an instruction."""

    @abstractmethod
    def begin_at(
        self, where: np.ndarray, rows: np.ndarray, instruction: np.ndarray, rng: np.random.Generator | None = None,
        start: np.ndarray | None = None,
    ) -> None:
        """Start episodes in the places `where` (k,) alone, in the problems `rows` (k,); see `begin`."""

    def begin(
        self, rows: np.ndarray, instruction: np.ndarray, rng: np.random.Generator | None = None,
        start: np.ndarray | None = None,
    ) -> Observation:
        self.begin_at(np.arange(self.batch), np.asarray(rows), np.asarray(instruction), rng, start)
        return self.observe()

    def row_of(self, number: Any) -> int:
        """The row that the reset option `number` means. Raises ValueError for what is none."""
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or not 0 <= number < len(self):
            raise ValueError(f"reset option number: {number!r} is no problem of this set; it has 0 to {len(self) - 1}")
        return int(number)

    def instruction_of(self, asked: Any) -> int:
        """The instruction that a reset option means. Raises ValueError for what is none."""
        count = self.instruction_count
        if isinstance(asked, bool) or not isinstance(asked, int | np.integer) or not 0 <= asked < count:
            raise ValueError(f"reset option instruction: {asked!r} does not exist; it is 0 to {count - 1}")
        return int(asked)

    @property
    @abstractmethod
    def instruction_count(self) -> int:
        """How many instructions there are in all."""

    def where_possible(self, instruction: int) -> np.ndarray:
        """(N,) bool: the problems in which an instruction can be given; here all."""
        return np.ones(len(self), bool)

    def offers(self, row: int) -> list[str]:
        """What can be asked for in a problem, as `instruction_of` reads it."""
        return [str(k) for k in range(self.instruction_count) if self.where_possible(k)[row]]


class VectorProblem(RestartableProblem):
    """Problems whose observations are vectors without sets, and whose instructions are rows of a table."""

    instructions: np.ndarray
    """(instructions, features) float32: the features of each instruction."""

    def _open(self, split: str, batch: int) -> None:
        """Make the state that all of these problems have. Raises ValueError for an empty batch."""
        if batch < 1:
            raise ValueError(f"batch must be at least 1, got {batch}")
        self.split, self.batch = split, batch
        self.rows, self.steps, self.instruction = (np.full(batch, value) for value in (0, 0, EXPLORE))
        # The last row is the instruction of exploration, which -1 reads.
        self._asked = np.concatenate([self.instructions, np.zeros_like(self.instructions[:1])])

    @property
    def instruction_count(self) -> int:
        return len(self.instructions)

    @property
    def executing(self) -> np.ndarray:
        """(B,) bool: the episode has an instruction."""
        return self.instruction != EXPLORE

    def instruction_chances(self, rows: np.ndarray) -> np.ndarray:
        """(k, instructions) float64: how likely each instruction is in the problems `rows` (k,)."""
        return np.full((len(rows), self.instruction_count), 1 / self.instruction_count)

    def sample_instructions(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        return rng.integers(self.instruction_count, size=len(rows))

    def _observation(self, vector: np.ndarray, mask: np.ndarray | None = None) -> Observation:
        """What is seen, where `vector` (B, k) says it all; without a mask (B, actions) every action is possible."""
        mask = np.ones((self.batch, self.spec.num_actions), np.int8) if mask is None else mask
        shown = {"vector": vector, "instruction": self._asked[self.instruction], "action_mask": mask}
        return no_sets(self.batch) | shown


class NumberedProblem(VectorProblem):
    """Problems that have published numbers."""

    ids: np.ndarray
    """(N,) int64: published numbers of the problems."""
    _attributes: np.ndarray
    """(N, attributes) float32: what ids tell of them."""

    def __len__(self) -> int:
        return len(self.ids)

    def privileged(self, rows: np.ndarray) -> PrivilegedId:
        rows = np.asarray(rows)
        return PrivilegedId(rows, no_sets(len(rows))["entities"], self._attributes[rows])

    def row_of(self, number: Any) -> int:
        found = np.flatnonzero(self.ids == number)
        if not len(found):
            raise ValueError(f"reset option number: {number!r} is no id of the split {self.split!r}")
        return int(found[0])


def checked_actions(actions: np.ndarray, batch: int, count: int) -> np.ndarray:
    """Actions as an array (batch,) of integers from 0 to count - 1; raises ValueError for what is none."""
    actions = np.asarray(actions)
    if actions.shape != (batch,) or actions.dtype.kind not in "iu":
        raise ValueError(f"actions must be {batch} integers, got {actions.dtype} of shape {actions.shape}")
    if actions.min() < 0 or actions.max() >= count:
        raise ValueError(f"actions are 0 to {count - 1}, got {actions.min()} to {actions.max()}")
    return actions


def no_sets(batch: int) -> Observation:
    """The empty sets (batch, 0, 1) of entities and slots of a problem that has only a vector."""
    return {"entities": np.zeros((batch, 0, 1), np.float32), "slots": np.zeros((batch, 0, 1), np.float32)}
