"""From pieces to boxes: the geometry of `along`, `corner`, `right_of`, `above`, `facing` and so on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from kitchen_dream.core.spoken import a
from kitchen_dream.core.sums import plain_sum
from kitchen_dream.kitchens.catalogue import (
    BASE_DEPTH,
    CATALOGUE,
    CLUTTER_SIZES,
    SIZES,
    STACKS,
    WORKTOP_HEIGHT,
    is_lone,
    size_of,
)
from kitchen_dream.kitchens.checks.proof import Defect
from kitchen_dream.kitchens.layout.blueprint import (
    THINGS,
    Blueprint,
    Entry,
    Piece,
    Wall,
    hanging_kinds,
    hangs,
    is_tall,
    standing_kinds,
    stands,
)
from kitchen_dream.kitchens.layout.boxes import AISLE, CORNER
from kitchen_dream.kitchens.layout.frames import WALLS_AT_CORNER, Frame, frame_of, frame_of_wall, make_box, walls_of
from kitchen_dream.kitchens.spec import FACINGS, FIXTURES, Box, Facing, Room

WALL_MARGIN = 0.35
"""Distance in metres that `at: left` and `at: right` keep from the end of the wall: room for the base."""
ISLAND_GAP = AISLE + 0.05
"""Distance in metres between two pieces that face each other, when a file does not say."""
PICTURE_Z = 1.40


@dataclass
class Placed:
    """A piece with its box and the boxes that `right_of` and `left_of` go on from; `where` is its place in the file."""

    piece: Piece
    where: str
    box: Box
    right: Box
    left: Box
    names: tuple[str, ...] = ()
    free_standing: bool = False
    under: Placed | None = None
    """What a hanging piece hangs above."""
    blocks: tuple[Box, ...] = ()
    """Closed blocks that belong to it, with a worktop."""


class Placer:
    """Places the pieces of a blueprint one after the other; what cannot be placed is told in `defects`."""

    def __init__(self, blueprint: Blueprint) -> None:
        self.room: Room = blueprint.room
        self.placed: list[Placed] = []
        self.defects: list[Defect] = []
        self._by_name: dict[str, list[Placed]] = {}
        self._named: dict[str, str] = {}
        """For each name that a person gave the first place where it was given."""
        self._tally: dict[str, int] = {}
        self._later: dict[str, int] = {}
        """For each name that a piece has the last entry of such a piece."""
        for i, entry in enumerate(blueprint.pieces):
            self._later |= dict.fromkeys((key for piece in entry.row or (entry,) for key in _called(piece)), i)
        for self._now, entry in enumerate(blueprint.pieces):
            self._entry(entry, f"pieces[{self._now}]")

    def find(self, name: str, where: str) -> Placed | None:
        """The piece of a name; None, and a defect, if there is none, or several. One that could not be placed has its
        own."""
        key = name.replace("_", " ")
        found = self._by_name.get(key, [])
        found = [p for p in found if p.names[0].replace("_", " ") == key] or found
        if len(found) == 1:
            return found[0]
        if found:
            what = f"there are {len(found)} pieces called {name!r}"
            names = list(dict.fromkeys(p.names[0] for p in found))
            fix = f"use one of: {', '.join(names)}" if len(names) > 1 else "give one of them another name"
        elif self._later.get(key, self._now + 1) < self._now:
            return None  # its own mistake has been told
        elif self._later.get(key) == self._now:
            what, fix = f"{name!r} is this piece itself", "name another one"
        elif key in self._later:
            what, fix = f"{name!r} is not placed before this piece", "move it up in the list"
        else:
            known = dict.fromkeys(p.names[0] for p in self.placed)
            what = f"there is no piece called {name!r}"
            fix = f"use one of: {', '.join(known) or '(none is placed yet)'}"
        self.defects.append(Defect(where, what, fix))
        return None

    def _entry(self, entry: Entry, where: str) -> None:
        row = entry.row or (entry,)
        sizes = [_size(piece, entry) for piece in row]
        length = plain_sum(size[0] for size in sizes)
        if entry.corner is not None:
            self._corner(entry, where)
            return
        first = self._first_left_edge(entry, where, length, max(size[1] for size in sizes))
        if first is None:
            return
        frame, s, under = first
        for k, (piece, size) in enumerate(zip(row, sizes, strict=True)):
            width, depth, height, z = size
            if entry.upon is not None and piece.z is None and under is not None:
                z = surface(under)
            if piece.kind == "hood" and piece.height is None:
                height = round(self.room.height - z, 4)
            # A thing on a worktop stands at its back; everything else stands back to back with its neighbours.
            box = frame.box(s + width / 2, 0.0, width, depth, height, z)
            s += width
            place = where if entry.row is None else f"{where}.row[{k}]"
            placed = Placed(piece, place, box, box, box, free_standing=frame.free_standing, under=under)
            self._register(placed)
            if piece.upper is not None and (is_tall(piece.kind) or hangs(piece.kind)):
                what = f"there is no room above a {piece.kind}"
                self.defects.append(Defect(f"{place}.upper", what, "choose a piece with a worktop"))
            elif piece.upper is not None:
                self._hang(piece.upper, placed, f"{place}.upper")

    def _hang(self, piece: Piece, below: Placed, where: str) -> None:
        width, depth, height, z = _size(piece, piece, below.box.width)
        if piece.kind == "hood" and below.piece.kind != "stove":
            self.defects.append(Defect(where, "a hood hangs above the stove", "put it there"))
        if piece.kind == "hood" and piece.height is None:
            height = round(self.room.height - z, 4)
        box = frame_of(below.box).box(0.0, 0.0, width, depth, height, z)
        self._register(Placed(piece, where, box, box, box, under=below))

    def _first_left_edge(
        self, entry: Entry, where: str, length: float, depth: float
    ) -> tuple[Frame, float, Placed | None] | None:
        """The frame along which the entry stands, where its left end is, and what it hangs above or stands on."""
        if entry.along is not None:
            return self._along(entry, entry.along, where, length)
        if entry.x is not None and entry.y is not None:
            facing = cast(Facing, entry.facing)
            x, y, _ = make_box(entry.x, entry.y, facing, 0, 0).to_world((-depth / 2, 0.0, 0.0))
            return Frame(x, y, facing, free_standing=True), -length / 2 + entry.shift, None
        keys = ("right_of", "left_of", "above", "behind", "upon", "facing")
        (key,) = [key for key in keys if getattr(entry, key) is not None]
        other = self.find(getattr(entry, key), f"{where}.{key}")
        if other is None:
            return None
        gap = entry.gap or 0.0
        if key == "right_of":
            frame = frame_of(other.right, other.free_standing)
            return frame, other.right.width / 2 + gap + entry.shift, None
        if key == "left_of":
            frame = frame_of(other.left, other.free_standing)
            return frame, -other.left.width / 2 - gap - length + entry.shift, None
        if key in ("above", "upon"):
            if not self._may_carry(entry, other, where, key):
                return None
            back = 0.04 if key == "upon" else 0.0
            frame = frame_of(other.box, other.free_standing, back)
            return frame, -length / 2 + entry.shift, other
        out = other.box.depth / 2 + (ISLAND_GAP if entry.gap is None else entry.gap) + depth
        turned = FACINGS[(FACINGS.index(other.box.facing) + 2) % 4]
        if key == "behind":
            out = -other.box.depth / 2 - gap
        x, y, _ = other.box.to_world((out, 0.0, 0.0))
        return Frame(x, y, turned, free_standing=True), -length / 2 + entry.shift, None

    def _along(self, entry: Entry, along: Wall, where: str, length: float) -> tuple[Frame, float, None] | None:
        walls = walls_of(self.room)
        if along not in walls:
            what = f"there is no {along.replace('_', ' ')} wall; a room with a cut has two inner ones"
            self.defects.append(Defect(f"{where}.along", what, f"use one of: {', '.join(walls)}"))
            return None
        frame, first, last = walls[along]
        wall = last - first
        if length > wall + 1e-9:
            digits = 2 if length - wall >= 0.01 else 4  # else both would look alike
            what = f"the row is {length:.{digits}f} m long, the {along} wall {wall:.{digits}f} m"
            self.defects.append(Defect(f"{where}.along", what, "leave something out, or enlarge the room"))
            return None
        at = "middle" if entry.at is None else entry.at
        named = {"left": WALL_MARGIN, "middle": (wall - length) / 2, "right": wall - WALL_MARGIN - length}
        start = (named[at] if isinstance(at, str) else at) + entry.shift
        if start + length > wall + 1e-9 or start < -1e-9:
            what = f"it reaches from {start:.2f} to {start + length:.2f} m of a wall of {wall:.2f} m"
            fix = f"let it begin between 0 and {wall - length:.2f}, or enlarge the room"
            self.defects.append(Defect(f"{where}.{'at' if entry.at is not None else 'along'}", what, fix))
            return None
        return frame, first + start, None

    def _may_carry(self, entry: Entry, other: Placed, where: str, key: str) -> bool:
        kinds = [piece.kind for piece in entry.row or (entry,)]
        hang = all(hangs(kind) or kind == "picture" for kind in kinds)
        if key == "above" and not hang:
            what = f"{' and '.join(map(a, kinds))} does not hang above anything"
            fix = f"hang one of {hanging_kinds()}, or use right_of or upon"
            self.defects.append(Defect(f"{where}.above", what, fix))
        elif key == "upon" and not all(map(stands, kinds)):
            what = f"only things stand on others: {standing_kinds()}"
            self.defects.append(Defect(f"{where}.upon", what, "use above or right_of"))
        elif "hood" in kinds and other.piece.kind != "stove":
            self.defects.append(Defect(f"{where}.{key}", "a hood hangs above the stove", "use above: stove"))
        elif self._full(other, key):
            what, fix = f"there is no room {key} {a(other.piece.kind)}", "choose a piece with a worktop"
            self.defects.append(Defect(f"{where}.{key}", what, fix))
        else:
            return True
        return False

    def _full(self, other: Placed, key: str) -> bool:
        """Whether nothing stands on a piece, or hangs above it."""
        kind = other.piece.kind
        closed = kind in THINGS or (kind in FIXTURES and not (kind == "table" and key == "upon"))
        return closed or is_tall(kind) or hangs(kind)

    def _corner(self, entry: Entry, where: str) -> None:
        """A closed block that fills the corner, `width` metres along both walls; fronts beside it open freely.

        A corner cabinet has a door of its `width` beside a block of standard size: along the wall at the right, or,
        with the hinge at the left, along the other. Its hinge is always away from the corner."""
        assert entry.corner is not None
        if self.room.cut is not None and entry.corner == self.room.cut.corner:
            fix = "choose another corner, or let rows go along inner walls"
            self.defects.append(Defect(f"{where}.corner", f"the {entry.corner} corner is cut off", fix))
            return
        left_wall, right_wall = WALLS_AT_CORNER[entry.corner]
        reach = CORNER if entry.width is None or entry.kind == "corner_cabinet" else entry.width
        if reach < BASE_DEPTH + 0.02:
            what = f"{reach:g} m along each wall leaves no corner for worktops {BASE_DEPTH:g} m deep"
            self.defects.append(Defect(f"{where}.width", what, f"make it at least {CORNER:g}, or leave it out"))
            return
        size = SIZES["counter"]
        block = frame_of_wall(right_wall, self.room).box(reach / 2, 0.0, reach, BASE_DEPTH, size.height, size.z)
        rest = reach - BASE_DEPTH
        wall = self.room.depth if left_wall in ("west", "east") else self.room.width
        filler = frame_of_wall(left_wall, self.room).box(
            wall - reach + rest / 2, 0.0, rest, BASE_DEPTH, size.height, size.z
        )
        right, left, mine = block, filler, block
        if entry.kind == "corner_cabinet":
            width, depth, height, z = _size(entry, entry)
            if entry.hinge == "left" or entry.handle == "right":
                frame, middle = frame_of_wall(left_wall, self.room), wall - reach - width / 2
                mine = left = frame.box(middle, 0.0, width, depth, height, z)
            else:
                frame, middle = frame_of_wall(right_wall, self.room), reach + width / 2
                mine = right = frame.box(middle, 0.0, width, depth, height, z)
        self._register(Placed(entry, where, mine, right, left, blocks=(block, filler)))

    def _register(self, placed: Placed) -> None:
        kind = str(placed.piece.kind).replace("_", " ")
        self._tally[kind] = self._tally.get(kind, 0) + 1
        number = f"{kind} {self._tally[kind]}"
        row = str(placed.piece.kind)
        lone = is_lone(row) if row in CATALOGUE else row in (*STACKS, *FIXTURES, "stove", "sink", "corner")
        lone = lone and self._tally[kind] == 1
        placed.names = (placed.piece.name or (kind if lone else number),)
        if placed.piece.name is not None and placed.piece.name in self._named:
            what = f"{placed.piece.name!r} is the name of {self._named[placed.piece.name]} too"
            self.defects.append(Defect(f"{placed.where}.name", what, "give it another: names must differ"))
        elif placed.piece.name is not None:
            self._named[placed.piece.name] = placed.where
        for name in dict.fromkeys((placed.names[0].replace("_", " "), number, kind)):
            self._by_name.setdefault(name, []).append(placed)
        self.placed.append(placed)


def surface(under: Placed) -> float:
    """Height in metres of what things stand on."""
    return under.box.z + under.box.height if under.piece.kind == "table" else WORKTOP_HEIGHT


def _size(piece: Piece, entry: Piece, width: float | None = None) -> tuple[float, float, float, float]:
    """Width, depth, height and z of a piece; standard where it does not say. What hangs is as wide as what is below."""
    kind = str(piece.kind)
    if kind in THINGS:
        w, d, h = CLUTTER_SIZES[kind]
        return w, d, h, (PICTURE_Z if kind == "picture" else WORKTOP_HEIGHT) if piece.z is None else piece.z
    size = size_of({"sink": "base_cabinet", "corner": "counter"}.get(kind, kind))
    standard = (width or size.width, size.depth, size.height, size.z)
    given = (piece.width, piece.depth, piece.height, piece.z)
    w, d, h, z = (s if g is None else g for s, g in zip(standard, given, strict=True))
    return w, d, h, z


def _called(piece: Piece) -> set[str]:
    kind = str(piece.kind).replace("_", " ")
    return {kind, (piece.name or kind).replace("_", " ")}
