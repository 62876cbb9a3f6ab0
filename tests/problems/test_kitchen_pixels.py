"""Looks that give pictures: nothing hidden is named, what is seen depends on what lies there, and kept pictures are
those taken anew.
"""

from __future__ import annotations

import numpy as np
import pytest

from kitchen_dream.kitchens.spec import SLOTS
from kitchen_dream.problems.kitchen.look_cache import load_looks
from kitchen_dream.problems.kitchen.look_features import FrozenEncoder
from kitchen_dream.problems.kitchen.pixels import BEFORE_SEEN, Looks, PictureKitchenProblem
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.pca import principal_components
from kitchen_dream.rules.skills import TAKE0
from kitchen_dream.rules.state import NOTHING

pytestmark = [pytest.mark.physics, pytest.mark.slow]

COUNT = 4


@pytest.fixture(scope="module")
def kept(train_tables):
    tables = train_tables.rows(np.arange(COUNT))
    return tables, load_looks(tables, "train")


@pytest.fixture
def problem(kept):
    tables, (full, _) = kept
    eye = FrozenEncoder.fit(full[tables.exists].reshape(-1, *full.shape[3:]), 16)
    return PictureKitchenProblem(tables, "train", COUNT, Looks.of(tables, "train", eye))


def with_contents(problem, contents):
    """The same batch after somebody has put other things into every unit, with the pictures left as they are."""
    problem.tables.contents[:] = contents
    return problem


def test_pictures_are_kept_and_show_what_lies_there(kept):
    tables, (full, empty) = kept
    again = load_looks(tables, "train", report=None)
    assert all(np.array_equal(a, b) for a, b in zip((full, empty), again, strict=True))
    holds = tables.contents != NOTHING
    changed = (full != empty).any((3, 4, 5))
    assert changed[holds].mean() > 0.95, "what lies there is in the picture of its place"
    bare = tables.exists & ~holds.any(2)
    assert not changed[bare].any(), "an empty unit has the same pictures in both"


def test_no_observation_names_what_is_hidden(problem):
    """Two worlds that differ in contents alone, not in pictures, look the same before and after every look."""
    rows, asked = np.arange(COUNT), np.full(COUNT, -1)
    contents = problem.tables.contents.copy()
    seen = []
    for world in (contents, np.where(contents == NOTHING, NOTHING, (contents + 1) % problem.spec.symbols)):
        with_contents(problem, world)
        frames = [problem.begin(rows, asked)]
        for unit in range(3):
            problem.step(np.full(COUNT, unit))
            frames.append(problem.observe())
        seen.append(frames)
    with_contents(problem, contents)
    for one, other in zip(*seen, strict=True):
        for key in one:
            np.testing.assert_array_equal(one[key], other[key])
    # The same test does tell worlds apart where looks give symbols.
    plain = KitchenProblem(problem.tables, "train", COUNT)
    plain.begin(rows, asked)
    plain.step(np.zeros(COUNT, int))
    assert plain.observe()["entities"][:, 0, BEFORE_SEEN.size :].any()


def test_features_stand_where_a_look_was_taken_and_only_there(problem):
    start = problem.begin(np.arange(COUNT), np.full(COUNT, -1))
    assert not start["entities"][..., BEFORE_SEEN.size :].any() and not start["slots"].any()
    problem.step(np.zeros(COUNT, int))
    after = problem.observe()
    np.testing.assert_array_equal(
        after["entities"][:, 0, BEFORE_SEEN.size :], problem.looks.full[:, 0].reshape(COUNT, -1)
    )
    assert not after["entities"][:, 1:, BEFORE_SEEN.size :].any()


def test_a_place_that_something_was_taken_from_looks_empty(problem):
    rows = np.arange(COUNT)
    problem.begin(rows, problem.sample_instructions(rows, np.random.default_rng(0)))
    unit = (problem.tables.contents != NOTHING).any(2).argmax(1)
    slot = (problem.tables.contents[rows, unit] != NOTHING).argmax(1)
    problem.step(unit)
    problem.step(TAKE0 + slot)
    places = problem.observe()["entities"][rows, unit, BEFORE_SEEN.size :].reshape(COUNT, SLOTS, -1)
    taken = problem.episodes.state.contents[rows, unit, slot] == NOTHING
    assert taken.any()
    np.testing.assert_array_equal(places[rows, slot][taken], problem.looks.empty[rows, unit, slot][taken])


@pytest.mark.parametrize("shape", [(40, 90), (300, 12)])
def test_components_are_those_of_the_covariance(shape):
    flat = np.random.default_rng(2).standard_normal(shape) * np.linspace(1, 3, shape[1])
    mean, directions, variance = principal_components(flat, 5)
    scores = (flat - mean) @ directions
    np.testing.assert_allclose(directions.T @ directions, np.eye(5), atol=1e-9)
    np.testing.assert_allclose(scores.T @ scores / len(flat), np.diag(variance), atol=1e-9)
    np.testing.assert_allclose(variance, np.linalg.eigvalsh(np.cov(flat.T, bias=True))[::-1][:5])
