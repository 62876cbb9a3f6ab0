"""Where tools stand: in units beside the food, grips at hand, and where they are used."""

from collections.abc import Mapping
from itertools import product

import numpy as np

from kitchen_dream.kitchens.geometry import BOARD, DRAWER_TRAVEL, bowl_position, shelf_levels, slot_local
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
_TURNS = np.radians([[90, 105, 120, 135, 150], [25, 45, 60, 80, 90]])
"""Directions in which a grip may look from the left side of a drawer, in front and behind: away from the walls, and so
that nothing is above it. Those on the right look the other way."""
_FOOD, _PALM = 0.045, 0.036
"""Metres from the middle of an ingredient to its sides, and from the hand's middle plane."""
_FINGERS, _HAND = np.array([-0.055, 0.0, 0.055]), np.linspace(-0.1, 0.1, 7)
"""Metres across the grip: the fingers, which are as low as it, and the hand above them."""
_ABOVE = 0.012
"""Metres that the hand stays away from the front above, at the back of a drawer that is open."""
_TURNED = 0.104
"""Half of the width in metres of a tray that is turned a little."""
_CLASH = 10.0
"""Metres of room around a grip that a metre is worth by which a tray would stand in something."""
_GIVE = 0.003
"""Metres by which things that are put down too close move apart by themselves."""
_RIM = OUTER * np.array([point for point in product(np.linspace(-1, 1, 9), repeat=2) if np.abs(point).max() == 1])
"""(32, 2) places around the rim of a rectangular piece, along its grip and across."""
_APART = 0.13
"""Metres from the middle of pot and pan to the middle of the hob."""
_AHEAD = 0.05


def stowed(unit: Unit, contents: Mapping[int, str]) -> dict[int, Place]:
    """Where things lie in a unit that holds tools, by slot, in the unit frame, the unit being closed.

    A tray stands behind, whatever its slot: in front the hand that holds its grip would meet the drawer's front."""
    tools = {slot: WARE[WARE_OF[name]] for slot, name in contents.items() if name in WARE_OF}
    if not tools:
        return {}
    if unit.traits.opens != "drawer":
        ahead = unit.depth / 2 - _BACK - TIP
        places = {slot: slot_local(unit, slot) for slot in contents}
        return {slot: ((ahead, *place[1:]) if slot in tools else place, 0.0) for slot, place in places.items()}
    flat = [slot for slot, ware in tools.items() if ware.flat]
    spots = {slot: slot for slot in contents}
    for slot in flat:
        spots |= {spot % 4: (spot + 2) % 4 for spot in (slot, slot + 2) if slot < 2 and spot in contents}
    level, room = shelf_levels(unit)[0] - unit.z, unit.width / 2 - _SIDE - 0.002
    middle = {slot: np.array(slot_local(unit, spot)[:2]) for slot, spot in spots.items()}
    for slot in tools:
        row, side = divmod(spots[slot], 2)
        away = min(0.122, room - (_TURNED if slot in flat else OUTER))
        middle[slot] = np.array([unit.depth / 2 - _ROWS[row], (2 * side - 1) * away])
    options = [(_TURNS[spots[slot] // 2] * (1 - 2 * (slot % 2))).tolist() for slot in tools]

    def fits(some: tuple[float, ...]) -> float:
        turn = dict(zip(tools, some, strict=True))
        return _room(unit, turn, middle) - _CLASH * sum(_clash(unit, slot, turn, middle) for slot in flat)

    best: tuple[float, ...] = max(product(*options), key=fits)
    turns = dict.fromkeys(contents, 0.0) | dict(zip(tools, best, strict=True))
    return {slot: ((*middle[slot], level), float(turns[slot])) for slot in contents}


def _room(unit: Unit, turns: Mapping[int, float], middle: Mapping[int, np.ndarray]) -> float:
    """Least room in metres around the fingers at a grip, and around the hand above it; negative where they touch.

    turns: directions of the tools' grips by slot. middle: of everything in the drawer, (2,) in the unit's frame."""
    along = {slot: np.array([np.cos(turn), np.sin(turn)]) for slot, turn in turns.items()}
    rooms = [0.1]
    for slot in turns:
        grip, across = middle[slot] + WARE["pan"].grip[0] * along[slot], along[slot][::-1] * (-1, 1)
        fingers, hand = grip + _FINGERS[:, None] * across, grip + _HAND[:, None] * across
        rooms.append(unit.depth / 2 - BOARD - _PALM - float(hand[:, 0].max()))
        rooms.append(float(hand[:, 0].min()) - (unit.depth / 2 - DRAWER_TRAVEL) - _ABOVE)
        for other in (other for other in middle if other != slot):
            if other not in turns:
                rooms.append(float(np.hypot(*(hand - middle[other]).T).min()) - _FOOD - _PALM)
                continue
            stub = middle[other] + np.linspace(OUTER, TIP, 4)[:, None] * along[other]
            rooms.append(float(np.hypot(*(fingers - middle[other]).T).min()) - OUTER)
            rooms.append(float(np.hypot(*(fingers[:, None] - stub[None]).reshape(-1, 2).T).min()) - 0.02)
    return min(rooms)


def _clash(unit: Unit, slot: int, turns: Mapping[int, float], middle: Mapping[int, np.ndarray]) -> float:
    """Metres by which a rectangular piece would stand in what is beside it, or in a wall of the drawer; the others are
    round."""
    along = np.array([np.cos(turns[slot]), np.sin(turns[slot])])
    rim = middle[slot] + _RIM @ np.stack([along, along[::-1] * (-1, 1)])
    radius = {other: OUTER if other in turns else _FOOD for other in middle if other != slot}
    gaps = [float(np.hypot(*(rim - middle[other]).T).min()) - wide for other, wide in radius.items()]
    gaps += [unit.width / 2 - _SIDE - float(np.abs(rim[:, 1]).max()), unit.depth / 2 - BOARD - float(rim[:, 0].max())]
    return max(0.0, -min(gaps) - _GIVE)


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
