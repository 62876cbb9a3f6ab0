"""What a hand at a panel does while the panel moves: the base carries it along, the arm keeps its shape."""

import math

import numpy as np

from kitchen_dream.kitchens.spec import Unit
from kitchen_dream.sim.robot.posture import YAW
from kitchen_dream.sim.scene.obstacles import hinge
from kitchen_dream.sim.skills import flaps

TURNS = (0.6, 0.35, 0.85, 0.15, 1.0, 0.0)
"""Parts of a door's angle by which the robot turns along, in the order of preference."""


def carried(unit: Unit, postures: np.ndarray, point: np.ndarray, move: float, factor: float) -> np.ndarray:
    """Postures (..., 11) whose hand has gone along with a panel.

    Args:
        unit: whose panel.
        postures: with the hand at the point.
        point: of the panel, (2,) or (3,), world, metres.
        move: of the panel's joint since then, metres or radians, positive while it opens.
        factor: part of a door's angle by which the robot turns along; 0 for a drawer."""
    if unit.traits.opens == "flap":
        return flaps.along(unit, postures, move)
    out = np.array(postures, float)
    if unit.traits.opens == "drawer":
        out[..., :2] += move * np.array([math.cos(unit.yaw), math.sin(unit.yaw)])
        return out
    pivot, turn = hinge(unit, move)
    c, s = math.cos(turn), math.sin(turn)
    arm = point[:2] - pivot[:2]
    moved = pivot[:2] + np.array([c * arm[0] - s * arm[1], s * arm[0] + c * arm[1]])
    c, s = math.cos(factor * turn), math.sin(factor * turn)
    stick = np.array(postures)[..., :2] - point[:2]
    out[..., 0] = moved[0] + c * stick[..., 0] - s * stick[..., 1]
    out[..., 1] = moved[1] + s * stick[..., 0] + c * stick[..., 1]
    out[..., YAW] += factor * turn
    return out


def face(unit: Unit, opening: float, along: float, height: float, inner: bool) -> tuple[np.ndarray, float]:
    """A point of a panel's face, (3,) in the world, and the direction in radians in which the face looks.

    Args:
        unit: whose panel.
        opening: of its joint, metres or radians.
        along: metres from the hinge; from the middle for a drawer.
        height: metres above the floor.
        inner: the face that is inside while it is shut."""
    if unit.traits.opens == "drawer":
        x, y, _ = unit.to_world((unit.depth / 2 + opening, along, 0.0))
        return np.array([x, y, height]), unit.yaw
    pivot, turn = hinge(unit, opening)
    across = unit.yaw + (math.pi / 2 if unit.hinge == "left" else -math.pi / 2) + turn
    looks = unit.yaw + turn
    point = pivot[:2] + along * np.array([math.cos(across), math.sin(across)])
    if inner:
        point, looks = point - 0.018 * np.array([math.cos(looks), math.sin(looks)]), looks + math.pi
    return np.array([*point, height]), looks
