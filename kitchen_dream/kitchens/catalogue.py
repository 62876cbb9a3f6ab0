"""The catalogue: kinds of storage units, each one row of a table, and standard sizes of everything else.

The layout stages build from it, YAML files may leave out what it knows, and the physics takes the looks from it.
`register_unit_kind` adds a kind of the user's own: see docs/extend/unit.md."""

import os
import re
import runpy
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

WORKTOP_HEIGHT = 0.90
"""Height in metres of worktops and hob."""
PLINTH = 0.10
"""Height in metres of the plinth below base units."""
SLAB = 0.04
"""Thickness in metres of a worktop."""
BASE_TOP = WORKTOP_HEIGHT - SLAB
"""Height in metres of the upper end of base units, on which the slab lies."""
BASE_DEPTH = 0.60
"""Depth in metres of base units, worktops and the stove."""
UPPER_Z = 1.40
"""Height in metres of the underside of everything that hangs on a wall."""
LOW_DRAWER_Z = 0.10
HIGH_DRAWER_Z = 0.50
"""Heights in metres of the undersides of two stacked drawers."""


@dataclass(frozen=True)
class Size:
    """Standard underside, width, depth and height of a piece of furniture, in metres."""

    z: float
    width: float
    depth: float
    height: float


@dataclass(frozen=True)
class UnitKind:
    """A row of the catalogue: all that rules, layout and physics need to know of a kind of storage unit."""

    name: str
    """Lower case, with underscores for blanks."""
    size: Size
    """Standard size; files may give another."""
    least: tuple[float, float, float]
    """Least width, depth and height in metres in which hand and slots find room."""
    opens: Literal["drawer", "door", "open", "flap"]
    """A drawer that is pulled out, a hinged door, nothing to open, or a door that drops about its lower edge."""
    levels: tuple[float, ...]
    """Heights in metres above the underside (`tall`: the floor) where things stand: 1 in a drawer, else 2, upwards."""
    handle: float | None
    """A door's or flap's, in metres above the underside (`tall`: the floor), negative: below the top. A drawer's, as a
    share."""
    open_seconds: float
    """Seconds to reach for the handle, open, let go and back off: fitted by benchmarks/durations.py."""
    take_seconds: float
    """Seconds to take an ingredient out: fitted by the same."""
    seen_as: str
    """The shipped kind that policies see it as; they have one feature for each of these."""
    tall: bool = False
    """As high as a person and on the floor: no worktop, a fixed front below the door, heights from the floor."""
    hangs: bool = False
    """Hangs on the wall; the robot looks in from afar."""
    topped: bool = False
    """Carries a worktop."""
    cold: bool = False
    """Holds what is chilled, and the note on its front."""
    food: bool = True
    """May hold food."""
    front: Literal["lower", "upper", "steel", "glass"] = "lower"
    """Colours: those of lower or of upper fronts; steel, white inside; or black glass, grey inside."""
    leaf: tuple[float, float] | None = None
    """Lower and upper edge of the door or flap in metres, counted like `levels`; None for the whole front, and for what
    lies above the lowest level where the unit is tall."""
    stands: bool = False
    """May stand on a worktop, though it hangs by itself."""
    blind: float = 0.0
    """Metres by which the inside goes on beside the door, into the corner of the room."""


SHIPPED = (
    UnitKind(
        "drawer", Size(HIGH_DRAWER_Z, 0.6, BASE_DEPTH, 0.36), (0.40, 0.50, 0.20),
        "drawer", (0.03,), 0.6, 4.0, 6.5, "drawer", topped=True,
    ),
    UnitKind(
        "base_cabinet", Size(PLINTH, 0.6, BASE_DEPTH, BASE_TOP - PLINTH), (0.40, 0.40, 0.60),
        "door", (0.03, 0.38), -0.15, 5.6, 4.0, "base_cabinet", topped=True,
    ),
    UnitKind(
        "wall_cabinet", Size(UPPER_Z, 0.6, 0.35, 0.70), (0.40, 0.30, 0.55),
        "door", (0.03, 0.36), 0.14, 5.8, 4.7, "wall_cabinet", hangs=True, front="upper",
    ),
    UnitKind(
        "fridge", Size(0.0, 0.7, 0.65, 1.80), (0.50, 0.50, 1.45),
        "door", (0.78, 1.16), 1.02, 6.3, 3.3, "fridge", tall=True, cold=True, front="steel",
    ),
    UnitKind(
        "pantry", Size(0.0, 0.6, BASE_DEPTH, 2.10), (0.50, 0.40, 1.45),
        "door", (0.78, 1.16), 1.02, 5.8, 3.7, "pantry", tall=True,
    ),
    UnitKind(
        "shelf", Size(UPPER_Z, 0.6, 0.35, 0.70), (0.40, 0.30, 0.50),
        "open", (0.02, 0.36), None, 0.0, 4.6, "shelf", hangs=True, front="upper",
    ),
)  # fmt: skip
"""The kinds of Kitchen-v0, in the order of the observation's features."""

BESIDES = (
    UnitKind(
        "base_shelf", Size(PLINTH, 0.6, BASE_DEPTH, BASE_TOP - PLINTH), (0.40, 0.40, 0.60),
        "open", (0.03, 0.38), None, 0.0, 4.1, "shelf", topped=True,
    ),
    UnitKind(
        "corner_cabinet", Size(PLINTH, 0.5, BASE_DEPTH, BASE_TOP - PLINTH), (0.45, 0.50, 0.60),
        "door", (0.03, 0.38), -0.15, 5.2, 4.2, "base_cabinet", topped=True, blind=0.55,
    ),
    UnitKind(
        "half_fridge", Size(0.66, 0.45, 0.68, 1.14), (0.40, 0.50, 0.80),
        "door", (0.12, 0.50), 0.36, 5.3, 3.7, "fridge", cold=True, front="steel",
    ),
    UnitKind(
        "freezer_drawer", Size(0.04, 0.9, 0.68, 0.60), (0.40, 0.50, 0.30),
        "drawer", (0.07,), 0.82, 3.9, 6.5, "drawer", food=False, front="steel",
    ),
    UnitKind(
        "dishwasher", Size(PLINTH, 0.6, BASE_DEPTH, BASE_TOP - PLINTH), (0.45, 0.50, 0.70),
        "flap", (0.16, 0.42), -0.035, 5.9, 4.0, "base_cabinet", topped=True, food=False, front="steel",
        leaf=(0.10, BASE_TOP - PLINTH),
    ),
    UnitKind(
        "oven", Size(PLINTH, 0.6, BASE_DEPTH, BASE_TOP - PLINTH), (0.50, 0.50, 0.70),
        "flap", (0.18, 0.36), -0.195, 5.4, 4.0, "base_cabinet", topped=True, food=False, front="glass",
        leaf=(0.14, 0.60),
    ),
    UnitKind(
        "high_oven", Size(0.0, 0.6, BASE_DEPTH, 2.10), (0.50, 0.50, 1.60),
        "flap", (0.90, 1.08), 1.285, 5.1, 4.0, "pantry", tall=True, food=False, front="glass", leaf=(0.86, 1.32),
    ),
    UnitKind(
        "microwave", Size(UPPER_Z, 0.5, 0.38, 0.34), (0.40, 0.30, 0.28),
        "door", (0.03, 0.18), 0.17, 5.8, 4.7, "wall_cabinet", hangs=True, food=False, front="glass", stands=True,
    ),
)  # fmt: skip
"""More kinds that ship, for layouts that people write: each is seen as one of those above."""

CATALOGUE: dict[str, UnitKind] = {row.name: row for row in (*SHIPPED, *BESIDES)}
"""All kinds by name: those that ship, then those that were registered."""

SIZES: dict[str, Size] = {
    "stove": Size(0.0, 0.6, BASE_DEPTH, WORKTOP_HEIGHT),
    "counter": Size(PLINTH, 0.6, BASE_DEPTH, BASE_TOP - PLINTH),
    "plinth": Size(0.0, 0.6, BASE_DEPTH - 0.06, PLINTH),
    "panel": Size(PLINTH, 0.6, BASE_DEPTH, HIGH_DRAWER_Z - PLINTH),
    "rail": Size(0.46, 0.6, BASE_DEPTH - 0.06, 0.04),  # closes the gap between two drawers, seen from behind an island
    "worktop": Size(BASE_TOP, 0.6, BASE_DEPTH, SLAB),
    "sink": Size(WORKTOP_HEIGHT - 0.18, 0.44, 0.40, 0.18),
    "hood": Size(1.60, 0.6, 0.45, 0.90),  # up to the ceiling, where a file does not say
    "table": Size(0.0, 1.2, 0.8, 0.75),
    "window": Size(1.05, 1.0, 0.04, 1.10),
    "room_door": Size(0.0, 0.9, 0.03, 2.05),
}
"""Standard sizes of everything that is no unit."""

CLUTTER_SIZES: dict[str, tuple[float, float, float]] = {
    "vase": (0.12, 0.12, 0.26), "toaster": (0.28, 0.18, 0.19), "kettle": (0.20, 0.16, 0.22),
    "books": (0.22, 0.17, 0.24), "plant": (0.16, 0.16, 0.30), "picture": (0.50, 0.03, 0.40),
}
"""Width, depth and height in metres of decoration; its `x, y` is the centre of the footprint, `z` the underside."""



@dataclass(frozen=True)
class Part:
    """A unit of a piece that has several, as a box in that piece: underside, height, and which half of the width."""

    kind: str
    called: str
    """What follows the piece's name in the unit's."""
    z: float
    height: float
    half: Literal["", "left", "right"] = ""
    """A door's hinge is on the same side."""


STACKS: dict[str, tuple[Size, tuple[Part, ...]]] = {
    "drawers": (
        Size(LOW_DRAWER_Z, 0.6, BASE_DEPTH, BASE_TOP - PLINTH),
        (Part("drawer", "low", 0.0, 0.36), Part("drawer", "high", HIGH_DRAWER_Z - LOW_DRAWER_Z, 0.36)),
    ),
    "three_drawers": (
        Size(LOW_DRAWER_Z, 0.6, BASE_DEPTH, BASE_TOP - PLINTH),
        (Part("drawer", "low", 0.0, 0.25), Part("drawer", "middle", 0.25, 0.25), Part("drawer", "high", 0.50, 0.26)),
    ),
    "double_cabinet": (
        Size(PLINTH, 0.9, BASE_DEPTH, BASE_TOP - PLINTH),
        (
            Part("base_cabinet", "left", 0.0, BASE_TOP - PLINTH, "left"),
            Part("base_cabinet", "right", 0.0, BASE_TOP - PLINTH, "right"),
        ),
    ),
    "double_fridge": (
        Size(0.04, 0.9, 0.68, 1.76),
        (
            Part("half_fridge", "left", 0.62, 1.14, "left"), Part("half_fridge", "right", 0.62, 1.14, "right"),
            Part("freezer_drawer", "freezer", 0.0, 0.60),
        ),
    ),
}
"""Pieces of layouts that are several units: standard size, and the parts in the order of the units."""
COMPOSITES = (*STACKS, "stove", "sink", "counter", "corner")
"""Pieces of layouts that are no unit, or several."""
VARIABLE = "KITCHEN_DREAM_UNIT_KINDS"
"""Environment variable with the Python file of `use_unit_kinds`, which worker processes run too."""


def size_of(kind: str) -> Size:
    """Standard size of a unit, of a piece that has several, or of a part of the kitchen that is none."""
    if kind in CATALOGUE:
        return CATALOGUE[kind].size
    return STACKS[kind][0] if kind in STACKS else SIZES[kind]


def registered_kinds() -> tuple[UnitKind, ...]:
    """The rows that do not ship, in the order in which they were registered."""
    return tuple(CATALOGUE.values())[len(SHIPPED) + len(BESIDES) :]


def default_name(kind: str, number: int) -> str:
    """What the unit `number` (from 1) of a kind is called where nobody says."""
    words = kind.replace("_", " ")
    return words if is_lone(kind) and number == 1 else f"{words} {number}"


def is_lone(kind: str) -> bool:
    """Whether a kitchen mostly has one unit of a kind: a fridge, a pantry, an oven."""
    return CATALOGUE[kind].tall or not CATALOGUE[kind].food


def register_unit_kind(row: UnitKind) -> UnitKind:
    """Add a kind of unit for this process. Raises ValueError for a row that cannot be used, or a name that is taken.

    Worker processes know it if the call stands in the main program's file or in that of `use_unit_kinds`."""
    if CATALOGUE.get(row.name) == row:
        return row
    for wrong, what in (
        (not re.fullmatch(r"[a-z][a-z0-9_]{0,30}", row.name), "name: use lower-case letters, digits and underscores"),
        (row.name in (*CATALOGUE, *SIZES, *COMPOSITES, *CLUTTER_SIZES), "name: it is taken; choose another"),
        (
            row.seen_as not in (shipped.name for shipped in SHIPPED),
            f"seen_as: use one of {', '.join(row.name for row in SHIPPED)}",
        ),
        (row.opens not in ("drawer", "door", "open", "flap"), "opens: use one of drawer, door, open, flap"),
        (len(row.levels) != (1 if row.opens == "drawer" else 2), "levels: write 1 height for a drawer, else 2"),
        ((row.handle is None) != (row.opens == "open"), "handle: write its height; None if there is nothing to open"),
        (row.tall + row.hangs + row.topped > 1, "tall, hangs, topped: a unit is one of them at most"),
        (row.front not in ("lower", "upper", "steel", "glass"), "front: use one of lower, upper, steel, glass"),
        (
            row.leaf is not None and not (row.opens in ("door", "flap") and row.leaf[0] < row.leaf[1]),
            "leaf: write the lower and the upper edge of a door or flap",
        ),
        (min(row.open_seconds, row.take_seconds) < 0, "open_seconds, take_seconds: write at least 0"),
    ):
        if wrong:
            raise ValueError(f"unit kind {row.name!r}: {what}")
    CATALOGUE[row.name] = row
    return row


def use_unit_kinds(path: Path | str) -> None:
    """Run a Python file that registers kinds, here and in every process that this one starts. Raises ValueError."""
    path = Path(path).absolute()
    if not path.is_file():
        raise ValueError(f"{path}: there is no such file; name a Python file that calls register_unit_kind")
    runpy.run_path(str(path))
    os.environ[VARIABLE] = str(path)


if os.environ.get(VARIABLE):
    use_unit_kinds(os.environ[VARIABLE])
