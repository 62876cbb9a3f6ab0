"""A sign room without a lattice: poses are free, and every picture is drawn when it is asked for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from kitchen_dream.problems.sign_room.frames import LEGIBLE, PICTURE, sign_may_show
from kitchen_dream.problems.sign_room.poses import Action
from kitchen_dream.problems.sign_room.rules import SignRoomProblem
from kitchen_dream.problems.sign_room.world import SignRooms
from kitchen_dream.problems.spec import Observation
from kitchen_dream.sim.sign_room.layout import COLOURS, HEADINGS, START, STEP, TOUCH, SignRoom

if TYPE_CHECKING:
    from kitchen_dream.sim.sign_room.scene import SignRoomWorld  # loads PyBullet, which kept frames do not need

TURN = 2 * math.pi / HEADINGS
_OPEN = 4
"""Worlds kept open at most: two rooms under both words."""


class FreeSignRoom(SignRoomProblem):
    """B episodes in problems of `kind`, from starts drawn from all places and headings, in exact steps of 0.7 m.

    As on the lattice, a step into a wall moves nothing, and whoever comes close enough to an object touches it. Nothing
    is kept on disk but what features are made with. Close it after use."""

    def __init__(
        self, kind: type[SignRoomProblem], split: str = "train", batch: int = 1, world: SignRooms | None = None
    ):
        self.name, self.limit, self.varied = kind.name, kind.limit, kind.varied
        self.shows_pictures = kind.shows_pictures  # type: ignore[misc]
        self.place, self.yaw = np.zeros((batch, 2)), np.zeros(batch)
        """(B, 2) metres and (B,) radians."""
        self.pictures = np.zeros((batch, *PICTURE), np.uint8)
        """(B, 60, 80, 3): what is in view."""
        self._worlds: dict[int, SignRoomWorld] = {}
        super().__init__(split, batch, world=world or kind.source())

    def draw_starts(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """(count, 3) float64: x, y and heading in radians, from everywhere in the rectangle of starts."""
        low, high = (*START[0], -math.pi), (*START[1], math.pi)
        return rng.uniform(low, high, (count, 3))

    def close(self) -> None:
        """Disconnect from PyBullet; closing twice does nothing."""
        while self._worlds:
            self._worlds.popitem()[1].close()

    @property
    def room(self) -> SignRoom:
        """The room that the first episode is in."""
        return self._room(int(self.ids[self.rows[0]]))

    def _room(self, number: int) -> SignRoom:
        return self.world.rooms[number // len(COLOURS)]

    def _world(self, number: int) -> SignRoomWorld:
        """The world of a problem, by its published number."""
        from kitchen_dream.sim.sign_room.scene import SignRoomWorld

        if number not in self._worlds:
            while len(self._worlds) >= _OPEN:
                self._worlds.pop(next(iter(self._worlds))).close()
            self._worlds[number] = SignRoomWorld(self._room(number), number % len(COLOURS))
        return self._worlds[number]

    def _first_pose(self) -> tuple[float, float, float]:
        return (*self.place[0].tolist(), float(self.yaw[0]))

    def first_view(self) -> np.ndarray:
        return self.pictures[0]

    def _stand(self, where: np.ndarray, start: np.ndarray) -> None:
        self.place[where], self.yaw[where] = start[:, :2], start[:, 2]
        self.sign_read[where] = self.sign_in_view[where] = False
        self._look(where)

    def _move(self, actions: np.ndarray) -> None:
        self.yaw += TURN * ((actions == Action.LEFT) * 1.0 - (actions == Action.RIGHT))
        self.object[:] = -1
        for copy in np.flatnonzero(actions == Action.FORWARD):
            number, here = int(self.ids[self.rows[copy]]), self.place[copy]
            ahead, world = STEP * np.array([math.cos(self.yaw[copy]), math.sin(self.yaw[copy])]), self._world(number)
            # Half-way is asked too: corners must not be cut.
            if min(world.clearance(*(here + ahead * share)) for share in (0.5, 1.0)) < 0:
                continue
            self.place[copy] = here + ahead
            apart = np.linalg.norm([place - self.place[copy] for _, _, place in self._room(number).objects()], axis=1)
            if apart.min() < TOUCH:
                self.object[copy] = apart.argmin()
        self._look(np.flatnonzero(actions != Action.END))

    def _look(self, where: np.ndarray) -> None:
        """Draw what the copies `where` (k,) see, and compare it with what they would see under the other word."""
        numbers = self.ids[self.rows[where]]
        for copy, number in sorted(zip(where.tolist(), numbers.tolist(), strict=True), key=lambda pair: pair[1]):
            pose = (*self.place[copy].tolist(), float(self.yaw[copy]))
            self.pictures[copy] = self._world(number).look(*pose)
            if sign_may_show(self._room(number), self.place[[copy]], self.yaw[[copy]])[0]:
                differing = int((self._world(number ^ 1).look(*pose) != self.pictures[copy]).any(2).sum())
                self.sign_read[copy] |= differing >= LEGIBLE
                self.sign_in_view[copy] |= differing > 0

    def _seen(self) -> Observation:
        return {"picture": self.pictures.copy()}

    def _features(self) -> np.ndarray:
        return self.world.features_of(self.pictures)
