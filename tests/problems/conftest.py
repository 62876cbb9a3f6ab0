"""A sign room on a coarse lattice, drawn once for all tests: some seconds, where the whole one takes a minute."""

from __future__ import annotations

from pathlib import Path

import pytest

from kitchen_dream.problems.sign_room.poses import Lattice
from kitchen_dream.problems.sign_room.world import SignRooms
from kitchen_dream.sim.sign_room_layout import PUBLISHED

COARSE = Lattice(axis=1, diagonal=1)


@pytest.fixture(scope="session")
def frames_folder(tmp_path_factory) -> Path:
    """Where the coarse room's frames are kept."""
    return tmp_path_factory.mktemp("frames")


@pytest.fixture(scope="session")
def world(frames_folder) -> SignRooms:
    """The published room, to train and to test in."""
    made = SignRooms((PUBLISHED,), {"train": (0,), "test": (0,)}, COARSE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KITCHEN_DREAM_CACHE", str(frames_folder))
        assert len(made.pictures.pictures)
    return made
