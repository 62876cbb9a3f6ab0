"""What can be reached on a flat problem: the ends of the scale on which agents are scored."""

from __future__ import annotations

from typing import Protocol

from kitchen_dream.problems.grids.reference import grid_reference
from kitchen_dream.problems.grids.rules import GridProblem
from kitchen_dream.problems.sign_room.reference import sign_reference
from kitchen_dream.problems.sign_room.rules import SignRoomProblem


class Reference(Protocol):
    """Expected returns, and the scale that they make."""

    oracle: float
    blind: float
    random: float

    def normalized(self, value: float) -> float: ...


def flat_reference(
    kind: type[GridProblem] | type[SignRoomProblem], split: str = "train", split_seed: int = 0
) -> Reference:
    """The reference of a split."""
    if issubclass(kind, SignRoomProblem):
        return sign_reference(kind, split)
    return grid_reference(kind, split, split_seed)
