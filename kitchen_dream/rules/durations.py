"""How many seconds of the robot's time each skill takes in the abstract backend.

These are a fit to the shipped robot in PyBullet, made by `benchmarks/durations.py`, which prints it with its error. The speeds are
what explains the measured seconds best once DRIVE_OVERHEAD is taken off, and so a little above those that the robot keeps
(`RobotFacts.drive_speed`, `turn_speed`): a test holds them together.
"""

from __future__ import annotations

import numpy as np

from kitchen_dream.kitchens.spec import UNIT_KINDS

DRIVE_SPEED = 0.88
"""Fitted speed of the base on a path in m/s."""
DRIVE_OVERHEAD = 0.41
"""Seconds to start, brake and settle."""
TURN_SPEED = 2.01
"""Fitted turning speed in rad/s; turning and driving run at the same time."""

OPEN = {"drawer": 4.0, "base_cabinet": 5.6, "wall_cabinet": 5.8, "fridge": 6.3, "pantry": 5.8, "shelf": 0.0}
"""Seconds to reach for the handle, open, let go and back off, by kind of unit."""
LOOK = 0.58
"""Seconds to look into an open unit."""
TAKE = {"drawer": 6.5, "base_cabinet": 4.0, "wall_cabinet": 4.7, "fridge": 3.3, "pantry": 3.7, "shelf": 4.6}
"""Seconds to take an ingredient, by kind of the unit that it lies in."""
PUT = 3.7
"""Seconds to drop an ingredient into pot or bowl."""
PRESS = 2.9
"""Seconds to press a button of the stove."""

OPEN_SECONDS = np.array([OPEN[kind] for kind in UNIT_KINDS])
TAKE_SECONDS = np.array([TAKE[kind] for kind in UNIT_KINDS])


def drive_seconds(metres: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """Seconds to drive a path of `metres` while turning by `turn` radians; 0 for staying where one is."""
    seconds = np.maximum(metres / DRIVE_SPEED, np.abs(turn) / TURN_SPEED) + DRIVE_OVERHEAD
    return np.where((metres < 1e-6) & (np.abs(turn) < 1e-6), 0.0, seconds)
