"""Getting about: drive tucked to a station, and fold the arm to park there."""

import math

import numpy as np

from kitchen_dream.sim.outcome import FailureReason, SkillFailed
from kitchen_dream.sim.robot.motion import RATE, smooth
from kitchen_dream.sim.robot.posture import ARM, LIFT, YAW, nearest_turn, posture_of_arm
from kitchen_dream.sim.scene.ware import Tool
from kitchen_dream.sim.skills.actor import Actor

_WRISTS = np.radians([0, 20, -20, 40, -40, 60, -60, 90, -90])
"""Turns of the wrist of a folded arm that carries a tool, in the order of preference."""
_UPRIGHT = 0.012
"""Metres between a tool and the robot that are enough for the arm that carries it upright."""


def rest(actor: Actor, station: int) -> np.ndarray:
    """The posture (11,) at a station: tucked, or carrying."""
    out = actor.robot.home(actor.stations[station])
    if actor.carried is not None:
        out[ARM] = actor.carry_arm
    return nearest_turn(out, actor.robot.target)


def pick_carry_arm(actor: Actor) -> None:
    """Choose the folded arm that keeps what is held inside the base's circle, upright if it can.

    A tool stands out from the hand, and so the wrist may turn it away from the mast."""
    spheres, facts = actor.spheres(), actor.robot.facts
    arms, enough = np.array([facts.carry_arm, facts.tuck_arm]), 0.02
    if actor.carried is not None and isinstance(actor.scene.items[actor.carried], Tool):
        arms = np.repeat(arms, len(_WRISTS), 0)
        arms[:, 6] += np.tile(_WRISTS, 2)
        arms, enough = arms[np.abs(arms[:, 6]) < facts.arm_upper[6]], _UPRIGHT
    postures = posture_of_arm(arms, facts.tuck_lift)
    outside = np.minimum(facts.folded_radius - spheres.footprint(postures), 0)
    room = np.minimum(spheres.self_clearance(postures), enough) + outside
    actor.carry_arm = arms[int(np.argmax(room))]


def route(actor: Actor, station: int) -> np.ndarray:
    """Targets (T, 11) of the drive to a station, tucked, along the shortest path; none where the robot stands there.

    Raises SkillFailed: NO_PATH where no path leads there."""
    goal, facts = rest(actor, station), actor.robot.facts
    start = actor.robot.target
    if np.abs(goal[:3] - start[:3]).max() < 1e-6:
        return start[None][:0]
    try:
        line = actor.paths.path((start[0], start[1]), (goal[0], goal[1]))
    except ValueError as error:
        raise SkillFailed(FailureReason.NO_PATH, str(error)) from None
    lengths = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    total = max(along[-1] / facts.drive_speed, abs(goal[YAW] - start[YAW]) / facts.turn_speed)
    n = max(math.ceil(total * RATE), 2)
    at = np.linspace(0, along[-1], n + 1)
    targets = np.repeat(goal[None], n + 1, 0)
    targets[:, 0], targets[:, 1] = np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])
    part = np.linspace(0, 1, n + 1)
    targets[:, 2:] = start[2:] + (goal[2:] - start[2:]) * part[:, None]
    return smooth(targets)


def drive(actor: Actor, station: int) -> None:
    """Drive tucked along the shortest path to a station.

    Raises SkillFailed: NO_PATH where no path leads there, COLLISION where something holds the base up."""
    travel(actor, route(actor, station))


def travel(actor: Actor, way: np.ndarray) -> None:
    """Drive along a `route`. Raises SkillFailed: COLLISION."""
    if len(way):
        line = np.concatenate([actor.robot.target[None], way])[:, :2]
        actor.drive_metres = float(np.hypot(*np.diff(line, axis=0).T).sum())
        actor.follow(way)


def gently(actor: Actor, way: np.ndarray) -> np.ndarray:
    """Targets (T, 11) of a motion with a full hand: half as fast where friction alone holds, which a turn may overcome.
    """
    if actor.gripper.mode != "physical":
        return way
    at = np.linspace(0, len(way) - 1, 2 * len(way))
    return np.stack([np.interp(at, np.arange(len(way)), column) for column in way.T], -1)


def come_back(actor: Actor, station: int) -> None:
    """Fold the arm and park at a station. Raises SkillFailed as `Actor.go` does."""
    goal = rest(actor, station)
    goal[LIFT] = actor.robot.facts.tuck_lift
    actor.go(goal)
    actor.settle()
