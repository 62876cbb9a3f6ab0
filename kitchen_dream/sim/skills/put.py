"""Put what is held into a vessel: let it fall from just above the rim, and see that it lies inside. A tool is put where
it is used, see `place.py`."""

import math
from itertools import chain

import numpy as np

from kitchen_dream.sim.outcome import FailureReason, SkillFailed
from kitchen_dream.sim.robot.motion import RATE
from kitchen_dream.sim.robot.robot import Hand, hand_rotation
from kitchen_dream.sim.scene.ingredients import Item
from kitchen_dream.sim.scene.oven import bring_out
from kitchen_dream.sim.scene.vessels import Vessel
from kitchen_dream.sim.scene.ware import Tool
from kitchen_dream.sim.skills.actor import Actor
from kitchen_dream.sim.skills.doors import leave, push_shut
from kitchen_dream.sim.skills.driving import come_back, drive
from kitchen_dream.sim.skills.place import place
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
_SMALL, _NEAR = 0.1, 0.028
"""Inner radius in metres below which they lie nearer to the middle, and how near."""
_BEYOND = 300.0
"""Price in seconds of every metre by which what is dropped into such a vessel stands out beside it."""
_SETTLE_SECONDS = 1.0
_CORNERS = 0.008
"""Metres that the load stays away from a vessel that gives way, if it can: a box's corners stand out of its spheres."""
_OUT, _OUT_SECONDS = 0.97, 4.0
"""Part of its travel at which the oven is out, and the longest wait for that."""


def put_pot(actor: Actor, argument: int = 0) -> None:
    """Put what is held into the pot, or the pot itself on the hob."""
    _put_into(actor, "pot", actor.stove_station)


def put_pan(actor: Actor, argument: int = 0) -> None:
    """Put what is held into the pan, or the pan itself on the hob."""
    _put_into(actor, "pan", actor.stove_station)


def put_bowl(actor: Actor, argument: int = 0) -> None:
    """Put what is held into the bowl, or the bowl itself on the worktop."""
    _put_into(actor, "bowl", actor.bowl_station)


def put_tray(actor: Actor, argument: int = 0) -> None:
    """Put what is held onto the tray, or the tray itself onto the oven's rack; then push the oven shut.

    The oven's motor brings the rack out once the robot stands before it, since the hand is full, and holds it until it
    is pushed: free on its rails it would give way to whatever brushes against its front.

    Raises SkillFailed: COLLISION where it does not come out; and as `_put` and `pushing.push` do."""
    oven, scene = actor.scene.oven, actor.scene
    assert oven is not None, "only kitchens with tools have an oven that is in use"
    leave(actor, actor.stove_station, going_to=oven)
    actor.open_unit = oven
    scene.wake(oven)
    bring_out(scene.client, scene.units[oven])
    try:
        for _ in range(round(_OUT_SECONDS * RATE)):
            if scene.opening(oven) > _OUT:
                break
            actor.step()
        else:
            raise SkillFailed(FailureReason.COLLISION, "something keeps the oven from coming out")
        _put_into(actor, "tray", actor.stove_station)
    finally:
        scene.release(oven)
    push_shut(actor, oven)


def _put_into(actor: Actor, vessel: str, station: int) -> None:
    """Put an ingredient into a vessel, or the vessel itself where it is used."""
    key, park = actor.handled if actor.carried is None else actor.carried, vessel != "tray"
    if key is not None and isinstance(actor.scene.items[key], Tool):
        place(actor, station, park)
    else:
        _put(actor, vessel, station, park)


def _put(actor: Actor, name: str, station: int, park: bool) -> None:
    """Let what is held fall into a vessel; where there are tools it is then cut up.

    Preconditions: an ingredient in the hand. After a first attempt that dropped it, only where it lies is looked at.
    Poses: the vessel's station, arm folded, at the beginning and the end. The hand is pitched by 0 to 90 degrees above
        the place in the vessel where least lies, the ingredient _ABOVE the rim.
    Phases: leave and shut an open unit; drive; plan from how the ingredient lies in the hand now, to drop it beside
        what stands out of the vessel, or else from above all of it; move there; open the hand; shake off what lies on a
        finger; fold the arm, unless it is not to park; wait until the ingredient lies still.
    Forces: the grasp must bear the ingredient's weight only. Hand and fingers are meant to touch the ingredient alone.

    Raises SkillFailed: NOT_POSSIBLE where the hand is empty; NO_PATH, NO_STANCE; ITEM_SLIPPED where it fell on the way;
        MISSED_VESSEL where it lies beside the vessel; COLLISION; TIMEOUT."""
    vessel, cuts = actor.scene.vessel(name), bool(actor.scene.book.tools)
    if actor.handled is not None and actor.carried is None:  # the first attempt dropped it
        drive(actor, station)
        if actor.handled not in actor.scene.cut:
            _require_inside(actor, vessel, actor.scene.items[actor.handled])
            if cuts:
                actor.scene.cut_up(actor.handled, name)
        return
    if actor.carried is None:
        raise SkillFailed(FailureReason.NOT_POSSIBLE, "the hand is empty")
    item = actor.scene.items[actor.carried]
    assert isinstance(item, Item)
    actor.contacts.expected = {(item.body, -1)}
    leave(actor, station, going_to=actor.scene.oven)
    actor.robot.look_at(vessel.foot)
    if not actor.gripper.holding():
        raise SkillFailed(FailureReason.ITEM_SLIPPED, "it fell out of the hand on the way")
    actor.load = load_of(actor, item)  # held by friction it may have turned on the way
    boxes = actor.here()
    spots, peak = _places(actor, vessel, item)
    above = [(spot, peak) for spot, top in spots if top < peak]  # grip or heap may leave the hand no room beside it
    margin = _CORNERS if cuts else 0.0
    options = chain.from_iterable(
        reaches(actor, _aims(actor, vessel, item, station, some), boxes, margin) for some in (spots, above)
    )
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
    if cuts:
        _require_inside(actor, vessel, item)
        actor.scene.cut_up(actor.handled, name)
    if park:
        come_back(actor, station)
    if not cuts:
        _require_inside(actor, vessel, item)


def _fallen(actor: Actor, item: Item) -> bool:
    """Whether neither finger touches the ingredient any more."""
    return not any(actor.client.getContactPoints(actor.robot.body, item.body, finger) for finger in actor.robot.fingers)


def _require_inside(actor: Actor, vessel: Vessel, item: Item | Tool) -> None:
    """Wait until the ingredient lies still; raises SkillFailed(MISSED_VESSEL) where it lies elsewhere."""
    for _ in range(round(_SETTLE_SECONDS * RATE)):
        place = actor.client.getBasePositionAndOrientation(item.body)[0]
        if vessel.holds(place) and np.linalg.norm(actor.client.getBaseVelocity(item.body)[0]) < 0.05:
            return
        actor.step()
    if not vessel.holds(actor.client.getBasePositionAndOrientation(item.body)[0]):
        raise SkillFailed(FailureReason.MISSED_VESSEL, "it lies beside the vessel")


def _aims(actor: Actor, vessel: Vessel, item: Item, station: int, spots: list[tuple[np.ndarray, float]]) -> list[Aim]:
    """Ways to hold the ingredient above spots in the vessel: the hand pitched more or less, from where the robot
    stands."""
    client = actor.client
    form = item.form
    rotation, tip = actor.robot.tool()
    place, turn = client.getBasePositionAndOrientation(item.body)
    offset = rotation.T @ (np.array(place) - tip)
    axis = rotation.T @ np.array(client.getMatrixFromQuaternion(turn)).reshape(3, 3)[:, 2]
    radius = math.hypot(form.half_width, form.half_depth) if form.kind == "box" else form.half_width
    heading = actor.stations[station].yaw
    aims, small = [], vessel.inner_radius < _SMALL
    tilts = [(pitch, side) for pitch in (45, 30, 60, 90, 0) for side in (0, 20, -20)]
    for rank, (spot, top) in enumerate(spots):
        for pitch, side in tilts:
            hand, toward = Hand(math.radians(pitch)), heading + math.radians(side)
            for flip in (1.0, -1.0):
                matrix = hand_rotation(toward, hand) @ np.diag([flip, flip, 1.0])
                lean = abs(float((matrix @ axis)[2]))
                below = lean * item.half_height + math.sqrt(max(1 - lean**2, 0)) * radius
                centre = np.array([*spot, top + below + _ABOVE])
                position = centre - matrix @ offset
                back = -0.10 * np.array([math.cos(heading), math.sin(heading), -0.8])
                price = 0.005 * abs(side) + 0.5 * rank
                if small:
                    beyond = item.half_height * math.sqrt(max(1 - lean**2, 0)) + radius - vessel.inner_radius
                    price += _BEYOND * max(beyond, 0.0)
                aims.append(Aim(hand, toward, position, back, price, flip < 0))
    return sorted(aims, key=lambda aim: aim.price) if small else aims


def _heap(actor: Actor, vessel: Vessel, item: Item) -> tuple[np.ndarray, np.ndarray]:
    """Surface of what lies in the vessel, seen from above: places (K, 2) and heights (K,), world, metres."""
    client = actor.client
    steps = np.arange(-vessel.inner_radius, vessel.inner_radius + 1e-6, _GRID)
    spots = np.stack([a.ravel() for a in np.meshgrid(steps, steps)], -1)
    spots = spots[np.hypot(*spots.T) < vessel.inner_radius] + np.array(vessel.foot[:2])
    others = [other for other in actor.scene.items.values() if other is not item]
    inside = [
        o.body for o in others
        if isinstance(o, Item) and vessel.holds(client.getBasePositionAndOrientation(o.body)[0])
    ]
    heights = np.full(len(spots), vessel.foot[2])
    if inside:
        high = max(client.getAABB(body)[1][2] for body in inside) + 0.01
        rays = client.rayTestBatch([(*spot, high) for spot in spots], [(*spot, vessel.foot[2]) for spot in spots])
        heights = np.array([ray[3][2] if ray[0] in inside else vessel.foot[2] for ray in rays])
    return spots, heights


def _places(actor: Actor, vessel: Vessel, item: Item) -> tuple[list[tuple[np.ndarray, float]], float]:
    """Where to drop: places (2,), the lowest part of the heap first, each with the item's least height; and the height
    that is above the vessel's grip and all that lies there."""
    spots, heights = _heap(actor, vessel, item)
    middle = np.array(vessel.foot[:2])
    # What falls over in a small vessel still lies in it, if it stood near enough to its middle.
    near = min(_NEAR, vessel.inner_radius - item.half_height)
    far = _SPREAD if vessel.inner_radius >= _SMALL else (near,) if near > _GRID else ()
    ring = [middle + r * np.array([math.cos(a), math.sin(a)]) for r in far for a in np.arange(8) * math.pi / 4]
    around = [np.hypot(*(spots - spot).T) < _WIDE for spot in [middle, *ring]]
    tops = [max(vessel.rim, float(heights[close].max())) for close in around]
    peak = max(vessel.highest, float(heights.max()))
    if heights.max() <= vessel.foot[2]:
        return [(middle, tops[0])], peak
    order = np.argsort([heights[close].mean() for close in around], kind="stable")
    return [([middle, *ring][k], tops[k]) for k in order[:4]], peak
