"""The cameras of all viewers of a page: each has its own, which a viewer turns with the mouse."""

from __future__ import annotations

import math

import numpy as np
import viser

from kitchen_dream.sim.sensing.pictures import Point

NEAR = 2.4
"""Metres at which a camera follows the robot."""
CHEST = 0.9
"""Height in metres of the point on the robot that it follows."""
STILL = 0.02
"""Metres that the robot may go before the cameras follow."""


class Cameras:
    """Puts all cameras where the kitchen is seen whole, or lets them go with the robot; else viewers turn their own."""

    def __init__(self, server: viser.ViserServer) -> None:
        self.server = server
        self._view = ""
        self._robot: np.ndarray | None = None

    def begin(self, eye: Point, target: Point, fov: float) -> None:
        """Show a kitchen whole. fov: vertical field of view in degrees."""
        self._room = (eye, target)
        first = self.server.initial_camera
        first.position, first.look_at, first.fov = eye, target, math.radians(fov)
        self._view = ""

    def follow(self, view: str, robot: np.ndarray) -> None:
        """Move the cameras if necessary. view: `room`, `follow` or `free`. robot: (2,) its position in metres."""
        turned, self._view = view != self._view, view
        if turned and view == "room":
            self._put(*self._room)
        elif turned and view == "follow":
            self._robot = robot.copy()
            eye, target = np.array(self._room[0]), np.array([*robot, CHEST])
            way = eye - target
            self._put(tuple(target + way * NEAR / np.linalg.norm(way)), tuple(target))
        elif view == "follow" and self._robot is not None and np.abs(robot - self._robot).max() > STILL:
            gone = np.array([*(robot - self._robot), 0.0])
            self._robot = robot.copy()
            for client in self.server.get_clients().values():
                client.camera.position = client.camera.position + gone  # what it looks at moves with it

    def _put(self, eye: Point, target: Point) -> None:
        for client in self.server.get_clients().values():
            client.camera.position, client.camera.look_at = eye, target
