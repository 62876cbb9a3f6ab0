"""The symbolic state, read from the positions of joints and bodies alone, never from what a skill intended."""

from collections.abc import Mapping, Sequence

import numpy as np

from kitchen_dream.kitchens.geometry import slot_local
from kitchen_dream.kitchens.recipes import TOOLS
from kitchen_dream.kitchens.spec import BURNERS, MAX_UNITS, SLOTS, Pose2D
from kitchen_dream.rules.ruleset import RuleSet
from kitchen_dream.rules.state import BOWL_STATION, NOTHING, START_STATION, STOVE_STATION, BaseState, State
from kitchen_dream.rules.v1.state import ToolState
from kitchen_dream.sim.robot.robot import Robot
from kitchen_dream.sim.scene.ingredients import Item
from kitchen_dream.sim.scene.kitchen_scene import Scene
from kitchen_dream.sim.scene.ware import Tool

IS_OPEN = 0.6
"""Part of its travel from which a drawer or door counts as open."""
SAME_PLACE = 0.04
"""Metres (and radians times 0.3) within which stations count as the same place."""
HELD_WITHIN = 0.11
"""Metres between the fingertips and the middle of what is held, at most."""


Key = tuple[int, int]
"""Of an item in `Scene.items`."""


def read_state(
    scene: Scene, robot: Robot, stations: Sequence[Pose2D], presses: Sequence[int], rules: RuleSet,
    heated: Mapping[Key, float],
) -> BaseState:
    """The state of one kitchen (B = 1) of a variant of the rules.

    Args:
        scene, robot: the bodies.
        stations: all stations of the kitchen (units, stove, bowl, start).
        presses: how often the button of each burner was pressed since the reset, as its joint told; they spring back.
        rules: whose state it is.
        heated: seconds for which each item was heated, by its key; none where it is missing."""
    state: BaseState = rules.initial(np.full((1, MAX_UNITS, SLOTS), NOTHING))
    openings = [scene.opening(u) for u in range(len(scene.units))]
    state.station[0], state.open_unit[0] = _standing(scene, robot, stations, openings)
    held, inside = _held(scene, robot), in_vessels(scene)
    for key, item in scene.items.items():
        if held is item:
            state.held[0] = item.symbol
        elif not any(key in keys for keys in inside.values()):
            where = _slot(scene, openings, key)
            if where is not None:
                state.contents[0, where[0], where[1]] = item.symbol
    for burner in range(BURNERS):
        state.pressed[0, burner] = presses[burner] > 0
        state.lit[0, burner] = scene.lit[burner]
    rows = {
        name: sorted((scene.items[key].symbol, heated.get(key, 0.0)) for key in keys if scene.items[key] is not held)
        for name, keys in inside.items()
    }
    if isinstance(state, State):
        for row, name in ((state.pot, "pot"), (state.bowl, "bowl")):
            ids = [symbol for symbol, _ in rows[name]][: row.shape[1]]
            row[0, : len(ids)] = ids
    if isinstance(state, ToolState):
        state.oven[0] = scene.oven_on
        for number, name in enumerate(TOOLS):
            state.placed[0, number] = held is not scene.tool(number)[1] and scene.is_used(number)
            some = rows[name][: state.inside.shape[2]]
            state.inside[0, number, : len(some)] = [symbol for symbol, _ in some]
            state.heated[0, number, : len(some)] = [seconds for _, seconds in some]
    return state


def in_vessels(scene: Scene) -> dict[str, list[Key]]:
    """Keys of the ingredients that lie in each vessel that is where it is used."""
    out: dict[str, list[Key]] = {}
    taken: set[Key] = set()
    for number, name in enumerate(TOOLS if scene.book.tools else ("pot", "bowl")):
        out[name] = []
        if scene.book.tools and not scene.is_used(number):
            continue
        vessel = scene.vessel(name)
        for key, item in scene.items.items():
            if isinstance(item, Item) and key not in taken and vessel.holds(place_of(scene, key)):
                out[name].append(key)
        taken.update(out[name])
    return out


def place_of(scene: Scene, key: Key) -> tuple[float, float, float]:
    """Where the middle of an item is, in the world."""
    return scene.client.getBasePositionAndOrientation(scene.items[key].body)[0]


def _standing(scene: Scene, robot: Robot, stations: Sequence[Pose2D], openings: Sequence[float]) -> tuple[int, int]:
    """The state's station at which the base stands, and the unit that stands open.

    Stations of stacked drawers are one place, and so may be the bowl's and that of a unit below: the open unit decides,
    then the vessel."""
    x, y, yaw = robot.posture()[:3]
    gaps = np.array(
        [np.hypot(p.x - x, p.y - y) + 0.3 * abs((p.yaw - yaw + np.pi) % (2 * np.pi) - np.pi) for p in stations]
    )
    units = len(scene.kitchen.units)
    here = np.flatnonzero(gaps <= gaps.min() + SAME_PLACE)
    ajar = [u for u in range(units) if scene.units[u].joint is not None and openings[u] > IS_OPEN]
    at = [int(u) for u in here if u in ajar]
    shelves = [int(u) for u in here if u < units and scene.units[u].joint is None]
    vessels = [int(k) for k in here if k >= units]
    station = (at or shelves or vessels or [int(np.argmin(gaps))])[0]
    opened = at or ajar or ([station] if station in shelves else [])
    named = station if station < units else (STOVE_STATION, BOWL_STATION, START_STATION)[station - units]
    return named, opened[0] if opened else NOTHING


def _held(scene: Scene, robot: Robot) -> Item | Tool | None:
    """The thing between the fingers: close to the fingertips and touched by both."""
    _, tip = robot.tool()
    best, least = None, HELD_WITHIN
    for key, item in scene.items.items():
        place = item.pose(scene.client)[1] if isinstance(item, Tool) else place_of(scene, key)
        gap = float(np.linalg.norm(np.array(place) - tip))
        if gap < least and all(scene.client.getContactPoints(robot.body, item.body, f) for f in robot.fingers):
            best, least = item, gap
    return best


def slot_holder(scene: Scene, unit: int, slot: int) -> Key | None:
    """Key in `scene.items` of what lies in a slot now."""
    openings = [scene.opening(u) for u in range(len(scene.units))]
    inside = {key for keys in in_vessels(scene).values() for key in keys}
    for key in scene.items:
        if key not in inside and _slot(scene, openings, key) == (unit, slot):
            return key
    return None


def _slot(scene: Scene, openings: Sequence[float], key: Key) -> Key | None:
    """Unit and slot in whose region an item lies. Where there are tools, which take more room, all keep the slots in
    which they were stowed, as long as they are in that unit: the push that shuts a drawer may move them."""
    place = place_of(scene, key)
    for u, unit in enumerate(scene.kitchen.units):
        dx, dy, dz = place[0] - unit.x, place[1] - unit.y, place[2] - unit.z
        c, s = np.cos(unit.yaw), np.sin(unit.yaw)
        x, y = c * dx + s * dy, c * dy - s * dx
        if unit.traits.opens == "drawer":
            x -= openings[u] * scene.units[u].travel
        if abs(x) > unit.depth / 2 or abs(y) > unit.width / 2 or not -0.005 < dz < unit.height:
            continue
        if scene.book.tools:
            return key if key[0] == u else None
        slots = np.array([slot_local(unit, slot) for slot in range(SLOTS)])
        fits = slots[:, 2] <= dz + 0.005
        gaps = np.hypot(slots[:, 0] - x, slots[:, 1] - y) + np.where(fits, 0.0, 10.0) + 2 * np.abs(dz - slots[:, 2])
        return u, int(np.argmin(gaps))
    return None
