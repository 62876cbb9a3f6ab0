"""Any seed makes a kitchen in which the oracle cooks, by the rules and in the physics."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from simulator_checks import seeds
from simulator_checks.seeds import cook, offers, physical_trial, problem_for, try_seed

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.rules.skills import STOP
from kitchen_dream.rules.tables import tabulate


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(0, 1000, 40))
def test_the_oracle_cooks_all_that_is_offered(seed):
    row = try_seed(seed)
    assert row.problems == []
    assert row.cooked == row.offered
    assert row.generate_ms < 500, "far from the bar of 50 ms, even on a busy machine"


def test_offers_are_of_all_recipes_held_out_ones_included():
    offered = {recipe for seed in range(30) for recipe in offers(tabulate([generate(seed)]))}
    assert set(cookbook().held_out) & offered and offered - set(cookbook().held_out)


def test_a_plan_that_does_not_cook_is_no_success(monkeypatch):
    tables = tabulate([generate(3)])
    recipe = offers(tables)[0]
    monkeypatch.setattr(seeds, "plan", lambda *_: ([STOP], 1.0))
    assert not cook(problem_for(tables, recipe), recipe).success
    monkeypatch.setattr(seeds, "plan", lambda *_: None)
    dish = cook(problem_for(tables, recipe), recipe)
    assert not dish.success and dish.skills == 0


def test_a_failed_skill_is_tried_once_more(monkeypatch):
    tables = tabulate([generate(3)])
    recipe = offers(tables)[0]
    problem = problem_for(tables, recipe)
    good = cook(problem, recipe)
    assert good.success and not good.failures and good.seconds <= good.deadline

    @dataclass
    class Clumsy:
        """The first skill fails `times` times and costs a tenth of a second."""

        times: int

        def step(self, actions):
            if self.times:
                self.times -= 1
                problem.last = "no_path"
                return problem.episodes.finish_step(actions, problem.episodes.state, np.array([0.1]), np.array([False]))
            problem.last = None
            return type(problem).step(problem, actions)

    monkeypatch.setattr(seeds, "_failure", lambda problem: problem.last)
    for times, success in ((1, True), (2, False)):
        monkeypatch.setattr(problem, "step", Clumsy(times).step)
        dish = cook(problem, recipe)
        assert dish.success is success and len(dish.failures) >= times


@pytest.mark.slow
@pytest.mark.physics
def test_a_trial_in_the_physics():
    trial = physical_trial(3)
    assert trial["success"], trial
    assert 0 < trial["seconds"] <= trial["deadline"] and trial["skills"] >= 5
