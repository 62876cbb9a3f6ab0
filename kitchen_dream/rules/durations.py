"""How many seconds of the robot's time each skill takes in the abstract backend.

These are a fit to the shipped robot in PyBullet, made by `benchmarks/durations.py`, which prints it with its error.
The speeds are what explains the measured seconds best once DRIVE_OVERHEAD is taken off, and so a little above those
that the robot keeps (`RobotFacts.drive_speed`, `turn_speed`): a test holds them together. Seconds to open a unit and
to take something out stand in the catalogue, one row a kind."""

import numpy as np

DRIVE_SPEED = 0.88
"""Fitted speed of the base on a path in m/s."""
DRIVE_OVERHEAD = 0.41
"""Seconds to start, brake and settle."""
TURN_SPEED = 2.01
"""Fitted turning speed in rad/s; turning and driving run at the same time."""
LOOK = 0.58
"""Seconds to look into an open unit."""
PUT = 3.7
"""Seconds to drop an ingredient into pot or bowl."""
PRESS = 2.9
"""Seconds to press a button of the stove."""


def drive_seconds(metres: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """Seconds to drive a path of `metres` while turning by `turn` radians; 0 for staying where one is."""
    seconds = np.maximum(metres / DRIVE_SPEED, np.abs(turn) / TURN_SPEED) + DRIVE_OVERHEAD
    return np.where((metres < 1e-6) & (np.abs(turn) < 1e-6), 0.0, seconds)
