"""A sign room without a lattice: poses are free, and every picture is drawn when it is asked for."""

import math

import numpy as np

from kitchen_dream.problems.sign_room.poses import Action
from kitchen_dream.problems.sign_room.rules import SignRoomProblem
from kitchen_dream.problems.sign_room.world import SignRooms
from kitchen_dream.problems.spec import Observation
from kitchen_dream.sim.sign_room.layout import COLOURS, HEADINGS, START, STEP, TOUCH

TURN = 2 * math.pi / HEADINGS
_OPEN = 2
"""Worlds kept open at most."""


class FreeSignRoom(SignRoomProblem):
    """One episode in a problem of `kind`, from a start drawn from all places and headings, in exact steps of 0.7 m.

    As on the lattice, a step into a wall moves nothing, and whoever comes close enough to an object touches it. Nothing
    is kept on disk. Frames are not compared with those of the other word: `sign_read` and `sign_in_view` stay False.
    Close it after use."""

    def __init__(self, kind: type[SignRoomProblem], split: str = "train", world: SignRooms | None = None):
        self.name, self.limit, self.varied = kind.name, kind.limit, kind.varied
        self.place, self.yaw = np.zeros(2), 0.0
        """Metres and radians."""
        self._worlds: dict = {}
        super().__init__(split, 1, world=world or kind.source())

    def draw_starts(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """(count, 3) float64: x, y and heading in radians, from everywhere in the rectangle of starts."""
        low, high = (*START[0], -math.pi), (*START[1], math.pi)
        return rng.uniform(low, high, (count, 3))

    @property
    def picture(self) -> np.ndarray:
        """What is in view: (60, 80, 3) uint8, drawn now."""
        return self._world().look(*self.place, self.yaw)

    def close(self) -> None:
        """Disconnect from PyBullet; closing twice does nothing."""
        while self._worlds:
            self._worlds.popitem()[1].close()

    def _world(self):
        from kitchen_dream.sim.sign_room.scene import SignRoomWorld  # loads PyBullet, which kept frames do not need

        number = int(self.ids[self.rows[0]])
        if number not in self._worlds:
            while len(self._worlds) >= _OPEN:
                self._worlds.pop(next(iter(self._worlds))).close()
            self._worlds[number] = SignRoomWorld(self.room, number % len(COLOURS))
        return self._worlds[number]

    @property
    def room(self):
        """The room that the episode is in."""
        return self.world.rooms[self.ids[self.rows[0]] // len(COLOURS)]

    def _first_pose(self) -> tuple[float, float, float]:
        return (*self.place.tolist(), self.yaw)

    def first_view(self) -> np.ndarray:
        return self.picture

    def _stand(self, where: np.ndarray, start: np.ndarray) -> None:
        self.place, self.yaw = start[0, :2].copy(), float(start[0, 2])

    def _move(self, actions: np.ndarray) -> None:
        self.object = np.full(1, -1)
        action = actions[0]
        if action in (Action.LEFT, Action.RIGHT):
            self.yaw += TURN if action == Action.LEFT else -TURN
        if action != Action.FORWARD:
            return
        ahead = STEP * np.array([math.cos(self.yaw), math.sin(self.yaw)])
        world = self._world()
        # Half-way is asked too: corners must not be cut.
        if min(world.clearance(*(self.place + ahead * share)) for share in (0.5, 1.0)) < 0:
            return
        self.place = self.place + ahead
        apart = np.linalg.norm([place - self.place for _, _, place in self.room.objects()], axis=1)
        if apart.min() < TOUCH:
            self.object[0] = apart.argmin()

    def _seen(self) -> Observation:
        return {"picture": self.picture[None]}
