"""Where things are drawn that only viewers see: the planned path on the floor, labels on the fronts."""

import numpy as np

from kitchen_dream.kitchens.spec import Unit

HALF_WIDTH = 0.025
"""Half the strip's width in metres."""
HEAD = 0.12
"""Length of the arrowhead in metres."""
HEIGHT = 0.012
"""Metres above the floor."""
PATH_COLOUR = (0.10, 0.72, 0.36)
LABEL_SIZE = 0.13
"""Edge of a label in metres."""
LABEL_GAP = 0.035
"""Distance of a label from the front in metres."""


def path_mesh(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mesh of a path.

    points: (n, 2) float, metres. Returns corners (v, 3) float in metres and triangles (t, 3) int; empty for fewer than
    two different points.

    Examples:
        >>> corners, triangles = path_mesh(np.array([[0.0, 0.0], [1.0, 0.0]]))
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
    side = np.stack([-ahead[:, 1], ahead[:, 0]], 1) * HALF_WIDTH
    for start, end, along, across in zip(points[:-1], points[1:], ahead, side, strict=True):
        first = len(corners)
        # Each piece reaches a little beyond its ends, so that no gap shows where the path bends.
        begin, stop = start - along * HALF_WIDTH / 2, end + along * HALF_WIDTH / 2
        corners += [begin - across, begin + across, stop + across, stop - across]
        triangles += [(first, first + 2, first + 1), (first, first + 3, first + 2)]
    first, tip, wide = len(corners), points[-1] + ahead[-1] * HEAD, side[-1] / HALF_WIDTH * HEAD * 0.6
    corners += [points[-1] - wide, tip, points[-1] + wide]
    triangles.append((first, first + 1, first + 2))
    flat = np.stack(corners)
    return np.concatenate([flat, np.full((len(flat), 1), HEIGHT)], 1), np.array(triangles)


def label_pose(unit: Unit) -> tuple[tuple[float, float, float], float]:
    """Centre in metres and yaw in radians of a unit's label: high on the front, away from the hinge's side."""
    up = unit.height - LABEL_SIZE * 0.75 if unit.height > 0.3 else unit.height / 2
    aside = unit.width / 2 - LABEL_SIZE * 0.75
    if unit.hinge == "right":
        aside = -aside
    x, y, z = unit.to_world((unit.depth / 2 + LABEL_GAP, aside, up))
    return (x, y, z), unit.yaw
