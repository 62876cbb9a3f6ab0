"""The flat problems by name: what is trained on, and what is tested on."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kitchen_dream.problems.grids.bus import DistractingBus
from kitchen_dream.problems.grids.cooking import CookingGrid
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.grids.rules import GridProblem
from kitchen_dream.problems.sign_room.rules import SIGN_ROOMS, SignRoomProblem


@dataclass(frozen=True)
class FlatProblem:
    """A problem with its splits."""

    kind: type[GridProblem] | type[SignRoomProblem]
    train: str
    test: str
    validation: str = ""
    """A third split, to choose settings by; few have one."""
    drawn: bool = False
    """The seed draws the split."""
    copies: int = 256
    """Trials collected side by side in training, between two rounds of updates."""


GRID_PROBLEMS = {
    "map": FlatProblem(MapGrid, "train", "test"),
    "bus": FlatProblem(DistractingBus, "train", "test"),
    "cooking": FlatProblem(CookingGrid, "train", "test"),
    "cooking-fair": FlatProblem(CookingGrid, "fair_train", "fair_test", drawn=True),
}

# Rewards are rare there: fewer trials between updates, so that each that touched something is learnt from more often.
SIGN_ROOM_PROBLEMS = {name: FlatProblem(kind, "train", "test", copies=32) for name, kind in SIGN_ROOMS.items()}
SIGN_ROOM_PROBLEMS["sign-room-random-features"] = replace(
    SIGN_ROOM_PROBLEMS["sign-room-random-features"], validation="validation"
)

FLAT_PROBLEMS = GRID_PROBLEMS | SIGN_ROOM_PROBLEMS
