"""Placed pieces as the parts of a kitchen: units, appliances, worktops and plinths, the bowl, things."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from kitchen_dream.kitchens.catalogue import (
    BASE_DEPTH,
    BASE_TOP,
    CATALOGUE,
    CLUTTER_SIZES,
    PLINTH,
    SIZES,
    SLAB,
    STACKS,
    WORKTOP_HEIGHT,
    Part,
    default_name,
)
from kitchen_dream.kitchens.checks.proof import Defect
from kitchen_dream.kitchens.layout.blueprint import CORNERS, THINGS, Blueprint, hangs, is_tall
from kitchen_dream.kitchens.layout.frames import fields_of
from kitchen_dream.kitchens.layout.placement import Placed, Placer, surface
from kitchen_dream.kitchens.spec import FIXTURES, SLOTS, Box, Facing

BOWL_WIDTH = 0.6
"""Least width in metres of a piece on which the bowl stands by itself: the arms need as much room before it."""
GRID = 0.01
"""Metres from which two pieces do not touch."""
_TOPPED = ("sink", "counter", "corner")
_OTHER = {"left": "right", "right": "left", None: None}


@dataclass
class Parts:
    """The plain data of a kitchen without its contents, and where each part of it was written.

    `origin` gives for ("units", 3) or ("stove",) the place in the blueprint, like "pieces[0].row[2]"."""

    data: dict[str, Any]
    origin: dict[tuple[str | int, ...], str] = field(default_factory=dict)
    unit_of: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """For the name of a piece the indices of its units."""
    free_hinges: list[int] = field(default_factory=list)
    """Units whose hinge nobody asked for."""


def add_units(parts: Parts, placed: list[Placed]) -> None:
    """The storage units, each with its name, hinge and contents; two stacked drawers are two."""
    units: list[dict[str, Any]] = []
    parts.data["units"] = units
    tally: dict[str, int] = {}
    neighbours = _Neighbours(placed)

    def add(p: Placed, kind: str, name: str | None, contents: tuple[str | None, ...], **changes: Any) -> None:
        tally[kind] = tally.get(kind, 0) + (p.piece.kind != "sink")
        unit = {**fields_of(p.box), "kind": kind, **changes}
        unit["name"] = name or default_name(kind, tally[kind])
        unit["contents"] = (*contents, *[None] * (SLOTS - len(contents)))
        if CATALOGUE[kind].opens == "door":
            given = p.piece.hinge or _OTHER.get(p.piece.handle) or changes.get("hinge")
            unit["hinge"] = given or _hinge(p, neighbours)
            if given is None and not hangs(kind):
                parts.free_hinges.append(len(units))
        elif p.piece.hinge is not None:
            unit["hinge"] = p.piece.hinge  # the validation names it as a mistake
        parts.origin["units", len(units)] = p.where
        for key in dict.fromkeys((p.names[0].replace("_", " "), unit["name"])):
            parts.unit_of[key] = (*parts.unit_of.get(key, ()), len(units))
        units.append(unit)

    for p in placed:
        kind, name, contents = p.piece.kind, p.piece.name, p.piece.contents or ()
        if kind in STACKS:
            for part, mine in _shared(kind, contents):
                add(p, part.kind, name and f"{name} {part.called}", mine, **_within(p, part))
        elif kind == "sink":
            add(p, "base_cabinet", name or "sink cabinet", contents)
        elif kind in CATALOGUE:
            away = {"hinge": "right"} if CATALOGUE[kind].blind else {}
            add(p, kind, name, contents, **away)


def _shared(kind: str, contents: tuple[str | None, ...]) -> list[tuple[Part, tuple[str | None, ...]]]:
    """The parts of a piece of several units, each with what a person wrote for it: from top to bottom, then from left
    to right."""
    parts = STACKS[kind][1]
    read = sorted((part for part in parts if CATALOGUE[part.kind].food), key=lambda part: (-part.z, part.half))
    return [
        (part, contents[SLOTS * read.index(part) :][:SLOTS] if part in read else ()) for part in parts
    ]


def _within(p: Placed, part: Part) -> dict[str, Any]:
    """The fields of a part's box in its piece; a piece of another height stretches its parts."""
    box, stretch = p.box, p.box.height / STACKS[str(p.piece.kind)][0].height
    fields: dict[str, Any] = {"z": round(box.z + part.z * stretch, 4), "height": round(part.height * stretch, 4)}
    if part.half:
        side = -1 if part.half == "left" else 1
        x, y, _ = box.to_world((0.0, side * box.width / 4, 0.0))
        fields |= {"x": round(x, 4), "y": round(y, 4), "width": round(box.width / 2, 4), "hinge": part.half}
    return fields


class _Neighbours:
    """Who stands beside whom: each piece is looked up by where it begins, on a grid."""

    def __init__(self, placed: list[Placed]) -> None:
        self._at: dict[tuple[int, Facing, int, int], list[tuple[Placed, float, float]]] = {}
        for other in placed:
            if hangs(other.piece.kind) or other.piece.kind in (*THINGS, *FIXTURES):
                continue
            for side, box in ((-1, other.right), (1, other.left)):
                x, y, _ = box.to_world((-box.depth / 2, -side * box.width / 2, 0.0))
                place = (side, box.facing, round(x / GRID), round(y / GRID))
                self._at.setdefault(place, []).append((other, x, y))

    def beside(self, below: Placed, side: int) -> list[Placed]:
        """The pieces that go on at a piece's left (-1) or right (1)."""
        box = below.box
        x, y, _ = box.to_world((-box.depth / 2, side * box.width / 2, 0.0))
        column, row = round(x / GRID), round(y / GRID)
        near = [
            found
            for i in (column - 1, column, column + 1)
            for j in (row - 1, row, row + 1)
            for found in self._at.get((side, box.facing, i, j), ())
        ]
        return [other for other, ox, oy in near if abs(ox - x) + abs(oy - y) < GRID and other is not below]


def _hinge(p: Placed, neighbours: _Neighbours) -> str:
    """The side away from walls, since the base moves towards the hinge while it pulls, and from tall neighbours."""
    below = p.under or p
    left, right = neighbours.beside(below, -1), neighbours.beside(below, 1)
    if hangs(p.piece.kind):
        if any(is_tall(o.piece.kind) for o in left):
            return "left"
        if any(is_tall(o.piece.kind) for o in right):
            return "right"
    if below.free_standing:
        return "left"
    at_left, at_right = (not side or side[0].piece.kind in CORNERS for side in (left, right))
    return "right" if at_left and not at_right else "left"


def add_appliances(parts: Parts, placed: list[Placed], defects: list[Defect]) -> None:
    """The stove and the sink; a stove that is missing, and a second one of either, go to `defects`."""
    stoves = [p for p in placed if p.piece.kind == "stove"]
    sinks = [p for p in placed if p.piece.kind == "sink"]
    if not stoves:
        defects.append(Defect("pieces", "there is no stove", "add a piece of kind stove"))
    for kind, found in (("stove", stoves), ("sink", sinks)):
        if len(found) > 1:
            defects.append(Defect(found[1].where, f"it is a second {kind}", "leave it out: a kitchen has one"))
    if not stoves:
        return
    stove = stoves[0]
    parts.data["stove"] = fields_of(stove.box)
    if stove.piece.broken is not None:
        parts.data["stove"]["broken"] = stove.piece.broken
    parts.origin["stove",] = stove.where
    if sinks:
        box, size = sinks[0].box, SIZES["sink"]
        x, y, _ = box.to_world((0.11 + size.depth / 2 - box.depth / 2, 0.0, 0.0))
        z = box.z + box.height + SLAB - size.height
        fields = {"x": round(x, 4), "y": round(y, 4), "z": round(z, 4), "width": size.width, "depth": size.depth}
        parts.data["sink"] = {**fields, "height": size.height, "facing": box.facing}
        parts.origin["sink",] = sinks[0].where


def _top(p: Placed) -> bool:
    kind = str(p.piece.kind)
    kinds = [part.kind for part in STACKS[kind][1]] if kind in STACKS else [kind]
    topped = kind in _TOPPED or all(each in CATALOGUE and CATALOGUE[each].topped for each in kinds)
    return topped and abs(p.box.z + p.box.height - BASE_TOP) < 1e-3


def add_worktops(parts: Parts, placed: list[Placed]) -> None:
    """A slab over each unbroken stretch of base pieces, a plinth below it, and what closes the gaps between drawers."""
    counters: list[dict[str, Any]] = []
    worktops: list[dict[str, Any]] = []
    parts.data["counters"], parts.data["worktops"] = counters, worktops

    def block(p: Placed, box: Box, kind: str, into: list, key: str, **changes: Any) -> None:
        size = SIZES[kind]
        depth = box.depth + size.depth - BASE_DEPTH  # plinths and rails stand back a little
        x, y, _ = box.to_world(((depth - box.depth) / 2, 0.0, 0.0))
        parts.origin[key, len(into)] = p.where
        fields = {
            "x": round(x, 4), "y": round(y, 4), "z": size.z, "width": round(box.width, 4), "depth": round(depth, 4)
        }
        into.append({**fields, "height": size.height, "facing": box.facing, **changes})

    for p in placed:
        if p.piece.kind == "counter":
            block(p, p.box, "counter", counters, "counters", z=p.box.z, height=p.box.height)
        for box in p.blocks:
            block(p, box, "counter", counters, "counters")
        if p.piece.kind in STACKS and _top(p):
            for gap in _gaps(p):
                block(p, p.box, "rail", counters, "counters", **gap)
        elif _top(p) and p.piece.kind in CATALOGUE and CATALOGUE[p.piece.kind].size.z > PLINTH:
            block(p, p.box, "panel", counters, "counters")
    boxes = [(p, box) for p in placed if _top(p) for box in dict.fromkeys((*p.blocks, p.box))]
    for p, box in _stretches(boxes):
        block(p, box, "worktop", worktops, "worktops")
        block(p, box, "plinth", counters, "counters", height=PLINTH)


def _gaps(p: Placed) -> list[dict[str, float]]:
    """Underside and height of what closes the gaps between stacked drawers."""
    boxes = sorted((fields["z"], fields["z"] + fields["height"]) for fields in (
        _within(p, part) for part in STACKS[str(p.piece.kind)][1] if not part.half
    ))
    return [
        {"z": round(low, 4), "height": round(high - low, 4)}
        for (_, low), (high, _) in pairwise(boxes)
        if high - low > GRID
    ]


def _stretches(boxes: list[tuple[Placed, Box]]) -> list[tuple[Placed, Box]]:
    """Boxes of one depth that stand side by side joined to one, with the first piece of each."""
    lines: dict[tuple, list[tuple[float, float, Placed, Box]]] = {}
    for p, box in boxes:
        x, y, _ = box.to_world((-box.depth / 2, 0.0, 0.0))
        across, s = (y, x) if box.facing in ("north", "south") else (x, y)
        key = (box.facing, round(across, 3), round(box.depth, 4))
        lines.setdefault(key, []).append((s - box.width / 2, s + box.width / 2, p, box))
    out = []
    for line in lines.values():
        line.sort(key=lambda part: part[0])
        start, end, p, box = line[0]
        for low, high, other, _ in [*line[1:], (np.inf, np.inf, p, box)]:
            if low <= end + 0.002:
                end = max(end, high)
                continue
            middle = (start + end) / 2
            place = {"x": middle, "y": box.y} if box.facing in ("north", "south") else {"x": box.x, "y": middle}
            out.append((p, box.model_copy(update={**place, "width": end - start})))
            start, end, p = low, high, other
    return out


def add_fixtures(parts: Parts, placed: list[Placed]) -> None:
    """Hoods, tables, windows and doors of the room."""
    found = [p for p in placed if p.piece.kind in FIXTURES]
    if found:
        parts.data["fixtures"] = [{**fields_of(p.box), "kind": p.piece.kind} for p in found]
    for i, p in enumerate(found):
        parts.origin["fixtures", i] = p.where


def add_bowl(parts: Parts, blueprint: Blueprint, placer: Placer) -> None:
    """The bowl where the blueprint wants it, or else on a wide worktop with nothing above; none is a defect."""
    tops = [p for p in placer.placed if _top(p) and p.piece.kind not in ("sink", *CORNERS)]
    place, shift = None, 0.0
    if blueprint.bowl is not None:
        parts.origin["bowl",] = "bowl"
        place, shift = placer.find(blueprint.bowl.upon, "bowl"), blueprint.bowl.shift
        if place is None:
            return
        if not _top(place) or place.piece.kind in CORNERS:
            names = ", ".join(p.names[0] for p in tops) or "a base_cabinet"
            placer.defects.append(Defect("bowl", f"it cannot stand on {place.names[0]!r}", f"use one of: {names}"))
            return
    elif tops:
        hung = [p.under for p in placer.placed if p.under is not None]
        place = min(tops, key=lambda p: (any(p is other for other in hung), p.box.width < BOWL_WIDTH - 1e-9))
        parts.origin["bowl",] = place.where
    else:
        placer.defects.append(
            Defect("pieces", "there is no worktop for the salad bowl", "add a base_cabinet, drawers or counter")
        )
        return
    # The robot reaches 0.3 m behind the edge.
    x, y, _ = place.box.to_world((place.box.depth / 2 - BASE_DEPTH / 2, shift, 0.0))
    parts.data["bowl"] = {"x": round(x, 4), "y": round(y, 4), "z": WORKTOP_HEIGHT, "facing": place.box.facing}


def clutter_of(parts: Parts, placed: list[Placed]) -> list[dict[str, Any]]:
    """The things that mean nothing, as the decoration has them."""
    things: list[dict[str, Any]] = []
    for p in placed:
        if p.piece.kind in CLUTTER_SIZES:
            thing = {key: getattr(p.box, key) for key in ("x", "y", "z", "facing")}
            if p.under is not None and p.piece.kind != "picture" and p.piece.z is None:
                thing["z"] = surface(p.under)
            parts.origin["decoration", "clutter", len(things)] = p.where
            things.append({"kind": p.piece.kind, **thing, **({"colour": p.piece.colour} if p.piece.colour else {})})
    return things
