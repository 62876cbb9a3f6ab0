"""Frozen features of pictures, made without labels: principal components of small pictures, whitened by half.

Whole whitening would make the last components, which are mostly noise, as loud as the first.

Where walls have other colours in every room, components of plain pictures are mostly about walls. There components of
two other kinds stand beside them: of `vivid` pictures, in which pale colours all but vanish, so that objects stand out;
and of `edges`, in which walls vanish whatever their colour, so that the sign's letters stand out."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kitchen_dream.problems.pca import principal_components

FEATURES = 256
BASIS_FRAMES = 3000
"""Pictures at most from which the components are found."""
LIMIT = 10.0
"""Features are cut off here: the bounds of the observation space."""
WHITENING = 0.5
"""How far components are whitened: 0 leaves them as large as they are, 1 makes all alike."""
_CHUNK = 1024

Look = Callable[[np.ndarray], np.ndarray]
"""Makes of pictures (F, height, width, 3) uint8 what components are found in: (F, pixels) float32."""


@dataclass(frozen=True)
class Basis:
    """Principal components of pictures reduced to half their width and height by `look`."""

    mean: np.ndarray
    """(pixels,) float32."""
    axes: np.ndarray
    """(pixels, k) float32: components, each divided by the root of its standard deviation; their mean square is 1."""
    look: Look

    def features(self, pictures: np.ndarray) -> np.ndarray:
        """(F, k) of pictures (F, height, width, 3) uint8; float16, since these are kept for every pose."""
        parts = [(self.look(pictures[i : i + _CHUNK]) - self.mean) @ self.axes for i in range(0, len(pictures), _CHUNK)]
        return np.concatenate(parts).clip(-LIMIT, LIMIT).astype(np.float16)


def small(pictures: np.ndarray) -> np.ndarray:
    """(F, height * width * 3 / 4) float32 from 0 to 1: means of 2 x 2 pixels."""
    count, height, width, colours = pictures.shape
    blocks = pictures.reshape(count, height // 2, 2, width // 2, 2, colours).sum((2, 4), dtype=np.uint16)
    return blocks.reshape(count, -1).astype(np.float32) / (4 * 255)


def vivid(pictures: np.ndarray) -> np.ndarray:
    """(F, 2 * height * width / 4) float32: how much bluer than red and green a pixel is, and how much redder than the
    others, squared.

    Means of 2 x 2 pixels from 0 to 1, first all of blue, then all of red. Squares leave little of pale walls."""
    count, height, width, _ = pictures.shape
    red, green, blue = np.moveaxis(pictures, -1, 0)
    # In bytes, which is fast; what is below 0 becomes 0.
    over = [colour - np.minimum(colour, np.maximum(others, green)) for colour, others in ((blue, red), (red, blue))]
    squares = np.square(np.stack(over, axis=1), dtype=np.uint16)
    blocks = squares.reshape(count, 2, height // 2, 2, width // 2, 2).sum((3, 5), dtype=np.uint32)
    return blocks.reshape(count, -1).astype(np.float32) / (4 * 255**2)


def edges(pictures: np.ndarray) -> np.ndarray:
    """(F, 2 * height * width / 4) float32: differences of brightness to the pixel at the left, and to the one above,
    squared.

    Means of 2 x 2 pixels from 0 to 1, first all of those to the left. Squares leave little of where walls meet."""
    count, height, width, _ = pictures.shape
    bright = pictures.sum(-1, dtype=np.uint16).astype(np.float32) / (3 * 255)
    across, down = np.zeros_like(bright), np.zeros_like(bright)
    across[:, :, 1:] = np.square(bright[:, :, 1:] - bright[:, :, :-1])
    down[:, 1:] = np.square(bright[:, 1:] - bright[:, :-1])
    both = np.stack([across, down], axis=1)
    return both.reshape(count, 2, height // 2, 2, width // 2, 2).mean((3, 5)).reshape(count, -1)


def fit_basis(pictures: np.ndarray, count: int = FEATURES, look: Look = small) -> Basis:
    """The first `count` components of pictures (F, height, width, 3), or as many as F - 1 allows."""
    mean, directions, variance = principal_components(look(pictures), count)
    # A component's variance becomes the root of what it was, up to a factor for all that makes them 1 in the mean.
    scale = variance ** (-WHITENING / 2)
    axes = directions * (scale / np.sqrt((variance * scale**2).mean()))
    return Basis(mean.astype(np.float32), axes.astype(np.float32), look)
