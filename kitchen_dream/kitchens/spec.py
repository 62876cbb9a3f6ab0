"""What a kitchen is: validated, frozen, serialisable data.

World frame: x to the right, y into the room, z up; metres and seconds. The room's floor is the rectangle
[0, width] x [0, depth] at z = 0, with walls at its borders.

Unit frame (of anything with a front): the origin is the centre of the footprint at the bottom of the box, x points out
of the front, y completes the right-handed frame. A person who faces the front has the frame's +y at the right hand."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from kitchen_dream.core.spoken import a
from kitchen_dream.core.units import most_units
from kitchen_dream.kitchens.catalogue import CATALOGUE, SHIPPED, UnitKind
from kitchen_dream.kitchens.lengths import in_metres
from kitchen_dream.kitchens.words import nearest

SLOTS = 4
"""Places for one ingredient each, in every storage unit."""
MAX_UNITS = most_units()
"""Most storage units of a kitchen, and the padded size of the arrays of the abstract backend: 14, unless the user asked
for more (see `core/units.py`). Random kitchens have 6 to 14."""
BURNERS = 2
"""Burners of every stove; either heats the pot, which stands on the bridge between them."""
UNIT_KINDS = tuple(row.name for row in SHIPPED)
"""Kinds of units that policies tell apart, in the order of the observation's features."""
LAYOUT_FAMILIES: tuple[LayoutFamily, ...] = ("one_wall", "galley", "l_shape", "u_shape", "island")
FACINGS: tuple[Facing, ...] = ("east", "north", "west", "south")

LayoutFamily = Literal["one_wall", "galley", "l_shape", "u_shape", "island", "custom"]
Facing = Literal["east", "north", "west", "south"]
Hinge = Literal["left", "right"]
Corner = Literal["northwest", "northeast", "southeast", "southwest"]


def _a_colour(value: Any) -> Any:
    parts = value if isinstance(value, list | tuple) else ()
    if len(parts) != 3 or not all(_is_number(part) and 0 <= part <= 1 for part in parts):
        raise ValueError(f"{str(value)[:40]} is no colour; write three numbers from 0 to 1, such as [0.2, 0.5, 0.4]")
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _burners(value: Any) -> Any:
    if not isinstance(value, list | tuple) or not all(isinstance(one, bool) for one in value):
        raise ValueError("broken is a list with true or false for each burner; write [true, false] for the left one")
    return value


Colour = Annotated[tuple[float, float, float], BeforeValidator(_a_colour)]
Burners = Annotated[tuple[bool, ...], BeforeValidator(_burners)]
Metres = Annotated[float, BeforeValidator(in_metres)]
Length = Annotated[Metres, Field(gt=0, le=20)]
Coordinate = Annotated[Metres, Field(ge=-1, le=25)]
Height = Annotated[Metres, Field(ge=0, le=3)]
"""Of an underside above the floor."""


class Frozen(BaseModel):
    """Base of all kitchen data: immutable, and a key that nobody knows is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _no_truth_values(cls, data: Any) -> Any:
        """YAML reads `yes` and `no` as truth values, which Python takes for 1 and 0. Nothing here is one by itself."""
        for key, value in data.items() if isinstance(data, dict) else ():
            if isinstance(key, bool):
                word = "on, yes and true are" if key else "off, no and false are"
                raise ValueError(f"{word} read as a truth value and no key; {nearest('', list(cls.model_fields))}")
            if isinstance(value, bool) and key != "broken":
                word = "yes, on or true" if value else "no, off or false"
                raise ValueError(f"{key}: {word} fits nothing here; write a number, or a word in quotes")
        return data


class Box(Frozen):
    """An upright box with a front.

    `x, y` is the centre of the footprint, `z` the height of the underside; `width` runs along the front, `depth` from
    front to back, `height` upwards. `facing` is where the front looks: east = +x, north = +y, west = -x, south = -y."""

    x: Coordinate
    y: Coordinate
    z: Height = 0.0
    width: Length
    depth: Length
    height: Length
    facing: Facing

    @property
    def yaw(self) -> float:
        """Direction of the front's outward normal in radians."""
        return FACINGS.index(self.facing) * math.pi / 2

    @property
    def size_xy(self) -> tuple[float, float]:
        """Extent of the footprint along world x and y."""
        return (self.depth, self.width) if self.facing in ("east", "west") else (self.width, self.depth)

    @property
    def footprint(self) -> tuple[float, float, float, float]:
        """World rectangle (x_min, y_min, x_max, y_max) that the box covers."""
        sx, sy = self.size_xy
        return (self.x - sx / 2, self.y - sy / 2, self.x + sx / 2, self.y + sy / 2)

    def to_world(self, local: tuple[float, float, float]) -> tuple[float, float, float]:
        """A point of the unit frame in the world frame."""
        c, s = round(math.cos(self.yaw)), round(math.sin(self.yaw))
        return (self.x + c * local[0] - s * local[1], self.y + s * local[0] + c * local[1], self.z + local[2])


def _known_kind(value: Any) -> str:
    if value not in tuple(CATALOGUE):  # the value may be anything
        raise ValueError(f"{value!r} is not a unit kind; {nearest(value, tuple(CATALOGUE))}")
    return value


class Unit(Box):
    """A storage unit: one drawer, or one compartment behind one door, or an open shelf.

    `hinge` is the side of the hinge for a person who faces the door (None for drawers and open shelves). `contents` has
    one entry a slot: an ingredient's name or None."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    kind: Annotated[str, BeforeValidator(_known_kind)]
    hinge: Hinge | None = None
    contents: tuple[str | None, ...] = (None,) * SLOTS

    @model_validator(mode="after")
    def _check(self) -> Unit:
        if len(self.contents) != SLOTS:
            raise ValueError(f"contents needs {SLOTS} entries (an ingredient or null), got {len(self.contents)}")
        hinged = self.traits.opens == "door"
        if hinged and self.hinge is None:
            raise ValueError(f"{a(self.kind)} needs a hinge: left or right")
        if not hinged and self.hinge is not None:
            raise ValueError(f"{a(self.kind)} has no hinge; leave it out")
        if not self.traits.food and any(self.contents):
            raise ValueError(f"{a(self.kind)} holds no food; leave contents out")
        return self

    @property
    def traits(self) -> UnitKind:
        """The kind's row of the catalogue."""
        return CATALOGUE[self.kind]


class Stove(Box):
    """The stove: a free-standing cooker whose hob's bridge zone carries the pot.

    `broken` tells for each burner whether it is broken; at most one may be. Its buttons are on the front panel."""

    broken: Burners = (False,) * BURNERS

    @model_validator(mode="after")
    def _check(self) -> Stove:
        if len(self.broken) != BURNERS:
            raise ValueError(f"broken needs {BURNERS} entries (true or false), got {len(self.broken)}")
        if all(self.broken):
            raise ValueError("all burners are broken; at least one burner must work")
        return self


class Counter(Box):
    """A solid block of counter: a worktop with a closed front below (filler, corner, plinth or dishwasher)."""


class Worktop(Box):
    """A thin worktop slab that covers base units (z = underside)."""


class Sink(Box):
    """A sink let into the worktop; the unit below it holds pipes and cleaning things, never food."""


class Fixture(Box):
    """Something that holds nothing and stays where it is: an extractor hood, a table, or a window or door of the room,
    whose boxes stand out of the wall a little."""

    kind: Literal["hood", "table", "window", "room_door"]


FIXTURES: tuple[str, ...] = get_args(Fixture.model_fields["kind"].annotation)


class Bowl(Frozen):
    """The salad bowl: the centre of its foot, on a worktop. `facing` is where the robot stands to reach it."""

    x: Coordinate
    y: Coordinate
    z: Annotated[Metres, Field(ge=0, le=2)]
    facing: Facing


class Note(Frozen):
    """A note on the fridge: for each food group the name of the unit in which the household keeps it."""

    places: dict[str, str]


class Clutter(Frozen):
    """A thing that means nothing: a box-shaped decoration on a worktop or wall."""

    kind: Literal["vase", "toaster", "kettle", "books", "plant", "picture"]
    x: Coordinate
    y: Coordinate
    z: Height
    facing: Facing = "north"
    colour: Colour = (0.6, 0.6, 0.6)


class Decoration(Frozen):
    """Colours and things that tell nothing about where food lies."""

    wall: Colour = (0.86, 0.82, 0.72)
    lower: Colour = (0.28, 0.42, 0.36)
    upper: Colour = (0.88, 0.87, 0.83)
    floor: Literal["oak", "walnut", "tiles"] = "oak"
    worktop: Literal["granite", "marble", "beech"] = "granite"
    clutter: tuple[Clutter, ...] = ()


class Cut(Frozen):
    """A corner that the room has not, as in an L: the size along x and y of the rectangle that is missing there."""

    corner: Corner
    width: Length
    depth: Length


class Room(Frozen):
    """The room's inner size; with a `cut`, what is missing of it."""

    width: Annotated[Metres, Field(ge=1.6, le=20)]
    depth: Annotated[Metres, Field(ge=1.6, le=20)]
    height: Annotated[Metres, Field(ge=2.2, le=4)] = 2.5
    cut: Cut | None = None

    @model_serializer(mode="wrap")
    def _briefly(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Rooms of four corners are written as they were before there were others."""
        data = dump(self)
        if data.get("cut") is None:
            data.pop("cut", None)
        return data

    @model_validator(mode="after")
    def _check_cut(self) -> Room:
        for key in ("width", "depth"):
            if self.cut is not None and getattr(self.cut, key) > getattr(self, key) - 1:
                raise ValueError(f"cut: its {key} leaves less than 1 m of the room; make it smaller")
        return self

    @property
    def missing(self) -> tuple[float, float, float, float] | None:
        """The rectangle (x_min, y_min, x_max, y_max) that the room has not, or None."""
        if self.cut is None:
            return None
        x = 0.0 if "west" in self.cut.corner else self.width - self.cut.width
        y = 0.0 if "south" in self.cut.corner else self.depth - self.cut.depth
        return (round(x, 4), round(y, 4), round(x + self.cut.width, 4), round(y + self.cut.depth, 4))

    @property
    def outline(self) -> list[tuple[float, float]]:
        """The corners of the walls, counter-clockwise."""
        around = {"southwest": (0.0, 0.0), "southeast": (self.width, 0.0), "northeast": (self.width, self.depth),
                  "northwest": (0.0, self.depth)}  # fmt: skip
        corners = []
        for name, corner in around.items():
            if self.cut is None or self.missing is None or name != self.cut.corner:
                corners.append(corner)
                continue
            x0, y0, x1, y1 = self.missing
            x, y = x1 if "west" in name else x0, y1 if "south" in name else y0
            bend = [(corner[0], y), (x, y), (x, corner[1])]
            corners += bend if name in ("southwest", "northeast") else bend[::-1]
        return corners


class Pose2D(Frozen):
    """Position and heading on the floor (radians)."""

    x: Coordinate
    y: Coordinate
    yaw: Annotated[float, Field(ge=-7, le=7)] = 0.0


class Kitchen(Frozen):
    """A whole kitchen: the problem mu. Geometry alone is validated here; `checks.proof` does the rest."""

    version: Literal[1] = 1
    name: Annotated[str, Field(min_length=1, max_length=80)] = "kitchen"
    layout: LayoutFamily = "custom"
    seed: int | None = None
    room: Room
    units: Annotated[tuple[Unit, ...], Field(min_length=1, max_length=MAX_UNITS)]
    stove: Stove
    bowl: Bowl
    sink: Sink | None = None
    counters: tuple[Counter, ...] = ()
    worktops: tuple[Worktop, ...] = ()
    fixtures: tuple[Fixture, ...] = ()
    note: Note | None = None
    decoration: Decoration = Decoration()
    start: Pose2D

    @model_serializer(mode="wrap")
    def _briefly(self, dump: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Kitchens without fixtures are written as they were before there were any."""
        data = dump(self)
        if not data.get("fixtures"):
            data.pop("fixtures", None)
        return data

    @model_validator(mode="after")
    def _check(self) -> Kitchen:
        names = [unit.name for unit in self.units]
        for i, name in enumerate(names):
            if name in names[:i]:
                raise ValueError(f"units[{i}].name: two units are named {name!r}; names must differ")
        for group, place in (self.note.places if self.note else {}).items():
            if place not in names:
                raise ValueError(
                    f"note.places.{group}: there is no unit named {place!r}; use one of: {', '.join(names)}"
                )
        if self.note and not any(unit.traits.cold for unit in self.units):
            raise ValueError("note: it hangs on the fridge, but there is none; add a fridge, or leave the note out")
        return self
