"""The scripted explorations: each shows what tells the problems of a grid apart."""

import numpy as np
import pytest

from kitchen_dream.problems.flat import GRID_PROBLEMS
from kitchen_dream.problems.grids.rules import EXPLORE


@pytest.mark.parametrize("name", GRID_PROBLEMS)
def test_a_tour_tells_problems_apart(name):
    """Problems with different answers look different on the way: the colours of buses, the drawers, the map."""
    flat = GRID_PROBLEMS[name]
    problem = flat.kind(flat.train)
    problem = flat.kind(flat.train, len(problem))
    problem.begin(np.arange(len(problem)), np.full(len(problem), EXPLORE))
    seen = []
    for action in problem.exploration:
        step = problem.step(np.full(problem.batch, action))
        seen.append(problem.published())
    assert step.terminated.all()
    seen = np.concatenate(seen, axis=1)
    answer = problem.privileged(np.arange(len(problem))).vector[:, :16]  # of the bus, the coloured lines
    shown = {tuple(row) for row in seen}
    assert len(shown) == len({tuple(row) for row in answer})
