"""Pot and salad bowl: hollow, so that what is dropped into them stays there."""

import math
from dataclasses import dataclass

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.scene.links import Link, load

Vector = tuple[float, float, float]
FOLDER = ASSETS / "vessels"

RING = 16
"""Boxes of a vessel's wall."""
POT_RADIUS, POT_HEIGHT = 0.13, 0.13
BOWL_RADIUS, BOWL_FOOT_RADIUS, BOWL_HEIGHT = 0.135, 0.1, 0.08
"""Inner radii and heights in metres; the bowl is wider at its rim than at its foot."""
_FLOOR = 0.006
_WALL = 0.008


@dataclass(frozen=True)
class Vessel:
    """A vessel in the physics: `foot` is the centre of its underside in the world, lengths are metres."""

    body: int
    foot: tuple[float, float, float]
    inner_radius: float
    height: float
    grip_height: float = 0.0
    """Height of its grip's upper side, if it has one."""

    @property
    def highest(self) -> float:
        """World height above which things pass over it."""
        return self.foot[2] + max(self.height, self.grip_height)

    @property
    def rim(self) -> float:
        """World height of the rim."""
        return self.foot[2] + self.height

    def holds(self, point: tuple[float, float, float]) -> bool:
        """Whether a point lies inside the vessel, up to 9 cm above its rim, where things are heaped."""
        dx, dy = point[0] - self.foot[0], point[1] - self.foot[1]
        return math.hypot(dx, dy) <= self.inner_radius and self.foot[2] <= point[2] <= self.rim + 0.09


def build_vessel(
    client: Client, name: str, foot: tuple[float, float, float], top: float, bottom: float, height: float,
    yaw: float = 0.0,
) -> Vessel:
    """A static vessel whose wall leans from radius `bottom` to radius `top` (both inside).

    Args:
        name: mesh in assets/vessels without its ending.
        foot: centre of the underside.
        yaw: turn about the vertical."""
    links = [Link("vessel", mesh=str(FOLDER / f"{name}.obj"), turned=ring(top, bottom, height))]
    body = load(client, name, links, foot, yaw, friction=0.7)
    return Vessel(body, (float(foot[0]), float(foot[1]), float(foot[2])), min(top, (top + bottom) / 2 + 0.02), height)


def ring(top: float, bottom: float, height: float) -> list[tuple[Vector, Vector, Vector]]:
    """Wall and floor of a round vessel as boxes: centre, roll-pitch-yaw and size of each.

    top, bottom: inner radii in metres, between which the wall leans."""
    lean = math.atan2(top - bottom, height)
    width = 2 * math.tan(math.pi / RING) * (top + _WALL) * 1.03
    length = height / math.cos(lean)
    radius = (top + bottom) / 2 + _WALL / 2
    walls: list[tuple[Vector, Vector, Vector]] = []
    for i in range(RING):
        angle = 2 * math.pi * i / RING
        centre = (radius * math.cos(angle), radius * math.sin(angle), height / 2)
        walls.append((centre, (0.0, lean, angle), (_WALL, width, length)))
    bar = (2 * bottom, 2 * bottom * math.tan(math.pi / 8), _FLOOR)  # four of them across make an octagon: the floor
    walls += [((0.0, 0.0, _FLOOR / 2), (0.0, 0.0, math.pi / 4 * i), bar) for i in range(4)]
    return walls
