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
    opens: Literal["drawer", "door", "open"]
    """A drawer that is pulled out, a hinged door, or nothing to open."""
    levels: tuple[float, ...]
    """Heights in metres above the underside (`tall`: the floor) where things stand: 1 in a drawer, else 2, upwards."""
    handle: float | None
    """A door's, in metres above the underside (`tall`: the floor), negative: below the top. A drawer's, as a share."""
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
    front: Literal["lower", "upper", "steel"] = "lower"
    """Colours: those of lower or of upper fronts, or steel, white inside."""


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
"""The kinds that ship, in the order of the observation's features."""

CATALOGUE: dict[str, UnitKind] = {row.name: row for row in SHIPPED}
"""All kinds by name: those that ship, then those that were registered."""

SIZES: dict[str, Size] = {
    "stove": Size(0.0, 0.6, BASE_DEPTH, WORKTOP_HEIGHT),
    "counter": Size(PLINTH, 0.6, BASE_DEPTH, BASE_TOP - PLINTH),
    "plinth": Size(0.0, 0.6, BASE_DEPTH - 0.06, PLINTH),
    "panel": Size(PLINTH, 0.6, BASE_DEPTH, HIGH_DRAWER_Z - PLINTH),
    "rail": Size(0.46, 0.6, BASE_DEPTH - 0.06, 0.04),  # closes the gap between two drawers, seen from behind an island
    "worktop": Size(BASE_TOP, 0.6, BASE_DEPTH, SLAB),
    "sink": Size(WORKTOP_HEIGHT - 0.18, 0.44, 0.40, 0.18),
}
"""Standard sizes of everything that is no unit."""

CLUTTER_SIZES: dict[str, tuple[float, float, float]] = {
    "vase": (0.12, 0.12, 0.26), "toaster": (0.28, 0.18, 0.19), "kettle": (0.20, 0.16, 0.22),
    "books": (0.22, 0.17, 0.24), "plant": (0.16, 0.16, 0.30), "picture": (0.50, 0.03, 0.40),
}
"""Width, depth and height in metres of decoration; its `x, y` is the centre of the footprint, `z` the underside."""

COMPOSITES = ("drawers", "stove", "sink", "counter", "corner")
"""Pieces of layouts that are no unit: two stacked drawers (two units), a cabinet with a sink, closed blocks."""
VARIABLE = "KITCHEN_DREAM_UNIT_KINDS"
"""Environment variable with the Python file of `use_unit_kinds`, which worker processes run too."""


def size_of(kind: str) -> Size:
    """Standard size of a unit, or of a part of the kitchen that is none."""
    return CATALOGUE[kind].size if kind in CATALOGUE else SIZES[kind]


def registered_kinds() -> tuple[UnitKind, ...]:
    """The rows that do not ship, in the order in which they were registered."""
    return tuple(CATALOGUE.values())[len(SHIPPED) :]


def default_name(kind: str, number: int) -> str:
    """What the unit `number` (from 1) of a kind is called where nobody says."""
    return kind if CATALOGUE[kind].tall and number == 1 else f"{kind.replace('_', ' ')} {number}"


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
        (row.opens not in ("drawer", "door", "open"), "opens: use one of drawer, door, open"),
        (len(row.levels) != (1 if row.opens == "drawer" else 2), "levels: write 1 height for a drawer, else 2"),
        ((row.handle is None) != (row.opens == "open"), "handle: write its height; None if there is nothing to open"),
        (row.tall + row.hangs + row.topped > 1, "tall, hangs, topped: a unit is one of them at most"),
        (row.front not in ("lower", "upper", "steel"), "front: use one of lower, upper, steel"),
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
