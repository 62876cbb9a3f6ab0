"""The way that the base plans, as a flat ribbon on the floor with an arrow's head at its end."""

from __future__ import annotations

import numpy as np

from kitchen_dream.sim.engine.client import Client

HALF = 0.025
"""Half the ribbon's width in metres."""
HEAD = 0.12
"""Length and half width of the arrow's head in metres."""
HEIGHT = 0.012
"""Metres above the floor."""
COLOUR = (0.10, 0.72, 0.36, 1.0)


def ribbon(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Corners (v, 3) and triangles (t, 3) of a ribbon along points (n, 2) in metres; empty for fewer than two different points.

    Examples:
        >>> corners, triangles = ribbon(np.array([[0.0, 0.0], [1.0, 0.0]]))
        >>> corners.shape, triangles.shape
        ((7, 3), (3, 3))
    """
    points = np.asarray(points, float).reshape(-1, 2)
    if len(points):
        points = points[np.concatenate([[True], np.linalg.norm(np.diff(points, axis=0), axis=1) > 1e-6])]
    if len(points) < 2:
        return np.zeros((0, 3)), np.zeros((0, 3), int)
    corners: list[np.ndarray] = []
    triangles: list[tuple[int, int, int]] = []
    ahead = np.diff(points, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    side = np.stack([-ahead[:, 1], ahead[:, 0]], 1) * HALF
    for start, end, way, across in zip(points[:-1], points[1:], ahead, side, strict=True):
        first = len(corners)
        # Each piece reaches a little into its corners, so that no gap shows where the way bends.
        corners += [
            start - way * HALF / 2 - across,
            start - way * HALF / 2 + across,
            end + way * HALF / 2 + across,
            end + way * HALF / 2 - across,
        ]
        triangles += [(first, first + 2, first + 1), (first, first + 3, first + 2)]
    first, tip, wide = len(corners), points[-1] + ahead[-1] * HEAD, side[-1] / HALF * HEAD * 0.6
    corners += [points[-1] - wide, tip, points[-1] + wide]
    triangles.append((first, first + 1, first + 2))
    flat = np.stack(corners)
    return np.concatenate([flat, np.full((len(flat), 1), HEIGHT)], 1), np.array(triangles)


class Way:
    """The ribbon in a window; drawing another one removes the last."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.body: int | None = None

    def draw(self, points: np.ndarray) -> None:
        """Draw the way along points (n, 2)."""
        self.clear()
        corners, triangles = ribbon(points)
        if not len(triangles):
            return
        shape = self.client.createVisualShape(
            self.client.GEOM_MESH,
            vertices=corners.tolist(),
            indices=triangles.ravel().tolist(),
            normals=[[0.0, 0.0, 1.0]] * len(corners),
            rgbaColor=COLOUR,
            specularColor=[0, 0, 0],
        )
        self.body = self.client.createMultiBody(0, -1, shape)

    def clear(self) -> None:
        """Remove the ribbon."""
        if self.body is not None:
            self.client.removeBody(self.body)
            self.body = None
