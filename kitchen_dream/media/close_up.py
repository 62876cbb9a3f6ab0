"""A camera close to the robot's hand, from a side on which nothing hides it."""

import math

import numpy as np

from kitchen_dream.media.viewpoint import Point, as_point
from kitchen_dream.sim.body import KitchenBody

DISTANCE = 0.75
"""Metres from the camera to the point between the fingertips, if nothing else is said."""
HAND = 0.16
"""Metres around that point in which what is hit is the hand itself, or what it works at."""
LEAST_SLOPE = 0.35
"""The camera looks down at least so steeply."""
TURNS = (0.0, 0.5, -0.5, 1.0, -1.0, 1.5, -1.5, 2.0, -2.0)
"""Radians about the vertical by which the camera may go around the hand."""


class CloseUp:
    """Goes around the hand as little as it can, and stays where it is as long as the hand is seen from there.

    distance: from the camera to the point between the fingertips, in metres."""

    def __init__(self, body: KitchenBody, distance: float = DISTANCE) -> None:
        self._body, self._distance, self._turn = body, distance, 0.0

    def view(self, eye: Point) -> tuple[Point, Point]:
        """Eye and target, in metres, from the side of `eye`."""
        hand = self._body.robot.tool()[1]
        x, y, z = np.subtract(eye, hand)
        flat, heading = math.hypot(x, y), math.atan2(y, x)
        slope = max(math.atan2(z, flat), LEAST_SLOPE)
        turns = sorted(TURNS, key=lambda turn: abs(turn - self._turn))
        angles = heading + np.array(turns)
        ways = np.stack([np.cos(angles) * math.cos(slope), np.sin(angles) * math.cos(slope)], axis=1)
        ways = np.column_stack([ways, np.full(len(turns), math.sin(slope))])
        hits = self._body.client.rayTestBatch((hand + HAND * ways).tolist(), (hand + self._distance * ways).tolist())
        free = [k for k, hit in enumerate(hits) if hit[0] < 0]
        best = free[0] if free else int(np.argmax([hit[2] for hit in hits]))
        self._turn = turns[best]
        return as_point(hand + self._distance * ways[best]), as_point(hand)
