"""The scripted explorations: each shows what tells the problems of a grid apart."""

import numpy as np
import pytest

from kitchen_dream.agents.learning.acting import ScriptedPolicy
from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.grids import GRIDS
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.trial.protocol import explore


@pytest.mark.parametrize("kind", GRIDS.values())
def test_a_scripted_exploration_tells_problems_apart(kind):
    """Problems with different answers look different on the way: the colours of buses, the drawers, the map."""
    problem = kind("train", len(kind.split_ids("train")))
    problem.begin(np.arange(len(problem)), np.full(len(problem), EXPLORE))
    seen = []
    for action in problem.spec.scripted_exploration:
        step = problem.step(np.full(problem.batch, action))
        seen.append(problem.published())
    assert step.terminated.all()
    seen = np.concatenate(seen, axis=1)
    answer = problem.privileged(np.arange(len(problem))).vector[:, :16]  # of the bus, the coloured lines
    shown = {tuple(row) for row in seen}
    assert len(shown) == len({tuple(row) for row in answer})


def test_in_kitchens_it_looks_into_one_unit_after_the_other(test_tables, rng):
    problem = KitchenProblem(test_tables, "test", len(test_tables))
    rollout = explore(problem, ScriptedPolicy(problem.spec), np.arange(len(test_tables)), rng)
    units = test_tables.exists.sum(1)
    for b, steps in enumerate(rollout.valid.sum(0)):
        assert 2 < steps <= units[b] + 1
        looked = rollout.actions[: steps - 1, b]
        assert (np.diff(looked) > 0).all() and looked.max() < units[b]
