"""The sign room that tests of problems share."""

from __future__ import annotations

import pytest

from kitchen_dream.problems.sign_room.world import SignRooms


@pytest.fixture
def world(sign_rooms) -> SignRooms:
    """The published room on a coarse lattice."""
    return sign_rooms
