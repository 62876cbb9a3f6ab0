"""Take what lies in a slot of the open unit: out of drawers from above, off shelves from the front; tools by their
grips."""

import math

import numpy as np

from kitchen_dream.kitchens.geometry import BOARD
from kitchen_dream.sim.outcome import FailureReason, SkillFailed
from kitchen_dream.sim.robot.posture import shift
from kitchen_dream.sim.robot.robot import Hand, Load
from kitchen_dream.sim.scene.ingredients import Item, Shape
from kitchen_dream.sim.scene.obstacles import clearance
from kitchen_dream.sim.scene.ware import OUTER, TIP, Tool
from kitchen_dream.sim.sensing.perception import slot_holder
from kitchen_dream.sim.skills.actor import TOUCH, Actor
from kitchen_dream.sim.skills.doors import roomy
from kitchen_dream.sim.skills.driving import drive, pick_carry_arm, rest
from kitchen_dream.sim.skills.reach import Aim, approach_direction, choose, reaches

_OUT = 0.24
"""Metres that the hand comes out of a shelf in a straight line."""
_OVER = 0.035
"""Metres between a drawer's front and what is lifted over it."""
_PALM = 0.022
"""Metres from the fingertips' middle within which the thing's upper end must lie when it is held from above."""
_SPARE = 0.003
"""Metres of room on each side of what fits between the open fingers."""
_LIFTED = 0.012
"""Metres by which what stands on a board is lifted before it is drawn out."""
_LOW = 0.042
"""Least height in metres of a level hand above the board on which the thing stands."""
_TOOL_OUT = TIP + OUTER + 0.07
"""Metres that a hand with a tool comes out of a shelf."""
_CLEAR = 0.11
"""Metres that a tool is lifted straight up before it comes out of a drawer: higher than what stands beside it."""
_FORWARD = 0.07
"""Metres that it comes forward on the rest of the way, past what is above the drawer, if there is room before it."""
_LYING = 0.5
"""Upward part of the axis of a round thing below which it has fallen over."""
_FRONT = BOARD + OUTER + 0.004
"""Metres from a drawer's front to the middle of a tool that nearly touches it."""
_AROUND_GRIP = 0.024
"""Finger position in metres on the way to a grip; wider ones touch what stands beside it."""


def take(actor: Actor, slot: int) -> None:
    """Take what lies in a slot of the open unit.

    Preconditions: a unit stands open, something lies in the slot, the hand is empty. After a first attempt that has it
        in the hand, only the way back is left.
    Poses: the unit's station; at the end the arm is folded around what is held, upright if there is room. Out of a
        drawer the hand comes from above (pitched by 60 to 90 degrees), off a board from the front (0 to 45 degrees).
    Phases: drive to the station if the robot stands elsewhere; move before the ingredient; go straight to it; close the
        fingers and hold; lift and draw it out in a straight line; fold the arm.
    Forces: fingers 40 N each; an assisted grasp bears 200 N. Hand and fingers are meant to touch the ingredient alone.

    Raises SkillFailed: NOT_POSSIBLE where no unit is open, the slot is empty or the hand is full; NO_STANCE, NO_PATH;
        ITEM_SLIPPED where the fingers miss it or lose it; COLLISION; TIMEOUT."""
    unit = actor.open_unit
    if unit is not None and actor.handled is not None and actor.handled == actor.carried:
        drive(actor, unit)  # the first attempt has it and did not come back; recovering did
        return
    if unit is None or actor.carried is not None:
        raise SkillFailed(FailureReason.NOT_POSSIBLE, "no unit is open, or the hand is full")
    key = slot_holder(actor.scene, unit, slot)
    if key is None:
        raise SkillFailed(FailureReason.NOT_POSSIBLE, f"nothing lies in slot {slot}")
    drive(actor, unit)
    item = actor.scene.items[key]
    actor.contacts.expected = {(item.body, -1)}
    if isinstance(item, Tool):
        actor.finger = _AROUND_GRIP
        actor.robot.set_fingers(_AROUND_GRIP)
    boxes = actor.here(skip_items=[item.body])
    options = reaches(actor, _aims(actor, unit, item), boxes)
    reach, way = choose(actor, options, boxes, "what lies there")
    actor.follow(way)
    actor.follow(actor.motion.timed([reach.ready, reach.there], 0.7, 0.12))
    actor.settle()
    _grasp(actor, item)
    actor.carried = actor.handled = key
    actor.load, actor.finger = load_of(actor, item), min(actor.robot.finger_widths())
    up = np.array([0.0, 0.0, _LIFTED if reach.aim.hand.pitch < 1.2 else 0.0])
    line = shift(np.linspace(reach.there, reach.ready, 5), up)
    if clearance(actor.robot.spheres(actor.finger, None), line, boxes).min() < TOUCH:
        up[:] = 0.0  # the hand would meet what is above: it slides out instead
    out = [reach.there, shift(reach.there, up), shift(reach.ready, up)]
    if isinstance(item, Tool) and actor.scene.units[unit].opens == "drawer":
        out = [reach.there, shift(reach.there, np.array([0, 0, _CLEAR])), reach.ready]
    _keep(actor, actor.follow(actor.motion.timed(np.array(out), 0.7, 0.12), actor.gripper.holding))
    actor.load = load_of(actor, item)  # held by friction it may have turned between the fingers as it was lifted
    pick_carry_arm(actor)
    goal = rest(actor, unit)
    boxes = actor.here()
    near = actor.margin(boxes)
    # where the robot stands close to things, it keeps its distance from their corners if it can
    back = None if roomy(actor, unit) else actor.way(goal, boxes, near)
    back = actor.way(goal, boxes, min(near, 0.0)) if back is None else back
    if back is None:
        raise SkillFailed(FailureReason.NO_PATH, "no way back with the ingredient")
    _keep(actor, actor.follow(back, actor.gripper.holding))
    actor.settle()


def _aims(actor: Actor, unit: int, item: Item | Tool) -> list[Aim]:
    if isinstance(item, Tool):
        return _tool_aims(actor, unit, item)
    place = actor.scene.places[unit]
    form, facts = item.form, actor.robot.facts
    centre = np.array(actor.client.getBasePositionAndOrientation(item.body)[0])
    foot, top = centre[2] - item.half_height, centre[2] + item.half_height
    inward = place.yaw + math.pi
    aims = []
    if place.traits.opens == "drawer":
        up = place.z + place.height + _OVER - foot
        if actor.doors == "push" and form.kind == "cylinder":  # springs are so gentle that nothing falls over
            axis = actor.client.getMatrixFromQuaternion(actor.client.getBasePositionAndOrientation(item.body)[1])[2::3]
            if abs(axis[2]) < _LYING:
                return _aims_lying(form, centre, math.atan2(axis[1], axis[0]), up)
        height = max(foot + 0.024, top - _PALM)
        turns: tuple[int, ...] = (0, 20, -20, 45, -45, 90) if form.kind == "cylinder" else (0, 8, -8)
        fits = form.half_depth < facts.finger_opening - _SPARE
        sideways = (-90, 65, -65) if form.kind == "cylinder" else (90, -90) if fits else ()
        for pitch, around in ((90, turns), (75, turns), (60, turns), (90, sideways), (75, sideways)):
            for turn in around:
                hand = Hand(math.radians(pitch))
                heading = inward + math.radians(turn)
                direction = approach_direction(hand, heading)
                spot, back = np.array([*centre[:2], height]), np.array([*(-0.06 * direction[:2]), up])
                price = 0.2 * (90 - pitch) / 15 + 0.005 * abs(turn) + _askew(form, turn)
                aims.append(Aim(hand, heading, spot, back, price))
        return aims
    height = max(foot + _LOW, centre[2])
    turns = (0, 15, -15, 30, -30) if form.kind == "cylinder" else (0, 8, -8)
    for pitch in (0, 30, 45):
        for turn in turns:
            hand, heading = Hand(math.radians(pitch)), inward + math.radians(turn)
            direction = approach_direction(hand, heading)
            back = -_OUT * np.array([direction[0], direction[1], 0.0])
            back[2] = 0.05 * (pitch > 0)
            spot = np.array([*centre[:2], height + 0.008 * (pitch > 0)])
            spot[:2] -= _room_for_palm(form, top - spot[2], hand.pitch, facts.palm) * np.array(
                [math.cos(heading), math.sin(heading)]
            )
            aims.append(Aim(hand, heading, spot, back, 0.02 * pitch + 0.01 * abs(turn) + _askew(form, turn)))
    return aims


def _aims_lying(form: Shape, centre: np.ndarray, along: float, up: float) -> list[Aim]:
    """Ways to hold a round thing that has fallen over in a drawer: from above, the fingers across it.

    centre: its middle, (3,), world; along: direction of its axis in radians; up: metres that it is lifted."""
    axis = np.array([math.cos(along), math.sin(along), 0.0])
    above = np.array([0.0, 0.0, max(form.half_width - _PALM, 0.024 - form.half_width)])
    aims = []
    for part in (0.0, 0.25, -0.25):  # its middle may lie under something, or its ends close to the walls
        for pitch in (90, 75):
            for heading in (along, along + math.pi):
                hand = Hand(math.radians(pitch))
                back = np.array([*(-0.06 * approach_direction(hand, heading)[:2]), up])
                spot = centre + part * form.height * axis + above
                aims.append(Aim(hand, heading, spot, back, 0.2 * (90 - pitch) / 15 + abs(part)))
    return aims


def _tool_aims(actor: Actor, unit: int, tool: Tool) -> list[Aim]:
    """Ways to hold a tool's grip: from above in a drawer, else from the front, the hand in line with the grip."""
    place = actor.scene.places[unit]
    rotation, grip = tool.pose(actor.client)
    inward = math.atan2(-rotation[1, 0], -rotation[0, 0])
    aims = []
    drawer = place.traits.opens == "drawer"
    up = place.z + place.height + _OVER - (grip[2] - tool.ware.grip[2])
    front = np.array([math.cos(place.yaw), math.sin(place.yaw)])
    middle = grip - rotation @ np.array(tool.ware.grip)
    out = place.depth / 2 + actor.scene.opening(unit) * actor.scene.units[unit].travel
    forward = float(np.clip(out - (middle[:2] - (place.x, place.y)) @ front - _FRONT, 0.0, _FORWARD))
    for pitch in (90, 75, 60) if drawer else (0, 30, 45):
        for turn in (0, 12, -12, 180, 168, -168) if drawer and pitch == 90 else (0, 12, -12):
            hand, heading = Hand(math.radians(pitch)), inward + math.radians(turn)
            direction = approach_direction(hand, heading)
            back = np.array([*(forward * front), up])
            if not drawer:
                back = np.array([*(-_TOOL_OUT * direction[:2] / np.hypot(*direction[:2])), 0.05 * (pitch > 0)])
            aims.append(Aim(hand, heading, grip, back, 0.005 * abs(90 * drawer - pitch) + 0.01 * abs(turn % 180)))
    return aims


def _askew(form: Shape, turn: float) -> float:
    """Price in seconds of a hand that is turned by some degrees: it holds a box by two corners, which twists it."""
    return 0.6 if form.kind == "box" and turn % 90 else 0.0


def _room_for_palm(form: Shape, above: float, pitch: float, palm: float) -> float:
    """Metres by which the hand stays back from the middle of a long box, whose near side the palm would push else.

    Args:
        form: what is taken; round things are held across their middle.
        above: metres from the fingertips' middle up to its top.
        pitch: of the hand, radians.
        palm: metres from the fingertips' middle back to the palm."""
    if form.kind != "box":
        return 0.0
    near = form.half_depth * math.cos(pitch) + above * math.sin(pitch)
    return float(np.clip((near + 0.004 - palm) / math.cos(pitch), 0.0, form.half_depth - 0.02))


def _grasp(actor: Actor, item: Item | Tool) -> None:
    """Close the fingers until both touch it. Raises SkillFailed(ITEM_SLIPPED) when they miss."""
    gripper = actor.gripper
    gripper.grip()
    for _ in range(30):
        actor.step()
        if gripper.touching(item.body, -1):
            break
    actor.wait(0.08)
    if not gripper.hold(item.body, -1, rigid=True):
        actor.fingers(actor.robot.facts.finger_opening, 0.2)
        raise SkillFailed(FailureReason.ITEM_SLIPPED, "the fingers miss it")


def _keep(actor: Actor, held: bool) -> None:
    if not held:
        raise SkillFailed(FailureReason.ITEM_SLIPPED, "it fell out of the hand")


def load_of(actor: Actor, item: Item | Tool) -> Load:
    """What is held as spheres in the tool's frame, from where it is now."""
    rotation, tip = actor.robot.tool()
    if isinstance(item, Tool):
        return item.load(actor.client, rotation, tip)
    place, turn = actor.client.getBasePositionAndOrientation(item.body)
    axis = np.array(actor.client.getMatrixFromQuaternion(turn)).reshape(3, 3)[:, 2]
    form = item.form
    radius = math.hypot(form.half_width, form.half_depth) * 0.85
    reach = max(item.half_height - 0.6 * radius, 0.0)
    count = max(2, math.ceil(2 * reach / radius) + 1)
    points = np.array(place) + np.linspace(-reach, reach, count)[:, None] * axis
    return Load((points - tip) @ rotation, np.full(count, radius))
