"""The sign room that tests of problems share."""

from __future__ import annotations

import pytest

from kitchen_dream.problems.sign_room.world import SignRooms


@pytest.fixture
def world(sign_rooms) -> SignRooms:
    """The published room on a coarse lattice."""
    return sign_rooms


@pytest.fixture
def options(request, test_tables, monkeypatch):
    """What each id is made with in tests, by its name."""
    monkeypatch.delenv("DISPLAY", raising=False)

    def chosen(name: str) -> dict:
        if name.endswith("-v1"):
            return {"split": "test", "kitchens": 16}
        if "Kitchen-" in name or "KitchenT" in name or "KitchenP" in name or "KitchenC" in name:
            return {"split": "test", "tables": test_tables}
        if "SignRoom" in name:  # drawn for them alone: it takes seconds
            return {"world": request.getfixturevalue("world")}
        return {"family": "map"} if "Problem" in name else {}

    return chosen
