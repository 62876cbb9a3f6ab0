"""Press a burner's button, or the oven's, with closed fingers until its joint says that it is in."""

import math

import numpy as np

from kitchen_dream.kitchens.geometry import button_position, oven_button_position
from kitchen_dream.kitchens.spec import BURNERS
from kitchen_dream.sim.outcome import FailureReason, SkillFailed
from kitchen_dream.sim.robot.posture import shift
from kitchen_dream.sim.robot.robot import Hand
from kitchen_dream.sim.skills.actor import Actor
from kitchen_dream.sim.skills.doors import leave
from kitchen_dream.sim.skills.driving import come_back
from kitchen_dream.sim.skills.reach import Aim, approach_direction, choose, reaches

_BUTTON_FACE = 0.012
"""Metres from a button's middle to its face."""
_BEFORE = 0.07
"""Metres before the button from which the fingers go straight on."""
_PUSH_DEPTH = 0.012
"""Metres beyond the button's face to which the fingers push at most; its travel is less."""


def press(actor: Actor, burner: int) -> None:
    """Press the button of a burner; see `_press`."""
    _press(actor, burner, button_position(actor.scene.kitchen.stove, burner))


def press_oven(actor: Actor, argument: int = 0) -> None:
    """Press the oven's button; see `_press`."""
    _press(actor, BURNERS, oven_button_position(actor.scene.kitchen.stove))


def _press(actor: Actor, button: int, target: tuple[float, float, float]) -> None:
    """Press a button, whose middle is at a place.

    Preconditions: an empty hand. After a first attempt that pressed it, only the way back is left: another press would
        switch it off again.
    Poses: the stove's station, arm tucked, at the beginning and the end. The closed fingers point at the button, level
        or pitched by 30 degrees.
    Phases: leave and shut an open unit; drive; move before the button (_BEFORE); go straight to its face; push slowly
        until the joint says that it is in, at most _PUSH_DEPTH deep; back off, fold the arm.
    Forces: the button's spring resists with at most 4 N. Hand and fingers are meant to touch that button alone.

    Raises SkillFailed: NOT_POSSIBLE where the hand is full; NO_PATH, NO_STANCE; BUTTON_NOT_PRESSED where the joint
        stayed out; COLLISION; TIMEOUT."""
    scene, robot = actor.scene, actor.robot
    if actor.carried is not None:
        raise SkillFailed(FailureReason.NOT_POSSIBLE, "the hand is full")
    if actor.presses[button] > actor.presses_before[button]:
        leave(actor, actor.stove_station)
        return
    stove = scene.kitchen.stove
    actor.contacts.expected = {(scene.stove.body, scene.stove.button_joints[button])}
    leave(actor, actor.stove_station)
    robot.look_at(target)
    robot.set_fingers(0.0)
    actor.finger = 0.0
    heading = stove.yaw + math.pi
    aims = []
    for pitch in (0, 30):
        for turn in (0, 20, -20):
            hand, toward = Hand(math.radians(pitch)), heading + math.radians(turn)
            direction = approach_direction(hand, toward)
            straight = np.array([math.cos(heading), math.sin(heading), 0.0])
            place = np.array(target) - (_BUTTON_FACE + 0.004) * straight - robot.facts.fingertip * direction
            aims.append(Aim(hand, toward, place, -_BEFORE * straight, 0.02 * pitch + 0.01 * abs(turn)))
    boxes = actor.here()
    buttons = (boxes.body == scene.stove.body) & np.isin(boxes.link, scene.stove.button_joints)
    options = reaches(actor, aims, boxes, touchable=buttons)
    reach, way = choose(actor, options, boxes, "the button")
    actor.follow(way)
    inward = np.array([math.cos(heading), math.sin(heading), 0.0])
    deepest = shift(reach.there, (_PUSH_DEPTH + 0.004) * inward)
    actor.follow(actor.motion.timed([reach.ready, reach.there], 0.5, 0.1))
    push = actor.motion.timed([reach.there, deepest], 0.12, 0.06)
    actor.follow(push, lambda: not scene.pressed(button))
    if actor.presses[button] == actor.presses_before[button]:
        actor.wait(0.3)
    done = actor.presses[button] > actor.presses_before[button]
    actor.follow(actor.motion.timed([robot.target, shift(robot.target, -_BEFORE * inward)], 0.7, 0.1))
    robot.set_fingers(robot.facts.finger_opening)
    come_back(actor, actor.stove_station)
    actor.finger = robot.facts.finger_opening
    if not done:
        raise SkillFailed(FailureReason.BUTTON_NOT_PRESSED, "the button's joint stayed out")
