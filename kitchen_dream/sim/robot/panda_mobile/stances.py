"""Postures that bring the tool to a given place: where to stand, and how to hold the arm.

The base can stand anywhere, so an arm posture that points the hand the right way serves every place that the lift can
reach: base position and yaw and the lift's height follow from it. A library of such arm postures is computed once by
inverse kinematics for each way of pointing the hand."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from kitchen_dream.sim.robot.motion import duration
from kitchen_dream.sim.robot.panda_mobile.kinematics import LOWER, UPPER, inverse
from kitchen_dream.sim.robot.panda_mobile.spheres import PandaSpheres
from kitchen_dream.sim.robot.posture import ARM, DOF, LIFT, YAW, posture_of_arm
from kitchen_dream.sim.robot.robot import Hand, RobotFacts, hand_rotation

_RADII = np.arange(0.36, 0.85, 0.08)
_AHEAD = ((-30.0, 0.0, 30.0), (-40.0, -15.0, 15.0, 40.0))
_SIDEWAYS = (((-90.0, -60.0, 60.0, 90.0), _AHEAD[1]), (_AHEAD[0], (-90.0, -65.0, 65.0, 90.0)))
"""Degrees at which the tool stands from the base's middle, and at which it points: where there is room, and beside."""
_HEIGHTS = np.arange(-0.36, 0.85, 0.12)
_LAST_JOINT = np.linspace(-2.6, 2.6, 14)
_LIMIT_MARGIN = 0.08
_KEEP = 3
"""Postures kept for one place of the tool and one way round."""
_SELF_CLEARANCE = 0.012


@dataclass(frozen=True)
class Library:
    """Arm postures (N, 7) with their tools in the arm's base frame: positions (N, 3) and headings (N,) in radians.

    `turned` (N,) tells whether the tool is turned over, half a turn about its own axis from `hand_rotation`."""

    arm: np.ndarray
    position: np.ndarray
    heading: np.ndarray
    turned: np.ndarray


@cache
def library(facts: RobotFacts, hand: Hand, sideways: bool = False) -> Library:
    """The arm postures for one way of pointing the hand: ahead, or with base or arm turned to the side."""
    grids = [
        np.meshgrid(_RADII, np.radians(bearings), np.radians(headings), _HEIGHTS, indexing="ij")
        for bearings, headings in (_SIDEWAYS if sideways else (_AHEAD,))
    ]
    radius, bearing, heading, height = (
        np.concatenate([axis.ravel() for axis in axes]) for axes in zip(*grids, strict=True)
    )
    position = np.stack([radius * np.cos(bearing), radius * np.sin(bearing), height], -1)
    rotation = hand_rotation(heading, hand)
    half_turn = rotation @ np.diag([-1.0, -1.0, 1.0])
    both = np.stack([rotation, half_turn], 1)[:, :, None]
    q, valid = inverse(both, position[:, None, None], _LAST_JOINT, _LIMIT_MARGIN)
    cells = len(position)
    q, valid = q.reshape(cells, -1, 7), valid.reshape(cells, -1)
    cost = np.where(valid, _arm_cost(facts, np.nan_to_num(q)), np.inf)
    # the best for each way round and pair of last-joint angles: they differ in where wrist and elbow are, and so in
    # what they touch
    groups = len(_LAST_JOINT)
    cost = cost.reshape(cells, groups, -1)
    q = q.reshape(cells, groups, -1, 7)
    best = np.argmin(cost, 2)
    rows, columns = np.nonzero(np.isfinite(np.take_along_axis(cost, best[..., None], 2)[..., 0]))
    arm = q[rows, columns, best[rows, columns]]
    price = cost[rows, columns, best[rows, columns]]
    turned = columns >= groups // 2
    # the chassis is below: what hangs low must also be free with the lift down, which the caller checks; 0.3 m is
    # typical
    clear = PandaSpheres(facts, facts.finger_opening).self_clearance(posture_of_arm(arm, 0.3)) > _SELF_CLEARANCE
    rows, arm, price, turned = rows[clear], arm[clear], price[clear], turned[clear]
    order = np.lexsort((price, turned, rows))
    rows, arm, turned = rows[order], arm[order], turned[order]
    rank = np.zeros(len(rows), int)
    for i in range(1, len(rows)):
        rank[i] = rank[i - 1] + 1 if rows[i] == rows[i - 1] and turned[i] == turned[i - 1] else 0
    keep = rank < _KEEP
    rows = rows[keep]
    return Library(arm[keep], position[rows], heading[rows], turned[keep])


def _arm_cost(facts: RobotFacts, q: np.ndarray) -> np.ndarray:
    """Seconds from the tucked arm, and a price for being close to a limit."""
    travel = np.max(np.abs(q - facts.tuck_arm) / facts.joint_speeds[ARM], -1)
    room = np.minimum(q - LOWER, UPPER - q).min(-1)
    return travel + 0.15 * np.abs(q[..., 0]) + 0.15 * np.abs(q[..., 2]) + 0.5 * np.maximum(0.25 - room, 0)


def candidates(
    facts: RobotFacts, position: np.ndarray, heading: float, hand: Hand, start: np.ndarray, most: int,
    turned: bool | None, sideways: bool,
) -> np.ndarray:
    """Postures (N, 11) that bring the tool to a place; see `Robot.candidates`."""
    shelf, mount = library(facts, hand, sideways), facts.mount
    yaw = heading - shelf.heading
    yaw = start[YAW] + (yaw - start[YAW] + np.pi) % (2 * np.pi) - np.pi
    c, s = np.cos(yaw), np.sin(yaw)
    offset = shelf.position[:, :2] + np.array(mount[:2])
    out = np.empty((len(yaw), DOF))
    out[:, 0] = position[0] - c * offset[:, 0] + s * offset[:, 1]
    out[:, 1] = position[1] - s * offset[:, 0] - c * offset[:, 1]
    out[:, YAW] = yaw
    out[:, LIFT] = position[2] - shelf.position[:, 2] - mount[2]
    out[:, ARM] = shelf.arm
    good = (out[:, LIFT] >= facts.lift_range[0]) & (out[:, LIFT] <= facts.lift_range[1])
    if turned is not None:
        good &= shelf.turned == turned
    out = out[good]
    cost = duration(start, out, np.array(facts.joint_speeds)) + 0.3 * np.abs(out - start)[:, :3].sum(-1)
    return out[np.argsort(cost, kind="stable")[:most]]
