"""Lines along which the backs of furniture stand: walls, islands, and the backs of other furniture."""

import math
from dataclasses import dataclass

from kitchen_dream.kitchens.spec import FACINGS, Box, Facing, Room

FACING_OF_SIDE: dict[str, Facing] = {"west": "east", "north": "south", "east": "west", "south": "north"}
"""Where a front at each wall looks."""


@dataclass(frozen=True)
class Frame:
    """A line along which backs stand: `x, y` is its zero in metres, `facing` where the fronts look.

    Distances along it run to the right for a person who faces the fronts; `back` metres stay free behind everything."""

    x: float
    y: float
    facing: Facing
    free_standing: bool = False
    back: float = 0.0

    def box(self, s: float, back: float, width: float, depth: float, height: float, z: float) -> Box:
        """A box whose middle is `s` metres along the line and whose back is `back` metres off it; not validated yet.

        The whole kitchen is validated in the end, where each mistake has a place."""
        angle = FACINGS.index(self.facing) * math.pi / 2
        nx, ny = round(math.cos(angle)), round(math.sin(angle))
        out = self.back + back + depth / 2
        x, y = self.x + nx * out - ny * s, self.y + ny * out + nx * s
        return make_box(round(x, 4), round(y, 4), self.facing, round(width, 4), depth, height, z)


def frame_of(box: Box, free_standing: bool = False, back: float = 0.0) -> Frame:
    """The line of a box's back; zero is its middle."""
    x, y, _ = box.to_world((-box.depth / 2, 0.0, 0.0))
    return Frame(x, y, box.facing, free_standing, back)


def frame_of_wall(wall: str, room: Room) -> Frame:
    """The line of a wall; zero is its left end."""
    x = room.width if wall in ("east", "south") else 0.0
    y = room.depth if wall in ("north", "east") else 0.0
    return Frame(x, y, FACING_OF_SIDE[wall])


def make_box(
    x: float, y: float, facing: Facing, width: float, depth: float, height: float = 0.0, z: float = 0.0
) -> Box:
    """A box that is not validated."""
    return Box.model_construct(x=x, y=y, z=z, width=width, depth=depth, height=height, facing=facing)


def fields_of(box: Box) -> dict[str, float | str]:
    """The fields of a box as plain data."""
    return {name: getattr(box, name) for name in ("x", "y", "z", "width", "depth", "height", "facing")}
