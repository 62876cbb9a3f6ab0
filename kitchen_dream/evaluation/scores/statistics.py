"""Means and shares with 95 % intervals."""

from dataclasses import dataclass

import numpy as np
import scipy  # scipy.stats takes a second to load: it is loaded when it is used

LEVEL = 0.95


@dataclass(frozen=True)
class Estimate:
    """A value and its interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"

    def rounded(self) -> list[float]:
        """[low, high] for JSON."""
        return [round(self.low, 4), round(self.high, 4)]


def mean(values: np.ndarray) -> Estimate:
    """Mean of independent trials with Student's t interval; a single trial has no interval but itself."""
    centre = float(np.mean(values))
    error = scipy.stats.sem(values) if len(values) > 1 else 0.0
    if error == 0.0:
        return Estimate(centre, centre, centre)
    low, high = scipy.stats.t.interval(LEVEL, len(values) - 1, loc=centre, scale=error)
    return Estimate(centre, float(low), float(high))


def share(hits: int, of: int) -> Estimate:
    """A share with Wilson's interval. Raises ValueError for an empty sample."""
    if of < 1:
        raise ValueError("a share of nothing has no value; run at least one trial")
    interval = scipy.stats.binomtest(int(hits), int(of)).proportion_ci(LEVEL, method="wilson")
    return Estimate(hits / of, float(interval.low), float(interval.high))


def normalised(returns: np.ndarray, blind: np.ndarray, oracle: np.ndarray, resamples: int = 2000) -> Estimate:
    """(return - blind) / (oracle - blind) of means over the same trials (n,), with a bootstrap interval over trials."""
    table = np.stack([returns, blind, oracle])
    draws = np.random.default_rng(0).integers(table.shape[1], size=(resamples, table.shape[1]))
    sampled = table[:, draws].mean(2)
    scores = (sampled[0] - sampled[1]) / (sampled[2] - sampled[1])
    r, b, o = table.mean(1)
    low, high = np.quantile(scores, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float((r - b) / (o - b)), float(low), float(high))
