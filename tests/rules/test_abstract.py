"""A batch is its single episodes side by side, and wrong actions are told."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import random_legal

from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.state import NOTHING


def test_a_batch_equals_its_episodes_one_by_one(test_tables, rng):
    n = 12
    problem = KitchenProblem(test_tables, "test", n)
    rows = rng.integers(len(test_tables), size=n)
    instruction = np.where(np.arange(n) % 3, problem.sample_instructions(rows, rng), NOTHING)
    seen, steps, actions = [problem.begin(rows, instruction)], [], []
    for _ in range(10):
        actions.append(random_legal(problem.episodes.mask, rng))
        steps.append(problem.step(actions[-1]))
        seen.append(problem.observe())
    for b in range(n):
        single = KitchenProblem(test_tables, "test", 1)
        observation = single.begin(rows[b : b + 1], instruction[b : b + 1])
        for t in range(11):
            for key, value in observation.items():
                np.testing.assert_array_equal(value[0], seen[t][key][b], err_msg=f"{key} at step {t} of episode {b}")
            if t == 10:
                break
            step = single.step(actions[t][b : b + 1])
            for name, value in vars(step).items():
                assert value[0] == getattr(steps[t], name)[b], name
            observation = single.observe()


def test_a_new_episode_leaves_the_others_alone(test_tables, rng):
    n = 8
    problem = KitchenProblem(test_tables, "test", n)
    problem.begin(np.arange(n), np.full(n, NOTHING))
    for _ in range(3):
        problem.step(random_legal(problem.episodes.mask, rng))
    before, some = problem.observe(), np.array([2, 5])
    recipe = problem.sample_instructions(some + 20, rng)
    problem.episodes.begin(some, some + 20, recipe)
    after = problem.observe()
    fresh = KitchenProblem(test_tables, "test", 2).begin(some + 20, recipe)
    others = np.setdiff1d(np.arange(n), some)
    for key, value in after.items():
        np.testing.assert_array_equal(value[others], before[key][others])
        np.testing.assert_array_equal(value[some], fresh[key])


@pytest.mark.parametrize("bad", [np.array([23, 0]), np.array([-1, 0]), np.array([0]), np.array([[0, 0]])])
def test_wrong_actions_are_told(test_tables, bad):
    problem = KitchenProblem(test_tables, "test", 2)
    problem.begin(np.zeros(2, np.int64), np.full(2, NOTHING))
    with pytest.raises(ValueError, match=r"actions (must lie in|have shape)"):
        problem.step(bad)
