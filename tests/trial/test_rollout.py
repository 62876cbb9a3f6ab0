"""The one rollout loop, and playing actions again."""

from __future__ import annotations

import numpy as np
from helpers import random_legal

from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.trial.rollout import Chooser, Replayed, run


def test_a_rollout_is_what_stepping_gives(test_tables):
    n = 12
    problem, draws = KitchenProblem(test_tables, "test", n), np.random.default_rng(0)
    rows = np.arange(n)
    recipe = problem.sample_instructions(rows, draws)
    done = run(problem, rows, recipe, Chooser(lambda o: random_legal(o["action_mask"], draws)))
    steps = done.valid.sum(0)
    assert done.actions.shape == done.rewards.shape == done.valid.shape == done.terminated.shape == done.greedy.shape
    assert (done.rewards[~done.valid] == 0).all() and (done.terminated.sum(0) == 1).all()
    for b in range(n):
        end = steps[b]
        assert done.valid[:end, b].all() and not done.valid[end:, b].any() and done.terminated[end - 1, b]
        single = KitchenProblem(test_tables, "test", 1)
        observation = single.begin(rows[b : b + 1], recipe[b : b + 1])
        total = seconds = 0.0
        for t in range(end):
            np.testing.assert_array_equal(observation["entities"][0], done.observations["entities"][t, b])
            step = single.step(done.actions[t, b : b + 1])
            total, seconds, observation = total + step.reward[0], seconds + step.seconds[0], single.observe()
        assert np.isclose(total, done.returns[b], atol=1e-5) and np.isclose(seconds, done.seconds[b])
        np.testing.assert_array_equal(observation["vector"][0], done.last()["vector"][b])


def test_actions_played_again_bring_the_same_episode(test_tables, rng):
    problem, rows = KitchenProblem(test_tables, "test", 8), np.arange(8)
    recipe = problem.sample_instructions(rows, rng)
    first = run(problem, rows, recipe, Chooser(lambda o: random_legal(o["action_mask"], rng)))
    again = run(problem, rows, recipe, Replayed(first.actions, first.greedy))
    for name, value in first.observations.items():
        np.testing.assert_array_equal(value, again.observations[name])
    np.testing.assert_array_equal(first.rewards, again.rewards)


def test_exploration_stays_within_its_budget(test_tables, rng):
    n = len(test_tables)
    problem = KitchenProblem(test_tables, "test", n, explore_seconds=25.0)
    done = run(problem, np.arange(n), np.full(n, EXPLORE), Chooser(lambda o: random_legal(o["action_mask"], rng)))
    assert (done.seconds <= 25.0 + 1e-3).all() and done.seconds.mean() > 12
    assert not done.rewards.any() and not done.success.any()
