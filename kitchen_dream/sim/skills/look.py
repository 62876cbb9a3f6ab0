"""Look into a unit: drive there, open it unless it is an open shelf, and turn the head to what is inside."""

from __future__ import annotations

from kitchen_dream.kitchens.geometry import DRAWER_TRAVEL, slot_position
from kitchen_dream.sim.scene.kitchen_scene import Scene
from kitchen_dream.sim.sensing.perception import IS_OPEN
from kitchen_dream.sim.skills.actor import Actor
from kitchen_dream.sim.skills.doors import leave, shut
from kitchen_dream.sim.skills.driving import drive
from kitchen_dream.sim.skills.opening import open_unit

LOOK_SECONDS = 0.5
"""How long the camera rests on the contents."""


def look(actor: Actor, unit: int) -> None:
    """Drive to a unit, open it if it is shut, and look at what is inside.

    Preconditions: an empty hand; the rules ask for it, the physics does not.
    Poses: the unit's station, arm tucked, from beginning to end. The head is turned to the middle of the unit's slots and, but for
    units that hang, brought forward by the neck.
    Phases: a unit that was left open is let go and shuts behind the robot; drive; open (see `opening.open_unit`); rest the camera on
    the contents for LOOK_SECONDS.
    Forces: those of `opening.open_unit`; nothing is touched at an open shelf.

    Raises SkillFailed: NO_PATH, NO_STANCE, HANDLE_SLIPPED, DOOR_JAMMED, COLLISION, TIMEOUT.
    """
    place = actor.scene.kitchen.units[unit]
    leave(actor, unit)
    drive(actor, unit)
    if actor.open_unit != unit:
        shut(actor)
    actor.robot.look_at(middle(actor.scene, unit))
    if place.traits.opens != "open" and actor.scene.opening(unit) < IS_OPEN:
        open_unit(actor, unit)
    actor.open_unit = unit
    watch(actor, unit)
    actor.wait(LOOK_SECONDS)


def watch(actor: Actor, unit: int) -> None:
    """Turn the head to what is in a unit that stands open, the robot being parked before it; takes LOOK_SECONDS."""
    # A head that came closer would see the upper level of what hangs from below.
    reach = 0.0 if actor.scene.kitchen.units[unit].traits.hangs else actor.robot.facts.neck
    actor.robot.look_at(middle(actor.scene, unit), reach)


def middle(scene: Scene, unit: int) -> tuple[float, float, float]:
    """The middle of a unit's slots when it stands open, in the world."""
    place = scene.kitchen.units[unit]
    points = [slot_position(place, slot) for slot in (0, 3)]
    out = DRAWER_TRAVEL if place.traits.opens == "drawer" else 0.0
    dx, dy, _ = place.to_world((out, 0.0, 0.0))
    x, y, z = (sum(point[axis] for point in points) / 2 for axis in range(3))
    return (x + dx - place.x, y + dy - place.y, z + 0.04)
