"""A small agent and a few trials for it."""

from __future__ import annotations

import numpy as np
import pytest

from kitchen_dream.agents.dream import Dream, DreamConfig
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.training.kitchen import collect_kitchens

SMALL = DreamConfig(hidden=16, code=8, batch=16, execute_replay=4000, explore_replay=4000)


@pytest.fixture
def problem(train_tables) -> KitchenProblem:
    """16 training kitchens at a time."""
    return KitchenProblem(train_tables, "train", 16)


@pytest.fixture
def agent(problem) -> Dream:
    """A small agent that has seen 16 trials."""
    out = Dream(problem.spec, SMALL, len(problem), seed=3)
    collect_kitchens(out, problem, np.random.default_rng(0))
    return out
