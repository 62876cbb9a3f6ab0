"""Reward-free means reward-free: what a trial gives to a learner."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
from helpers import random_legal

from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.trial import protocol
from kitchen_dream.trial.protocol import Learner, run_trial


class Spy:
    """A learner that keeps everything it is given."""

    def __init__(self, rng):
        self.rng, self.given = rng, []

    def explore(self, *given):
        self.given.append(("explore", given))
        return random_legal(given[0]["action_mask"], self.rng)

    def execute(self, *given):
        self.given.append(("execute", given))
        return random_legal(given[0]["action_mask"], self.rng)

    def encode_trajectory(self, *given):
        self.given.append(("encode", given))
        return np.zeros((len(given[0]["vector"]), 15, 32), np.float32)


def test_a_trial_gives_the_learner_observations_and_its_own_code_alone(test_tables, rng, monkeypatch):
    n = 8
    problem = KitchenProblem(test_tables, "test", n)
    monkeypatch.setattr(KitchenProblem, "privileged", lambda self, rows: pytest.fail("the privileged record was opened"))
    spy, rows = Spy(rng), np.arange(n)
    result = run_trial(problem, spy, rows, np.stack([problem.sample_instructions(rows, rng) for _ in range(2)]))
    keys = {"entities", "slots", "vector", "instruction", "action_mask"}
    space = problem.spec.observation_space()
    for what, given in spy.given:
        assert len(given) == (2 if what == "execute" else 1)
        assert set(given[0]) == keys and all(given[0][key].shape[1:] == space[key].shape for key in keys)
        if what != "execute":
            assert not given[0]["instruction"].any(), "exploration has no instruction"
        else:
            assert not given[1].any(), "the code is the learner's own"
    assert [what for what, _ in spy.given].count("encode") == 1
    assert (result.exploration.returns == 0).all() and len(result.executions) == 2


def test_the_protocol_knows_no_privileged_record():
    assert "privileged(" not in inspect.getsource(protocol) and "PrivilegedId" not in inspect.getsource(protocol)
    assert set(inspect.signature(Learner.execute).parameters) == {"self", "observation", "z", "epsilon"}


def test_trial_outcome_does_not_depend_on_rewards(test_tables):
    """Sparse or dense: a policy that is the same acts the same, so no reward reaches it."""
    traces = []
    for dense in (True, False):
        problem, spy, rows = KitchenProblem(test_tables, "test", 8, dense=dense), Spy(np.random.default_rng(0)), np.arange(8)
        recipe = problem.sample_instructions(rows, np.random.default_rng(1))
        run_trial(problem, spy, rows, recipe[None])
        traces.append(spy.given)
    assert len(traces[0]) == len(traces[1])
    for (_, one), (_, other) in zip(*traces, strict=True):
        for key, value in one[0].items():
            np.testing.assert_array_equal(value, other[0][key])
