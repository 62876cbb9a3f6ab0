"""The divergence of diagonal Gaussians, for methods with beliefs."""

from __future__ import annotations

from torch import Tensor


def gaussian_divergence(mean: Tensor, log_variance: Tensor, mean_before: Tensor, log_before: Tensor) -> Tensor:
    """KL(N(mean, exp log_variance) || N(mean_before, exp log_before)), summed over the last axis."""
    ratio = (log_variance - log_before).exp()
    distance = (mean - mean_before).square() / log_before.exp()
    return 0.5 * (log_before - log_variance + ratio + distance - 1).sum(-1)
