"""Pot and salad bowl: hollow, so that what is dropped into them stays there."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kitchen_dream.resources import ASSETS
from kitchen_dream.sim.client import Client
from kitchen_dream.sim.textures import PALETTE

FOLDER = ASSETS / "vessels"

RING = 16
"""Boxes of a vessel's wall."""

_FLOOR = 0.006
_WALL = 0.008


@dataclass(frozen=True)
class Vessel:
    """A vessel in the physics: `foot` is the centre of its underside in the world, lengths are metres."""

    body: int
    foot: tuple[float, float, float]
    inner_radius: float
    height: float

    @property
    def rim(self) -> float:
        """World height of the rim."""
        return self.foot[2] + self.height

    def holds(self, point: tuple[float, float, float]) -> bool:
        """Whether a point lies inside the vessel, below its rim (and a hand's breadth above, where things are heaped)."""
        dx, dy = point[0] - self.foot[0], point[1] - self.foot[1]
        return math.hypot(dx, dy) <= self.inner_radius and self.foot[2] <= point[2] <= self.rim + 0.06


def build_vessel(
    client: Client, name: str, foot: tuple[float, float, float], top: float, bottom: float, height: float, yaw: float = 0.0
) -> Vessel:
    """A static vessel whose wall leans from radius `bottom` to radius `top` (both inside).

    Args:
        name: mesh in assets/vessels without its ending.
        foot: centre of the underside.
        yaw: turn about the vertical.
    """
    lean = math.atan2(top - bottom, height)
    half = [_WALL / 2, math.tan(math.pi / RING) * (top + _WALL) * 1.03, height / 2 / math.cos(lean)]
    wall = client.createCollisionShape(client.GEOM_BOX, halfExtents=half)
    floor = client.createCollisionShape(client.GEOM_CYLINDER, radius=bottom + _WALL, height=_FLOOR)
    mesh = FOLDER / f"{name}.obj"
    look = client.createVisualShape(client.GEOM_MESH, fileName=str(mesh)) if mesh.is_file() else -1
    angles = [2 * math.pi * i / RING for i in range(RING)]
    radius = (top + bottom) / 2 + _WALL / 2
    orientation = client.getQuaternionFromEuler([0, 0, yaw])
    body = client.createMultiBody(
        0,
        -1,
        look,
        foot,
        orientation,
        linkMasses=[0] * (RING + 1),
        linkCollisionShapeIndices=[wall] * RING + [floor],
        linkVisualShapeIndices=[-1] * (RING + 1),
        linkPositions=[[radius * math.cos(a), radius * math.sin(a), height / 2] for a in angles] + [[0, 0, _FLOOR / 2]],
        linkOrientations=[client.getQuaternionFromEuler([0, lean, a]) for a in angles] + [[0, 0, 0, 1]],
        linkInertialFramePositions=[[0, 0, 0]] * (RING + 1),
        linkInertialFrameOrientations=[[0, 0, 0, 1]] * (RING + 1),
        linkParentIndices=[0] * (RING + 1),
        linkJointTypes=[client.JOINT_FIXED] * (RING + 1),
        linkJointAxis=[[0, 0, 1]] * (RING + 1),
    )
    if mesh.is_file():
        client.changeVisualShape(body, -1, textureUniqueId=client.texture(PALETTE), rgbaColor=[1, 1, 1, 1])
    for link in range(-1, RING + 1):
        client.changeDynamics(body, link, lateralFriction=0.7, restitution=0.0)
    return Vessel(body, (float(foot[0]), float(foot[1]), float(foot[2])), min(top, (top + bottom) / 2 + 0.02), height)
