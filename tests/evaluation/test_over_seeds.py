"""Statistics over seeds against numbers worked out by hand, and by simulation."""

from __future__ import annotations

import interval_coverage as coverage
import numpy as np
import pytest

from kitchen_dream.evaluation.scores.over_seeds import above, difference, interquartile_mean, pooled, profile

FIVE = np.array([0.1, 0.7, 0.8, 0.9, 1.0])


def test_interquartile_mean_leaves_out_a_quarter_at_either_end():
    estimate = interquartile_mean(FIVE)
    # The middle three; winsorised: 0.7, 0.7, 0.8, 0.9, 0.9, whose variance is 0.01. The standard error is
    # sqrt(0.01) / (3/5 * sqrt(5)) for a fifth left out at either end, with t(0.975, 2) = 4.30265.
    half = 4.30265 * 0.1 / (0.6 * np.sqrt(5))
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((0.8, 0.8 - half, 0.8 + half), abs=1e-4)


def test_with_three_seeds_nothing_is_left_out():
    estimate = interquartile_mean(np.array([0.8, 0.9, 1.0]))
    half = 4.30265 * 0.1 / np.sqrt(3)
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((0.9, 0.9 - half, 0.9 + half), abs=1e-4)
    assert interquartile_mean(np.full(5, 0.7)).rounded() == [0.7, 0.7]


def test_difference_with_welchs_interval_and_all_permutations():
    estimate, p = difference(np.array([0.9, 1.0, 1.1]), np.array([0.1, 0.3, 0.5]))
    # Standard error sqrt(0.01 / 3 + 0.04 / 3); Welch's degrees of freedom 0.05^2 / (0.01^2 / 2 + 0.04^2 / 2) = 2.941.
    half = 3.2187 * np.sqrt(0.05 / 3)
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((0.7, 0.7 - half, 0.7 + half), abs=2e-3)
    assert p == pytest.approx(2 / 20), "3 of 6 can be chosen in 20 ways, and no two lie further apart in this one's way"
    assert difference(np.ones(3), np.ones(3))[0].rounded() == [0, 0]
    with pytest.raises(ValueError, match="3 seeds of both methods, got 3 and 2"):
        difference(np.ones(3), np.ones(2))


def test_no_method_is_above_another_with_fewer_than_three_seeds():
    high, low = np.array([0.90, 0.91, 0.92]), np.array([0.1, 0.11, 0.12])
    assert above(high, low) and not above(low, high)
    assert not above(high[:2], low) and not above(high, low[:2]) and not above(high[:1], low[:1])
    assert not above(high, np.array([0.6, 0.8, 1.0])), "intervals that overlap"


def test_a_pool_draws_seeds_within_problems():
    easy, hard = np.array([0.9, 0.9, 0.9, 0.9]), np.array([0.1, 0.1, 0.1, 0.1])
    estimate = pooled([easy, hard])
    # Of eight scores two are left out at either end. Drawn across problems, the mean would scatter.
    assert (estimate.value, estimate.low, estimate.high) == pytest.approx((0.5, 0.5, 0.5))
    wide = pooled([np.array([0.8, 0.9, 1.0]), np.array([0.1, 0.2, 0.3])])
    assert wide.low < wide.value < wide.high and wide == pooled([np.array([0.8, 0.9, 1.0]), np.array([0.1, 0.2, 0.3])])


def test_a_profile_is_the_share_above_each_level():
    assert profile(FIVE, np.array([0.0, 0.1, 0.75, 1.0])).tolist() == [1.0, 0.8, 0.6, 0.0]


@pytest.mark.slow
def test_intervals_hold_the_truth_as_often_as_is_told():
    """A simulation, of what `benchmarks/interval_coverage.py` tells; 400 samples, whose own error is 1.1 %."""
    rng = np.random.default_rng(5)
    average, iqm = coverage.middle(coverage.normal)
    for seeds in (3, 5, 10):
        drawn = coverage.normal(rng, (400, seeds))
        assert coverage.holds([coverage.mean(scores) for scores in drawn], average) == pytest.approx(0.95, abs=0.035)
        assert coverage.holds([interquartile_mean(scores) for scores in drawn], iqm) > 0.9
    few = coverage.normal(rng, (400, 3))
    assert coverage.holds([coverage.percentiles(scores) for scores in few], average) < 0.85, "why it is not used"
    problems = coverage.normal(rng, (200, 4, 5))
    assert coverage.holds([pooled(list(each)) for each in problems], iqm) > 0.9
    pairs = coverage.normal(rng, (200, 2, 5))
    compared = [difference(*pair) for pair in pairs]
    assert coverage.holds([estimate for estimate, _ in compared], 0.0) > 0.9
    assert np.mean([p <= 0.05 for _, p in compared]) < 0.09
