"""Saucepan, pan, baking tin and wooden bowl: small kitchenware with a grip, which a parallel gripper can carry.

Each takes no more room than an ingredient's place in a drawer, so that tools and food lie side by side."""

import math
from dataclasses import dataclass

import numpy as np

from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.robot.robot import Load
from kitchen_dream.sim.scene.links import Cuboid, Link, load
from kitchen_dream.sim.scene.vessels import FOLDER, RING, Vessel, ring

Vector = tuple[float, float, float]
_THICK = 0.006
_FOOT = 0.003
"""Metres below walls and floor in which a square foot alone touches what it stands on: with all their corners a pot
would have 80 contacts there instead of 4, and they would take most of the solver's time."""


@dataclass(frozen=True)
class Ware:
    """A piece of kitchenware. Its frame stands on its foot, with the grip ahead along x; metres and kilogrammes.

    Attributes:
        mass: of the empty piece.
        grip: the middle of what the hand closes on; the fingers close along y, and come from above or from ahead.
        handle: what one grips, as boxes to touch.
        round_wall: inner radius at the top and at the foot, and height, of a round one.
        flat: half lengths along x and y and the rim's height of a rectangular one."""

    mass: float
    grip: Vector
    handle: tuple[Cuboid, ...]
    round_wall: tuple[float, float, float] | None = None
    flat: tuple[float, float, float] | None = None

    @property
    def inside(self) -> Cuboid:
        """Lowest and highest corner of the box that holds what lies in it, its foot included."""
        if self.round_wall is not None:
            radius, _, height = self.round_wall
            return (-radius, -radius, 0.0), (radius, radius, height)
        assert self.flat is not None
        x, y, rim = self.flat
        return (-x, -y, 0.0), (x, y, rim)

    @property
    def edges(self) -> np.ndarray:
        """Middles (N, 3) of spheres of radius ROUND around foot and rim, which stand out by _BEYOND."""
        _, (_, _, height) = self.inside
        around = np.arange(16) * np.pi / 8
        ring = np.stack([np.cos(around), np.sin(around)], -1)
        if self.flat is not None:
            ring /= np.abs(ring).max(1, keepdims=True)
        foot = OUTER if self.round_wall is None else self.round_wall[1] + OUTER - self.round_wall[0]
        inset = ROUND - _BEYOND
        levels = ((foot - inset, inset), (OUTER - inset, height - inset))
        return np.vstack([np.column_stack([far * ring, np.full(16, z)]) for far, z in levels])


def _bar(half: float, low: float, high: float) -> Cuboid:
    return (OUTER - 0.004, -half, low), (TIP, half, high)


OUTER, TIP = 0.088, 0.142
"""Metres from the middle to a wall's outer side, and to the end of the grip."""
_GRIP = 0.116
ROUND, _BEYOND = 0.028, 0.008
"""Radius in metres of the spheres that stand for a piece that is carried, and how far they stand out: as much as those
of the arm. Its edges, which meet things first, lie within them, and corners up to 7 mm."""
WARE: dict[str, Ware] = {
    "saucepan": Ware(0.2, (_GRIP, 0.0, 0.085), (_bar(0.011, 0.076, 0.094),), round_wall=(0.08, 0.08, 0.1)),
    "pan": Ware(0.2, (_GRIP, 0.0, 0.08), (_bar(0.011, 0.071, 0.089),), round_wall=(0.08, 0.068, 0.055)),
    "tray": Ware(0.2, (_GRIP, 0.0, 0.076), (_bar(0.016, 0.07, 0.082),), flat=(0.08, 0.08, 0.045)),
    "wooden_bowl": Ware(0.2, (_GRIP, 0.0, 0.072), (_bar(0.016, 0.065, 0.079),), round_wall=(0.08, 0.055, 0.07)),
}  # fmt: skip
"""All of it by the names of meshes in assets/vessels. Flat grips are some millimetres higher than they look: held by
friction alone, lower ones turned in the fingers."""
IN_USE = 3.0
"""Kilogrammes of a piece that stands where it is used: as heavy as a full one of iron, so that it stays there."""
WARE_OF = {"pot": "saucepan", "pan": "pan", "tray": "tray", "bowl": "wooden_bowl"}
"""The piece that each tool of a cookbook is."""


@dataclass(frozen=True)
class Tool:
    """A tool of the cookbook as a body that is free to be carried; its frame is the middle of its foot."""

    body: int
    symbol: int
    """Its id among the symbols of the cookbook."""
    ware: Ware

    def vessel(self, client: Client) -> Vessel:
        """The vessel that it is where it stands now."""
        foot = client.getBasePositionAndOrientation(self.body)[0]
        (_, _, _), (x, y, height) = self.ware.inside
        radius = x if self.ware.round_wall else 1.2 * min(x, y)
        return Vessel(self.body, foot, radius, height, self.ware.handle[0][1][2])

    def pose(self, client: Client) -> tuple[np.ndarray, np.ndarray]:
        """Rotation (3, 3) of its frame, and the place (3,) of the middle of its grip, in the world."""
        place, turn = client.getBasePositionAndOrientation(self.body)
        rotation = np.array(client.getMatrixFromQuaternion(turn)).reshape(3, 3)
        return rotation, np.array(place) + rotation @ np.array(self.ware.grip)

    def boxes(self, client: Client) -> list[tuple[np.ndarray, np.ndarray, float]]:
        """It as upright boxes in the world: centre (3,), half size (3,) and yaw of each; none where it stands askew.

        A round wall is three boxes across each other."""
        rotation, _ = self.pose(client)
        if rotation[2, 2] < 0.99:
            return []
        foot = np.array(client.getBasePositionAndOrientation(self.body)[0])
        yaw, (_, (_, _, high)) = float(np.arctan2(rotation[1, 0], rotation[0, 0])), self.ware.inside
        across = [(0.0, 0.97, 0.97)] if self.ware.flat else [(turn, 0.98, 0.5) for turn in (0.0, np.pi / 3, -np.pi / 3)]
        middle = foot + np.array([0.0, 0.0, high / 2])
        out = [(middle, np.array([a * OUTER, b * OUTER, high / 2]), yaw + turn) for turn, a, b in across]
        for low, top in self.ware.handle:
            half = (np.array(top) - low) / 2
            out.append((foot + rotation @ (np.array(low) + half), half, yaw))
        return out

    def load(self, client: Client, rotation: np.ndarray, tip: np.ndarray) -> Load:
        """It as spheres in the frame of the robot's tool, given that frame's rotation (3, 3) and place (3,)."""
        mine, grip = self.pose(client)
        points = grip + (self.ware.edges - np.array(self.ware.grip)) @ mine.T
        return Load((points - tip) @ rotation, np.full(len(points), ROUND))


def build_tool(client: Client, symbol: int, name: str, foot: Vector, yaw: float = 0.0) -> Tool:
    """Stand a tool with its foot at a point, its grip looking along `yaw`. name: a key of WARE_OF."""
    return Tool(build_ware(client, WARE_OF[name], foot, yaw), symbol, WARE[WARE_OF[name]])


def build_ware(client: Client, name: str, foot: Vector, yaw: float = 0.0) -> int:
    """Stand a piece of kitchenware, free to be carried, with its foot at a point; returns its body.

    The body's frame is the middle of its foot. Raises KeyError for a name that is not in WARE."""
    ware = WARE[name]
    boxes, turned = list(ware.handle), []
    if ware.round_wall is not None:
        top, bottom, height = ware.round_wall
        half = bottom / math.sqrt(2)
        boxes.append(((-half, -half, 0.0), (half, half, _THICK)))
        wall = ring(top, bottom, height - _FOOT)[:RING]
        turned = [((x, y, z + _FOOT), how, size) for (x, y, z), how, size in wall]
    elif ware.flat is not None:
        x, y, rim = ware.flat
        boxes.append(((-x, -y, 0.0), (x, y, _THICK)))
        boxes += [((-x, s * y - _THICK / 2, _FOOT), (x, s * y + _THICK / 2, rim)) for s in (-1, 1)]
        boxes += [((s * x - _THICK / 2, -y, _FOOT), (s * x + _THICK / 2, y, rim)) for s in (-1, 1)]
    link = Link(name, boxes=boxes, mass=ware.mass, mesh=str(FOLDER / f"{name}.obj"), turned=turned)
    return load(client, name, [link], foot, yaw, fixed=False, friction=0.8)
