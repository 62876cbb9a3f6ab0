"""Deadlines, feasibility and the closed form of the fastest plan, against a search over the rules."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from helpers import BOOK, DRAWER, FRIDGE, OPEN_LOOK, TAKE, TRAVEL, tiny_tables

from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.durations import PRESS, PUT
from kitchen_dream.rules.limits import MARGIN_SECONDS, deadlines, shortest_seconds
from kitchen_dream.rules.planner import plan
from kitchen_dream.rules.reward import DONE
from kitchen_dream.rules.ruleset import V0
from kitchen_dream.rules.state import NOTHING


def test_fastest_plan_by_hand():
    tables = tiny_tables({FRIDGE: ["milk"], DRAWER: ["potato"]}, broken=(True, False))
    actions, seconds = plan(tables, 0, BOOK.recipe_id("potato soup"))
    assert seconds == pytest.approx(2 * (TRAVEL + OPEN_LOOK + TAKE + TRAVEL + PUT) + PRESS)
    assert len(actions) == 7
    assert shortest_seconds(tables)[0, BOOK.recipe_id("potato soup")] == pytest.approx(seconds)
    assert plan(tables, 0, BOOK.recipe_id("tomato soup")) is None
    assert np.isinf(shortest_seconds(tables)[0, BOOK.recipe_id("tomato soup")])


@pytest.mark.slow
def test_closed_form_equals_the_search(test_tables, rng):
    closed = shortest_seconds(test_tables)
    compared = 0
    for row in rng.choice(len(test_tables), size=6, replace=False):
        for recipe in rng.choice(len(BOOK.recipes), size=3, replace=False):
            found = plan(test_tables, int(row), int(recipe))
            if found is None:
                assert np.isinf(closed[row, recipe])
                continue
            assert found[1] == pytest.approx(closed[row, recipe], abs=1e-3)
            compared += 1
    assert compared >= 4


def test_the_oracle_return_is_earned_by_the_plan(test_tables):
    problem = KitchenProblem(test_tables, "test", 1)
    rows = np.array([5])
    recipe = np.flatnonzero(problem.offered[5])[:1]
    problem.begin(rows, recipe)
    total = 0.0
    for action in plan(test_tables, 5, int(recipe[0]))[0]:
        step = problem.step(np.array([action]))
        total += step.reward[0]
    assert step.terminated[0] and problem.succeeded()[0]
    assert total == pytest.approx(problem.oracle_returns(rows, recipe)[0], abs=1e-5)
    assert total > DONE


def test_deadlines_do_not_depend_on_what_is_hidden(test_tables, rng):
    contents, note = test_tables.contents, np.full_like(test_tables.note, NOTHING)
    shuffled = rng.permuted(contents.reshape(len(contents), -1), axis=1).reshape(contents.shape)
    other = replace(test_tables, contents=shuffled, broken=~test_tables.broken, note=note)
    np.testing.assert_array_equal(deadlines(test_tables), deadlines(other))
    assert not np.array_equal(shortest_seconds(test_tables), shortest_seconds(other))


def test_only_what_can_be_cooked_in_time_is_offered(test_tables):
    offered = V0.feasible(test_tables)
    spare = deadlines(test_tables) - shortest_seconds(test_tables)
    assert (spare[offered] >= MARGIN_SECONDS - 1e-4).all() and not (spare[~offered] > MARGIN_SECONDS + 1e-4).any()
    assert 1 <= offered.sum(1).min()
