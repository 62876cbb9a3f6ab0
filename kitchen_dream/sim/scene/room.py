"""The room around the units: floor, walls and tiles, worktops, counters, sink and clutter."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kitchen_dream.kitchens.catalogue import CLUTTER_SIZES, WORKTOP_HEIGHT
from kitchen_dream.kitchens.spec import Box, Kitchen, Sink
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.meshes.builder import Model, shade, turn
from kitchen_dream.sim.meshes.clutter import clutter_model
from kitchen_dream.sim.meshes.fixtures import fixture_model
from kitchen_dream.sim.scene.furniture import METAL, PLINTH
from kitchen_dream.sim.scene.links import Cuboid, Link, load
from kitchen_dream.sim.scene.textures import TILE_METRES, texture_file

Rectangle = tuple[float, float, float, float]
"""x_min, y_min, x_max, y_max in metres."""
_OVERHANG, _BEHIND = 0.014, 0.004
_TILED_TO = 1.4
_NEAR_WALL = 0.08
_EDGE = 0.04


@dataclass(frozen=True)
class RoomBody:
    """The one static body of the room; its links only differ in their textures."""

    solid: tuple[int, ...]


def build_room(client: Client, kitchen: Kitchen, edged: bool = True) -> RoomBody:
    """Load floor, walls and everything static that is no storage unit, stove or vessel.

    Walls are seen from inside only, so that a camera outside looks through the nearest ones. edged: see `Scene`."""
    deco = kitchen.decoration
    links = [
        Link("room", _plain(kitchen), _solids(kitchen)),
        Link("floor", _floor(kitchen), parent="room", texture=str(texture_file(deco.floor))),
        Link("walls", _walls(kitchen), parent="room", texture=str(texture_file("plaster")), colour=(*deco.wall, 1.0)),
        Link("worktops", _worktops(kitchen, edged), parent="room", texture=str(texture_file(deco.worktop))),
        Link("tiles", _backsplash(kitchen), parent="room", texture=str(texture_file("backsplash"))),
    ]
    links = [link for link in links if link.model is not None and link.model.triangles]
    return RoomBody((load(client, "room", links, friction=0.8),))


def _solids(kitchen: Kitchen) -> list[Cuboid]:
    w, d, h = kitchen.room.width, kitchen.room.depth, kitchen.room.height
    boxes: list[Cuboid] = [
        ((-0.2, -0.2, -0.5), (w + 0.2, d + 0.2, 0.0)), ((-0.2, -0.2, 0.0), (w + 0.2, 0.0, h)),
        ((-0.2, d, 0.0), (w + 0.2, d + 0.2, h)), ((-0.2, 0.0, 0.0), (0.0, d, h)), ((w, 0.0, 0.0), (w + 0.2, d, h)),
    ]
    if kitchen.room.missing is not None:
        x0, y0, x1, y1 = kitchen.room.missing
        boxes.append(((x0, y0, 0.0), (x1, y1, h)))
    for box in (*kitchen.worktops, *kitchen.counters, *kitchen.fixtures):
        x0, y0, x1, y1 = box.footprint
        boxes.append(((x0, y0, box.z), (x1, y1, box.z + box.height)))
    for thing in kitchen.decoration.clutter:
        width, depth, height = CLUTTER_SIZES[thing.kind]
        box = Box(x=thing.x, y=thing.y, z=thing.z, width=width, depth=depth, height=height, facing=thing.facing)
        x0, y0, x1, y1 = box.footprint
        boxes.append(((x0, y0, box.z), (x1, y1, box.z + box.height)))
    return boxes


def _floor(kitchen: Kitchen) -> Model:
    model, repeat = Model(), TILE_METRES[kitchen.decoration.floor]
    for area in _without((0.0, 0.0, kitchen.room.width, kitchen.room.depth), kitchen.room.missing):
        _horizontal(model, area, 0.0, repeat)
    return model


def _horizontal(model: Model, area: Rectangle, z: float, repeat: float) -> None:
    """A level rectangle in squares of about a metre, so that the light varies over it."""
    x0, y0, x1, y1 = area
    xs, ys = np.linspace(x0, x1, int(x1 - x0) + 2), np.linspace(y0, y1, int(y1 - y0) + 2)
    for a, b in pairwise(xs):
        for c, d in pairwise(ys):
            corners = [(a, c, z), (b, c, z), (b, d, z), (a, d, z)]
            model.quad(corners, uvs=[(x / repeat, y / repeat) for x, y, _ in corners])


def _wall_lines(kitchen: Kitchen) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The walls' feet as seen from inside, each from its right end to its left end."""
    corners = kitchen.room.outline
    return list(zip(corners, [*corners[1:], corners[0]], strict=True))


def _upright(
    model: Model, a: tuple[float, float], b: tuple[float, float], low: float, high: float, off: float, repeat: float
) -> None:
    """A strip of the wall that runs from a to b, standing `off` metres out of it."""
    direction = np.subtract(b, a) / np.linalg.norm(np.subtract(b, a))
    inward = np.array([-direction[1], direction[0]]) * off
    (ax, ay), (bx, by) = a + inward, b + inward
    s, t = float(direction @ np.asarray(a)), float(direction @ np.asarray(b))
    corners = [(bx, by, low), (ax, ay, low), (ax, ay, high), (bx, by, high)]
    model.quad(corners, uvs=[(u / repeat, v / repeat) for u, v in ((-t, low), (-s, low), (-s, high), (-t, high))])


def _walls(kitchen: Kitchen) -> Model:
    model = Model()
    for a, b in _wall_lines(kitchen):
        _upright(model, a, b, 0.0, kitchen.room.height, 0.0, TILE_METRES["plaster"])
    return model


def _backsplash(kitchen: Kitchen) -> Model:
    """Tiles above every worktop, counter and stove that stands at a wall."""
    model = Model()
    boxes = [*kitchen.worktops, kitchen.stove, *(c for c in kitchen.counters if _tall(c))]
    for a, b in _wall_lines(kitchen):
        axis = 0 if a[1] == b[1] else 1
        spans = []
        for box in boxes:
            low, high = box.footprint[:2], box.footprint[2:]
            near = min(abs(low[1 - axis] - a[1 - axis]), abs(high[1 - axis] - a[1 - axis]))
            ends = max(low[axis], min(a[axis], b[axis])), min(high[axis], max(a[axis], b[axis]))
            if near < _NEAR_WALL and ends[0] < ends[1]:
                spans.append(ends)
        for start, end in _merge(spans):
            p, q = list(a), list(b)
            p[axis], q[axis] = (start, end) if a[axis] < b[axis] else (end, start)
            _upright(model, (p[0], p[1]), (q[0], q[1]), WORKTOP_HEIGHT, _TILED_TO, 0.004, TILE_METRES["backsplash"])
    return model


def _tall(counter: Box) -> bool:
    """Whether a counter reaches up to the worktops' height, and so has a worktop of its own."""
    return counter.z + counter.height > WORKTOP_HEIGHT - 0.02


def _merge(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1] + 0.02:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _worktops(kitchen: Kitchen, edged: bool) -> Model:
    """Slabs with a hole for the sink and a small overhang, over worktops and tall counters alike."""
    model, repeat = Model(), TILE_METRES[kitchen.decoration.worktop]
    slabs: list[tuple[Box, float, float]] = [(top, top.z, top.z + top.height) for top in kitchen.worktops]
    slabs += [(c, c.z + c.height - _EDGE, c.z + c.height) for c in kitchen.counters if _tall(c)]
    hole = kitchen.sink.footprint if kitchen.sink else None
    for box, low, high in slabs:
        x0, y0, x1, y1 = box.footprint
        dx, dy = {"east": (1, 0), "north": (0, 1), "west": (-1, 0), "south": (0, -1)}[box.facing]
        x0, x1 = x0 + min(dx, 0) * _OVERHANG, x1 + max(dx, 0) * _OVERHANG
        y0, y1 = y0 + min(dy, 0) * _OVERHANG, y1 + max(dy, 0) * _OVERHANG
        if edged:  # behind as well, or an island's back and its worktop's edge, in one plane, would show through
            x0, x1 = x0 - max(dx, 0) * _BEHIND, x1 - min(dx, 0) * _BEHIND
            y0, y1 = y0 - max(dy, 0) * _BEHIND, y1 - min(dy, 0) * _BEHIND
        for area in _without((x0, y0, x1, y1), hole):
            _horizontal(model, area, high, repeat)
        ring = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        for i in range(4):
            (ax, ay), (bx, by) = ring[i], ring[(i + 1) % 4]
            s, t = (ax, bx) if ay == by else (ay, by)
            model.quad(
                [(ax, ay, low), (bx, by, low), (bx, by, high), (ax, ay, high)],
                uvs=[
                    (s / repeat, low / repeat), (t / repeat, low / repeat), (t / repeat, high / repeat),
                    (s / repeat, high / repeat),
                ],
            )
        model.quad(
            [(x0, y1, low), (x1, y1, low), (x1, y0, low), (x0, y0, low)],
            uvs=[(0, 0), (0.01, 0), (0.01, 0.01), (0, 0.01)],
        )
    return model


def _without(area: Rectangle, hole: Rectangle | None) -> list[Rectangle]:
    """A rectangle less another, as up to four rectangles."""
    if hole is None:
        return [area]
    x0, y0, x1, y1 = area
    a0, b0, a1, b1 = max(hole[0], x0), max(hole[1], y0), min(hole[2], x1), min(hole[3], y1)
    if a0 >= a1 or b0 >= b1:
        return [area]
    parts = [(x0, y0, x1, b0), (x0, b1, x1, y1), (x0, b0, a0, b1), (a1, b0, x1, b1)]
    return [part for part in parts if part[2] - part[0] > 1e-4 and part[3] - part[1] > 1e-4]


def _plain(kitchen: Kitchen) -> Model:
    """All that takes its colours from the palette: skirting, counters, sink, clutter."""
    model, deco = Model(), kitchen.decoration
    for a, b in _wall_lines(kitchen):
        strip = Model()
        _upright(strip, a, b, 0.0, 0.07, 0.006, 1.0)
        model.soup(strip.points, (0.93, 0.92, 0.9))
    for counter in kitchen.counters:
        x0, y0, x1, y1 = counter.footprint
        top = counter.z + counter.height
        if top <= 0.2:
            model.box((x0, y0, counter.z), (x1, y1, top), PLINTH, skip="e")
        else:
            model.box((x0, y0, counter.z), (x1, y1, top - _EDGE * _tall(counter)), shade(deco.lower, 0.97), skip="e")
    if kitchen.sink is not None:
        model.join(_sink(kitchen.sink), turn("z", np.degrees(kitchen.sink.yaw)), (kitchen.sink.x, kitchen.sink.y, 0.0))
    for fixture in kitchen.fixtures:
        model.join(fixture_model(fixture), turn("z", np.degrees(fixture.yaw)), (fixture.x, fixture.y, fixture.z))
    for thing in deco.clutter:
        part = clutter_model(thing.kind, CLUTTER_SIZES[thing.kind], thing.colour)
        yaw = 90.0 * ("east", "north", "west", "south").index(thing.facing)
        model.join(part, turn("z", yaw), (thing.x, thing.y, thing.z))
    return model


def _sink(sink: Sink) -> Model:
    """A steel basin with a rim, and the tap behind it, in the unit frame but for its height."""
    model = Model()
    d, w, top = sink.depth / 2, sink.width / 2, WORKTOP_HEIGHT + 0.003
    floor = max(sink.z, top - 0.17)
    steel = (0.76, 0.77, 0.8)
    e = 0.02
    outer = [(-d - e, -w - e), (d + e, -w - e), (d + e, w + e), (-d - e, w + e)]
    inner = [(-d, -w), (d, -w), (d, w), (-d, w)]
    tones = (0.8, 0.7, 0.8, 0.9)
    for i in range(4):
        j = (i + 1) % 4
        model.quad([(*outer[i], top), (*outer[j], top), (*inner[j], top), (*inner[i], top)], (0.85, 0.86, 0.88))
        model.quad([(*inner[i], top), (*inner[j], top), (*inner[j], floor), (*inner[i], floor)], shade(steel, tones[i]))
    model.quad([(*corner, floor) for corner in inner], shade(steel, 0.85))
    model.box((-d - 0.004, -w - 0.004, floor - 0.004), (d + 0.004, w + 0.004, top - 0.045), shade(steel, 0.6), skip="f")
    model.lathe([(0.03, floor + 0.001), (0, floor + 0.001)], (0.3, 0.3, 0.32), 8)
    x, h = -d - 0.045, WORKTOP_HEIGHT
    model.cylinder((x, 0, h), (x, 0, h + 0.24), 0.013, METAL, 8)
    model.cylinder((x, 0, h + 0.235), (x + 0.17, 0, h + 0.215), 0.011, METAL, 8)
    model.cylinder((x + 0.163, 0, h + 0.22), (x + 0.163, 0, h + 0.18), 0.012, METAL, 8)
    model.cylinder((x, 0.01, h + 0.06), (x, 0.07, h + 0.08), 0.007, METAL, 6)
    return model
