"""Both bodies agree on every skill that the physics carried out; the long version is benchmarks/parity.py."""

from __future__ import annotations

import json

import numpy as np
import pytest

from kitchen_dream.problems.kitchen.kitchen_set import make_kitchens
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.v1.family import KitchenV1Family
from kitchen_dream.rules.v1.ruleset import V1
from kitchen_dream.simcheck.parity import Parity, Timed, compare, resynchronise

pytestmark = pytest.mark.physics


@pytest.mark.slow
def test_symbols_rewards_ends_and_masks_are_equal(test_tables):
    found = compare(test_tables, "test", range(40, 44), seed=1, longest=7)
    assert found.examples == [] and not found.mismatches
    assert found.episodes == 4 and found.steps >= 10
    assert found.successful >= 0.8 * found.steps, f"failures: {dict(found.failures)}"


@pytest.mark.slow
def test_kitchen_v1_agrees_by_plan_and_by_chance():
    tables = make_kitchens("test", 2, variant="v1")
    found = compare(tables, "test", range(2), seed=0, longest=6, family=KitchenV1Family, plans=V1.plan)
    assert found.examples == [] and found.episodes == 2 and found.steps >= 6
    assert sum(found.attempts.values()) >= found.successful > 0.6 * found.steps, f"failures: {dict(found.failures)}"


@pytest.mark.slow
def test_differences_are_found_and_mended(test_tables, monkeypatch):
    """Rules that light a burner by themselves must show up."""
    real_step = KitchenProblem.step

    def wrong(self, actions):
        step = real_step(self, actions)
        self.episodes.state.lit[:] = True
        return step

    monkeypatch.setattr(KitchenProblem, "step", wrong)
    found = compare(test_tables, "test", [2], seed=0, longest=2)
    assert found.mismatches["lit"] >= 1 and found.examples


def test_durations_are_summed_up_by_kind():
    found = Parity(seconds=[Timed("look", 9.0, 10.0), Timed("look", 12.0, 10.0), Timed("take", 5.0, 5.0)])
    assert found.duration_errors() == pytest.approx({"look": 0.15, "take": 0.0, "overall": 0.1})
    again = Parity.of(json.loads(json.dumps(vars(found))))
    again.add(found)
    assert again.duration_errors() == found.duration_errors() and len(again.seconds) == 6


@pytest.mark.slow
def test_resynchronising_takes_over_everything(test_tables):
    one, other = (KitchenProblem(test_tables, "test", 1) for _ in range(2))
    row = np.array([3])
    recipe = one.sample_instructions(row, np.random.default_rng(0))
    one.begin(row, recipe)
    other.begin(row, recipe)
    unit = int(np.flatnonzero(one.episodes.mask[0])[0])
    one.step(np.array([unit]))
    resynchronise(other, one)
    for key, value in one.observe().items():
        np.testing.assert_array_equal(value, other.observe()[key])
