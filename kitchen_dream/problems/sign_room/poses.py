"""Where an agent can stand in a sign room, and where each action leads: a graph of poses, made once for each room.

In the published room, positions lie on a lattice of a third of a step. A step ahead is three lattice units along an
axis (0.7 m) and two and two along a diagonal (0.66 m), so that poses repeat and their pictures can be kept. What stands
in the way is asked from PyBullet."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from kitchen_dream.sim.sign_room.layout import DEPTH, HEADINGS, START, STEP, TOUCH, WIDTH, SignRoom

Clearance = Callable[[float, float], float]
"""Metres between the agent's body at (x, y) and the nearest wall; negative inside."""


class Action(IntEnum):
    """The actions of the sign room."""

    LEFT = 0  # turn by 45 degrees
    RIGHT = 1
    FORWARD = 2
    END = 3  # the episode


@dataclass(frozen=True)
class Lattice:
    """Positions on a square lattice.

    `axis` and `diagonal` are the units that a step ahead takes along an axis, and along each axis on a diagonal."""

    axis: int = 3
    diagonal: int = 2
    even: bool = False
    """Starts lie only where i + j is even: where steps are even too, nobody ever leaves that half of the lattice."""

    @property
    def unit(self) -> float:
        """Metres between neighbours."""
        return STEP / self.axis


PUBLISHED_LATTICE = Lattice()
RANDOM_LATTICE = Lattice(axis=2, diagonal=1, even=True)
"""Steps of 0.7 m and 0.5 m: a quarter of the poses, so that four times as many rooms can be drawn in the same time."""


@dataclass(frozen=True)
class PoseGraph:
    """The P poses that can be reached from S starts."""

    place: np.ndarray
    """(P, 2) float64 metres."""
    heading: np.ndarray
    """(P,) int64: multiples of 45 degrees counter-clockwise from the east."""
    following: np.ndarray
    """(P, 4) int64: the pose after each action: the same after a step into a wall, and once an object is touched."""
    touched: np.ndarray
    """(P,) int64: number of the object that is touched there, or -1."""
    starts: np.ndarray
    """(S,) int64 poses, all equally likely."""

    def __len__(self) -> int:
        return len(self.heading)

    @property
    def yaw(self) -> np.ndarray:
        """(P,) radians."""
        return self.heading * (2 * np.pi / HEADINGS)


def pose_graph(room: SignRoom, clearance: Clearance, lattice: Lattice = PUBLISHED_LATTICE) -> PoseGraph:
    """All poses of a room that can be reached."""
    unit = lattice.unit
    shape = int(WIDTH / unit) + 1, int(DEPTH / unit) + 1
    i, j = (axis.ravel() for axis in np.indices(shape))
    x, y = i * unit, j * unit

    free = _asked(clearance, x, y)
    objects = np.array([place for _, _, place in room.objects()])
    apart = np.linalg.norm(np.stack([x, y], 1)[:, None] - objects, axis=2)
    touched = np.where(apart.min(1) < TOUCH, apart.argmin(1), -1)

    cells = len(x)
    following: np.ndarray = np.empty((cells, HEADINGS, len(Action)), np.int64)
    cell, heading = np.arange(cells)[:, None], np.arange(HEADINGS)
    following[..., Action.LEFT] = cell * HEADINGS + (heading + 1) % HEADINGS
    following[..., Action.RIGHT] = cell * HEADINGS + (heading - 1) % HEADINGS
    following[..., Action.END] = cell * HEADINGS + heading
    for h in range(HEADINGS):
        di, dj = (round(np.cos(h * np.pi / 4)), round(np.sin(h * np.pi / 4)))
        units = lattice.diagonal if di and dj else lattice.axis
        ni, nj = i + di * units, j + dj * units
        inside = (ni >= 0) & (nj >= 0) & (ni < shape[0]) & (nj < shape[1])
        ahead = np.where(inside, ni * shape[1] + nj, 0)
        # Half-way is asked too: corners must not be cut.
        way = inside & free & free[ahead]
        way[way] = _asked(clearance, (x + (di * units * unit) / 2)[way], (y + (dj * units * unit) / 2)[way])
        following[:, h, Action.FORWARD] = np.where(way, ahead, np.arange(cells)) * HEADINGS + h
    following = following.reshape(-1, len(Action))
    held = np.repeat(touched, HEADINGS) >= 0
    following[held] = np.flatnonzero(held)[:, None]

    (x0, y0), (x1, y1) = START
    starting = free & (touched < 0) & (x > x0 - 1e-9) & (x < x1 + 1e-9) & (y > y0 - 1e-9) & (y < y1 + 1e-9)
    if lattice.even:
        starting &= (i + j) % 2 == 0
    starts = np.flatnonzero(np.repeat(starting, HEADINGS))
    reached = np.flatnonzero(_reached(following, starts))
    number = np.full(cells * HEADINGS, -1)
    number[reached] = np.arange(len(reached))
    where = reached // HEADINGS
    return PoseGraph(
        np.stack([x, y], 1)[where], reached % HEADINGS, number[following[reached]], touched[where], number[starts]
    )


def _asked(clearance: Clearance, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(n,) bool: the agent's body fits at each place."""
    return np.array([clearance(a, b) >= 0 for a, b in zip(x.tolist(), y.tolist(), strict=True)], bool)


def _reached(following: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """(n,) bool: poses that some actions lead to from a start."""
    seen = np.zeros(len(following), bool)
    front = starts
    while len(front):
        seen[front] = True
        front = np.unique(following[front])
        front = front[~seen[front]]
    return seen
