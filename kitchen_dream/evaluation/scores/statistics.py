"""Means and shares over trials with 95 % intervals; `over_seeds` has those over trainings.

`benchmarks/interval_coverage.py` measures how often the intervals hold the truth."""

from dataclasses import dataclass

import numpy as np
import scipy  # scipy.stats takes a second to load: it is loaded when it is used

LEVEL = 0.95
SHORT = 0.5
"""A span between blind and oracle is too short to be a scale if half of its interval is more than this part of it."""


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


def normalised(returns: np.ndarray, blind: np.ndarray, oracle: np.ndarray) -> Estimate | None:
    """(return - blind) / (oracle - blind) of means over the same trials (n,), with Fieller's interval (1954).

    None where the span between blind and oracle is too short for these trials to tell its length: a score would be a
    ratio to a number that may be next to nothing, and returns alone say something."""
    gain, span = returns - blind, oracle - blind
    n, g, s = len(returns), float(gain.mean()), float(span.mean())
    if n < 2 or s <= 0:
        return Estimate(g / s, g / s, g / s) if s > 0 else None
    t = scipy.stats.t.ppf((1 + LEVEL) / 2, n - 1)
    (gg, gs), (_, ss) = t**2 * np.cov(gain, span) / n  # squared half widths of the intervals of gain and span
    if ss > (SHORT * s) ** 2:
        return None
    # The scores x for which gain - x * span may be 0: (g - x s)^2 <= gg - 2 x gs + x^2 ss.
    square, centre = s**2 - ss, g * s - gs
    root = max(centre**2 - square * (g**2 - gg), 0.0) ** 0.5
    return Estimate(g / s, float((centre - root) / square), float((centre + root) / square))
