"""Kitchens and a sign room that many tests share, made once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

# Small batches gain nothing from threads, and threads that wait for each other lose much on a busy machine.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# Ctrl-C is ignored in what a shell starts in the background, and so it would be in the commands that tests start.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

import numpy as np
import pytest

from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens
from kitchen_dream.problems.sign_room.poses import Lattice
from kitchen_dream.problems.sign_room.world import SignRooms
from kitchen_dream.rules.tables import Tables
from kitchen_dream.sim.sign_room.layout import PUBLISHED


@pytest.fixture(scope="session")
def test_tables() -> Tables:
    """64 test kitchens."""
    return load_kitchens("test", 64)


@pytest.fixture(scope="session")
def train_tables() -> Tables:
    """64 training kitchens."""
    return load_kitchens("train", 64)


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory) -> Iterator[Path]:
    """The cache folder of all tests and of all processes that run them, empty at first: not the user's."""
    mine = tmp_path_factory.getbasetemp()
    folder = (mine.parent if "PYTEST_XDIST_WORKER" in os.environ else mine) / "cache"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KITCHEN_DREAM_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def sign_rooms() -> SignRooms:
    """The published sign room on a coarse lattice, to train and to test in: drawn in seconds, where the whole one
    takes a minute.
    """
    made = SignRooms((PUBLISHED,), {"train": (0,), "test": (0,)}, Lattice(axis=1, diagonal=1))
    assert len(made.pictures.pictures)
    return made


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator of its own for each test."""
    return np.random.default_rng(2026)
