"""The published sign room on a coarse lattice, drawn in seconds, as families: from pictures and from features."""

from functools import cache

from kitchen_dream.problems.sign_room.family import SignRoomFamily13, SignRoomFeaturesFamily20
from kitchen_dream.problems.sign_room.poses import Lattice
from kitchen_dream.problems.sign_room.world import SignRooms
from kitchen_dream.sim.sign_room.layout import PUBLISHED


@cache
def coarse() -> SignRooms:
    """One room in all splits."""
    return SignRooms((PUBLISHED,), dict.fromkeys(("train", "validation", "test"), (0,)), Lattice(axis=1, diagonal=1))


class Pictures(SignRoomFamily13):
    """13 execution steps, from pictures."""

    name = "small-room"

    def __init__(self) -> None:
        super().__init__(coarse())


class Features(SignRoomFeaturesFamily20):
    """20 execution steps, from frozen features."""

    name = "small-room-features"

    def __init__(self) -> None:
        super().__init__(coarse())
