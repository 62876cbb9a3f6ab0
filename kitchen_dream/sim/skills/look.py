"""Look into a unit: drive there, open it unless it is an open shelf, and turn the head to what is inside."""

import numpy as np

from kitchen_dream.sim.scene.obstacles import upright_clearance
from kitchen_dream.sim.sensing.gaze import gaze
from kitchen_dream.sim.sensing.perception import IS_OPEN
from kitchen_dream.sim.skills.actor import Actor
from kitchen_dream.sim.skills.doors import leave
from kitchen_dream.sim.skills.opening import open_unit

_HEADROOM = 0.04
"""Metres that the head stays away from an open panel: it nods, and its lens stands out."""
LOOK_SECONDS = 0.5
"""How long the camera rests on the contents."""


def look(actor: Actor, unit: int) -> None:
    """Drive to a unit, open it if it is shut, and look at what is inside.

    Preconditions: an empty hand; the rules ask for it, the physics does not.
    Poses: the unit's station, arm tucked, from beginning to end. The head is turned to the middle of the unit's slots
        and, but for units that hang, brought forward by the neck.
    Phases: a unit that was left open is let go and shuts by its spring, or is pushed shut (`doors`); drive; open
        (see `opening.open_unit`); rest the camera on the contents for LOOK_SECONDS.
    Forces: those of `opening.open_unit`; nothing is touched at an open shelf.

    Raises SkillFailed: NO_PATH, NO_STANCE, HANDLE_SLIPPED, DOOR_JAMMED, COLLISION, TIMEOUT."""
    place = actor.scene.places[unit]
    leave(actor, unit, going_to=unit)
    point, _ = gaze(actor.scene, actor.robot.facts, unit)
    actor.robot.look_at(point)
    if place.traits.opens != "open" and actor.scene.opening(unit) < IS_OPEN:
        open_unit(actor, unit)
    actor.open_unit = unit
    watch(actor, unit)
    actor.wait(LOOK_SECONDS)


def watch(actor: Actor, unit: int) -> None:
    """Turn the head to what is in a unit that stands open, the robot being parked before it; takes LOOK_SECONDS.

    The neck comes forward as far as the open panel lets it."""
    point, reach = gaze(actor.scene, actor.robot.facts, unit)
    panel, (x, radius, low, high) = actor.surroundings.panel(unit), actor.robot.facts.uprights[-1]
    for part in (1.0, 0.75, 0.5, 0.25):
        steps = np.linspace(0, part * reach, 8)
        heads = tuple((x + float(step), radius, low, high) for step in steps)
        if upright_clearance(heads, actor.robot.target[None], panel)[0] > _HEADROOM:
            break
    else:
        part = 0.0
    actor.robot.look_at(point, part * reach)
