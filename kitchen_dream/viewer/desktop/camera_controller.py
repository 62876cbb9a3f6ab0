"""Moves the window's camera: it shows the whole scene, follows the robot, or stays where the viewer left it."""

import math
from dataclasses import replace

import numpy as np

from kitchen_dream.media.viewpoint import ViewpointPlanner, as_point
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.sensing.pictures import Point, light_from
from kitchen_dream.viewer.controls import Controls
from kitchen_dream.viewer.desktop import hud, panel
from kitchen_dream.viewer.desktop.screen_quad import DESIGN, WindowCamera

NEAR = 2.1
"""Distance in metres at which the camera follows the robot."""
CHEST = 0.9
"""Height in metres of the point on the robot that it follows."""
FREE = (DESIGN[0] - panel.WIDTH, DESIGN[1] - hud.HEIGHT)
"""Width and height in pixels of the area that panel and bar leave free."""
MOVED = 0.05
"""Metres and degrees from which a change is the viewer's, and not rounding."""
SLACK = 0.08
"""Metres that the robot may go before the camera follows. Each move costs a command."""


class CameraController:
    """Moves the camera for one kitchen. body: the kitchen in PyBullet, in which the viewpoints are planned."""

    def __init__(self, client: Client, body: KitchenBody) -> None:
        self.client = client
        fov = 2 * math.degrees(math.atan(FREE[1] / DESIGN[1]))  # the whole window has 90 degrees, as PyBullet wants it
        self.viewpoints = ViewpointPlanner(body, FREE[0] / FREE[1], fov)
        self._station: int | None = None
        self._goal: tuple[Point, Point] | None = None
        self._set: WindowCamera | None = None
        self._view = ""
        self._due = True

    def cut(self, station: int) -> None:
        """Show what happens at a station from now on."""
        self._station = station

    def follow(self, controls: Controls, now: WindowCamera, robot: np.ndarray) -> WindowCamera:
        """Move the camera if necessary, and return it.

        controls: its view is used, and set to `free` if the viewer has turned the camera in the view `room`. now: the
        camera at present. robot: (2,) position of the robot in metres."""
        if controls.view != self._view:
            self._view, self._due = controls.view, True
        if controls.view == "room":
            if not self._due and self._turned(now):
                controls.view = self._view = "free"
                return now
            goal = self.viewpoints.view(self._station, robot)
            if self._due or self._goal is None or max(map(math.dist, goal, self._goal)) > SLACK:
                self._goal = goal
                return self._move(aim(now, *goal))
        elif controls.view == "follow":
            target = (float(robot[0]), float(robot[1]), CHEST)
            if self._due:
                near = replace(now, target=target, distance=NEAR, pitch=min(now.pitch, -25.0))
                return self._move(shift_to_target(near))
            shown = free_centre(now)
            if math.dist(shown, target) > SLACK:
                return self._move(shift_to_target(replace(now, target=target)))
        self._due = False
        return now

    def _move(self, camera: WindowCamera) -> WindowCamera:
        self._due = False
        self._set = camera
        client = self.client
        client.resetDebugVisualizerCamera(camera.distance, camera.yaw, camera.pitch, list(camera.target))
        # Light from behind the viewer, so that the scene and the screen quads are lit.
        client.configureDebugVisualizer(lightPosition=list(light_from(tuple(camera.eye), camera.target)))
        return camera

    def _turned(self, now: WindowCamera) -> bool:
        if self._set is None:
            return False
        yaw = (now.yaw - self._set.yaw + 180) % 360 - 180
        return max(abs(yaw), abs(now.pitch - self._set.pitch), abs(now.distance - self._set.distance)) > MOVED


def aim(camera: WindowCamera, eye: Point, target: Point) -> WindowCamera:
    """A camera on the line from `target` to `eye`, both in metres, with `target` in the middle of the free area."""
    away = np.subtract(target, eye)
    position = np.array(target) - away
    flat = math.hypot(away[0], away[1])
    x, y = free_area_offset(camera)
    # To show the target left of the middle, turn the camera right; to show it below the middle, turn it up.
    yaw = math.degrees(math.atan2(-away[0], away[1])) - math.degrees(math.atan(x))
    pitch = math.degrees(math.atan2(away[2], flat)) + math.degrees(math.atan(y))
    turned = replace(camera, yaw=yaw, pitch=pitch, distance=float(np.linalg.norm(away)))
    point = position + turned.axes()[2] * turned.distance
    return replace(turned, target=as_point(point))


def shift_to_target(camera: WindowCamera) -> WindowCamera:
    """The camera, shifted so that its target is in the middle of the area that panel and hud leave free."""
    right, up, _ = camera.axes()
    x, y = free_area_offset(camera)
    point = np.array(camera.target) + (right * x + up * y) * camera.distance
    return replace(camera, target=as_point(point))


def free_centre(camera: WindowCamera) -> Point:
    """The point that is in the middle of the free area; the inverse of `shift_to_target`."""
    right, up, _ = camera.axes()
    x, y = free_area_offset(camera)
    point = np.array(camera.target) - (right * x + up * y) * camera.distance
    return as_point(point)


def free_area_offset(camera: WindowCamera) -> tuple[float, float]:
    """How far the free area's middle is left of and below the window's middle, as tangents of angles."""
    return panel.WIDTH / DESIGN[1] * camera.half, hud.HEIGHT / DESIGN[1] * camera.half
