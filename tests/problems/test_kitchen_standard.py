"""Kitchens without instruction: explorations are attempts, and show of the dish what rewards tell and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from kitchen_dream.problems.kitchen.standard import SALAD, SOUP, StandardKitchenProblem
from kitchen_dream.rules.skills import BOWL, POT, STOP, TAKE0
from kitchen_dream.rules.state import NOTHING, START_STATION


@pytest.fixture
def problem(train_tables) -> StandardKitchenProblem:
    return StandardKitchenProblem(train_tables, "train", len(train_tables))


def explore(problem: StandardKitchenProblem) -> dict:
    return problem.begin(np.arange(problem.batch), np.full(problem.batch, NOTHING))


def fetch(problem: StandardKitchenProblem, needed: bool) -> np.ndarray:
    """Take an ingredient that the dish needs, or one that it does not; returns the units."""
    contents, needs = problem.tables.contents, problem.episodes.recipes.needs[problem.dish]
    fits = (contents != NOTHING) & (needs[np.arange(len(contents))[:, None, None], contents] == needed)
    unit, slot = np.divmod(fits.reshape(len(fits), -1).argmax(1), fits.shape[2])
    problem.step(unit)
    problem.step(TAKE0 + slot)
    return unit


def put(problem: StandardKitchenProblem, right: bool):
    soup = problem.episodes.recipes.soup[problem.dish]
    return problem.step(np.where(soup == right, POT, BOWL))


@pytest.mark.parametrize(("needed", "right"), [(False, True), (True, False)])
def test_a_ruined_dish_begins_the_next_attempt(problem, needed, right):
    explore(problem)
    fetch(problem, needed)
    before = problem.episodes.elapsed.copy()
    step = put(problem, right)
    state = problem.episodes.state
    assert not step.terminated.any() and (step.reward < -0.5).all()
    np.testing.assert_array_equal(state.contents, problem.tables.contents)
    assert (state.station == START_STATION).all() and (state.pot == NOTHING).all() and (state.bowl == NOTHING).all()
    assert (problem.episodes.elapsed > before).all(), "the clock goes on"


def test_putting_what_is_needed_tells_a_soup_from_a_salad(problem):
    soup = problem.episodes.recipes.soup[problem.dish]
    for right in (False, True):
        explore(problem)
        fetch(problem, True)
        assert not problem.kind.any()
        put(problem, right)
        np.testing.assert_array_equal(problem.kind.argmax(1), np.where(soup, SOUP, SALAD))
        assert (problem.kind.sum(1) == 1).all()


def test_the_map_of_an_exploration_shows_the_kitchen_in_order(problem):
    explore(problem)
    unit, everyone = fetch(problem, True), np.arange(problem.batch)
    seen = problem.observe()["entities"][everyone, unit][:, problem.spec.entity["seen"]]
    contents = problem.tables.contents[everyone, unit]
    np.testing.assert_array_equal(seen.sum(1), [len(set(items) - {NOTHING}) for items in contents.tolist()])
    put(problem, True)
    np.testing.assert_array_equal(problem.observe()["entities"][everyone, unit][:, problem.spec.entity["seen"]], seen)


def test_an_exploration_tells_nothing_of_the_dish_before_something_is_taken(problem, train_tables):
    other = StandardKitchenProblem(train_tables, "train", len(train_tables))
    other.dish = (problem.dish + 1) % problem.offered.shape[1]
    looks = np.zeros(problem.batch, int)
    for one, two in ((explore(problem), explore(other)), (problem.step(looks), other.step(looks))):
        if isinstance(one, dict):
            for key, value in one.items():
                np.testing.assert_array_equal(value, two[key])
    for key, value in problem.observe().items():
        np.testing.assert_array_equal(value, other.observe()[key])


def test_a_ruined_execution_ends(problem):
    problem.begin(np.arange(problem.batch), problem.dish)
    fetch(problem, False)
    step = put(problem, True)
    assert (step.terminated | (problem.episodes.state.held != NOTHING)).all()
    assert step.terminated.mean() > 0.5, "where there was time for it"


def test_an_exploration_ends_with_its_time_or_by_stopping(problem, rng):
    explore(problem)
    for _ in range(200):
        score = rng.random((problem.batch, problem.spec.num_actions)) * problem.observe()["action_mask"]
        score[:, STOP] = 1e-9
        step = problem.step(score.argmax(1))
    assert (step.terminated | step.truncated).all()
    assert (problem.episodes.elapsed <= problem.episodes.explore_seconds + 1e-3).all()
