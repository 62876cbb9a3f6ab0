"""Where hands and wheels go: handles, slots, buttons and stations, in closed form.

Both backends and the checks use these, so that a door's handle is in the same place in the picture, in the physics and
in the proof that the robot reaches it."""

import math
from dataclasses import dataclass

from kitchen_dream.kitchens.robot_facts import BASE_RADIUS, STATION_DISTANCE
from kitchen_dream.kitchens.spec import BURNERS, SLOTS, Bowl, Box, Pose2D, Stove, Unit

HANDLE_STANDOFF = 0.05
"""How far in metres a handle's bar stands proud of its front."""
BOARD = 0.018
"""Thickness in metres of sides, shelves and fronts."""
FINGER_ROOM, HAND_ROOM, BESIDE_DOOR = 0.112, 0.13, 0.15
"""Least distances in metres of a slot from the outer side of its unit: in a drawer, where open fingers come down; on a
board, for half of a level hand; and there at the hinge, beside an open door. It matters in units below 0.5 m only."""
DRAWER_TRAVEL = 0.38
"""How far in metres a drawer comes out."""
DOOR_TRAVEL = 1.5
"""How far in radians a door swings open."""
FLAP_TRAVEL = 1.4
"""How far in radians the door of an oven drops: nearly level."""


@dataclass(frozen=True)
class Handle:
    """A bar to pull: world position of its centre, and whether the bar is vertical (doors) or horizontal (drawers)."""

    position: tuple[float, float, float]
    vertical: bool


def handle(unit: Unit) -> Handle | None:
    """The handle of a unit, or None for an open shelf."""
    x, height = unit.depth / 2 + HANDLE_STANDOFF, unit.traits.handle
    if height is None:
        return None
    if unit.traits.opens == "drawer":
        return Handle(unit.to_world((x, 0.0, unit.height * height)), vertical=False)
    flap = unit.traits.opens == "flap"
    y = 0.0 if flap else (unit.width / 2 - 0.05) * (1 if unit.hinge == "left" else -1)
    if unit.traits.tall:
        height = height - unit.z
    elif height < 0:
        height = unit.height + height
    return Handle(unit.to_world((x, y, height)), vertical=not flap)


def leaf(unit: Unit) -> tuple[float, float]:
    """Lower and upper edge of a unit's door or flap, in the unit frame: tall units have a fixed front below it."""
    edges = unit.traits.leaf
    if edges is None:
        return (shelf_levels(unit)[0] - 0.1 - unit.z if unit.traits.tall else 0.0), unit.height
    floor = unit.z if unit.traits.tall else 0.0
    return edges[0] - floor, min(edges[1] - floor, unit.height)


def reach_out(unit: Unit) -> float:
    """How far in metres a drawer, door or flap that stands open comes out of the front."""
    low, high = leaf(unit)
    return {"drawer": DRAWER_TRAVEL, "door": unit.width, "flap": high - low, "open": 0.0}[unit.traits.opens]


def parking(box: Box) -> float:
    """Distance in metres from a front to the base that parks before it: behind a flap that lies open, never on it."""
    if isinstance(box, Unit) and box.traits.opens == "flap":
        return max(STATION_DISTANCE, reach_out(box) + BASE_RADIUS)
    return STATION_DISTANCE


def clear_depth(box: Box) -> float:
    """Depth in metres of the floor that must be free before a front for the base to park before its middle."""
    return parking(box) + BASE_RADIUS


def shelf_levels(unit: Unit) -> tuple[float, ...]:
    """World heights in metres of the surfaces on which a unit's ingredients stand."""
    levels = unit.traits.levels
    return levels if unit.traits.tall else tuple(unit.z + level for level in levels)


def slot_local(unit: Unit, slot: int) -> tuple[float, float, float]:
    """Foot of slot `slot` in the unit frame, the unit being closed.

    Slots 0 and 1 lie at the person's left (-y) and right (+y) on the lower level, 2 and 3 on the upper one; in a drawer
    0 and 1 are in front, 2 and 3 behind."""
    if not 0 <= slot < SLOTS:
        raise ValueError(f"slot {slot} does not exist; slots are 0 to {SLOTS - 1}")
    side, y, levels = -1 if slot % 2 == 0 else 1, max(unit.width / 5, 0.10), shelf_levels(unit)
    if unit.traits.opens == "drawer":
        y = min(y, unit.width / 2 - FINGER_ROOM)
        return (unit.depth / 2 - (0.12 if slot < 2 else 0.27), side * y, levels[0] - unit.z)
    hinged = (unit.hinge == "left" and side < 0) or (unit.hinge == "right" and side > 0)
    y = min(y, unit.width / 2 - (BESIDE_DOOR if hinged else HAND_ROOM))
    return (unit.depth / 2 - 0.13, side * y, levels[slot // 2] - unit.z)


def slot_position(unit: Unit, slot: int) -> tuple[float, float, float]:
    """Foot of a slot in the world, the unit being closed. An open drawer carries its slots out by DRAWER_TRAVEL."""
    return unit.to_world(slot_local(unit, slot))


def button_position(stove: Stove, burner: int) -> tuple[float, float, float]:
    """Centre of a burner's button on the stove's front panel; burner 0 is at the left of a person facing it."""
    if not 0 <= burner < BURNERS:
        raise ValueError(f"burner {burner} does not exist; burners are 0 to {BURNERS - 1}")
    return stove.to_world((stove.depth / 2 + 0.02, -0.12 if burner == 0 else 0.12, stove.height - 0.07))


def oven_button_position(stove: Stove) -> tuple[float, float, float]:
    """Centre of the oven's button, between those of the burners."""
    return stove.to_world((stove.depth / 2 + 0.02, 0.0, stove.height - 0.07))


def pot_position(stove: Stove) -> tuple[float, float, float]:
    """Foot of the pot: on the bridge zone, in the middle of the hob."""
    return stove.to_world((0.05, 0.0, stove.height))


def bowl_position(bowl: Bowl) -> tuple[float, float, float]:
    """Foot of the salad bowl."""
    return (bowl.x, bowl.y, bowl.z)


def station(box: Box) -> Pose2D:
    """Where the base parks before a front with free floor before it, looking at it."""
    x, y, _ = box.to_world((box.depth / 2 + parking(box), 0.0, 0.0))
    return Pose2D(x=x, y=y, yaw=_wrap(box.yaw + math.pi))


def bowl_box(bowl: Bowl) -> Box:
    """The part of the worktop with the bowl, which stands 0.3 m behind the edge, as a box that faces the robot."""
    return Box(x=bowl.x, y=bowl.y, z=bowl.z, width=0.6, depth=0.6, height=0.4, facing=bowl.facing)


def _wrap(angle: float) -> float:
    return (angle + math.pi) % (2 * math.pi) - math.pi
