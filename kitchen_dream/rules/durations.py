"""How many seconds of the robot's time each skill takes in the abstract backend.

These are a fit to the shipped robot in PyBullet, made by `benchmarks/durations.py`, which prints it with its error.
The speeds are what explains the measured seconds best once DRIVE_OVERHEAD is taken off, and so a little above those
that the robot keeps (`RobotFacts.drive_speed`, `turn_speed`): a test holds them together. Seconds to open a unit and
to take something out stand in the catalogue, one row a kind."""

import math

import numpy as np

from kitchen_dream.kitchens.geometry import station
from kitchen_dream.kitchens.spec import Pose2D, Unit

DRIVE_SPEED = 0.88
"""Fitted speed of the base on a path in m/s."""
DRIVE_OVERHEAD = 0.41
"""Seconds to start, brake and settle."""
TURN_SPEED = 2.01
"""Fitted turning speed in rad/s; turning and driving run at the same time."""
LOOK = 0.58
"""Seconds to look into an open unit."""
SHUT_FIRST = 2.4
"""Seconds more for a unit with a panel that the robot parks close to or beside, in a narrow aisle: it waits while the
unit shuts before it drives off."""
PUSHED_OPEN = 3.0
"""Seconds more for a tall door that is pulled ajar there and pushed open from inside."""
CLOSE_BY = 0.7
"""Metres from a tall front to the parked robot below which its door must be opened so."""
PUT = 3.7
"""Seconds to drop an ingredient into pot or bowl."""
PRESS = 2.9
"""Seconds to press a button of the stove."""


def drive_seconds(metres: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """Seconds to drive a path of `metres` while turning by `turn` radians; 0 for staying where one is."""
    seconds = np.maximum(metres / DRIVE_SPEED, np.abs(turn) / TURN_SPEED) + DRIVE_OVERHEAD
    return np.where((metres < 1e-6) & (np.abs(turn) < 1e-6), 0.0, seconds)


def open_and_look(unit: Unit, place: Pose2D) -> float:
    """Seconds to open a unit and look into it, for a robot that parks at a place near it."""
    seconds = unit.traits.open_seconds + LOOK
    if unit.traits.opens == "open" or place == station(unit):
        return seconds
    before = abs((place.x - unit.x) * math.cos(unit.yaw) + (place.y - unit.y) * math.sin(unit.yaw)) - unit.depth / 2
    pushed = unit.traits.opens == "door" and unit.traits.tall and before < CLOSE_BY
    return seconds + SHUT_FIRST + PUSHED_OPEN * pushed
