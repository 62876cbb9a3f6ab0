"""Put what is held into the pot or the bowl: let it fall from just above the rim, and see that it lies inside."""

import math

import numpy as np

from kitchen_dream.sim.outcome import FailureReason, SkillFailed
from kitchen_dream.sim.robot.motion import RATE
from kitchen_dream.sim.robot.robot import Hand, hand_rotation
from kitchen_dream.sim.scene.ingredients import Item, shape
from kitchen_dream.sim.scene.vessels import Vessel
from kitchen_dream.sim.skills.actor import Actor
from kitchen_dream.sim.skills.doors import leave
from kitchen_dream.sim.skills.driving import come_back, drive
from kitchen_dream.sim.skills.reach import Aim, choose, reaches
from kitchen_dream.sim.skills.take import load_of

_ABOVE = 0.015
"""Metres between the rim and the lowest point of what is dropped."""
_SPREAD = (0.035, 0.065)
"""Metres from the vessel's middle of the places among which the one where least lies is chosen."""
_GRID = 0.015
"""Metres between the rays that look down on what lies in the vessel."""
_WIDE = 0.05
"""Metres around the place of the drop within which what lies there is in the way."""
_SETTLE_SECONDS = 1.0


def put_pot(actor: Actor, argument: int = 0) -> None:
    """Put what is held into the pot; see `_put`."""
    _put(actor, actor.scene.pot, actor.stove_station)


def put_bowl(actor: Actor, argument: int = 0) -> None:
    """Put what is held into the bowl; see `_put`."""
    _put(actor, actor.scene.bowl, actor.bowl_station)


def _put(actor: Actor, vessel: Vessel, station: int) -> None:
    """Let what is held fall into a vessel.

    Preconditions: an ingredient in the hand. After a first attempt that dropped it, only where it lies is looked at.
    Poses: the vessel's station, arm folded, at the beginning and the end. The hand is pitched by 0 to 90 degrees above
        the place in the vessel where least lies, the ingredient _ABOVE the rim.
    Phases: leave and shut an open unit; drive; plan from how the ingredient lies in the hand now; move above the
        vessel; open the hand; shake off what lies on a finger; fold the arm; wait until the ingredient lies still.
    Forces: the grasp must bear the ingredient's weight only. Hand and fingers are meant to touch the ingredient alone.

    Raises SkillFailed: NOT_POSSIBLE where the hand is empty; NO_PATH, NO_STANCE; ITEM_SLIPPED where it fell on the way;
        MISSED_VESSEL where it lies beside the vessel; COLLISION; TIMEOUT."""
    if actor.handled is not None and actor.carried is None:  # the first attempt dropped it
        drive(actor, station)
        _require_inside(actor, vessel, actor.scene.items[actor.handled])
        return
    if actor.carried is None:
        raise SkillFailed(FailureReason.NOT_POSSIBLE, "the hand is empty")
    item = actor.scene.items[actor.carried]
    actor.contacts.expected = {(item.body, -1)}
    leave(actor, station)
    actor.robot.look_at(vessel.foot)
    if not actor.gripper.holding():
        raise SkillFailed(FailureReason.ITEM_SLIPPED, "it fell out of the hand on the way")
    actor.load = load_of(actor, item)  # held by friction it may have turned on the way
    boxes = actor.here()
    options = reaches(actor, _aims(actor, vessel, item, station), boxes, actor.robot.target, margin=0.0)
    reach, way = choose(actor, options, boxes, "the vessel", stop_before=False)
    if not actor.follow(way, actor.gripper.holding):
        raise SkillFailed(FailureReason.ITEM_SLIPPED, "it fell out of the hand above the vessel")
    actor.settle(0.01, 0.2)
    actor.handled, actor.carried, actor.load = actor.carried, None, None
    actor.open_hand()
    facts = actor.robot.facts
    for turn in (0.35, -0.35, 0.35, -0.35):
        if _fallen(actor, item):
            break
        shaken = reach.there.copy()  # it lies on a finger: shake it off
        shaken[-1] = np.clip(shaken[-1] + turn, facts.arm_lower[6], facts.arm_upper[6])
        actor.follow(actor.motion.timed([actor.robot.target, shaken], 1.0, 0.05))
    actor.follow(actor.motion.timed([actor.robot.target, reach.there, reach.ready], 1.0, 0.12))
    come_back(actor, station)
    _require_inside(actor, vessel, item)


def _fallen(actor: Actor, item: Item) -> bool:
    """Whether neither finger touches the ingredient any more."""
    return not any(actor.client.getContactPoints(actor.robot.body, item.body, finger) for finger in actor.robot.fingers)


def _require_inside(actor: Actor, vessel: Vessel, item: Item) -> None:
    """Wait until the ingredient lies still; raises SkillFailed(MISSED_VESSEL) where it lies elsewhere."""
    for _ in range(round(_SETTLE_SECONDS * RATE)):
        place = actor.client.getBasePositionAndOrientation(item.body)[0]
        if vessel.holds(place) and np.linalg.norm(actor.client.getBaseVelocity(item.body)[0]) < 0.05:
            return
        actor.step()
    if not vessel.holds(actor.client.getBasePositionAndOrientation(item.body)[0]):
        raise SkillFailed(FailureReason.MISSED_VESSEL, "it lies beside the vessel")


def _aims(actor: Actor, vessel: Vessel, item: Item, station: int) -> list[Aim]:
    """Ways to hold the ingredient above the vessel: the hand pitched more or less, from where the robot stands."""
    client = actor.client
    form = shape(item.ingredient_id)
    rotation, tip = actor.robot.tool()
    place, turn = client.getBasePositionAndOrientation(item.body)
    offset = rotation.T @ (np.array(place) - tip)
    axis = rotation.T @ np.array(client.getMatrixFromQuaternion(turn)).reshape(3, 3)[:, 2]
    radius = math.hypot(form.half_width, form.half_depth) if form.kind == "box" else form.half_width
    heading = actor.stations[station].yaw
    aims = []
    tilts = [(pitch, side) for pitch in (45, 30, 60, 90, 0) for side in (0, 20, -20)]
    for rank, (spot, top) in enumerate(_places(actor, vessel, item)):
        for pitch, side in tilts:
            hand, toward = Hand(math.radians(pitch)), heading + math.radians(side)
            for flip in (1.0, -1.0):
                matrix = hand_rotation(toward, hand) @ np.diag([flip, flip, 1.0])
                lean = abs(float((matrix @ axis)[2]))
                below = lean * item.half_height + math.sqrt(max(1 - lean**2, 0)) * radius
                centre = np.array([*spot, top + below + _ABOVE])
                position = centre - matrix @ offset
                back = -0.10 * np.array([math.cos(heading), math.sin(heading), -0.8])
                aims.append(Aim(hand, toward, position, back, 0.005 * abs(side) + 0.5 * rank, flip < 0))
    return aims


def _heap(actor: Actor, vessel: Vessel, item: Item) -> tuple[np.ndarray, np.ndarray]:
    """Surface of what lies in the vessel, seen from above: places (K, 2) and heights (K,), world, metres."""
    client = actor.client
    steps = np.arange(-vessel.inner_radius, vessel.inner_radius + 1e-6, _GRID)
    spots = np.stack([a.ravel() for a in np.meshgrid(steps, steps)], -1)
    spots = spots[np.hypot(*spots.T) < vessel.inner_radius] + np.array(vessel.foot[:2])
    others = [other for other in actor.scene.items.values() if other is not item]
    inside = [o.body for o in others if vessel.holds(client.getBasePositionAndOrientation(o.body)[0])]
    heights = np.full(len(spots), vessel.foot[2])
    if inside:
        high = max(client.getAABB(body)[1][2] for body in inside) + 0.01
        rays = client.rayTestBatch([(*spot, high) for spot in spots], [(*spot, vessel.foot[2]) for spot in spots])
        heights = np.array([ray[3][2] if ray[0] in inside else vessel.foot[2] for ray in rays])
    return spots, heights


def _places(actor: Actor, vessel: Vessel, item: Item) -> list[tuple[np.ndarray, float]]:
    """Where to drop: places (2,), the lowest part of the heap first, each with the item's least height."""
    spots, heights = _heap(actor, vessel, item)
    middle = np.array(vessel.foot[:2])
    ring = [middle + r * np.array([math.cos(a), math.sin(a)]) for r in _SPREAD for a in np.arange(8) * math.pi / 4]
    around = [np.hypot(*(spots - spot).T) < _WIDE for spot in [middle, *ring]]
    tops = [max(vessel.rim, float(heights[near].max())) for near in around]
    if heights.max() <= vessel.foot[2]:
        return [(middle, tops[0])]
    order = np.argsort([heights[near].mean() for near in around], kind="stable")
    return [([middle, *ring][k], tops[k]) for k in order[:4]]
