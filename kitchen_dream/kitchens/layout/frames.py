"""Lines along which the backs of furniture stand: walls, islands, and the backs of other furniture."""

import math
from dataclasses import dataclass

from kitchen_dream.kitchens.spec import FACINGS, Box, Facing, Room

FACING_OF_SIDE: dict[str, Facing] = {"west": "east", "north": "south", "east": "west", "south": "north"}
"""Where a front at each wall looks."""


WALLS_AT_CORNER = {
    "northwest": ("west", "north"), "northeast": ("north", "east"), "southeast": ("east", "south"),
    "southwest": ("south", "west"),
}
"""The wall at the left of a corner, and the one at its right, for a person who looks into it."""


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


def walls_of(room: Room) -> dict[str, tuple[Frame, float, float]]:
    """The walls by name: the line of each, and from where to where along it the wall is.

    A cut takes its part of two walls; the walls that it makes are called inner."""
    lengths = {side: room.width if side in ("north", "south") else room.depth for side in FACING_OF_SIDE}
    walls = {side: (frame_of_wall(side, room), 0.0, length) for side, length in lengths.items()}
    if room.cut is None:
        return walls
    left, right = WALLS_AT_CORNER[room.cut.corner]
    size = {side: room.cut.width if side in ("north", "south") else room.cut.depth for side in (left, right)}
    for side, other in ((left, right), (right, left)):
        frame, length = walls[side][0], lengths[side]
        ends = (length - size[side], length) if side == left else (0.0, size[side])
        walls[side] = (frame, 0.0, ends[0]) if side == left else (frame, ends[1], length)
        x, y, _ = make_box(frame.x, frame.y, frame.facing, 0, 0).to_world((size[other], 0.0, 0.0))
        walls[f"inner_{side}"] = (Frame(round(x, 4), round(y, 4), frame.facing), *ends)
    return walls


def make_box(
    x: float, y: float, facing: Facing, width: float, depth: float, height: float = 0.0, z: float = 0.0
) -> Box:
    """A box that is not validated."""
    return Box.model_construct(x=x, y=y, z=z, width=width, depth=depth, height=height, facing=facing)


def fields_of(box: Box) -> dict[str, float | str]:
    """The fields of a box as plain data."""
    return {name: getattr(box, name) for name in ("x", "y", "z", "width", "depth", "height", "facing")}
