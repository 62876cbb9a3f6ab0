"""Units that stand open and are left: the robot pushes them shut, or a soft-close spring does, past the robot."""

import numpy as np

from kitchen_dream.kitchens.geometry import station
from kitchen_dream.sim.outcome import FailureReason, SkillFailed
from kitchen_dream.sim.robot.motion import RATE
from kitchen_dream.sim.scene.obstacles import clearance
from kitchen_dream.sim.skills.actor import Actor
from kitchen_dream.sim.skills.driving import come_back, drive, route, travel
from kitchen_dream.sim.skills.pushing import push

_SHUT_SECONDS = 4
"""The longest wait for the spring."""
_LATE = (0.0, 0.06)
"""Seconds by which a spring may lag behind its full speed: the robot stays clear of the earliest and the latest."""
_LOOK_EVERY = 6
"""Targets of a drive between two looks at the panel that shuts meanwhile."""
_NEAR = -0.006
"""Metres between panel and robot that are enough: the robot's spheres exceed its links by up to a centimetre."""
_STEPS_BACK = np.arange(0.1, 0.85, 0.1)
"""Metres by which the robot steps aside, at most, to let a door pass."""


def leave(actor: Actor, goal: int, going_to: int | None = None) -> None:
    """Drive to a station, and let the unit that stands open shut behind the robot, unless it is `going_to`.

    The spring acts from the start of the drive where the robot will be out of the panel's way in time. Else, and in
    narrow aisles, the robot stands still, or steps back first, until the unit is shut, and then drives.

    Raises SkillFailed: NO_PATH where no path leads there, or where there is no place to step back to; COLLISION."""
    unit, way = actor.open_unit, route(actor, goal)
    if unit is None or unit == going_to or actor.scene.units[unit].joint is None:
        travel(actor, way)
    elif pushes(actor, unit):
        push_shut(actor, unit)
        drive(actor, goal)
    elif roomy(actor, unit) and _clear(actor, unit, way):
        actor.scene.close(unit)
        travel(actor, way)
        shut(actor)
    else:
        _step_back(actor, unit)
        shut(actor)
        drive(actor, goal)
    if unit != going_to:
        actor.open_unit = None


def roomy(actor: Actor, unit: int) -> bool:
    """Whether the robot parks straight before a unit, and not closer or beside it as in a narrow aisle."""
    return actor.stations[unit] == station(actor.scene.places[unit])


def pushes(actor: Actor, unit: int) -> bool:
    """Whether the robot pushes this unit shut itself; no way is known yet to lift a dropped door with a full hand."""
    return actor.doors == "push" and actor.scene.units[unit].opens != "flap"


def push_shut(actor: Actor, unit: int) -> None:
    """Push a unit shut, with a full or an empty hand, and fold the arm at its station. Raises SkillFailed as `push`."""
    push(actor, unit, 0.0)
    come_back(actor, unit)
    actor.open_unit = None


def shut(actor: Actor) -> None:
    """Wait while the spring shuts the unit that stands open, if there is one, and latch it."""
    if actor.open_unit is not None:
        close_fully(actor, actor.open_unit)
    actor.open_unit = None


def close_fully(actor: Actor, unit: int) -> None:
    """Wait while the soft-close spring shuts a unit, and latch it."""
    if actor.scene.units[unit].joint is None:
        return
    actor.scene.close(unit)
    for _ in range(round(_SHUT_SECONDS * RATE)):
        if actor.scene.opening(unit) < 0.01:
            break
        actor.step()
    actor.scene.release(unit)


def _clear(actor: Actor, unit: int, way: np.ndarray) -> bool:
    """Whether a drive along targets (T, 11) keeps out of the way of a panel that shuts from its start."""
    body, spheres = actor.scene.units[unit], actor.spheres()
    opening, speed = actor.scene.opening(unit) * body.travel, actor.scene.close_speed(unit)
    postures = np.concatenate([actor.robot.target[None], way])
    for late in _LATE:
        for k in range(0, round((late + opening / speed) * RATE) + _LOOK_EVERY, _LOOK_EVERY):
            panel = actor.surroundings.panel(unit, min(opening, max(opening - speed * (k / RATE - late), 0.0)))
            if clearance(spheres, postures[min(k, len(postures) - 1)], panel)[0] < _NEAR:
                return False
    return True


def _step_back(actor: Actor, unit: int) -> None:
    """Drive, with the arm as it is, to the nearest place that the panel does not pass on its way.

    Raises SkillFailed: NO_PATH where there is none; COLLISION."""
    place, here, spheres = actor.scene.places[unit], actor.robot.target, actor.spheres()
    opening = actor.scene.opening(unit) * actor.scene.units[unit].travel
    swept = [actor.surroundings.panel(unit, part * opening) for part in np.linspace(0, 1, 12)]
    boxes = actor.here()
    free = actor.free(boxes, margin=min(actor.margin(boxes), 0.0))
    for far in (0.0, *_STEPS_BACK):
        for turn in np.radians([0, 30, -30, 60, -60, 90, -90]):
            goal = here.copy()
            goal[:2] += far * np.array([np.cos(place.yaw + turn), np.sin(place.yaw + turn)])
            if min(float(clearance(spheres, goal, panel)[0]) for panel in swept) < _NEAR:
                continue
            way = actor.motion.timed([here, goal])
            if bool(np.all(free(way))):
                actor.follow(way)
                return
    raise SkillFailed(FailureReason.NO_PATH, "no place to stand while the unit shuts")
