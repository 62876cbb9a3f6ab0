"""Kitchens that many tests share, made once."""

from __future__ import annotations

import os

# Small batches gain nothing from threads, and threads that wait for each other lose much on a busy machine.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pytest

from kitchen_dream.problems.kitchen_set import make_kitchens
from kitchen_dream.rules.tables import Tables


@pytest.fixture(scope="session")
def test_tables() -> Tables:
    """64 test kitchens."""
    return make_kitchens("test", 64)


@pytest.fixture(scope="session")
def train_tables() -> Tables:
    """64 training kitchens."""
    return make_kitchens("train", 64)


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator of its own for each test."""
    return np.random.default_rng(2026)
