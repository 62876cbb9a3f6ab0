"""Features of pictures without labels, in place of the map's symbols: principal components of patches, whitened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kitchen_dream.problems.pca import principal_components

FEATURES = 32
"""Numbers that describe a patch."""
FITTED_ON = 20_000
"""Most patches that an encoder is fitted on."""
_FLOOR = 1e-4
"""Added to variances before whitening, so that components that hardly vary are not blown up."""
_LIMIT = 10.0
"""Largest feature: the bound of the observation space."""
_CHUNK = 16_384


@dataclass(frozen=True)
class FrozenEncoder:
    """A linear map from patches to features, fitted on pictures alone.

    Examples:
        >>> patches = np.random.default_rng(0).integers(0, 256, (500, 4, 4, 3), np.uint8)
        >>> features = FrozenEncoder.fit(patches, 8).features(patches)
        >>> features.shape, bool(abs(features.std(0) - 1).max() < 0.05)
        ((500, 8), True)
    """

    mean: np.ndarray
    """(D,) float32: the mean patch, from 0 to 1."""
    basis: np.ndarray
    """(D, K) float32: directions, scaled to variance 1."""

    @classmethod
    def fit(cls, patches: np.ndarray, count: int = FEATURES, seed: int = 0) -> FrozenEncoder:
        """The encoder of some patches (N, height, width, 3) uint8. Raises ValueError for too few patches."""
        if len(patches) <= count:
            raise ValueError(f"{count} features need more pictures than that, got {len(patches)}")
        rng = np.random.default_rng([seed, 53])
        some = patches if len(patches) <= FITTED_ON else patches[rng.choice(len(patches), FITTED_ON, replace=False)]
        mean, directions, variance = principal_components(some.reshape(len(some), -1) / 255, count)
        return cls(mean.astype(np.float32), (directions / np.sqrt(variance + _FLOOR)).astype(np.float32))

    def features(self, patches: np.ndarray) -> np.ndarray:
        """(..., K) float32 of patches (..., height, width, 3) uint8."""
        flat = patches.reshape(-1, len(self.mean))
        out = np.empty((len(flat), self.basis.shape[1]), np.float32)
        for first in range(0, len(flat), _CHUNK):  # a whole set as floats would take gigabytes
            out[first : first + _CHUNK] = (
                flat[first : first + _CHUNK].astype(np.float32) / 255 - self.mean
            ) @ self.basis
        return out.clip(-_LIMIT, _LIMIT).reshape(*patches.shape[:-3], -1)
