"""The symbolic state, read from the positions of joints and bodies alone, never from what a skill intended."""

from collections.abc import Sequence

import numpy as np

from kitchen_dream.kitchens.geometry import slot_local
from kitchen_dream.kitchens.spec import BURNERS, MAX_UNITS, SLOTS, Pose2D
from kitchen_dream.rules.state import BOWL_STATION, NOTHING, START_STATION, STOVE_STATION, VESSEL_PLACES, State
from kitchen_dream.sim.robot.robot import Robot
from kitchen_dream.sim.scene.ingredients import Item
from kitchen_dream.sim.scene.kitchen_scene import Scene

IS_OPEN = 0.6
"""Part of its travel from which a drawer or door counts as open."""
SAME_PLACE = 0.04
"""Metres (and radians times 0.3) within which stations count as the same place."""
HELD_WITHIN = 0.11
"""Metres between the fingertips and the middle of what is held, at most."""


def read_state(scene: Scene, robot: Robot, stations: Sequence[Pose2D], presses: Sequence[bool]) -> State:
    """The state of one kitchen (B = 1).

    Args:
        scene, robot: the bodies.
        stations: all stations of the kitchen (units, stove, bowl, start).
        presses: buttons whose joints passed their threshold at any time since the reset; they spring back."""
    state = State.initial(np.full((1, MAX_UNITS, SLOTS), NOTHING))
    units = scene.kitchen.units
    openings = [scene.opening(u) for u in range(len(units))]
    state.station[0], state.open_unit[0] = _standing(scene, robot, stations, openings)
    held = _held(scene, robot)
    pot, bowl = [], []
    for item in scene.items.values():
        place = scene.client.getBasePositionAndOrientation(item.body)[0]
        if held is item:
            state.held[0] = item.ingredient_id
        elif scene.pot.holds(place):
            pot.append(item.ingredient_id)
        elif scene.bowl.holds(place):
            bowl.append(item.ingredient_id)
        else:
            where = _slot(scene, openings, place)
            if where is not None:
                state.contents[0, where[0], where[1]] = item.ingredient_id
    for row, inside in ((state.pot, pot), (state.bowl, bowl)):
        ids = sorted(inside)[:VESSEL_PLACES]
        row[0, : len(ids)] = ids
    for burner in range(BURNERS):
        state.pressed[0, burner] = presses[burner]
        state.lit[0, burner] = presses[burner] and not scene.kitchen.stove.broken[burner]
    return state


def _standing(scene: Scene, robot: Robot, stations: Sequence[Pose2D], openings: Sequence[float]) -> tuple[int, int]:
    """The state's station at which the base stands, and the unit that stands open.

    Stations of stacked drawers are one place, and so may be the bowl's and that of a unit below: the open unit decides,
    then the vessel."""
    x, y, yaw = robot.posture()[:3]
    gaps = np.array(
        [np.hypot(p.x - x, p.y - y) + 0.3 * abs((p.yaw - yaw + np.pi) % (2 * np.pi) - np.pi) for p in stations]
    )
    units = len(scene.units)
    here = np.flatnonzero(gaps <= gaps.min() + SAME_PLACE)
    ajar = [u for u, body in enumerate(scene.units) if body.joint is not None and openings[u] > IS_OPEN]
    at = [int(u) for u in here if u in ajar]
    shelves = [int(u) for u in here if u < units and scene.units[u].joint is None]
    vessels = [int(k) for k in here if k >= units]
    station = (at or shelves or vessels or [int(np.argmin(gaps))])[0]
    opened = at or ajar or ([station] if station in shelves else [])
    named = station if station < units else (STOVE_STATION, BOWL_STATION, START_STATION)[station - units]
    return named, opened[0] if opened else NOTHING


def _held(scene: Scene, robot: Robot) -> Item | None:
    """The ingredient between the fingers: close to the fingertips and touched by both."""
    _, tip = robot.tool()
    best, least = None, HELD_WITHIN
    for item in scene.items.values():
        place = scene.client.getBasePositionAndOrientation(item.body)[0]
        gap = float(np.linalg.norm(np.array(place) - tip))
        if gap < least and all(scene.client.getContactPoints(robot.body, item.body, f) for f in robot.fingers):
            best, least = item, gap
    return best


def slot_holder(scene: Scene, unit: int, slot: int) -> tuple[int, int] | None:
    """Key in `scene.items` of the ingredient that lies in a slot now."""
    openings = [scene.opening(u) for u in range(len(scene.units))]
    for key, item in scene.items.items():
        place = scene.client.getBasePositionAndOrientation(item.body)[0]
        if not (scene.pot.holds(place) or scene.bowl.holds(place)) and _slot(scene, openings, place) == (unit, slot):
            return key
    return None


def _slot(scene: Scene, openings: Sequence[float], place: tuple[float, float, float]) -> tuple[int, int] | None:
    """Unit and slot in whose region a point lies."""
    for u, unit in enumerate(scene.kitchen.units):
        dx, dy, dz = place[0] - unit.x, place[1] - unit.y, place[2] - unit.z
        c, s = np.cos(unit.yaw), np.sin(unit.yaw)
        x, y = c * dx + s * dy, c * dy - s * dx
        if unit.traits.opens == "drawer":
            x -= openings[u] * scene.units[u].travel
        if abs(x) > unit.depth / 2 or abs(y) > unit.width / 2 or not -0.005 < dz < unit.height:
            continue
        slots = np.array([slot_local(unit, slot) for slot in range(SLOTS)])
        fits = slots[:, 2] <= dz + 0.005
        gaps = np.hypot(slots[:, 0] - x, slots[:, 1] - y) + np.where(fits, 0.0, 10.0) + 2 * np.abs(dz - slots[:, 2])
        return u, int(np.argmin(gaps))
    return None
