"""The kitchen family needs exploration, and wise exploration: a guard on the numbers in docs/results.md."""

from __future__ import annotations

import numpy as np
import pytest
from helpers import full_knowledge

from kitchen_dream.evaluation.scores.statistics import normalised
from kitchen_dream.problems.kitchen.kitchen_set import make_kitchens
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.references import explorers as reference
from kitchen_dream.problems.kitchen.references.belief import Belief
from kitchen_dream.problems.kitchen.references.bounds import draw_dishes
from kitchen_dream.problems.kitchen.references.fixed_order import best_order
from kitchen_dream.rules.limits import EXPLORE_SECONDS
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables


@pytest.fixture(scope="module")
def scene(test_tables):
    """Few kitchens."""
    return scene_of(test_tables, "test")


def scene_of(tables: Tables, split: str):
    """Kitchens with a dish for each, what the oracle earns with them, and the belief before any look."""
    problem = KitchenProblem(tables, split, 1)
    rows = np.arange(len(tables))
    recipe = draw_dishes(problem, rows, 0)
    return tables, recipe, problem.oracle_returns(rows, recipe), Belief(tables)


def returns(scene, explorer) -> np.ndarray:
    tables, recipe, _, belief = scene
    known, _ = reference.explore(tables, explorer, belief, EXPLORE_SECONDS)
    return reference.execute(tables, recipe, known, belief)[0]


@pytest.mark.slow
def test_exploring_is_worth_it_and_a_fixed_order_is_not_enough() -> None:
    scene = scene_of(make_kitchens("validation", 300), "validation")
    oracle = scene[2]
    blind = returns(scene, None)
    assert blind.mean() <= 0.5 * oracle.mean()
    random = normalised(returns(scene, reference.random_explorer(np.random.default_rng(0))), blind, oracle)
    fixed = normalised(returns(scene, reference.fixed_order(best_order())), blind, oracle)
    adaptive = normalised(returns(scene, reference.adaptive_explorer), blind, oracle)
    assert random.high < fixed.low
    assert fixed.high < adaptive.value
    assert adaptive.value > 0.93


def test_no_executor_beats_the_oracle(scene) -> None:
    tables, recipe, oracle, belief = scene
    got, _ = reference.execute(tables, recipe, full_knowledge(tables), belief)
    assert (got <= oracle + 1e-5).all()
    assert got.mean() > 0.97 * oracle.mean()


def test_belief_is_a_distribution_and_finds_what_was_seen(scene) -> None:
    tables, _, _, belief = scene
    n, units = tables.exists.shape
    looked = np.zeros((n, units), bool)
    note = np.full(tables.note.shape, NOTHING)
    seen = np.zeros((n, units, belief.prior.shape[2]), bool)
    located = belief.locate(looked, seen, note)
    assert np.allclose(located.sum(2), 1, atol=1e-4)
    assert (located[~np.repeat(tables.exists[:, None], located.shape[1], 1)] == 0).all()
    looked[:, 0] = True
    items = tables.contents[:, 0]
    for slot in range(items.shape[1]):
        there = np.flatnonzero(items[:, slot] != NOTHING)
        seen[there, 0, items[there, slot]] = True
    located = belief.locate(looked, seen, note)
    k, i = np.nonzero(seen[:, 0])
    assert (located[k, i, 0] == 1).all()
