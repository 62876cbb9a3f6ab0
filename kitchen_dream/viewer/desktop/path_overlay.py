"""Draws the path that the base plans, as a flat strip on the floor with an arrowhead at its end."""

import numpy as np

from kitchen_dream.sim.engine.client import Client
from kitchen_dream.viewer.overlays import PATH_COLOUR, path_mesh


class PathOverlay:
    """The path in a window. Drawing another one removes the last."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.body: int | None = None

    def draw(self, points: np.ndarray) -> None:
        """Draw a path along points (n, 2) in metres."""
        self.clear()
        corners, triangles = path_mesh(points)
        if not len(triangles):
            return
        shape = self.client.createVisualShape(
            self.client.GEOM_MESH, vertices=corners.tolist(), indices=triangles.ravel().tolist(),
            normals=[[0.0, 0.0, 1.0]] * len(corners), rgbaColor=(*PATH_COLOUR, 1.0), specularColor=[0, 0, 0],
        )
        self.body = self.client.createMultiBody(0, -1, shape)

    def clear(self) -> None:
        if self.body is not None:
            self.client.removeBody(self.body)
            self.body = None
