"""Put a tool where it is used: pot and pan on the hob, the tray onto the oven's rack, the bowl on the worktop."""

import math

import numpy as np

from kitchen_dream.sim.outcome import FailureReason, SkillFailed
from kitchen_dream.sim.robot.motion import RATE
from kitchen_dream.sim.robot.posture import rot_z
from kitchen_dream.sim.robot.robot import Hand
from kitchen_dream.sim.scene.obstacles import Boxes
from kitchen_dream.sim.scene.ware import Tool
from kitchen_dream.sim.skills.actor import Actor
from kitchen_dream.sim.skills.doors import leave
from kitchen_dream.sim.skills.driving import come_back, drive, gently
from kitchen_dream.sim.skills.reach import Aim, choose, reaches
from kitchen_dream.sim.skills.take import load_of

_DROP = 0.008
"""Metres above its place at which the hand lets go of a tool."""
_LIFT, _BACK = 0.12, 0.05
"""Metres upwards and back by which the hand comes from its place, and goes."""
_PITCHES = (0, 30, 45, 60, 75, 90)
"""Degrees by which a hand may be pitched that holds a grip."""
_TURNS = (0, 20, -20, 45, -45, 70, -70, 90, -90)
"""Degrees by which a grip may look beside its usual direction, in the order of preference."""
_LEVEL = 0.03
"""Metres above or below its foot within which a surface is the one on which a tool is put."""
_SETTLE_SECONDS = 1.0


def place(actor: Actor, station: int, park: bool) -> None:
    """Put the tool in the hand where it is used.

    Preconditions: a tool in the hand. After a first attempt that put it down, only how it stands is looked at.
    Poses: the station where it is used, arm folded, at the beginning and the end. The hand is pitched as it was when it
        took hold, so that the tool stands upright.
    Phases: leave and shut an open unit; drive; plan from how the tool lies in the hand now; move above its place; lower
        it; open the hand; back off; fold the arm, unless it is not to park; wait until it stands still.
    Forces: the grasp must bear the tool's weight only. Hand and fingers are meant to touch the tool alone.

    Raises SkillFailed: NO_PATH, NO_STANCE; ITEM_SLIPPED where it fell on the way; MISSED_VESSEL where it stands
        elsewhere or has fallen over; COLLISION; TIMEOUT."""
    key = actor.handled if actor.carried is None else actor.carried
    assert key is not None
    tool = actor.scene.items[key]
    assert isinstance(tool, Tool)
    if actor.carried is None:
        drive(actor, station)
        _require_in_use(actor, tool)
        return
    actor.contacts.expected = {(tool.body, -1)}
    leave(actor, station, going_to=actor.scene.oven)
    foot, turn = actor.scene.used_at(tool.symbol)
    actor.robot.look_at(foot)
    if not actor.gripper.holding():
        raise SkillFailed(FailureReason.ITEM_SLIPPED, "it fell out of the hand on the way")
    actor.load = load_of(actor, tool)
    boxes = actor.here()
    below = _surface(boxes, foot)
    options = reaches(actor, _aims(actor, tool, foot, turn), boxes, margin=0.0, touchable=below)
    reach, way = choose(actor, options, boxes, "the place of the tool")
    if not actor.follow(gently(actor, way), actor.gripper.holding):
        raise SkillFailed(FailureReason.ITEM_SLIPPED, "it fell out of the hand above its place")
    actor.follow(actor.motion.timed([reach.ready, reach.there], 0.5, 0.12))  # held or not, it is where it stands now
    actor.settle(0.01, 0.2)
    actor.handled, actor.carried, actor.load = actor.carried, None, None
    actor.scene.weigh(tool, True)
    actor.open_hand()
    actor.follow(actor.motion.timed([actor.robot.target, reach.ready], 1.0, 0.12))
    if park:
        come_back(actor, station)
    _require_in_use(actor, tool)


def _surface(boxes: Boxes, foot: tuple[float, float, float]) -> np.ndarray:
    """(M,) bool: boxes on whose upper side a tool is put at a place, which it may touch."""
    top = boxes.centre[:, 2] + boxes.half[:, 2]
    beside = np.hypot(*(boxes.centre[:, :2] - foot[:2]).T) <= np.hypot(*boxes.half[:, :2].T)
    return beside & (np.abs(top - foot[2]) < _LEVEL)


def _aims(actor: Actor, tool: Tool, foot: tuple[float, float, float], turn: float) -> list[Aim]:
    """Ways to have the tool upright at its place, as it lies in the hand now."""
    rotation, tip = actor.robot.tool()
    mine, grip = tool.pose(actor.client)
    hand = mine.T @ rotation
    """The hand's axes in the tool's frame."""
    offset = np.array(tool.ware.grip) + mine.T @ (tip - grip)
    pitch = min(_PITCHES, key=lambda p: abs(p - math.degrees(math.asin(np.clip(-hand[2, 2], -1, 1)))))
    across = math.atan2(hand[1, 1], hand[0, 1]) - math.pi / 2
    """Direction of the hand in the tool's frame if it is not turned over."""
    ways = [(across, False), (across + math.pi, True)]
    if pitch < 90:
        ahead = math.atan2(hand[1, 2], hand[0, 2])
        ways = [max(ways, key=lambda way: math.cos(ahead - way[0]))]
    aims = []
    for beside in _TURNS:
        looks = turn + math.radians(beside)
        place = np.array(foot) + rot_z(looks) @ offset + (0.0, 0.0, _DROP)
        for relative, turned in ways:
            heading = looks + relative
            back = np.array([-_BACK * math.cos(heading), -_BACK * math.sin(heading), _LIFT])
            aims.append(Aim(Hand(math.radians(pitch)), heading, place, back, 0.005 * abs(beside), turned))
    return aims


def _require_in_use(actor: Actor, tool: Tool) -> None:
    """Wait until the tool stands still; raises SkillFailed(MISSED_VESSEL) where it does not stand where it is used."""
    for _ in range(round(_SETTLE_SECONDS * RATE)):
        if np.linalg.norm(actor.client.getBaseVelocity(tool.body)[0]) < 0.02 and actor.scene.is_used(tool.symbol):
            return
        actor.step()
    if not actor.scene.is_used(tool.symbol):
        raise SkillFailed(FailureReason.MISSED_VESSEL, "it does not stand where it is used")
