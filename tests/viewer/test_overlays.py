"""The path and the labels that only viewers see, as geometry."""

import math

import numpy as np
import pytest

from kitchen_dream.viewer.overlays import HEAD, path_mesh


def test_the_path_follows_its_points_and_lies_flat():
    corners, triangles = path_mesh(np.array([[0, 0], [1, 0], [1, 0], [1, 2]], float))
    assert len(triangles) == 2 * 2 + 1 and np.ptp(corners[:, 2]) == 0
    assert corners[:, 1].max() == pytest.approx(2 + HEAD)
    for a, b, c in triangles:  # every triangle shows its face upwards, or it would not be drawn
        (ax, ay), (bx, by) = corners[b, :2] - corners[a, :2], corners[c, :2] - corners[a, :2]
        assert ax * by - ay * bx > 0
    area = sum(0.5 * abs(np.cross(corners[b] - corners[a], corners[c] - corners[a])[2]) for a, b, c in triangles[:-1])
    assert area == pytest.approx(0.05 * 3, rel=0.05)


@pytest.mark.parametrize("points", [[], [[1, 1]], [[1, 1], [1, 1]]])
def test_no_path_no_mesh(points):
    corners, triangles = path_mesh(np.array(points, float))
    assert len(corners) == len(triangles) == 0 and math.prod(triangles.shape) == 0
