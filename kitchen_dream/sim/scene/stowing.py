"""Where tools stand: in units beside the food, grips at hand, and where they are used."""

from collections.abc import Mapping
from itertools import product

import numpy as np

from kitchen_dream.kitchens.geometry import BOARD, bowl_position, shelf_levels, slot_local
from kitchen_dream.kitchens.spec import Kitchen, Unit
from kitchen_dream.sim.scene.oven import RACK, TRAY_BEHIND, OvenFront
from kitchen_dream.sim.scene.ware import OUTER, TIP, WARE, WARE_OF

Place = tuple[tuple[float, float, float], float]
"""The middle of a foot, and the direction in radians in which the grip looks."""
_ROWS = (0.108, 0.282)
"""Metres from a drawer's front to the middle of what stands in front, and behind."""
_SIDE = 0.038
"""Metres from a drawer's outer side to the room inside."""
_BACK = 0.03
"""Metres from a front to a grip on a shelf."""
_TURNS = np.radians([[90, 105, 120, 135, 150], [25, 45, 60, 75, 90]])
"""Directions in which a grip may look from the left side of a drawer, in front and behind: away from the walls, and so
that nothing is above it. Those on the right look the other way."""
_FOOD, _PALM = 0.045, 0.036
"""Metres from the middle of an ingredient to its sides, and from the hand's middle plane."""
_FINGERS, _HAND = np.array([-0.055, 0.0, 0.055]), np.linspace(-0.1, 0.1, 7)
"""Metres across the grip: the fingers, which are as low as it, and the hand above them."""
_APART = 0.13
"""Metres from the middle of pot and pan to the middle of the hob."""
_AHEAD = 0.05


def stowed(unit: Unit, contents: Mapping[int, str]) -> dict[int, Place]:
    """Where the tools stand among what lies in a unit's slots, by slot, in the unit frame, the unit being closed."""
    tools = [slot for slot, name in contents.items() if name in WARE_OF]
    if not tools:
        return {}
    if unit.traits.opens != "drawer":
        ahead = unit.depth / 2 - _BACK - TIP
        return {slot: ((ahead, *slot_local(unit, slot)[1:]), 0.0) for slot in tools}
    level, room = shelf_levels(unit)[0] - unit.z, unit.width / 2 - _SIDE - OUTER - 0.002
    middle = {}
    for slot in contents:
        side = -1 if slot % 2 == 0 else 1
        middle[slot] = np.array([unit.depth / 2 - _ROWS[slot // 2], side * min(0.122, room)])
        if slot not in tools:
            middle[slot] = np.array(slot_local(unit, slot)[:2])
    options = [_TURNS[slot // 2] * (1 if slot % 2 == 0 else -1) for slot in tools]
    turns = max(product(*options), key=lambda some: _room(unit, tools, some, middle))
    return {slot: ((*middle[slot], level), float(turn)) for slot, turn in zip(tools, turns, strict=True)}


def _room(unit: Unit, tools: list[int], turns: tuple[float, ...], middle: dict[int, np.ndarray]) -> float:
    """Least room in metres around the fingers at a grip, and around the hand above it; negative where they touch."""
    along = {slot: np.array([np.cos(turn), np.sin(turn)]) for slot, turn in zip(tools, turns, strict=True)}
    rooms = [0.1]
    for slot in tools:
        grip, across = middle[slot] + WARE["pan"].grip[0] * along[slot], along[slot][::-1] * (-1, 1)
        fingers, hand = grip + _FINGERS[:, None] * across, grip + _HAND[:, None] * across
        rooms.append(unit.depth / 2 - BOARD - _PALM - float(hand[:, 0].max()))
        for other in (other for other in middle if other != slot):
            if other not in tools:
                rooms.append(float(np.hypot(*(hand - middle[other]).T).min()) - _FOOD - _PALM)
                continue
            stub = middle[other] + np.linspace(OUTER, TIP, 4)[:, None] * along[other]
            rooms.append(float(np.hypot(*(fingers - middle[other]).T).min()) - OUTER)
            rooms.append(float(np.hypot(*(fingers[:, None] - stub[None]).reshape(-1, 2).T).min()) - 0.02)
    return min(rooms)


def used_at(kitchen: Kitchen, oven: OvenFront, tool: str, out: float = 0.0) -> Place:
    """Where a tool is used, in the world: pot and pan on the hob, the tray on the rack, the bowl on the worktop.

    out: metres by which the oven's rack is drawn out."""
    stove = kitchen.stove
    if tool == "bowl":
        turn = ("east", "north", "west", "south").index(kitchen.bowl.facing) * np.pi / 2
        return bowl_position(kitchen.bowl), turn
    if tool == "tray":
        return oven.to_world((oven.depth / 2 - TRAY_BEHIND + out, 0.0, RACK)), stove.yaw
    side = -_APART if tool == "pot" else _APART
    return stove.to_world((_AHEAD, side, stove.height)), stove.yaw
