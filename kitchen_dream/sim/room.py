"""The room around the units: floor, walls, worktops, counters and sink."""

from __future__ import annotations

from dataclasses import dataclass

from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.sim.client import Client
from kitchen_dream.sim.meshes.builder import Model
from kitchen_dream.sim.urdf import Cuboid, Link, load


@dataclass(frozen=True)
class RoomBody:
    """Bodies of the room: `solid` can be touched, `looks` cannot."""

    solid: tuple[int, ...]
    looks: tuple[int, ...] = ()


def build_room(client: Client, kitchen: Kitchen) -> RoomBody:
    """Load floor, walls and everything static that stands on the floor."""
    w, d, h = kitchen.room.width, kitchen.room.depth, kitchen.room.height
    deco = kitchen.decoration
    shell = Model()
    shell.quad([(0, 0, 0), (w, 0, 0), (w, d, 0), (0, d, 0)], (0.7, 0.5, 0.3))
    for a, b in (((0, 0), (w, 0)), ((w, 0), (w, d)), ((w, d), (0, d)), ((0, d), (0, 0))):
        shell.quad([(*b, 0), (*a, 0), (*a, h), (*b, h)], deco.wall)
    boxes: list[Cuboid] = [
        ((-0.2, -0.2, -0.5), (w + 0.2, d + 0.2, 0.0)),
        ((-0.2, -0.2, 0), (w + 0.2, 0, h)), ((-0.2, d, 0), (w + 0.2, d + 0.2, h)),
        ((-0.2, 0, 0), (0, d, h)), ((w, 0, 0), (w + 0.2, d, h)),
    ]  # fmt: skip
    things: list[Cuboid] = []
    for box in (*kitchen.worktops, *kitchen.counters):
        x0, y0, x1, y1 = box.footprint
        things.append(((x0, y0, box.z), (x1, y1, box.z + box.height)))
        shell.box(*things[-1], (0.3, 0.3, 0.3))
    return RoomBody((load(client, "room", [Link("room", shell, [*boxes, *things])], friction=0.8),))
