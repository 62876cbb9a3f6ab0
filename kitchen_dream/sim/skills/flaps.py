"""Opening a door that drops, such as an oven's: the hand keeps its bar while the base backs off and the lift sinks."""

import math

import numpy as np

from kitchen_dream.kitchens.geometry import FLAP_TRAVEL, handle, leaf
from kitchen_dream.kitchens.spec import Unit
from kitchen_dream.sim.robot.posture import LIFT
from kitchen_dream.sim.robot.robot import Hand, Robot

TRAVEL = FLAP_TRAVEL - 0.02
"""Radians by which it is opened; a little more, and the hand below it would come near the floor."""
FINGERS = 0.018
"""Finger position in metres on the way to the bar."""
_MOST = 2000
"""Stances that are looked at for one way to hold the bar: few have the lift as high as a long door asks for."""
HEADINGS = (0, 20, -20, 40, -40, 60, -60)
"""Degrees by which the hand comes from the side, in the order of preference."""


def grips() -> list[tuple[Hand, float, float]]:
    """Ways to hold the bar: the hand, its heading's offset in radians, and metres above the bar's middle.

    The fingers close from above and below. A hand that is pitched meets the door's upper edge as the door drops."""
    return [(Hand(math.radians(p), upright=True), math.radians(h), 0.0) for p in (0, 30) for h in HEADINGS]


def shift_of(unit: Unit, opening: float) -> tuple[float, float]:
    """How far in metres the bar has come out of the front, and sunk, when the flap stands open by an angle."""
    bar = handle(unit)
    assert bar is not None
    out, up = bar.position[:2], bar.position[2] - unit.z - leaf(unit)[0]
    c, s = math.cos(opening), math.sin(opening)
    proud = math.hypot(out[0] - unit.x, out[1] - unit.y) - unit.depth / 2
    return proud * c + up * s - proud, up - (up * c - proud * s)


def stances(
    robot: Robot, unit: Unit, spot: np.ndarray, heading: float, hand: Hand, start: np.ndarray, part: float,
    sideways: bool,
) -> np.ndarray:
    """Postures (N, 11) at the bar from which the lift can follow it as far down as a part of the travel takes it, the
    arm staying clear of the chassis; sideways: see `Robot.candidates`."""
    stand = robot.candidates(spot, heading, hand, start, most=_MOST, sideways=sideways)
    _, sunk = shift_of(unit, part * TRAVEL)
    stand = stand[stand[:, LIFT] - sunk >= robot.facts.lift_range[0]]
    lowest = stand.copy()
    lowest[:, LIFT] -= sunk
    return stand[robot.spheres(FINGERS, None).self_clearance(lowest) > 0.004]


def along(unit: Unit, grasp: np.ndarray, opening: float) -> np.ndarray:
    """The postures (..., 11) that hold the bar at an opening, for postures that hold it while it is shut."""
    out, sunk = shift_of(unit, opening)
    postures = np.array(grasp, float)
    postures[..., :2] += out * np.array([math.cos(unit.yaw), math.sin(unit.yaw)])
    postures[..., LIFT] -= sunk
    return postures
