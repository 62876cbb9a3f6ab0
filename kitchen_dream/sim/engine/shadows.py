"""Soft shadows for pictures. TinyRenderer's own end at a hard border across walls; these cover all that is seen.

The world is drawn once more from where the light comes from, and a point of the picture is in shadow where something
is nearer to the light. The map's edges are softened by its mean and variance (variance shadow maps, Donnelly &
Lauritzen 2006)."""

import math
from dataclasses import dataclass

import numpy as np

from kitchen_dream.sim.engine.client import Client

DARKEST = 0.7
"""How much of its brightness a surface keeps in full shadow."""
_MAP = 384
_STEP = 2
"""Shadows are found for every second pixel of every second row: their edges are soft."""
_DISTANCE = 14.0
_BLUR = 2
_NEAR, _FAR = 4.0, 26.0
_TEXEL = 0.025
"""Metres in the map's blurred picture of the world, by which a slanting surface would shade itself."""


@dataclass(frozen=True)
class Axes:
    """A pinhole camera: eye, its three axes (3, 3: right, up, ahead) and half the picture's size at distance 1."""

    eye: np.ndarray
    axes: np.ndarray
    half: tuple[float, float]

    @classmethod
    def towards(cls, eye: np.ndarray, target: np.ndarray, fov: float, aspect: float) -> "Axes":
        """A camera at `eye` that looks at `target`; fov: vertical, degrees."""
        ahead = (target - eye) / np.linalg.norm(target - eye)
        right = np.cross(ahead, (0.0, 0.0, 1.0) if abs(ahead[2]) < 0.999 else (0.0, 1.0, 0.0))
        right /= np.linalg.norm(right)
        tall = math.tan(math.radians(fov) / 2)
        return cls(eye, np.stack([right, np.cross(right, ahead), ahead]), (tall * aspect, tall))

    def rays(self, height: int, width: int) -> tuple[np.ndarray, np.ndarray]:
        """Along right (width,) and up (height,) at distance 1, for the pixels' middles."""
        x = ((np.arange(width) + 0.5) / width * 2 - 1) * self.half[0]
        y = (1 - (np.arange(height) + 0.5) / height * 2) * self.half[1]
        return x.astype(np.float32), y.astype(np.float32)


def shade(
    client: Client, image: np.ndarray, distance: np.ndarray, camera: Axes, light: tuple[float, float, float],
) -> np.ndarray:
    """The picture (height, width, 3) uint8 with shadows.

    distance: along the camera's axis, (height, width) metres, infinite where nothing is. light: direction it comes
    from."""
    seen = np.isfinite(distance)
    if not seen.any():
        return image
    dark = _shadow(client, distance[::_STEP, ::_STEP], seen[::_STEP, ::_STEP], camera, np.asarray(light, float))
    left = np.round(256 * (1 - (1 - DARKEST) * dark)).astype(np.uint16)
    left = left.repeat(_STEP, axis=0).repeat(_STEP, axis=1)[: image.shape[0], : image.shape[1]]
    return (image * left[..., None] >> 8).astype(np.uint8)


def _shadow(
    client: Client, distance: np.ndarray, seen: np.ndarray, camera: Axes, light: np.ndarray
) -> np.ndarray:
    """How much of the light is kept from each pixel, (height, width) from 0 to 1."""
    x, y = camera.rays(*distance.shape)
    centre, radius = _extent(distance, seen, camera, x, y)
    lamp = Axes.towards(
        centre + light / np.linalg.norm(light) * _DISTANCE, centre, 2 * math.degrees(math.atan(radius / _DISTANCE)), 1.0
    )
    mean, spread = _map(client, lamp, centre)
    # a pixel's place before the lamp is linear in its distance: start + distance * (x * right + y * up + ahead)
    turn = lamp.axes @ camera.axes.T
    start = lamp.axes @ (camera.eye - lamp.eye)
    far = np.where(seen, distance, 0).astype(np.float32)
    place = [
        np.float32(start[k]) + far * (np.float32(turn[k, 2]) + np.float32(turn[k, 0]) * x
                                      + (np.float32(turn[k, 1]) * y)[:, None])
        for k in range(3)
    ]  # fmt: skip
    depth = np.maximum(place[2], np.float32(0.1))
    u, v = place[0] / depth / np.float32(lamp.half[0]), place[1] / depth / np.float32(lamp.half[1])
    column = np.clip((u + 1) / 2 * _MAP, 0, _MAP - 1).astype(np.int32)
    row = np.clip((1 - v) / 2 * _MAP, 0, _MAP - 1).astype(np.int32)
    at = row * _MAP + column
    facing, slope = _facing(*place)
    behind = depth - mean.ravel()[at] - np.float32(0.015) - np.float32(_TEXEL) * np.minimum(slope, 12)
    variance = spread.ravel()[at]
    lit = np.clip((variance / (variance + behind * behind) - 0.25) / 0.75, 0, 1)
    dark = np.where((behind > 0) & seen, 1 - lit, 0)
    return _blur(dark * facing, 1)


def _facing(x: np.ndarray, y: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """1 where a surface looks to the light, 0 where it looks away and is dark already, mirrored before the lamp; and
    how steeply it falls away from the lamp."""
    (ax, bx), (ay, by), (az, bz) = (
        (np.diff(part, axis=1, append=part[:, -2:-1]), np.diff(part, axis=0, append=part[-2:-1]))
        for part in (x, y, z)
    )
    area = ax * by - ay * bx
    steep = np.abs(az * by - ay * bz) + np.abs(ax * bz - az * bx)
    return (area <= 0).astype(np.float32), steep / np.maximum(np.abs(area), np.float32(1e-9))


def _extent(
    distance: np.ndarray, seen: np.ndarray, camera: Axes, x: np.ndarray, y: np.ndarray
) -> tuple[np.ndarray, float]:
    """Middle and radius of what is seen, rounded, so that a moving robot does not make shadows' edges flicker."""
    rows, columns = np.nonzero(seen[::4, ::4])
    rows, columns = rows * 4, columns * 4
    local = np.stack([x[columns], y[rows], np.ones(len(rows))], axis=1) * distance[rows, columns, None]
    points = local @ camera.axes + camera.eye
    low, high = points.min(axis=0), points.max(axis=0)
    centre = np.round((low + high) / 2 * 2) / 2
    return centre, min(math.ceil(2 * float(np.linalg.norm(high - low)) / 2) / 2 + 0.25, 8.0)


def _map(client: Client, lamp: Axes, centre: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of the distance from the lamp, both (_MAP, _MAP)."""
    fov = 2 * math.degrees(math.atan(lamp.half[1]))
    _, _, _, buffer, _ = client.getCameraImage(
        _MAP, _MAP, client.computeViewMatrix(lamp.eye.tolist(), centre.tolist(), (0, 0, 1)),
        client.computeProjectionMatrixFOV(fov, 1.0, _NEAR, _FAR), shadow=0, renderer=client.ER_TINY_RENDERER,
        flags=client.ER_NO_SEGMENTATION_MASK,
    )
    raw = np.reshape(np.asarray(buffer, np.float32), (_MAP, _MAP))
    distance = _FAR * _NEAR / (_FAR - raw * (_FAR - _NEAR))
    distance = np.minimum(distance, np.float32(_DISTANCE + 6))
    mean = _blur(distance)
    return mean, np.maximum(_blur(distance * distance) - mean * mean, np.float32(4e-4))


def _blur(image: np.ndarray, reach: int = _BLUR) -> np.ndarray:
    """Mean over squares of 2 * reach + 1 pixels."""
    import scipy.ndimage  # it takes half a second to load, and a window opens without it

    return scipy.ndimage.uniform_filter(image, 2 * reach + 1, output=np.float32, mode="nearest")
