"""Frozen features of pictures, made without labels: principal components of small pictures, whitened by half.

Whole whitening would make the last components, which are mostly noise, as loud as the first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kitchen_dream.problems.principal import principal_components

FEATURES = 256
BASIS_FRAMES = 3000
"""Pictures at most from which the components are found."""
LIMIT = 10.0
"""Features are cut off here: the bounds of the observation space."""
WHITENING = 0.5
"""How far components are whitened: 0 leaves them as large as they are, 1 makes all alike."""
_CHUNK = 1024


@dataclass(frozen=True)
class Basis:
    """Principal components of pictures reduced to half their width and height."""

    mean: np.ndarray
    """(pixels,) float32."""
    axes: np.ndarray
    """(pixels, k) float32: components, each divided by the root of its standard deviation; their mean square is 1."""

    def features(self, pictures: np.ndarray) -> np.ndarray:
        """(F, k) float16 of pictures (F, height, width, 3) uint8; half precision, since these are kept for every pose."""
        parts = [(small(pictures[i : i + _CHUNK]) - self.mean) @ self.axes for i in range(0, len(pictures), _CHUNK)]
        return np.concatenate(parts).clip(-LIMIT, LIMIT).astype(np.float16)


def small(pictures: np.ndarray) -> np.ndarray:
    """(F, height * width * 3 / 4) float32 from 0 to 1: means of 2 x 2 pixels."""
    count, height, width, colours = pictures.shape
    blocks = pictures.reshape(count, height // 2, 2, width // 2, 2, colours).sum((2, 4), dtype=np.uint16)
    return blocks.reshape(count, -1).astype(np.float32) / (4 * 255)


def fit_basis(pictures: np.ndarray, count: int = FEATURES) -> Basis:
    """The first `count` components of pictures (F, height, width, 3), or as many as F - 1 allows."""
    mean, directions, variance = principal_components(small(pictures), count)
    # A component's variance becomes the root of what it was, up to a factor for all that makes them 1 in the mean.
    scale = variance ** (-WHITENING / 2)
    axes = directions * (scale / np.sqrt((variance * scale**2).mean()))
    return Basis(mean.astype(np.float32), axes.astype(np.float32))
