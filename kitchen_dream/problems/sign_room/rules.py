"""The sign room as a batch of episodes: walk round the barrier, read the sign's word, go to the object of that colour.

Shapes: B copies, N problems of the split. Problem r of a split is the split's room r // 2 with the word r % 2 (0 BLUE,
1 RED)."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from kitchen_dream.problems.base import BatchStep
from kitchen_dream.problems.restartable import NumberedProblem, checked_actions
from kitchen_dream.problems.sign_room.frames import LEGIBLE, PICTURE, room_frames
from kitchen_dream.problems.sign_room.poses import Action
from kitchen_dream.problems.sign_room.rooms import attributes, fact_sizes, id_fields
from kitchen_dream.problems.sign_room.world import (
    FrameTable,
    SignRooms,
    published_world,
    random_features_world,
    random_world,
)
from kitchen_dream.problems.spec import Field, Fields, Observation, ProblemSpec
from kitchen_dream.sim.sign_room.layout import COLOURS, KINDS

MAX_STEPS = 20
"""Steps of an episode as published, exploration and execution alike."""


class SignRoomProblem(NumberedProblem):
    """B episodes side by side, each in one of the problems of a split.

    Every episode starts at a pose of its own: the one that `begin` is given as `start`, a number from 0 to
    `starts_by_room`, or a random one.

    Args:
        split: `train` or `test`; in the published room they are the same two problems, as published.
        batch: B.
        split_seed: nothing is drawn by it; grids have it.
        seed: of starts that `begin` is to draw without a generator.
        world: other rooms than the class's own."""

    name: str = "sign-room"
    limit: int = MAX_STEPS
    """Steps of an execution."""
    source: ClassVar[staticmethod[[], SignRooms]] = staticmethod(published_world)
    shows_pictures: ClassVar[bool] = True
    """Observations number a frame; if not, they hold its features."""
    varied: bool = False
    """Rooms differ, and ids tell in what."""
    instructions = np.eye(len(KINDS), dtype=np.float32)
    """(3, 3): ball, block or key."""

    def __init__(
        self, split: str = "train", batch: int = 1, *, split_seed: int = 0, seed: int = 0,
        world: SignRooms | None = None,
    ):
        self.world = world or self.source()
        if split not in self.world.splits:
            raise ValueError(f"{self.name} has no split {split!r}; use one of: {', '.join(self.world.splits)}")
        self._open(split, batch)
        self.split_seed = split_seed
        self.rooms = np.array(self.world.splits[split])
        """Numbers of the split's rooms."""
        words = len(COLOURS)
        self.ids = (self.rooms[:, None] * words + np.arange(words)).ravel()
        """(N,) int64: room * 2 + word."""
        self._attributes = np.stack(
            [attributes(self.world.rooms[k // words], k % words, self.varied) for k in self.ids]
        )
        seen = () if self.shows_pictures else (Field("features", self.world.feature_count, "of the picture in view"),)
        facts = id_fields(self.varied)
        self.spec = ProblemSpec(
            self.name, vector=Fields(*seen, Field("time_left", 1, "share of steps left")),
            instruction=Fields(Field("kind", len(KINDS), "ball, block or key, one-hot")), id_vector=facts,
            actions=tuple(action.name.lower() for action in Action), stop=Action.END, max_steps=MAX_STEPS,
            fact_sizes=fact_sizes(facts), picture=PICTURE if self.shows_pictures else (),
        )
        self.rng = np.random.default_rng([seed, 59])
        """Draws starts where no other generator is given."""
        self.pose = np.zeros(batch, np.int64)
        self.object = np.full(batch, -1)
        """(B,) int64: what the last step touched: kind * 2 + colour, or -1."""
        self._paid = np.zeros((batch, len(KINDS)))
        self.sign_read = np.zeros(batch, bool)
        """(B,) bool: a legible sign has been in view in this episode."""
        self.sign_in_view = np.zeros(batch, bool)
        """(B,) bool: a frame of this episode differs in a pixel at least from what it would be with the other word."""
        self.way: list[tuple[float, float, float]] = []
        """Where the first episode has been: x and y in metres, heading in radians."""

    @property
    def frames(self) -> FrameTable:
        """Frames of all rooms: one numbering for all splits and batches."""
        return self.world.pictures if self.shows_pictures else self.world.features

    @property
    def word(self) -> np.ndarray:
        """(B,) int64: the word on the sign."""
        return self.ids[self.rows] % len(COLOURS)

    @property
    def frame(self) -> np.ndarray:
        """(B,) int64: number of the frame in view."""
        return self.frames.index[self.word, self.pose]

    @property
    def starts_by_room(self) -> int:
        """How many starts a room has, all equally likely."""
        return self.world.graph.starts.shape[1]

    def begin_at(
        self, where: np.ndarray, rows: np.ndarray, instruction: np.ndarray, rng: np.random.Generator | None = None,
        start: np.ndarray | None = None,
    ) -> None:
        """Start episodes in the places `where` (k,) alone, in `rows` (k,), at starts (k,) or at random ones."""
        if start is None:
            start = self.draw_starts(len(where), rng or self.rng)
        self.rows[where] = rows
        self.instruction[where] = instruction
        self.steps[where] = 0
        self.object[where] = -1
        self._paid[where] = 0.0
        self._stand(where, start)
        if 0 in where:
            self.way = [self._first_pose()]

    def draw_starts(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """(count,) int64 starts, all equally likely."""
        return rng.integers(self.starts_by_room, size=count)

    def step(self, actions: np.ndarray) -> BatchStep:
        """One action (B,) in each episode. Raises ValueError for what is no action."""
        actions = checked_actions(actions, self.batch, len(Action))
        self.steps += 1
        self._move(actions)
        self.way.append(self._first_pose())
        self._paid = self._payments()
        terminated = (self.object >= 0) | (actions == Action.END)
        truncated = (self.steps >= self._limits()) & ~terminated
        reward = np.where(self.executing, self._paid[np.arange(self.batch), self.instruction], 0.0)
        return BatchStep(reward, terminated, truncated, np.ones(self.batch))

    def observe(self) -> Observation:
        """What is in view (a frame's number, or its features), the share of steps left; every action is possible."""
        vector = np.empty((self.batch, self.spec.vector.size), np.float32)
        vector[:, -1] = np.maximum(self._limits() - self.steps, 0) / MAX_STEPS
        if self.shows_pictures:
            return self._observation(vector) | self._seen()
        vector[:, :-1] = self._features()
        return self._observation(vector)

    def reward_by_instruction(self) -> np.ndarray:
        """(B, 3) float64: what the last step pays under each instruction."""
        return self._paid

    def _stand(self, where: np.ndarray, start: np.ndarray) -> None:
        """Put the copies `where` (k,), whose problems are set, at starts (k,)."""
        self.pose[where] = self.world.graph.starts[self.ids[self.rows[where]] // len(COLOURS), start]
        differing = self.frames.differing[self.pose[where]]
        self.sign_read[where], self.sign_in_view[where] = differing >= LEGIBLE, differing > 0

    def _move(self, actions: np.ndarray) -> None:
        graph = self.world.graph
        before, self.pose = self.pose, graph.following[self.pose, actions]
        self.object = np.where(self.pose != before, graph.touched[self.pose], -1)
        differing = self.frames.differing[self.pose]
        self.sign_read |= differing >= LEGIBLE
        self.sign_in_view |= differing > 0

    def _first_pose(self) -> tuple[float, float, float]:
        graph, pose = self.world.graph, self.pose[0]
        return (*graph.place[pose].tolist(), float(graph.yaw[pose]))

    def first_view(self) -> np.ndarray:
        """(60, 80, 3) uint8: the picture that the first episode sees now."""
        if self.shows_pictures:
            return self.frames.pictures[self.frame[0]]
        room, word = divmod(int(self.ids[self.rows[0]]), len(COLOURS))
        frames = room_frames(self.world.rooms[room], self.world.lattice, graph=self.world.graphs[room])
        return frames.pictures[frames.index[word, self.pose[0] - self.world.first[room]]]

    def _seen(self) -> Observation:
        return {"frame": self.frame}

    def _features(self) -> np.ndarray:
        """(B, features) of what is in view."""
        return self.frames.features[self.frame]

    def _payments(self) -> np.ndarray:
        kind, colour = np.divmod(self.object, len(COLOURS))
        right = (kind[:, None] == np.arange(len(KINDS))) & (colour == self.word)[:, None]
        return np.where((self.object >= 0)[:, None], np.where(right, 1.0, -1.0), 0.0)

    def succeeded(self) -> np.ndarray:
        """(B,) bool: the last step touched what was asked for."""
        return self.executing & (self._paid[np.arange(self.batch), self.instruction] > 0)

    def _limits(self) -> np.ndarray:
        return np.where(self.executing, self.limit, MAX_STEPS)


class SignRoom20(SignRoomProblem):
    """As published: 20 execution steps, in which a policy that never explored can still read the sign first."""


class SignRoom13(SignRoomProblem):
    """13 execution steps: whoever knows the word reaches every object, but not who reads it first."""

    name, limit = "sign-room-13", 13


class SignRoomRandom(SignRoomProblem):
    """Random places of objects, colours of walls and a decoy poster: 30 rooms to train in, 10 held out."""

    name, source, varied = "sign-room-random", staticmethod(random_world), True


class SignRoom20Features(SignRoom20):
    """The same with frozen features for pictures."""

    name, shows_pictures = "sign-room-features", False


class SignRoom13Features(SignRoom13):
    """The same with frozen features for pictures."""

    name, shows_pictures = "sign-room-13-features", False


class SignRoomRandomFeatures(SignRoomRandom):
    """The same with frozen features for pictures, of which more rooms fit into memory: 50 to train in, and the same
    ones held out.

    The split `validation` has 10 others, to choose settings by."""

    name, shows_pictures, source = "sign-room-random-features", False, staticmethod(random_features_world)


SIGN_ROOMS = {
    kind.name: kind
    for kind in (SignRoom20, SignRoom13, SignRoomRandom, SignRoom20Features, SignRoom13Features, SignRoomRandomFeatures)
}
"""All variants by name."""
