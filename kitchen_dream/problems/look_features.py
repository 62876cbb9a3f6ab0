"""Features of pictures without labels: principal components of patches, whitened. They stand where symbols stood on the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

FEATURES = 32
"""Numbers that describe a patch. A probe reads contents from 32 as well as from 64, and from 16 less well."""

FITTED_ON = 20_000
"""Most patches that an eye is fitted on."""

_FLOOR = 1e-4
"""Added to variances before whitening, so that components that hardly vary are not blown up."""

_LIMIT = 10.0
"""Largest feature: the bound of the observation space."""

_CHUNK = 16_384


@dataclass(frozen=True)
class LookEye:
    """A linear map from patches to features, fitted on pictures alone.

    Examples:
        >>> patches = np.random.default_rng(0).integers(0, 256, (500, 4, 4, 3), np.uint8)
        >>> features = LookEye.fit(patches, 8).features(patches)
        >>> features.shape, bool(abs(features.std(0) - 1).max() < 0.05)
        ((500, 8), True)
    """

    mean: np.ndarray
    """(D,) float32: the mean patch, from 0 to 1."""
    basis: np.ndarray
    """(D, K) float32: directions, scaled to variance 1."""

    @classmethod
    def fit(cls, patches: np.ndarray, count: int = FEATURES, seed: int = 0) -> LookEye:
        """The eye of some patches (N, height, width, 3) uint8. Raises ValueError for fewer patches than features."""
        if len(patches) < count:
            raise ValueError(f"{count} features need at least as many pictures, got {len(patches)}")
        rng = np.random.default_rng([seed, 53])
        some = patches if len(patches) <= FITTED_ON else patches[rng.choice(len(patches), FITTED_ON, replace=False)]
        flat = some.reshape(len(some), -1).astype(np.float64) / 255
        mean = flat.mean(0)
        variance, directions = np.linalg.eigh(np.cov((flat - mean).T))
        variance, directions = variance[::-1][:count], directions[:, ::-1][:, :count]
        # A direction's sign is arbitrary: fixed, so that the same pictures make the same eye.
        directions = directions * np.sign(directions[np.abs(directions).argmax(0), np.arange(count)])
        return cls(mean.astype(np.float32), (directions / np.sqrt(variance + _FLOOR)).astype(np.float32))

    def features(self, patches: np.ndarray) -> np.ndarray:
        """(..., K) float32 of patches (..., height, width, 3) uint8."""
        flat = patches.reshape(-1, len(self.mean))
        out = np.empty((len(flat), self.basis.shape[1]), np.float32)
        for first in range(0, len(flat), _CHUNK):  # a whole set as floats would take gigabytes
            out[first : first + _CHUNK] = (flat[first : first + _CHUNK].astype(np.float32) / 255 - self.mean) @ self.basis
        return out.clip(-_LIMIT, _LIMIT).reshape(*patches.shape[:-3], -1)
