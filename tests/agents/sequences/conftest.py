"""A small problem, and trials on it."""

import numpy as np
import pytest

from kitchen_dream.agents.policy import RunConfig, make_agent, settings_of
from kitchen_dream.agents.registry import METHODS
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.training.flat import collect_flat


@pytest.fixture
def problem() -> MapGrid:
    return MapGrid("train", 32)


@pytest.fixture(params=METHODS)
def agent(request, problem):
    """Each method in turn, with trials in its replay."""
    out = make_agent(RunConfig("map", request.param, settings=settings_of("map", request.param)), len(problem))
    collect_flat(out, problem, len(problem), np.random.default_rng(0))
    return out
