"""A picture that floats before the camera of PyBullet's window, at a fixed place of the screen: sharp text, drawn in one command.

PyBullet's own debug text has one thin font, loses the first letter of a line, and each line costs the time of a picture.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy.spatial.transform import Rotation

from kitchen_dream.sim.engine.client import Client

AHEAD = 0.03
"""Metres before the camera: nearer than any wall, and beyond what the window cuts off (0.01)."""
DESIGN = (1280, 720)
"""The window in whose pixels places are given; others scale."""

_QUAD = """v 0 0 0
v 1 0 0
v 1 1 0
v 0 1 0
vt 0 0
vt 1 0
vt 1 1
vt 0 1
vn 0 0 1
f 1/1/1 2/2/1 3/3/1
f 1/1/1 3/3/1 4/4/1
"""


@dataclass(frozen=True)
class Camera:
    """The window's camera.

    Attributes:
        width, height: of the window in pixels.
        distance, yaw, pitch, target: as PyBullet gives them, in metres and degrees.
        half: height of half the picture at a distance of 1 m.
    """

    width: int
    height: int
    distance: float
    yaw: float
    pitch: float
    target: tuple[float, float, float]
    half: float = 1.0

    @classmethod
    def of(cls, client: Client) -> Camera:
        """The camera as it stands."""
        now = client.getDebugVisualizerCamera()
        target = tuple(float(value) for value in now[11])
        return cls(now[0], now[1], float(now[10]), float(now[8]), float(now[9]), target, 1.0 / float(now[3][5]))

    def axes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Unit vectors to the right, up and ahead."""
        yaw, pitch = math.radians(self.yaw), math.radians(self.pitch)
        ahead = np.array([-math.sin(yaw) * math.cos(pitch), math.cos(yaw) * math.cos(pitch), math.sin(pitch)])
        right = np.array([math.cos(yaw), math.sin(yaw), 0.0])
        return right, np.cross(right, ahead), ahead

    @property
    def eye(self) -> np.ndarray:
        """Where it is, (3,)."""
        return np.array(self.target) - self.axes()[2] * self.distance


class Sheet:
    """One picture on the screen.

    Args:
        client: the window.
        box: left, top, width and height in pixels of DESIGN; a box that ends at the right border stays there in any window.
    """

    def __init__(self, client: Client, box: tuple[int, int, int, int]) -> None:
        self.client, self.box = client, box
        self._texture: int | None = None
        self._body: int | None = None
        self._size: tuple[int, int] | None = None
        self._shown: np.ndarray | None = None

    def forget(self) -> None:
        """The world was cleared: body and texture are gone."""
        self._body = self._texture = self._shown = None

    def show(self, image: np.ndarray) -> None:
        """Put a picture (height, width, 3) uint8 of the box's size on the sheet; the same one again costs nothing."""
        if self._shown is not None and np.array_equal(self._shown, image):
            return
        if self._texture is None:
            path = self.client.folder / f"sheet-{'-'.join(map(str, self.box))}.png"
            Image.fromarray(image).save(path)
            self._texture = self.client.loadTexture(str(path))
        self.client.changeTexture(self._texture, image.tobytes(), image.shape[1], image.shape[0])
        self._shown = image.copy()

    def place(self, camera: Camera) -> None:
        """Hold the sheet before the camera."""
        if self._texture is None:
            return
        if self._body is None or self._size != (camera.width, camera.height):
            self._build(camera)
        right, up, ahead = camera.axes()
        left, _, _, bottom = self.pixels(camera)
        half = AHEAD * camera.half
        x, y = (2 * left / camera.width - 1) * half * camera.width / camera.height, (1 - 2 * bottom / camera.height) * half
        place = camera.eye + ahead * AHEAD + right * x + up * y
        turn = Rotation.from_matrix(np.stack([right, up, -ahead], 1)).as_quat()
        self.client.resetBasePositionAndOrientation(self._body, place.tolist(), turn.tolist())

    def pixels(self, camera: Camera) -> tuple[float, float, float, float]:
        """Left, top, right and bottom in the window's pixels."""
        left, top, width, height = self.box
        scale = camera.height / DESIGN[1]
        if left + width == DESIGN[0]:
            return camera.width - width * scale, top * scale, camera.width, (top + height) * scale
        # What does not end at the right border gives way to what does.
        stretch = (camera.width - (DESIGN[0] - left - width) * scale - left * scale) / width
        return left * scale, top * scale, left * scale + width * stretch, (top + height) * scale

    def inside(self, x: float, y: float, camera: Camera) -> tuple[float, float] | None:
        """A point of the window in the picture's pixels, or None beside the sheet."""
        left, top, right, bottom = self.pixels(camera)
        if not (left <= x < right and top <= y < bottom):
            return None
        return (x - left) / (right - left) * self.box[2], (y - top) / (bottom - top) * self.box[3]

    def _build(self, camera: Camera) -> None:
        client = self.client
        if self._body is not None:
            client.removeBody(self._body)
        left, top, right, bottom = self.pixels(camera)
        pixel = 2 * AHEAD * camera.half / camera.height
        shape = client.createVisualShape(
            client.GEOM_MESH,
            fileName=client.scratch_file(_QUAD, ".obj"),
            meshScale=[(right - left) * pixel, (bottom - top) * pixel, 1.0],
            rgbaColor=[1, 1, 1, 1],
            specularColor=[0, 0, 0],
        )
        self._body = client.createMultiBody(0, -1, shape)
        client.changeVisualShape(self._body, -1, textureUniqueId=self._texture, rgbaColor=[1, 1, 1, 1], specularColor=[0, 0, 0])
        self._size = (camera.width, camera.height)
