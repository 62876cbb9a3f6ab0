"""What all grid problems share: actions, walls, the clock, and the batch of episodes.

Shapes: B copies, N problems of the split, C = width * height cells. A cell is the number x * height + y."""

from abc import abstractmethod
from enum import IntEnum
from typing import ClassVar

import numpy as np

from kitchen_dream.problems.base import EXPLORE, BatchStep
from kitchen_dream.problems.restartable import NumberedProblem, checked_actions
from kitchen_dream.problems.spec import Field, Fields, Observation, ProblemSpec

MAX_STEPS = 20
"""Steps of an episode as published, exploration and execution alike."""
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


class GridProblem(NumberedProblem):
    """B episodes side by side, each in one of the problems `ids` of a split.

    A subclass names its grid, instructions and fields (class variables) and fills in four methods: `_restart`, `_act`,
    `_judge` and `_extras`. Rows count the problems of the split: row r is the published problem `ids[r]`."""

    name: ClassVar[str]
    size: ClassVar[tuple[int, int]]
    """Width and height."""
    start: ClassVar[tuple[int, int]]
    things: ClassVar[dict[tuple[int, int], Thing]]
    """What stands where."""
    splits: ClassVar[tuple[str, ...]]
    instruction_fields: ClassVar[Fields]
    own_fields: ClassVar[Fields] = Fields()
    """Features of an observation that only this grid has."""
    id_fields: ClassVar[Fields]
    """Attributes of a problem id: one-hots, each of which tells one fact."""
    fact: ClassVar[int] = 4
    """Attributes that tell one fact together."""
    exploration: ClassVar[tuple[Action, ...]]
    """An exploration as a person would script it; it ends with END."""

    def __init__(self, split: str = "train", batch: int = 1, *, split_seed: int = 0):
        if split not in self.splits:
            raise ValueError(f"{self.name} has no split {split!r}; use one of: {', '.join(self.splits)}")
        self._open(split, batch)
        self.split_seed = split_seed
        self.ids = self.split_ids(split, split_seed)
        """(N,) int64: published numbers of the problems."""
        self.width, self.height = self.size
        cells = self.width * self.height
        place = Fields(
            Field("cell", cells, "x * height + y, one-hot"), Field("thing", len(Thing), "what stands there, one-hot")
        )
        self.spec = ProblemSpec(
            self.name, vector=place + self.own_fields + Fields(Field("time_left", 1, "share of steps left")),
            instruction=self.instruction_fields, id_vector=self.id_fields,
            actions=tuple(action.name.lower() for action in Action), stop=Action.END, max_steps=MAX_STEPS,
            fact_sizes=(self.fact,) * (self.id_fields.size // self.fact), scripted_exploration=self.exploration,
        )
        self._moves = move_table(*self.size)
        thing = np.zeros(cells, np.int64)
        for position, kind in self.things.items():
            thing[self.cell_of(position)] = kind
        self.thing = thing
        """(C,) what stands at each cell."""
        self._seen = np.concatenate([np.eye(cells), np.eye(len(Thing))[thing]], axis=1).astype(np.float32)
        self.cell = np.zeros(batch, np.int64)
        self._done = np.zeros(batch, bool)
        self.trail: list[int] = []
        """Cells where the first episode has been."""
        self._prepare()
        self.begin(self.rows, np.full(batch, EXPLORE))

    @classmethod
    def cell_of(cls, position: tuple[int, int]) -> int:
        """The number of the cell at (x, y)."""
        return position[0] * cls.size[1] + position[1]

    @classmethod
    @abstractmethod
    def split_ids(cls, split: str, split_seed: int = 0) -> np.ndarray:
        """(N,) int64 published ids of a split; `split_seed` draws those splits that were not published."""

    # ---- the protocol of a batch of episodes

    def begin_at(
        self, where: np.ndarray, rows: np.ndarray, instruction: np.ndarray, rng: np.random.Generator | None = None,
        start: np.ndarray | None = None,
    ) -> None:
        """Start episodes in the places `where` (k,) alone, in the problems `rows` (k,); nothing is left to chance."""
        self.rows[where] = rows
        self.instruction[where] = instruction
        self.cell[where] = self.cell_of(self.start)
        self.steps[where] = 0
        self._done[where] = False
        self._restart(where)
        if 0 in where:
            self.trail = [int(self.cell[0])]

    def step(self, actions: np.ndarray) -> BatchStep:
        """One action (B,) in each episode. Raises ValueError for what is no action."""
        actions = checked_actions(actions, self.batch, len(Action))
        self.steps += 1
        self._act(actions)
        self.trail.append(int(self.cell[0]))
        reward, done = self._judge(actions)
        end = actions == Action.END
        reward = reward + STEP_REWARD * end * np.maximum(MAX_STEPS - self.steps, 0)
        executing = self.executing
        self._done = done & executing
        terminated = self._done | end
        truncated = (self.steps >= MAX_STEPS) & ~terminated
        return BatchStep(reward * executing, terminated, truncated, np.ones(self.batch))

    def observe(self) -> Observation:
        """Cell and thing there, one-hot, the grid's own features, share of steps left; every action is possible."""
        n, seen = self.batch, self._seen.shape[1]
        vector = np.empty((n, self.spec.vector.size), np.float32)
        vector[:, :seen] = self._seen[self.cell]
        self._extras(vector[:, seen:-1])
        vector[:, -1] = np.maximum(MAX_STEPS - self.steps, 0) / MAX_STEPS
        return self._observation(vector)

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

    # ---- what a grid fills in

    @abstractmethod
    def _prepare(self) -> None:
        """Make the tables of the problems `ids`, among them `_attributes` (N, attributes) float32."""

    def _restart(self, where: np.ndarray) -> None:
        """Put the copies `where` (k,) back in order."""

    @abstractmethod
    def _act(self, actions: np.ndarray) -> None:
        """Change the state."""

    @abstractmethod
    def _judge(self, actions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Reward (B,) of the state and whether it is the goal (B,), as if all copies were executing."""

    def _extras(self, out: np.ndarray) -> None:
        """Write the grid's own features into `out` (B, extras)."""

    def _numbers(self) -> np.ndarray:
        """(B, k) int64: the grid's own numbers in the published observation."""
        return np.zeros((self.batch, 0), np.int64)
