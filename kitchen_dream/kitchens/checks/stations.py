"""Where the base parks before every front.

It parks STATION_DISTANCE before the middle of a front where the floor there is free. In a narrow aisle it parks
closer, or beside the front, turned to what is inside: clear of furniture, of the open panel and, if there is such a
place, of the panel's whole way."""

import math
from collections.abc import Sequence

import numpy as np

from kitchen_dream.kitchens.checks.floor import free, obstacles
from kitchen_dream.kitchens.checks.solids import TOLERANCE, Solids, solids
from kitchen_dream.kitchens.geometry import (
    DOOR_TRAVEL,
    DRAWER_TRAVEL,
    HANDLE_STANDOFF,
    bowl_box,
    clear_depth,
    reach_out,
    slot_local,
    station,
)
from kitchen_dream.kitchens.robot_facts import BASE_RADIUS, BODY_HEIGHT, HEAD_BEHIND, HEAD_RADIUS, STATION_DISTANCE
from kitchen_dream.kitchens.spec import SLOTS, Box, Kitchen, Pose2D, Unit

CLEAR_WIDTH = 2 * BASE_RADIUS
"""Least width in metres of the free floor before a front."""
ELBOW = 0.35
"""Distance in metres from a front beyond which the free floor is CLEAR_WIDTH wide, and nearer as wide as it."""
_DISTANCES = np.arange(STATION_DISTANCE, 0.44, -0.05)
_SIDES = np.arange(-1.0, 1.01, 0.05)
"""Metres before a front and to its side of the places that are tried."""
_SPARE = 0.02
"""Metres between the robot and a panel that it may not meet."""
_SWEPT, _ASIDE = 3.0, 1.5
"""Prices, in metres, of a place on the panel's way, and of a metre to the side."""


def stations(kitchen: Kitchen, body: Solids | None = None) -> list[Pose2D]:
    """All places that skills start from and end at: each unit's in order, the stove's, the bowl's, the start.

    Where nothing near a front is free, the place before its middle is named all the same. body: the kitchen's solids,
    where they are known already."""
    fronts = fronts_of(kitchen)
    places = [station(box) for box in fronts]
    crowded = np.flatnonzero(blocked(kitchen, body or solids(kitchen), fronts).any(1))
    if len(crowded):
        rects = obstacles(kitchen)
        for f in crowded:
            places[f] = (_narrow(kitchen, fronts[f], rects) or (places[f],))[0]
    return [*places, kitchen.start]


def with_hinges(kitchen: Kitchen, free_hinges: Sequence[int]) -> Kitchen:
    """The kitchen with hinges on the other side where that lets the robot stand before an open door in a narrow aisle.

    free_hinges: indices of the units whose hinge may change."""
    crowded = np.flatnonzero(blocked(kitchen, solids(kitchen), kitchen.units).any(1))
    rects, units = obstacles(kitchen), list(kitchen.units)
    for u in (u for u in free_hinges if u in crowded):
        both = [units[u], units[u].model_copy(update={"hinge": "left" if units[u].hinge == "right" else "right"})]
        found = [_narrow(kitchen, unit, rects) for unit in both]
        units[u] = both[int(np.argmin([np.inf if place is None else place[1] for place in found]))]
    return kitchen.model_copy(update={"units": tuple(units)})


def fronts_of(kitchen: Kitchen) -> list[Box]:
    """Everything that the robot parks before: the units in order, the stove, and the worktop's part with the bowl."""
    return [*kitchen.units, kitchen.stove, bowl_box(kitchen.bowl)]


def blocked(kitchen: Kitchen, body: Solids, fronts: Sequence[Box]) -> np.ndarray:
    """Which solids, and last the room's walls, stand in the wide floor before each front: (F, N + 1) bool."""
    volumes = [before(box, ELBOW, clear_depth(box), max(box.width, CLEAR_WIDTH), 0.0, 1.9) for box in fronts]
    return blocking(kitchen, body, volumes)


def blocking(kitchen: Kitchen, body: Solids, volumes: Sequence[tuple[tuple, tuple]]) -> np.ndarray:
    """Which of N solids, and last the room's walls, enter which of V volumes, given by corners: (V, N + 1) bool."""
    low, high = np.array([a for a, _ in volumes]), np.array([b for _, b in volumes])
    room = np.array([kitchen.room.width, kitchen.room.depth])
    outside = np.any((low[:, :2] < -TOLERANCE) | (high[:, :2] > room + TOLERANCE), axis=1)
    return np.column_stack([body.overlap(low, high), outside])


def before(box: Box, start: float, end: float, width: float, low: float, high: float) -> tuple[tuple, tuple]:
    """Corners of the volume from `start` to `end` metres before a front, `width` wide, between two heights."""
    ax, ay, _ = box.to_world((box.depth / 2 + start, -width / 2, 0.0))
    bx, by, _ = box.to_world((box.depth / 2 + end, width / 2, 0.0))
    return (min(ax, bx), min(ay, by), low), (max(ax, bx), max(ay, by), high)


def _narrow(kitchen: Kitchen, box: Box, rects: np.ndarray) -> tuple[Pose2D, float] | None:
    """The best place near a front in a narrow aisle, with its price, or None."""
    out, side = (axis.ravel() for axis in np.meshgrid(_DISTANCES, _SIDES, indexing="ij"))
    cos, sin = round(math.cos(box.yaw)), round(math.sin(box.yaw))
    x, y = box.depth / 2 + out, side
    world = np.column_stack([box.x + cos * x - sin * y, box.y + sin * x + cos * y])
    aim = _aim(box)
    yaw = np.arctan2(aim[1] - y, aim[0] - x)
    good = free(world, rects, kitchen.room, BASE_RADIUS + HANDLE_STANDOFF + 0.01)  # there are handles opposite
    clear = np.ones(len(good), bool)
    if isinstance(box, Unit):
        parts, radius, behind = _panel(box), BASE_RADIUS, 0.0
        if box.z >= BODY_HEIGHT:  # only mast and head are as high
            radius, behind = HEAD_RADIUS, HEAD_BEHIND
        points = np.column_stack([x - box.depth / 2 - behind * np.cos(yaw), y - behind * np.sin(yaw)])
        near = np.array([_distance(points, *part) for part in parts]) < radius + _SPARE
        if box.hinge is not None:  # never behind the open door
            good &= side * (-1.0 if box.hinge == "left" else 1.0) < box.width / 2
        if len(parts):
            good, clear = good & ~near[-1], np.logical_not(near.any(0))
    if not good.any():
        return None
    price = (STATION_DISTANCE - out) + _ASIDE * np.abs(side) + _SWEPT * ~clear
    best = int(np.argmin(np.where(good, price, np.inf)))
    x, y = world[best].round(4).tolist()
    place = Pose2D(x=x, y=y, yaw=(box.yaw + float(yaw[best]) + math.pi) % (2 * math.pi) - math.pi)
    return place, float(price[best])


def _aim(box: Box) -> tuple[float, float]:
    """What the robot looks at, in the front's frame: the middle of an open unit's slots."""
    if not isinstance(box, Unit):
        return 0.0, 0.0
    shift = DRAWER_TRAVEL if box.traits.opens == "drawer" else 0.0
    return float(np.mean([slot_local(box, slot)[0] for slot in range(SLOTS)])) + shift, 0.0


def _panel(unit: Unit) -> list[tuple[np.ndarray, np.ndarray]]:
    """Ends (2,) of the line that a panel with its handle takes, metres from the middle of the front, while it opens."""
    half = unit.width / 2
    if unit.traits.opens == "open":
        return []
    if unit.traits.opens in ("drawer", "flap"):
        far = reach_out(unit) + (HANDLE_STANDOFF if unit.traits.opens == "drawer" else 0.0)
        # from its sides to the handle; a robot that stands before one end of the line stands before the drawer
        return [
            (np.array([part * far, -half]), np.array([part * far, half])) for part in np.linspace(0, 1, 5)
        ]
    sign = -1.0 if unit.hinge == "left" else 1.0
    hinge, reach = np.array([0.0, sign * half]), unit.width + 0.01
    angles = np.linspace(0.0, DOOR_TRAVEL, 9)
    return [(hinge, hinge + reach * np.array([math.sin(a), -sign * math.cos(a)])) for a in angles]


def _distance(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """Distances (P,) of points (P, 2) from a line between two points (2,)."""
    along = end - start
    part = np.clip((points - start) @ along / (along @ along), 0.0, 1.0)
    return np.hypot(*(points - start - part[:, None] * along).T)
