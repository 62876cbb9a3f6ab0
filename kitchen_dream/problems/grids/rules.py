"""What all grid problems share: actions, walls, the clock, and the batch of episodes.

Shapes: B copies, N problems of the split, C = width * height cells. A cell is the number x * height + y.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import IntEnum
from typing import ClassVar

import numpy as np

from kitchen_dream.problems.flat_step import EXPLORE, MAX_STEPS, FlatStep, checked_actions
from kitchen_dream.problems.spec import Observation, PrivilegedId, ProblemSpec

STEP_REWARD = -0.1
"""Reward of an execution step that achieves nothing; each step cut off by ending the episode costs the same."""


class Action(IntEnum):
    """The actions of every grid."""

    LEFT = 0  # x - 1
    UP = 1  # y + 1
    RIGHT = 2  # x + 1
    DOWN = 3  # y - 1
    NOOP = 4
    RIDE = 5  # the bus at this cell
    END = 6  # the episode
    PICK_UP = 7
    DROP = 8


class Thing(IntEnum):
    """What stands at a cell, as the observation codes it."""

    NONE = 0
    BUS_STOP = 1
    BOWL = 2
    DRAWER = 3


def move_table(width: int, height: int) -> np.ndarray:
    """(C, 9) int64: the cell after each action, as far as walking goes; walls hold."""
    x, y = np.divmod(np.arange(width * height), height)
    table = np.repeat(np.arange(width * height)[:, None], len(Action), axis=1)
    for action, dx, dy in ((Action.LEFT, -1, 0), (Action.UP, 0, 1), (Action.RIGHT, 1, 0), (Action.DOWN, 0, -1)):
        table[:, action] = np.clip(x + dx, 0, width - 1) * height + np.clip(y + dy, 0, height - 1)
    return table


class GridProblem(ABC):
    """B episodes side by side, each in one of the problems `ids` of a split.

    A subclass names its grid and instructions (class variables) and fills in four methods: `_restart`, `_act`, `_judge`
    and `_extras`. Rows count the problems of the split: row r is the published problem `ids[r]`.
    """

    name: ClassVar[str]
    size: ClassVar[tuple[int, int]]
    """Width and height."""
    start: ClassVar[tuple[int, int]]
    things: ClassVar[dict[tuple[int, int], Thing]]
    """What stands where."""
    splits: ClassVar[tuple[str, ...]]
    instructions: ClassVar[np.ndarray]
    """(instructions, features) float32: the features of each instruction."""
    extras: ClassVar[int]
    """Features of an observation that only this grid has."""
    id_features: ClassVar[int]
    """Attributes of a problem id."""
    tour: ClassVar[tuple[Action, ...]]
    """An exploration as a person would script it; it ends with END."""

    def __init__(self, split: str = "train", batch: int = 1, *, split_seed: int = 0):
        if split not in self.splits:
            raise ValueError(f"{self.name} has no split {split!r}; use one of: {', '.join(self.splits)}")
        if batch < 1:
            raise ValueError(f"batch must be at least 1, got {batch}")
        self.split, self.batch, self.split_seed = split, batch, split_seed
        self.ids = self.split_ids(split, split_seed)
        """(N,) int64: published numbers of the problems."""
        self.width, self.height = self.size
        cells = self.width * self.height
        self.spec = ProblemSpec.flat_problem(
            self.name,
            vector=cells + len(Thing) + self.extras + 1,
            instruction=self.instructions.shape[1],
            actions=len(Action),
            id_vector=self.id_features,
            stop=Action.END,
            max_steps=MAX_STEPS,
            tour=self.tour,
        )
        self._moves = move_table(*self.size)
        thing = np.zeros(cells, np.int64)
        for position, kind in self.things.items():
            thing[self.cell_of(position)] = kind
        self.thing = thing
        """(C,) what stands at each cell."""
        self._seen = np.concatenate([np.eye(cells), np.eye(len(Thing))[thing]], axis=1).astype(np.float32)
        # The last row is the instruction of exploration, which -1 reads.
        self._asked = np.concatenate([self.instructions, np.zeros_like(self.instructions[:1])])
        self.rows, self.instruction, self.cell, self.steps = (np.zeros(batch, np.int64) for _ in range(4))
        self._done = np.zeros(batch, bool)
        self._prepare()
        self.begin(self.rows, np.full(batch, EXPLORE))

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def cell_of(cls, position: tuple[int, int]) -> int:
        """The number of the cell at (x, y)."""
        return position[0] * cls.size[1] + position[1]

    @classmethod
    @abstractmethod
    def split_ids(cls, split: str, split_seed: int = 0) -> np.ndarray:
        """(N,) int64 published ids of a split; `split_seed` draws those splits that were not published."""

    # ---- the protocol of a batch of episodes --------------------------------------------------------------------------

    @property
    def action_mask(self) -> np.ndarray:
        """(B, actions) int8: ones, all actions are possible."""
        return np.ones((self.batch, len(Action)), np.int8)

    @property
    def executing(self) -> np.ndarray:
        """(B,) bool: the episode has an instruction."""
        return self.instruction != EXPLORE

    def begin(self, rows: np.ndarray, instruction: np.ndarray) -> Observation:
        """Start an episode in each of the B problems `rows` (B,); instruction (B,) numbers, or EXPLORE."""
        self.begin_at(np.arange(self.batch), rows, instruction)
        return self.observe()

    def begin_at(self, where: np.ndarray, rows: np.ndarray, instruction: np.ndarray) -> None:
        """Start episodes in the copies `where` (k,) alone, in the problems `rows` (k,)."""
        self.rows[where] = rows
        self.instruction[where] = instruction
        self.cell[where] = self.cell_of(self.start)
        self.steps[where] = 0
        self._done[where] = False
        self._restart(where)

    def step(self, actions: np.ndarray) -> FlatStep:
        """One action (B,) in each episode. Raises ValueError for what is no action."""
        actions = checked_actions(actions, self.batch, len(Action))
        self.steps += 1
        self._act(actions)
        reward, done = self._judge(actions)
        end = actions == Action.END
        reward = reward + STEP_REWARD * end * np.maximum(MAX_STEPS - self.steps, 0)
        executing = self.executing
        self._done = done & executing
        terminated = self._done | end
        truncated = (self.steps >= MAX_STEPS) & ~terminated
        return FlatStep(reward * executing, terminated, truncated, np.ones(self.batch))

    def observe(self) -> Observation:
        """Cell and thing there (one-hot), the grid's own features, share of steps left; instruction; all actions possible."""
        n, seen = self.batch, self._seen.shape[1]
        vector = np.empty((n, self.spec.vector), np.float32)
        vector[:, :seen] = self._seen[self.cell]
        self._extras(vector[:, seen:-1])
        vector[:, -1] = np.maximum(MAX_STEPS - self.steps, 0) / MAX_STEPS
        return {
            "entities": np.zeros((n, *self.spec.entities), np.float32),
            "slots": np.zeros((n, *self.spec.slots), np.float32),
            "vector": vector,
            "instruction": self._asked[self.instruction],
            "action_mask": self.action_mask,
        }

    def published(self) -> np.ndarray:
        """(B, k) int64: the observation as published: x, y, thing, and the grid's own numbers."""
        x, y = np.divmod(self.cell, self.height)
        return np.column_stack([x, y, self.thing[self.cell], self._numbers()])

    def succeeded(self) -> np.ndarray:
        """(B,) bool: the last step reached what was asked."""
        return self._done.copy()

    def sample_instructions(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """(k,) int64: an instruction for each of `rows` (k,), by the published chances."""
        chance = self.instruction_chances(rows)
        return (rng.random((len(chance), 1)) > np.cumsum(chance, axis=1)[:, :-1]).sum(1)

    def instruction_chances(self, rows: np.ndarray) -> np.ndarray:
        """(k, instructions) float64: how likely each instruction is in the problems `rows` (k,)."""
        return np.full((len(rows), len(self.instructions)), 1 / len(self.instructions))

    def privileged(self, rows: np.ndarray) -> PrivilegedId:
        """Ids of the problems `rows`: for training alone."""
        rows = np.asarray(rows)
        return PrivilegedId(rows, np.zeros((len(rows), 0, self.spec.id_entities), np.float32), self._attributes[rows])

    # ---- what a grid fills in -----------------------------------------------------------------------------------------

    _done: np.ndarray
    _attributes: np.ndarray

    @abstractmethod
    def _prepare(self) -> None:
        """Make the tables of the problems `ids`, among them `_attributes` (N, id_features) float32."""

    def _restart(self, where: np.ndarray) -> None:  # noqa: B027 (not every grid has it)
        """Put the copies `where` (k,) back in order."""

    @abstractmethod
    def _act(self, actions: np.ndarray) -> None:
        """Change the state."""

    @abstractmethod
    def _judge(self, actions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Reward (B,) of the state and whether it is the goal (B,), as if all copies were executing."""

    def _extras(self, out: np.ndarray) -> None:  # noqa: B027 (not every grid has it)
        """Write the grid's own features into `out` (B, extras)."""

    def _numbers(self) -> np.ndarray:
        """(B, k) int64: the grid's own numbers in the published observation."""
        return np.zeros((self.batch, 0), np.int64)
