"""Contract 4: what the policy is given at evaluation holds no reward, no id, and nothing of the kitchen that was not
seen.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from helpers import random_legal

from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.skills import POT, PRESS0, SKILLS, STOP, TAKE0
from kitchen_dream.rules.state import NOTHING


def hidden_changed(tables, rng, keep):
    """The same kitchens as one sees them, with other contents in all units but `keep` (N, units), other burners, notes
    and seeds.
    """
    n, units, slots = tables.contents.shape
    shuffled = rng.permuted(tables.contents.reshape(n, -1), axis=1).reshape(n, units, slots)
    contents = np.where(keep[:, :, None], tables.contents, shuffled)
    assert (contents != tables.contents).any(2).sum() > n
    return replace(
        tables,
        contents=contents,
        broken=~tables.broken,
        note=np.where(tables.note == NOTHING, NOTHING, (tables.note + 1) % 5),
        seed=rng.permutation(tables.seed),
        zones=rng.permuted(tables.zones, axis=2),
        decoration=rng.random(tables.decoration.shape, np.float32),
    )


def problems(tables, other, n):
    """Two problems that offer the same instructions, so that only what happens in an episode can differ."""
    out = [KitchenProblem(tables, "test", n) for _ in range(2)]
    out[1].tables = out[1].episodes.tables = other
    return out


@pytest.mark.parametrize("executing", [False, True])
def test_nothing_hidden_reaches_an_observation_before_it_is_seen(test_tables, rng, executing):
    """Looks lead through some units; whatever lies elsewhere, and whichever burners work, no bit of any observation
    differs.
    """
    n = len(test_tables)
    order = rng.permuted(
        np.where(test_tables.exists, rng.random(test_tables.exists.shape), 2.0).argsort(1)[:, :5], axis=1
    )[:, :3]
    fridge = (test_tables.role == 1) & test_tables.exists
    opened = np.zeros(test_tables.exists.shape, bool)
    opened[np.arange(n)[:, None], order] = True
    order = np.where(
        fridge[np.arange(n)[:, None], order], NOTHING, order
    )  # the note hangs on the fridge: not opened here
    first, second = problems(test_tables, hidden_changed(test_tables, rng, opened & ~fridge), n)
    rows = np.arange(n)
    instruction = first.sample_instructions(rows, rng) if executing else np.full(n, NOTHING)
    observations = [p.begin(rows, instruction) for p in (first, second)]
    for step in range(4):
        for key, value in observations[0].items():
            np.testing.assert_array_equal(
                value, observations[1][key], err_msg=f"{key} at step {step} tells what was not seen"
            )
        if step == 3:
            break
        actions = np.where(order[:, step] == NOTHING, STOP, order[:, step])
        done = [p.step(actions) for p in (first, second)]
        for name, value in vars(done[0]).items():
            np.testing.assert_array_equal(value, getattr(done[1], name))
        observations = [p.observe() for p in (first, second)]


def test_the_number_of_a_kitchen_reaches_nothing(test_tables, rng):
    n = 16
    shifted = test_tables.rows(np.roll(np.arange(len(test_tables)), 7))
    a, b = KitchenProblem(test_tables, "test", n), KitchenProblem(shifted, "test", n)
    rows = np.arange(n)
    recipe = a.sample_instructions(rows, rng)
    seen = [a.begin(rows, recipe), b.begin(rows + 7, recipe)]
    for _ in range(6):
        for key in seen[0]:
            np.testing.assert_array_equal(seen[0][key], seen[1][key])
        action = random_legal(a.episodes.mask, rng)
        a.step(action)
        b.step(action)
        seen = [a.observe(), b.observe()]


def test_exploration_is_free_of_reward_whatever_is_done(test_tables, rng):
    n = len(test_tables)
    problem = KitchenProblem(test_tables, "test", n)
    problem.begin(np.arange(n), np.full(n, NOTHING))
    for step in range(8):
        actions = rng.integers(SKILLS.count, size=n) if step % 2 else random_legal(problem.episodes.mask, rng)
        assert (problem.step(actions).reward == 0).all()
    assert not problem.succeeded().any()
    assert not problem.observe()["instruction"].any()


def test_nothing_is_taken_out_while_exploring(test_tables):
    n = len(test_tables)
    problem = KitchenProblem(test_tables, "test", n)
    problem.begin(np.arange(n), np.full(n, NOTHING))
    problem.step(test_tables.exists.argmax(1))
    assert not problem.episodes.mask[:, TAKE0:PRESS0].any()
    before = problem.episodes.state.contents.copy()
    for action in range(TAKE0, POT + 2):
        problem.step(np.full(n, action))
    np.testing.assert_array_equal(problem.episodes.state.contents, before)
