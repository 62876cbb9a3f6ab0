"""The robot's head camera: colours and depth in one shot, small and fast enough to learn from.

TinyRenderer's time goes by triangles. What cannot be in the picture is therefore not drawn: ingredients in units that
are shut, and furniture that is all behind the camera or beside its view. The picture is the same to the last bit."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from kitchen_dream.kitchens.spec import Box
from kitchen_dream.sim.engine.camera import FAR, NEAR, shoot
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.robot.posture import ARM
from kitchen_dream.sim.robot.robot import CameraPose, Robot
from kitchen_dream.sim.scene.kitchen_scene import Scene

WIDTH, HEIGHT = 80, 60
"""Pixels of an observation."""
FOV = 52.0
"""Vertical field of view in degrees: a whole unit fits into the picture, and a small thing at its bottom has pixels."""
_SHUT = 0.005
"""Part of its travel up to which a front hides all that lies behind it."""
_LINK_RADIUS, _ITEM_RADIUS = 0.39, 0.15
"""Metres around the frame of an arm's link, and around the middle of an ingredient, that hold all of it. The frame is
that of the last step's beginning: PyBullet's `computeForwardKinematics` would move bodies by rounding, and with them
all that comes after a picture."""
Look = tuple[int, int, tuple[float, ...]]
"""A body, its link, and the colour (red, green, blue, opacity) in which it is shown."""
_SEGMENTS = (1 << 24) - 1  # the lower bits of a segmentation value are the body


@dataclass(frozen=True)
class Shot:
    """One picture.

    Attributes:
        rgb: (height, width, 3) uint8.
        depth: (height, width) float32, metres along the camera's axis, NEAR to FAR; FAR where nothing is."""

    rgb: np.ndarray
    depth: np.ndarray


class HeadCamera:
    """A camera on the robot's head.

    Args:
        client, scene, robot: the world. In a window nothing is left out, since it would vanish there too.
        width, height: pixels, at least 8 each. Raises ValueError below that.

    Examples:
        >>> from kitchen_dream.kitchens.layout.generator import generate
        >>> from kitchen_dream.sim.body import KitchenBody
        >>> body = KitchenBody(generate(3))
        >>> shot = HeadCamera(body.client, body.scene, body.robot).shoot()
        >>> shot.rgb.shape, shot.depth.shape
        ((60, 80, 3), (60, 80))
        >>> body.close()
    """

    def __init__(self, client: Client, scene: Scene, robot: Robot, width: int = WIDTH, height: int = HEIGHT) -> None:
        if min(width, height) < 8:
            raise ValueError(f"a picture of {width} x {height} pixels shows nothing; use at least 8 x 8")
        self._client, self._scene, self._robot = client, scene, robot
        self.width, self.height = width, height
        self._projection = client.computeProjectionMatrixFOV(FOV, width / height, NEAR, FAR)
        up = math.tan(math.radians(FOV) / 2)
        right = up * (width / height)
        self._planes = view_planes(-right, right, -up, up)
        units, stove = scene.places, scene.kitchen.stove
        # the stove's box holds the pot; its lamps change their colours, and are left as they are
        self._corners = np.stack([*(_corners(u, u.height) for u in units), _corners(stove, stove.height + 0.3)])
        self._furniture = [list(_looks(client, unit.body).values()) for unit in scene.units]
        vessels = [look for body in scene.fixed_vessels[:1] for look in _looks(client, body).values()]
        self._furniture.append([_looks(client, scene.stove.body)[-1], *vessels])
        self._low = np.array([(*unit.footprint[:2], unit.z) for unit in units])
        self._high = np.array([(*unit.footprint[2:], unit.z + unit.height) for unit in units])
        self._items = [list(_looks(client, item.body).values()) for item in scene.items.values()]
        own = _looks(client, robot.body)
        self._arm = [*robot.joints[ARM], robot.hand, *robot.fingers]
        self._links = [[own[link]] for link in self._arm]

    def shoot(self) -> Shot:
        """What the camera sees now."""
        rgb, depth, _ = self._render()
        metres = FAR * NEAR / (FAR - (FAR - NEAR) * depth)
        return Shot(rgb.copy(), np.clip(metres, NEAR, FAR).astype(np.float32))

    def bodies(self) -> np.ndarray:
        """Which body each pixel shows, (height, width) int64; -1: nothing. For tests and labels, not for policies."""
        segments = self._render(segments=True)[2].astype(np.int64)
        return np.where(segments >= 0, segments & _SEGMENTS, -1)

    def pixels(self, key: tuple[int, int]) -> int:
        """How many pixels show the ingredient `scene.items[key]`."""
        return int((self.bodies() == self._scene.items[key].body).sum())

    def _render(self, segments: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        pose, size = self._robot.head_camera_pose(), (self.width, self.height)
        with self._left_out(pose):
            return shoot(self._client, pose.eye, pose.target, self._projection, size, segments=segments)

    @contextmanager
    def _left_out(self, pose: CameraPose) -> Iterator[None]:
        """Hide what this camera cannot see while it takes one picture; other cameras see everything."""
        hidden = [] if self._client.mode == "gui" else self._unseen(pose)
        for body, link, (r, g, b, _) in hidden:
            self._client.changeVisualShape(body, link, rgbaColor=(r, g, b, 0.0))
        try:
            yield
        finally:
            for body, link, colour in hidden:
                self._client.changeVisualShape(body, link, rgbaColor=colour)

    def _unseen(self, pose: CameraPose) -> list[Look]:
        """What the camera cannot see from a pose: things in shut units, and all that is wholly on the far side of an
        edge of its view."""
        client, scene, eye = self._client, self._scene, np.array(pose.eye)
        axes = eye_axes(np.array(pose.target) - eye)
        shut = np.array([body.joint is not None and scene.opening(u) < _SHUT for u, body in enumerate(scene.units)])
        beside = ((self._corners - eye) @ axes @ self._planes.T < 0).all(1).any(1)
        beside[: len(shut)] &= shut  # things stick out of a unit that is not shut
        hidden = [look for k in np.flatnonzero(beside) for look in self._furniture[k]]
        states = client.getLinkStates(self._robot.body, self._arm)
        arm = np.array([state[4] for state in states])
        food = np.array([client.getBasePositionAndOrientation(i.body)[0] for i in scene.items.values()]).reshape(-1, 3)
        for places, radius, looks in ((arm, _LINK_RADIUS, self._links), (food, _ITEM_RADIUS, self._items)):
            far = ((places - eye) @ axes @ self._planes.T < -radius).any(1)
            if looks is self._items:
                inside = (places[:, None] >= self._low[shut]) & (places[:, None] <= self._high[shut])
                far |= inside.all(2).any(1)
            hidden += [look for k in np.flatnonzero(far) for look in looks[k]]
        return hidden


def _corners(box: Box, height: float) -> np.ndarray:
    """Corners (8, 3) of a box with whatever sticks out of its front, such as handles."""
    (x0, y0, x1, y1), out = box.footprint, 0.08
    return np.array(
        [(x, y, z) for x in (x0 - out, x1 + out) for y in (y0 - out, y1 + out) for z in (box.z, box.z + height)]
    )


def _looks(client: Client, body: int) -> dict[int, Look]:
    """Each link of a body that has something to show, with its colour."""
    return {entry[1]: (body, entry[1], tuple(entry[7])) for entry in client.getVisualShapeData(body)}


def view_planes(left: float, right: float, bottom: float, top: float) -> np.ndarray:
    """Inward normals (5, 3), in axes (ahead, right, up), of the camera's plane and of a view between these slopes."""
    planes = np.array([(1, 0, 0), (-left, 1, 0), (right, -1, 0), (-bottom, 0, 1), (top, 0, -1)], float)
    return planes / np.linalg.norm(planes, axis=1, keepdims=True)


def eye_axes(ahead: np.ndarray) -> np.ndarray:
    """Unit vectors ahead, to the right and up, as columns (3, 3)."""
    forward = ahead / np.linalg.norm(ahead)
    right = np.cross(forward, (0.0, 0.0, 1.0))
    right /= np.linalg.norm(right)
    return np.stack([forward, right, np.cross(right, forward)], 1)
