"""Standard sizes: what the furniture shop sells. The layout stage builds from it, and YAML files may leave these out."""

from __future__ import annotations

from dataclasses import dataclass

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


SIZES: dict[str, Size] = {
    "drawer": Size(HIGH_DRAWER_Z, 0.6, BASE_DEPTH, 0.36),
    "base_cabinet": Size(PLINTH, 0.6, BASE_DEPTH, BASE_TOP - PLINTH),
    "wall_cabinet": Size(UPPER_Z, 0.6, 0.35, 0.70),
    "shelf": Size(UPPER_Z, 0.6, 0.35, 0.70),
    "fridge": Size(0.0, 0.7, 0.65, 1.80),
    "pantry": Size(0.0, 0.6, BASE_DEPTH, 2.10),
    "stove": Size(0.0, 0.6, BASE_DEPTH, WORKTOP_HEIGHT),
    "counter": Size(PLINTH, 0.6, BASE_DEPTH, BASE_TOP - PLINTH),
    "plinth": Size(0.0, 0.6, BASE_DEPTH - 0.06, PLINTH),
    "panel": Size(PLINTH, 0.6, BASE_DEPTH, HIGH_DRAWER_Z - PLINTH),
    "rail": Size(0.46, 0.6, BASE_DEPTH - 0.06, 0.04),  # closes the gap between two drawers, seen from behind an island
    "worktop": Size(BASE_TOP, 0.6, BASE_DEPTH, SLAB),
    "sink": Size(WORKTOP_HEIGHT - 0.18, 0.44, 0.40, 0.18),
}
"""Standard sizes by kind of unit, and of everything that is no unit."""

DEFAULT_HINGE = {"base_cabinet": "left", "wall_cabinet": "left", "fridge": "left", "pantry": "left"}
"""Hinge of a door when a file does not say."""

CLUTTER_SIZES: dict[str, tuple[float, float, float]] = {
    "vase": (0.12, 0.12, 0.26),
    "toaster": (0.28, 0.18, 0.19),
    "kettle": (0.20, 0.16, 0.22),
    "books": (0.22, 0.17, 0.24),
    "plant": (0.16, 0.16, 0.30),
    "picture": (0.50, 0.03, 0.40),
}
"""Width, depth and height in metres of decoration; its `x, y` is the centre of the footprint, `z` the underside."""
