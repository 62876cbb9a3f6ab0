"""What a person writes of a kitchen, in Python or in YAML: pieces placed relative to walls and to each other.

`placement.py` turns pieces into boxes, `assembly.py` boxes into a kitchen."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from kitchen_dream.core.spoken import a
from kitchen_dream.kitchens.catalogue import CATALOGUE, COMPOSITES, STACKS, WORKTOP_HEIGHT
from kitchen_dream.kitchens.contents.habits import CHILLED_IN_FRIDGE, NOTED, PRESENT, STRAY, ZONES, Zone
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.spec import (
    FIXTURES,
    SLOTS,
    Burners,
    Clutter,
    Colour,
    Coordinate,
    Corner,
    Facing,
    Frozen,
    Height,
    Hinge,
    LayoutFamily,
    Length,
    Metres,
    Pose2D,
    Room,
)
from kitchen_dream.kitchens.words import nearest

Wall = Literal["west", "north", "east", "south", "inner_west", "inner_north", "inner_east", "inner_south"]
MOST_PIECES = 300
"""Pieces of a kitchen at most, and entries. What is in each other's way is found by looking at all pairs."""
THINGS: tuple[str, ...] = get_args(Clutter.model_fields["kind"].annotation)


CORNERS = ("corner", "corner_cabinet")
"""Kinds that fill a corner of the room."""


def piece_kinds() -> tuple[str, ...]:
    """All kinds of pieces: units, composites such as a sink, what stays where it is, and things that mean nothing."""
    return (*CATALOGUE, *COMPOSITES, *FIXTURES, *THINGS)


def _known_kind(value: Any) -> str:
    if value not in piece_kinds():
        if isinstance(value, str) and "+" in value:
            raise ValueError(f"{value.replace('_', ' ')!r}: one piece hangs above another; put the others above others")
        raise ValueError(f"{value!r} is not a kind of piece; {nearest(value, piece_kinds())}")
    return value


def hangs(kind: str | None) -> bool:
    """Whether a kind of piece is on the wall, above others."""
    return kind in ("hood", "window") or (kind in CATALOGUE and CATALOGUE[kind].hangs)


def hanging_kinds() -> str:
    """The kinds that hang on the wall, for messages."""
    return ", ".join(filter(hangs, (*CATALOGUE, *FIXTURES)))


def is_tall(kind: str | None) -> bool:
    """Whether a kind of piece is as high as a person."""
    return (kind in CATALOGUE and CATALOGUE[kind].tall) or (kind in STACKS and STACKS[kind][0].height > WORKTOP_HEIGHT)


def stands(kind: str | None) -> bool:
    """Whether a kind of piece may stand on a worktop."""
    return (kind in THINGS and kind != "picture") or (kind in CATALOGUE and CATALOGUE[kind].stands)


def standing_kinds() -> str:
    """The kinds that may stand on a worktop, for messages."""
    return ", ".join(filter(stands, (*THINGS, *CATALOGUE)))


def has_hinge(kind: str | None) -> bool:
    """Whether a kind of piece has one hinged door, whose side one may choose."""
    return kind == "sink" or (kind in CATALOGUE and CATALOGUE[kind].opens == "door")


def holds_food(kind: str | None) -> bool:
    """Whether food may lie in a kind of piece. What lies under a sink is a person's own business."""
    return kind in (*STACKS, "sink") or (kind in CATALOGUE and CATALOGUE[kind].food)


Style = Literal["sage", "navy", "terracotta", "green", "graphite", "oak", "plum", "mustard", "teal", "rose"]
STYLES: tuple[str, ...] = get_args(Style)
"""Names of the palettes of `decoration.PALETTES`, in their order."""
PLACES = ("along", "corner", "right_of", "left_of", "above", "behind", "upon", "x")
"""Keys of which every entry has exactly one, unless it faces another piece by name."""
IDLE_OF_THINGS = ("upper", "width", "depth", "height", "hinge")
IDLE = {kind: ("upper", "hinge") for kind in FIXTURES} | {
    "drawers": ("height", "z"), "stove": ("hinge",), "counter": ("hinge",), "corner": ("hinge", "upper", "depth"),
    "corner_cabinet": ("upper", "depth"),
}
"""Keys that a kind does not heed."""
Share = Annotated[float, Field(ge=0, le=1)]


class Piece(Frozen):
    """One piece of furniture. What is left out follows from its kind; `contents` may be shorter than there are slots.

    The contents of a piece of several units are those of its units, from top to bottom and from left to right: of
    `drawers` the upper drawer's four, then the lower one's. `handle` is the side of a door's handle, another way to
    give the side of its `hinge`."""

    kind: Annotated[str, BeforeValidator(_known_kind)] | None = None
    name: Annotated[str, Field(min_length=1, max_length=36)] | None = None
    upper: Piece | None = None
    width: Length | None = None
    depth: Length | None = None
    height: Length | None = None
    z: Height | None = None
    hinge: Hinge | None = None
    handle: Hinge | None = None
    contents: tuple[str | None, ...] | None = None
    broken: Burners | None = None
    colour: Colour | None = None

    @model_validator(mode="after")
    def _check(self) -> Piece:
        if self.kind is None and getattr(self, "row", None) is None:
            raise ValueError(f"a piece needs a kind; use one of {', '.join(piece_kinds())}")
        if self.upper is not None and not hangs(self.upper.kind):
            raise ValueError(f"upper: {a(self.upper.kind)} does not hang on a wall; use one of {hanging_kinds()}")
        if self.handle is not None and self.kind is not None and not has_hinge(self.kind):
            raise ValueError(f"{a(self.kind)} has no hinged door with a handle at one side; leave handle out")
        if self.handle is not None and self.handle == self.hinge:
            raise ValueError("hinge and handle of a door are at different sides; leave one of them out")
        if self.hinge is not None and self.kind in STACKS and any(part.half for part in STACKS[self.kind][1]):
            raise ValueError(f"the doors of {a(self.kind)} are hinged at its sides; leave hinge out")
        most = SLOTS * sum(CATALOGUE[part.kind].food for part in STACKS[self.kind][1]) if self.kind in STACKS else SLOTS
        if self.contents is not None and len(self.contents) > most:
            raise ValueError(f"contents has {len(self.contents)} entries; {a(self.kind)} has {most} slots")
        if self.contents is not None and self.kind is not None and not holds_food(self.kind):
            what = "no food" if self.kind in CATALOGUE else "nothing"
            raise ValueError(f"{a(self.kind)} holds {what}; leave contents out")
        if self.kind is None:
            return self  # a row: what it may have is told by its place
        if self.broken is not None and self.kind != "stove":
            raise ValueError(f"{a(self.kind)} has no burners; leave broken out")
        if self.colour is not None and self.kind not in THINGS:
            raise ValueError(f"colour is for decoration; {a(self.kind)} takes its colours from style")
        for key in IDLE.get(str(self.kind), IDLE_OF_THINGS if self.kind in THINGS else ()):
            if getattr(self, key) is not None:
                raise ValueError(f"{key} does nothing for {a(self.kind)}; leave it out")
        return self


class Entry(Piece):
    """A piece, or a `row` of pieces from left to right for one who faces them, with its place.

    The place is one of: `along` a wall (with `at`), a `corner`, `right_of`, `left_of`, `above`, `behind` or `upon`
    another piece, `facing` another piece by its name (an island), or `x`, `y` and `facing` a direction. `gap` is the
    distance to the other piece, `shift` moves to the right; both in metres."""

    row: tuple[Piece, ...] | None = None
    along: Wall | None = None
    at: Annotated[Metres, Field(ge=0, le=20)] | Literal["left", "middle", "right"] | None = None
    corner: Corner | None = None
    right_of: str | None = None
    left_of: str | None = None
    above: str | None = None
    behind: str | None = None
    upon: str | None = None
    facing: str | None = None
    x: Coordinate | None = None
    y: Coordinate | None = None
    gap: Annotated[Metres, Field(ge=0, le=10)] | None = None
    shift: Annotated[Metres, Field(ge=-10, le=10)] = 0.0

    @model_validator(mode="after")
    def _check_place(self) -> Entry:
        what = "row" if self.row is not None else self.kind
        idle = [key for key in Piece.model_fields if key != "kind" and getattr(self, key) is not None]
        if self.row is not None and idle:
            raise ValueError(f"{idle[0]} is for one piece; write it in the row, as in {{kind: drawers, width: 0.8}}")
        if self.row is not None and not self.row:
            raise ValueError("row is empty; name at least one kind of piece")
        if self.row is not None and self.kind is not None:
            raise ValueError("kind and row exclude each other; leave kind out")
        places = [key for key in PLACES if getattr(self, key) is not None]
        if self.facing is not None and self.x is None:
            places.append("facing")
        if len(places) != 1:
            known = "along, corner, right_of, left_of, above, behind, upon, facing (another piece), or x, y and facing"
            known += " (a direction)"
            raise ValueError(f"the {what} has {' and '.join(places) or 'no place'}; it needs exactly one of {known}")
        (place,) = places
        if self.gap is not None and place not in ("right_of", "left_of", "facing", "behind"):
            raise ValueError(f"gap is the distance to another piece, not for {place}; use shift, or leave it out")
        if self.y is not None and place != "x":
            raise ValueError(f"y goes with x and facing, not with {place}; leave it out")
        if place == "x" and (self.y is None or self.facing not in get_args(Facing)):
            raise ValueError(f"x goes with y and facing; facing is one of {', '.join(get_args(Facing))}")
        if place == "facing" and self.facing in get_args(Facing):
            raise ValueError(f"facing {self.facing!r} is a direction; add x and y, or face another piece by its name")
        if self.at is not None and place != "along":
            raise ValueError("at is the place along a wall; add along, or leave it out")
        if place == "corner" and self.kind not in CORNERS:
            known = " or ".join(CORNERS)
            raise ValueError(f"only a piece of kind {known} stands in a corner; put the {what} right_of or left_of one")
        if (self.kind in CORNERS and place != "corner") or any(piece.kind in CORNERS for piece in self.row or ()):
            known = "northwest, northeast, southeast or southwest"
            raise ValueError(f"a corner stands by itself in the corner of the room; say corner: {known}")
        return self


class BowlPlace(Frozen):
    """Where the salad bowl stands: on a piece with a worktop, `shift` metres to the right of its middle."""

    upon: str
    shift: Annotated[Metres, Field(ge=-2, le=2)] = 0.0


class Fill(Frozen):
    """Contents drawn from a household's habits: see `habits.py`.

    `homes` fixes for a food group in which pieces the household may keep it (one of them is drawn), `zones` leaves some
    habits out, and the other numbers are probabilities."""

    seed: Annotated[int, Field(ge=0)] = 0
    present: Share = PRESENT
    chilled_in_fridge: Share = CHILLED_IN_FRIDGE
    stray: Share = STRAY
    noted: Share = NOTED
    zones: tuple[Zone, ...] = ZONES
    homes: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _check(self) -> Fill:
        if not self.zones:
            raise ValueError(f"zones is empty; name some of {', '.join(ZONES)}, or leave it out")
        for group in self.homes:
            if group not in cookbook().groups[1:]:
                known = cookbook().groups[1:]
                raise ValueError(f"homes.{group}: is no food group that needs a home; {nearest(group, known)}")
            if not self.homes[group]:
                raise ValueError(f"homes.{group}: is empty; name at least one piece")
        return self


class Look(Frozen):
    """Colours by the name of a palette, or one by one, and the materials of floor and worktops."""

    colours: Style = "sage"
    wall: Colour | None = None
    lower: Colour | None = None
    upper: Colour | None = None
    floor: Literal["oak", "walnut", "tiles"] = "oak"
    worktop: Literal["granite", "marble", "beech"] = "granite"


class Blueprint(Frozen):
    """A whole kitchen as a person writes it."""

    version: Literal[1] = 1
    name: Annotated[str, Field(min_length=1, max_length=80)] = "kitchen"
    layout: LayoutFamily | None = None
    room: Room
    pieces: Annotated[tuple[Entry, ...], Field(max_length=MOST_PIECES)]
    bowl: BowlPlace | None = None
    fill: Fill | None = None
    note: dict[str, str] | None = None
    style: Look = Look()
    start: Pose2D | None = None

    @model_validator(mode="after")
    def _check(self) -> Blueprint:
        count = sum(len(entry.row or (entry,)) for entry in self.pieces)
        if count > MOST_PIECES:
            raise ValueError(f"pieces: there are {count} in all rows; a kitchen has at most {MOST_PIECES}")
        return self


def spell_out(data: dict[str, Any]) -> dict[str, Any]:
    """The data with its short forms written out: what is malformed stays, for the validation to name.

    `"sink + shelf"` is a sink with a shelf above it; `room: [4, 3]`, `bowl: NAME`, `fill: 3` (a seed) and `style: navy`
    are short for mappings, and one home needs no list."""
    data = dict(data)
    if isinstance(data.get("pieces"), list):
        data["pieces"] = [_entry(entry) for entry in data["pieces"]]
    if isinstance(data.get("room"), (list, tuple)) and 2 <= len(data["room"]) <= 3:
        data["room"] = dict(zip(("width", "depth", "height"), data["room"], strict=False))
    for key, inner in (("bowl", "upon"), ("style", "colours")):
        if isinstance(data.get(key), str):
            data[key] = {inner: data[key]}
    if isinstance(data.get("fill"), int) and not isinstance(data["fill"], bool):
        data["fill"] = {"seed": data["fill"]}
    fill = data.get("fill")
    if isinstance(fill, dict) and isinstance(fill.get("homes"), dict):
        homes = {group: [home] if isinstance(home, str) else home for group, home in fill["homes"].items()}
        data["fill"] = {**fill, "homes": homes}
    return data


def _entry(entry: Any) -> Any:
    entry = _piece(entry)
    if isinstance(entry, dict) and isinstance(entry.get("row"), (list, tuple)):
        entry["row"] = [_piece(piece) for piece in entry["row"]]
    return entry


def _piece(piece: Any) -> Any:
    if isinstance(piece, str):
        kind, *upper = re.split(r"\s*\+\s*", piece.strip())
        piece = {"kind": kind, **({"upper": " + ".join(upper)} if upper else {})}
    if not isinstance(piece, dict):
        return piece
    piece = dict(piece)
    if isinstance(piece.get("kind"), str):
        piece["kind"] = piece["kind"].replace(" ", "_")
    if isinstance(piece.get("upper"), str):
        piece["upper"] = {"kind": piece["upper"].replace(" ", "_")}
    return piece
