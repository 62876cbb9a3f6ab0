"""What the page says of standard meta-RL: the own scale and what can be reached."""

from __future__ import annotations

import numpy as np
import pytest

from kitchen_dream.evaluation.benchmark.standard import OWN, own_scale, standard_bounds
from kitchen_dream.evaluation.scores.kitchen import bounds
from kitchen_dream.problems.kitchen.references.standard_finder import Finder
from kitchen_dream.problems.kitchen.standard import StandardKitchenProblem


@pytest.mark.slow
def test_the_own_scale_begins_where_nothing_is_known():
    assert round(own_scale("map", {"return_mean": -0.35}), 6) == 0.0
    assert round(own_scale("map", {"return_mean": 0.8}), 6) == 1.0
    assert own_scale("kitchen", {"share_of_oracle": 0.5}) == 0.5
    assert own_scale("cooking", {"return_mean": 0.0}) is None
    rows = {row["method"]: row for row in standard_bounds("map", ["method", "test problems", OWN], 0)}
    assert rows["best exploration and execution (computed)"][OWN] == "1.000"
    assert rows["all buses known, goal not (computed)"][OWN] == rows["never explored (computed)"][OWN] == "0.000"


@pytest.mark.slow
def test_rewards_tell_the_dish_where_there_is_time(test_tables):
    """The longer the exploration, the more often its most likely dish is the right one, and cooking it pays."""
    n, right, paid = len(test_tables), [], []
    for seconds in (34.0, 120.0):
        problem = StandardKitchenProblem(test_tables, "test", n, explore_seconds=seconds)
        finder = Finder(problem)
        known, dish = finder.explore()
        right.append((dish.argmax(1) == problem.dish).mean())
        paid.append(finder.execute(known, dish)[0].mean())
    limit = bounds(problem, np.arange(n), problem.dish)
    assert right[0] < 0.5 and right[1] > 0.8
    assert paid[0] < 0.4 and limit.blind.mean() < paid[1] < limit.oracle.mean()
