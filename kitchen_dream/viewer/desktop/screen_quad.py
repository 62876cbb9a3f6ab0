"""Pictures at fixed places of the screen in PyBullet's window: textured quads just before the camera.

This gives sharp text with one command. PyBullet's own debug text has one thin font, loses the first letter of a line,
and each line takes the time of a frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from kitchen_dream.sim.engine.client import Client

AHEAD = 0.03
"""Distance from the camera in metres: nearer than any wall, and beyond the near clipping plane (0.01)."""
DESIGN = (1280, 720)
"""Size in pixels of the window for which places are given. In other windows they scale."""
NARROW = 800
"""Width in pixels of the narrowest window of DESIGN's height with pictures of full size."""

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


def textured(client: Client, mesh: str, scale: list[float], texture: int | None) -> int:
    """Make a body that shows a texture on a mesh file, without shine; returns its number."""
    paint: dict[str, Any] = {"rgbaColor": [1, 1, 1, 1], "specularColor": [0, 0, 0]}
    shape = client.createVisualShape(client.GEOM_MESH, fileName=mesh, meshScale=scale, **paint)
    body = client.createMultiBody(0, -1, shape)
    client.changeVisualShape(body, -1, textureUniqueId=texture, **paint)
    return body


@dataclass(frozen=True)
class WindowCamera:
    """State of the window's camera.

    width, height: of the window in pixels. distance, yaw, pitch, target: as in PyBullet, in metres and degrees. half:
    half the picture's height in metres at a distance of 1 m."""

    width: int
    height: int
    distance: float
    yaw: float
    pitch: float
    target: tuple[float, float, float]
    half: float = 1.0

    @classmethod
    def of(cls, client: Client) -> WindowCamera:
        """The camera at present."""
        now = client.getDebugVisualizerCamera()
        x, y, z = (float(value) for value in now[11])
        return cls(now[0], now[1], float(now[10]), float(now[8]), float(now[9]), (x, y, z), 1.0 / float(now[3][5]))

    def axes(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Unit vectors (3,) to the right, up and ahead."""
        yaw, pitch = math.radians(self.yaw), math.radians(self.pitch)
        ahead = np.array([-math.sin(yaw) * math.cos(pitch), math.cos(yaw) * math.cos(pitch), math.sin(pitch)])
        right = np.array([math.cos(yaw), math.sin(yaw), 0.0])
        return right, np.cross(right, ahead), ahead

    @property
    def eye(self) -> np.ndarray:
        """Position (3,) in metres."""
        return np.array(self.target) - self.axes()[2] * self.distance


class ScreenQuad:
    """One picture at a fixed place of the screen.

    box: left, top, width and height in pixels of DESIGN. A box at the right border stays there in any window."""

    def __init__(self, client: Client, box: tuple[int, int, int, int]) -> None:
        self.client, self.box = client, box
        self._texture: int | None = None
        self._body: int | None = None
        self._size: tuple[int, int] | None = None
        self._shown: np.ndarray | None = None

    def forget(self) -> None:
        """Forget body and texture, after the world was cleared."""
        self._body = self._texture = self._shown = None

    def show(self, image: np.ndarray) -> None:
        """Show a picture (height, width, 3) uint8 of the box's size. Showing the same one again costs nothing."""
        if self._shown is not None and np.array_equal(self._shown, image):
            return
        if self._texture is None:
            path = self.client.folder / f"quad-{'-'.join(map(str, self.box))}.png"
            Image.fromarray(image).save(path)
            self._texture = self.client.loadTexture(str(path))
        self.client.changeTexture(self._texture, image.tobytes(), image.shape[1], image.shape[0])
        self._shown = image.copy()

    def place(self, camera: WindowCamera) -> None:
        if self._texture is None:
            return
        if self._body is None or self._size != (camera.width, camera.height):
            self._build(camera)
        right, up, ahead = camera.axes()
        left, _, _, bottom = self.pixels(camera)
        half = AHEAD * camera.half
        x = (2 * left / camera.width - 1) * half * camera.width / camera.height
        y = (1 - 2 * bottom / camera.height) * half
        place = camera.eye + ahead * AHEAD + right * x + up * y
        turn = self.client.getQuaternionFromEuler([math.radians(camera.pitch + 90), 0, math.radians(camera.yaw)])
        self.client.resetBasePositionAndOrientation(self._body, place.tolist(), turn)

    def pixels(self, camera: WindowCamera) -> tuple[float, float, float, float]:
        """Left, top, right and bottom in pixels of the window."""
        left, top, width, height = self.box
        scale = min(camera.height / DESIGN[1], camera.width / NARROW)
        if left + width == DESIGN[0]:
            return camera.width - width * scale, top * scale, camera.width, (top + height) * scale
        # Boxes that do not end at the right border make room for those that do.
        stretch = (camera.width - (DESIGN[0] - left - width) * scale - left * scale) / width
        return left * scale, top * scale, left * scale + width * stretch, (top + height) * scale

    def inside(self, x: float, y: float, camera: WindowCamera) -> tuple[float, float] | None:
        """A point of the window in pixels of the picture, or None outside it."""
        left, top, right, bottom = self.pixels(camera)
        if not (left <= x < right and top <= y < bottom):
            return None
        return (x - left) / (right - left) * self.box[2], (y - top) / (bottom - top) * self.box[3]

    def _build(self, camera: WindowCamera) -> None:
        client = self.client
        if self._body is not None:
            client.removeBody(self._body)
        left, top, right, bottom = self.pixels(camera)
        pixel = 2 * AHEAD * camera.half / camera.height
        scale = [(right - left) * pixel, (bottom - top) * pixel, 1.0]
        self._body = textured(client, client.scratch_file(_QUAD, ".obj"), scale, self._texture)
        self._size = (camera.width, camera.height)
