"""Soft balls of mist in a picture: TinyRenderer knows no transparency, so that they are blended in afterwards."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from kitchen_dream.sim.engine.shadows import Axes

_COLOUR = np.array((236, 240, 245), np.float32)


class Ball(Protocol):
    """World position and radius in metres, and how much it hides at its middle, 0 to 1."""

    @property
    def position(self) -> tuple[float, float, float]: ...
    @property
    def radius(self) -> float: ...
    @property
    def opacity(self) -> float: ...


def blend(image: np.ndarray, distance: np.ndarray, camera: Axes, balls: Sequence[Ball]) -> np.ndarray:
    """The picture (height, width, 3) uint8 with balls of mist, where nothing stands before them.

    distance: along the camera's axis, (height, width) metres."""
    height, width = distance.shape
    x, y = camera.rays(height, width)
    out = image.astype(np.float32)
    for ball in balls:
        right, up, ahead = camera.axes @ (np.asarray(ball.position) - camera.eye)
        if ahead <= ball.radius:
            continue
        u, v, radius = right / ahead, up / ahead, ball.radius / ahead
        columns = slice(*np.searchsorted(x, (u - radius, u + radius)))
        rows = slice(*(height - np.searchsorted(y[::-1], (v + radius, v - radius))))
        away = ((x[columns] - u) ** 2 + ((y[rows] - v) ** 2)[:, None]) / radius**2
        cover = ball.opacity * np.clip(1 - away, 0, 1) ** 2 * (distance[rows, columns] > ahead)
        out[rows, columns] += cover[..., None] * (_COLOUR - out[rows, columns])
    return out.astype(np.uint8)
