"""Turns the window's camera: a place that sees the scene, or after the robot, or as the viewer left it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from kitchen_dream.media.viewpoint import Director
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.sensing.pictures import light_from
from kitchen_dream.viewer import hud as bar
from kitchen_dream.viewer import panel
from kitchen_dream.viewer.controls import Controls
from kitchen_dream.viewer.screen_quad import DESIGN, Camera

NEAR = 2.1
"""Metres from the robot at which the camera follows it."""
CHEST = 0.9
"""Height in metres that it looks at then."""
CLOSER = 0.62
"""Share of the director's distance at which this camera stands: its lens is fixed at 90 degrees, where a film has 52."""
MOVED = 0.05
"""Metres and degrees beyond which the viewer, and not rounding, has moved the camera."""
SLACK = 0.08
"""Metres that the robot may go before the camera goes after it: each move costs a command."""


class Cameraman:
    """The camera of one kitchen.

    Args:
        client: the window.
        body: the kitchen; the director casts rays in it.
    """

    def __init__(self, client: Client, body: KitchenBody) -> None:
        self.client = client
        self.director = Director(body, (DESIGN[0] - panel.WIDTH) / (DESIGN[1] - bar.HEIGHT))
        self._wish: tuple | None = None
        self._set: Camera | None = None
        self._view = ""
        self._due = True

    def cut(self, station: int) -> None:
        """Something happens at a station from now on."""
        self._wish = self.director.view(station)
        self._due = True

    def follow(self, controls: Controls, now: Camera, robot: np.ndarray) -> Camera:
        """Set the camera where it should be; returns the camera as it stands then.

        Args:
            controls: which view is wanted; becomes `free` when the viewer turns the camera in the room view.
            now: the camera as PyBullet has it.
            robot: (2,) where the robot is.
        """
        if controls.view != self._view:
            self._view, self._due = controls.view, True
        if self._wish is None:
            self._wish = self.director.view(None)
        if controls.view == "room":
            if not self._due and self._turned(now):
                controls.view = self._view = "free"
                return now
            if self._due:
                return self._move(aimed(now, *self._wish))
        elif controls.view == "follow":
            target = (float(robot[0]), float(robot[1]), CHEST)
            if self._due:
                return self._move(behind(replace(now, target=target, distance=NEAR, pitch=min(now.pitch, -25.0))))
            shown = centre(now)
            if math.dist(shown, target) > SLACK:
                return self._move(behind(replace(now, target=target)))
        self._due = False
        return now

    def _move(self, camera: Camera) -> Camera:
        self._due = False
        self._set = camera
        client = self.client
        client.resetDebugVisualizerCamera(camera.distance, camera.yaw, camera.pitch, list(camera.target))
        # Light from behind the viewer: what is looked at is lit, and so are the sheets.
        client.configureDebugVisualizer(lightPosition=list(light_from(tuple(camera.eye), camera.target)))
        return camera

    def _turned(self, now: Camera) -> bool:
        if self._set is None:
            return False
        yaw = (now.yaw - self._set.yaw + 180) % 360 - 180
        return max(abs(yaw), abs(now.pitch - self._set.pitch), abs(now.distance - self._set.distance)) > MOVED


def aimed(camera: Camera, eye: tuple[float, float, float], target: tuple[float, float, float]) -> Camera:
    """A camera on the way from `eye` that shows `target` in the middle of what panel and bar leave free."""
    away = np.subtract(target, eye) * CLOSER
    eye = np.array(target) - away
    flat = math.hypot(away[0], away[1])
    x, y = offset(camera)
    # What should stand left of the middle needs a camera turned to the right; what stands below it, one turned up.
    yaw = math.degrees(math.atan2(-away[0], away[1])) - math.degrees(math.atan(x))
    pitch = math.degrees(math.atan2(away[2], flat)) + math.degrees(math.atan(y))
    turned = replace(camera, yaw=yaw, pitch=pitch, distance=float(np.linalg.norm(away)))
    point = eye + turned.axes()[2] * turned.distance
    return replace(turned, target=tuple(float(value) for value in point))


def behind(camera: Camera) -> Camera:
    """The camera, shifted so that its target stands in the middle of what panel and bar leave free."""
    right, up, _ = camera.axes()
    x, y = offset(camera)
    point = np.array(camera.target) + (right * x + up * y) * camera.distance
    return replace(camera, target=tuple(float(value) for value in point))


def centre(camera: Camera) -> tuple[float, float, float]:
    """The inverse of `behind`: what stands in the middle of what is left free."""
    right, up, _ = camera.axes()
    x, y = offset(camera)
    point = np.array(camera.target) - (right * x + up * y) * camera.distance
    return tuple(float(value) for value in point)


def offset(camera: Camera) -> tuple[float, float]:
    """How far the free part's middle is left of and below the window's, as tangents of angles."""
    return panel.WIDTH / DESIGN[1] * camera.half, bar.HEIGHT / DESIGN[1] * camera.half
