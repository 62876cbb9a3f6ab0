"""What a few trainings of a method say about it: intervals over seeds, and whether one method is above another.

Definitions follow Agarwal, Schwarzer, Castro, Courville and Bellemare (2021, arXiv 2108.13264), whose library takes
percentiles of a bootstrap; with 3 to 10 seeds these are too narrow. `benchmarks/interval_coverage.py` measures how
often the intervals here, and those percentiles, hold the truth."""

from collections.abc import Sequence

import numpy as np
import scipy  # scipy.stats takes a second to load: it is loaded when it is used

from kitchen_dream.evaluation.scores.statistics import LEVEL, Estimate, mean

LEAST_SEEDS = 3
"""With fewer, a method is not ordered."""
QUARTER = 0.25
"""Share of the scores that an interquartile mean leaves out at either end, rounded down to whole scores."""
RESAMPLES = 2000


def interquartile_mean(scores: np.ndarray) -> Estimate:
    """Mean of the middle half of the scores (n,), with the t interval of a trimmed mean (Tukey and McLaughlin 1963).

    With fewer than 4 nothing is left out, and it is the mean."""
    left_out = int(QUARTER * len(scores)) / len(scores)  # the interval's width goes by what really was left out
    if left_out == 0 or np.ptp(scores) == 0:
        return mean(scores)
    low, high = scipy.stats.mstats.trimmed_mean_ci(scores, (left_out, left_out), alpha=1 - LEVEL)
    return Estimate(float(scipy.stats.trim_mean(scores, QUARTER)), float(low), float(high))


def pooled(by_problem: Sequence[np.ndarray]) -> Estimate:
    """Interquartile mean of the scores on several problems together, each (seeds,), with a bootstrap stratified by
    problem: seeds are drawn within each.

    A bootstrap of n seeds has (n - 1) / n of their variance and knows nothing of Student's tails. So more extreme
    percentiles are taken, by as much as that makes up for (expanded percentiles; Hesterberg 2014, arXiv 1411.5279)."""
    draws = np.random.default_rng(0)
    drawn = [scores[draws.integers(len(scores), size=(RESAMPLES, len(scores)))] for scores in by_problem]
    means = scipy.stats.trim_mean(np.concatenate(drawn, axis=1), QUARTER, axis=1)
    seeds = sum(len(scores) for scores in by_problem)
    free = seeds - len(by_problem)
    z = scipy.stats.t.ppf((1 + LEVEL) / 2, free) * (seeds / free) ** 0.5
    low, high = np.quantile(means, scipy.stats.norm.cdf([-z, z]))
    return Estimate(float(scipy.stats.trim_mean(np.concatenate(by_problem), QUARTER)), float(low), float(high))


def difference(one: np.ndarray, other: np.ndarray) -> tuple[Estimate, float]:
    """Difference of two methods' mean scores (n,), (m,), with Welch's t interval; and a permutation test's p-value: how
    likely so large a difference were, in either direction, if method and score had nothing to do with each other.

    All permutations are counted as long as these are fewer than 10,000. With 3 seeds each, p is 0.1 at least. Raises
    ValueError for fewer seeds."""
    if min(len(one), len(other)) < LEAST_SEEDS:
        raise ValueError(f"a difference wants {LEAST_SEEDS} seeds of both methods, got {len(one)} and {len(other)}")
    centre = float(np.mean(one) - np.mean(other))
    errors = np.array([np.var(scores, ddof=1) / len(scores) for scores in (one, other)])
    half = 0.0
    if errors.any():  # scipy's own interval warns of methods whose seeds all came to the same
        free = errors.sum() ** 2 / (errors**2 / (np.array([len(one), len(other)]) - 1)).sum()
        half = float(scipy.stats.t.ppf((1 + LEVEL) / 2, free) * errors.sum() ** 0.5)
    test = scipy.stats.permutation_test(
        (one, other), lambda a, b, axis: np.mean(a, axis) - np.mean(b, axis), vectorized=True, n_resamples=9999,
        random_state=np.random.default_rng(0),
    )
    return Estimate(centre, centre - half, centre + half), float(test.pvalue)


def above(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether the interval of one method's mean scores lies above that of another's; never with fewer than 3 seeds."""
    return min(len(one), len(other)) >= LEAST_SEEDS and mean(one).low > mean(other).high


def profile(scores: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Performance profile: the share of all scores (n,) that are above each of the levels (k,)."""
    return (scores[:, None] > levels).mean(0)
