"""Look into a unit: drive there, open it unless it is an open shelf, and turn the head to what is inside."""

from __future__ import annotations

from kitchen_dream.kitchens.geometry import DRAWER_TRAVEL, slot_position
from kitchen_dream.sim.robot.urdf_source import NECK
from kitchen_dream.sim.scene.kitchen_scene import Scene
from kitchen_dream.sim.sensing.perception import IS_OPEN
from kitchen_dream.sim.skills.actor import Actor
from kitchen_dream.sim.skills.opening import open_unit

LOOK_SECONDS = 0.5
"""How long the camera rests on the contents."""


def look(actor: Actor, unit: int) -> None:
    """Raises SkillFailed."""
    place = actor.scene.kitchen.units[unit]
    actor.leave(unit)
    actor.drive(unit)
    if actor.open_unit != unit:
        actor.shut()
    actor.robot.look_at(middle(actor.scene, unit))
    if place.traits.opens != "open" and actor.scene.opening(unit) < IS_OPEN:
        open_unit(actor, unit)
    actor.open_unit = unit
    watch(actor, unit)
    actor.wait(LOOK_SECONDS)


def watch(actor: Actor, unit: int) -> None:
    """Turn the head to what is in a unit that stands open, the robot being parked before it; takes LOOK_SECONDS."""
    actor.robot.look_at(middle(actor.scene, unit), reach_of_neck(actor.scene, unit))


def reach_of_neck(scene: Scene, unit: int) -> float:
    """How far in metres the neck brings the head forward: not where it would see the upper level from below."""
    return 0.0 if scene.kitchen.units[unit].traits.hangs else NECK


def middle(scene: Scene, unit: int) -> tuple[float, float, float]:
    """The middle of a unit's slots when it stands open, in the world."""
    place = scene.kitchen.units[unit]
    points = [slot_position(place, slot) for slot in (0, 3)]
    out = DRAWER_TRAVEL if place.traits.opens == "drawer" else 0.0
    dx, dy, _ = place.to_world((out, 0.0, 0.0))
    x, y, z = (sum(point[axis] for point in points) / 2 for axis in range(3))
    return (x + dx - place.x, y + dy - place.y, z + 0.04)
