"""Opening a drawer or a door by its handle: the base makes the pull, the arm keeps its shape.

A drawer follows the base backwards. A door takes the base along its arc, while the robot turns by a part of the door's
angle; the bar may turn in the fingers. A door that drops: see `flaps.py`."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kitchen_dream.core.sums import plain_sum
from kitchen_dream.kitchens.geometry import DOOR_TRAVEL, DRAWER_TRAVEL, handle
from kitchen_dream.kitchens.spec import Unit
from kitchen_dream.sim.outcome import FailureReason, SkillFailed
from kitchen_dream.sim.robot.posture import LIFT, YAW, nearest_turn
from kitchen_dream.sim.robot.robot import Hand
from kitchen_dream.sim.scene.obstacles import Boxes, clearance
from kitchen_dream.sim.skills import flaps
from kitchen_dream.sim.skills.actor import TOUCH, Actor
from kitchen_dream.sim.skills.doors import close_fully, pushes, roomy
from kitchen_dream.sim.skills.driving import come_back, rest
from kitchen_dream.sim.skills.panels import TURNS, carried
from kitchen_dream.sim.skills.pushing import push

APPROACH = 0.10
"""Metres before the handle at which the hand is in line with it."""
RETREAT = 0.12
"""Metres that the hand backs off after letting go."""
_BAR = 0.008
"""Finger position in metres around a bar."""
_SPREAD = 0.018
"""Finger position in metres on the way to a bar and off it; wider ones hit what stands beside a handle."""
_DRAWER_TRAVEL, _DOOR_TRAVEL = DRAWER_TRAVEL - 0.004, DOOR_TRAVEL
_CLOSE = 0.002
"""Metres that the hand at a handle stays away from what stands beside it."""
_AJAR = (0.45, 0.3)
"""Parts of its travel to which a door is pulled that the hand then pushes open from inside."""
_DRAWER = 0.8
"""Part of its travel to which a drawer is pulled at least."""
_SHORT = 0.9
"""Part of the wanted travel to which a door comes at least, or it is jammed."""
_SAMPLES = 9
_FINALISTS = 6

_TIGHT = ((160, 1.0, True), *((160, part, sideways) for part in _AJAR for sideways in (False, True)))
_EFFORTS = ((24, 1.0, False), (160, 1.0, False), (160, 0.8, False), *_TIGHT)
"""How many stances are looked at, which part of its travel a door is pulled, and whether the robot stands sideways:
more stances, then less of the travel, in tight corners."""
_NARROW = ((160, 1.0, False), *_TIGHT)
"""The same in narrow aisles, where an open door may stand between the robot and what is inside."""
_WIDE = (DOOR_TRAVEL, 1.25)
"""Radians to which a door that was pulled ajar is pushed, the wider one first."""


@dataclass(frozen=True)
class Pull:
    """A stance at a handle and the way from there: postures (K, 11) while the joint goes from shut to open."""

    ready: np.ndarray
    grasp: np.ndarray
    path: np.ndarray
    away: np.ndarray
    travel: float
    """Joint position at the path's end, metres or radians."""


def open_unit(actor: Actor, unit: int) -> None:
    """Open a unit by its handle: the hand takes the bar, the base pulls.

    Preconditions: the robot stands tucked at the unit's station with an empty hand. A unit that a failed attempt left
        ajar is shut first.
    Poses: the hand is level or pitched by 30 degrees; for a drawer or a flap the fingers close from above and
        below, for a door from the sides.
    Phases: plan a stance, the whole pull and the retreat, free of collisions; move before the bar (APPROACH); go
        straight to it; close the fingers and hold; pull, the base reversing from a drawer or following a door's arc;
        let go, back off (RETREAT), fold the arm and park at the station.
    Forces: fingers 40 N each; an assisted grasp of the bar bears 300 N and lets it turn. Drawers resist with about 2 N,
        doors with 0.4 Nm, flaps with 4 Nm. Only hand and fingers on the handle are meant to touch anything.

    Raises SkillFailed: NO_STANCE or NO_PATH where nothing reaches the handle; HANDLE_SLIPPED where the fingers miss the
        bar or lose it on the way; DOOR_JAMMED where they kept it and the joint still stands below 0.9 of the wanted
        travel; COLLISION; TIMEOUT."""
    scene, robot = actor.scene, actor.robot
    body = scene.units[unit]
    assert body.joint is not None and body.handle_link is not None
    actor.contacts.expected = {(body.body, body.handle_link)}
    actor.finger = _SPREAD
    robot.set_fingers(_SPREAD)
    if scene.opening(unit) > 0.01:  # a failed attempt left it ajar
        if pushes(actor, unit):
            push(actor, unit, 0.0)
            actor.finger = _SPREAD
            robot.set_fingers(_SPREAD)
        else:
            close_fully(actor, unit)
    boxes = actor.here(without_panel=unit)
    shut = Boxes.join([boxes, actor.surroundings.panel(unit)])
    approach_free = actor.free(shut)
    blocked = True
    for pull in _returning(actor, unit, boxes):
        blocked = False
        way = actor.motion.plan(robot.target, pull.ready, approach_free)
        if way is not None:
            break
    else:
        raise SkillFailed(FailureReason.NO_STANCE if blocked else FailureReason.NO_PATH, "no way to the handle")
    actor.follow(way)
    actor.follow(actor.motion.timed([pull.ready, pull.grasp], 0.5, 0.1))
    actor.settle()
    actor.gripper.grip()
    for _ in range(24):
        actor.step()
        if actor.gripper.touching(body.body, body.handle_link):
            break
    actor.wait(0.05)
    if not actor.gripper.hold(body.body, body.handle_link, rigid=False):
        raise SkillFailed(FailureReason.HANDLE_SLIPPED, "the fingers miss the bar")
    actor.finger = _BAR
    # the hand moves at about half a metre a second
    held = actor.follow(actor.motion.timed(pull.path, 0.7, 0.16), actor.gripper.holding)
    if held:
        actor.settle(0.01, 0.3)
    actor.open_unit = unit
    wanted = pull.travel / body.travel
    opening = scene.opening(unit)
    actor.open_hand(_SPREAD)
    if opening < _SHORT * wanted:
        reason = FailureReason.DOOR_JAMMED if held else FailureReason.HANDLE_SLIPPED
        raise SkillFailed(reason, f"it stands open by {opening:.2f} only")
    actor.follow(actor.motion.timed([robot.target, robot.target + (pull.away - pull.path[-1])], 0.7, 0.1))
    actor.finger = robot.facts.finger_opening
    robot.set_fingers(actor.finger)
    if body.opens == "door" and pull.travel < 0.7 * _DOOR_TRAVEL:
        _push_open(actor, unit)
    _park(actor, unit)


def _park(actor: Actor, unit: int) -> None:
    """Fold the arm and park; in a narrow aisle closely past the open panel where there is no other way.

    Raises SkillFailed as `come_back` does."""
    try:
        come_back(actor, unit)
    except SkillFailed as failure:
        if failure.reason is not FailureReason.NO_PATH or roomy(actor, unit):
            raise
        goal = rest(actor, unit)
        goal[LIFT] = actor.robot.facts.tuck_lift
        way = actor.way(goal, actor.here(), TOUCH)
        if way is None:
            raise
        actor.follow(way)
        actor.settle()


def _push_open(actor: Actor, unit: int) -> None:
    """Push a door that stands ajar wide open, from inside. Raises SkillFailed as `push` does."""
    for goal in _WIDE:
        try:
            push(actor, unit, goal)
            return
        except SkillFailed as failure:
            if failure.reason not in (FailureReason.NO_STANCE, FailureReason.NO_PATH) or goal == _WIDE[-1]:
                raise


def _comes_back(actor: Actor, unit: int, pull: Pull, boxes: Boxes, part: float = 1.0, margin: float = -0.01) -> bool:
    """Whether the robot can go straight from a pull's end to the unit's station: an open door may fill an aisle.

    part: of the pull's travel at which the panel then stands; margin: metres from all else."""
    goal = nearest_turn(actor.robot.home(actor.stations[unit]), pull.away)
    way = np.repeat(goal[None], 40, 0)
    way[:, :3] += np.linspace(1, 0, 40)[:, None] * (pull.away - goal)[:3]
    everything = Boxes.join([boxes, actor.surroundings.panel(unit, part * pull.travel)])
    return bool(np.all(clearance(actor.spheres(), way, everything) > margin))


def _returning(actor: Actor, unit: int, boxes: Boxes) -> Iterator[Pull]:
    """Feasible pulls from whose ends the robot comes back to the unit's station, those for narrow aisles last."""
    if roomy(actor, unit):
        goal = rest(actor, unit)
        goal[LIFT] = actor.robot.facts.tuck_lift
        for pull in _pulls(actor, unit, boxes, False):
            everything = Boxes.join([boxes, actor.surroundings.panel(unit, pull.travel)])
            straight = _comes_back(actor, unit, pull, boxes)
            if straight or actor.motion.plan(pull.away, goal, actor.free(everything, margin=0.0)) is not None:
                yield pull
    yield from _pulls(actor, unit, boxes, True)


def _pulls(actor: Actor, unit: int, boxes: Boxes, narrow: bool) -> Iterator[Pull]:
    """Feasible pulls of a unit, the quickest first; `boxes` are all obstacles but the unit's panel.

    In a narrow aisle the robot must be able to go straight from the end to the unit's station, and those pulls come
    first after which it can do so as well where the panel does not come all the way."""
    place = actor.scene.places[unit]
    body = actor.scene.units[unit]
    inward = place.yaw + math.pi
    start = actor.robot.home(actor.stations[unit])
    start = nearest_turn(start, actor.robot.target)
    point = _handle(place)
    if body.opens == "drawer":
        turns = (0, -20, 20, -40, 40) if narrow else (0, -20, 20)
        options = [(Hand(math.radians(p), upright=True), math.radians(h), 0.0) for p in (0, 30) for h in turns]
    elif body.opens == "flap":
        options = flaps.grips()
    else:
        side = -1 if place.hinge == "left" else 1
        level, down = Hand(0.0), Hand(math.radians(30))
        options = [(level, -side * math.radians(h), dz) for h in (0, 20, -20, 35) for dz in (0.0, -0.05, 0.05)]
        options += [(down, -side * math.radians(h), 0.0) for h in (0, 20, -20)]
    found: list[tuple[float, Pull]] = []
    doubtful: list[tuple[float, Pull]] = []
    efforts = _NARROW if narrow else _EFFORTS
    effort = efforts[0]
    for trial, (hand, offset, dz) in itertools.product(efforts, options):
        if found and trial != effort:
            break
        effort = trial
        most, part, sideways = trial
        heading = inward + offset
        if body.opens == "flap" and part < 0.8:
            continue
        spot = point + np.array([0.0, 0.0, dz])
        if body.opens == "flap":
            stand = flaps.stances(actor.robot, place, spot, heading, hand, start, part, sideways)
        else:
            stand = actor.robot.candidates(spot, heading, hand, start, sideways=sideways)
        if not len(stand):
            continue
        back = np.zeros(11)
        flat = math.cos(hand.pitch)
        back[:4] = (-math.cos(heading) * flat, -math.sin(heading) * flat, 0, math.sin(hand.pitch))
        for cost, pull in _check(actor, unit, boxes, stand, back, most, part):
            if not narrow or _comes_back(actor, unit, pull, boxes):
                sure = not narrow or all(_comes_back(actor, unit, pull, boxes, p, TOUCH) for p in (1.0, _SHORT))
                price = cost + 0.15 * abs(offset) + 0.3 * (hand.pitch > 0) + abs(dz)
                (found if sure else doubtful).append((price, pull))
        if len(found) >= _FINALISTS:
            break
    for several in (found, doubtful):
        several.sort(key=lambda entry: entry[0])
        yield from (pull for _, pull in several[: 2 * _FINALISTS])


def _check(
    actor: Actor, unit: int, boxes: Boxes, stand: np.ndarray, back: np.ndarray, most: int, part: float
) -> list[tuple[float, Pull]]:
    """Pulls from stances (N, 11) that touch nothing on the whole way.

    Args:
        boxes: all obstacles but the unit's panel.
        stand: postures with the hand at the handle.
        back: direction (11,) away from the handle.
        most: how many stances to follow.
        part: how far a door is opened, and a drawer if it is _DRAWER or more, as a part of its travel."""
    place, body = actor.scene.places[unit], actor.scene.units[unit]
    point, spheres = _handle(place), actor.spheres()

    def among(opening: float) -> tuple[Boxes, np.ndarray]:
        everything = Boxes.join([boxes, actor.surroundings.panel(unit, opening)])
        return everything, (everything.body == body.body) & (everything.link == body.handle_link)

    shut, bar = among(0.0)
    free = actor.free(shut)
    stand = stand[actor.motion.within_limits(stand) & actor.motion.within_limits(stand + APPROACH * back)]
    stand = stand[clearance(spheres, stand, shut, bar) > _CLOSE]
    stand = stand[spheres.self_clearance(stand) > 0.002]
    stand = stand[free(stand + APPROACH * back)][:most]
    if not len(stand):
        return []
    here = actor.robot.target
    out = []
    factors = TURNS if body.opens == "door" else (0.0,)
    travel = {
        "drawer": max(part, _DRAWER) * _DRAWER_TRAVEL, "flap": part * flaps.TRAVEL, "door": part * _DOOR_TRAVEL
    }[body.opens]
    openings = np.linspace(0, travel, _SAMPLES)
    for rank, factor in enumerate(factors):
        paths = np.stack([carried(place, stand, point, opening, factor) for opening in openings], 1)  # (N, K, 11)
        alive = np.arange(len(stand))
        for k in range(1, _SAMPLES):
            if len(alive):
                everything, bar = among(openings[k])
                alive = alive[clearance(spheres, paths[alive, k], everything, bar) > 0.0]
        if not len(alive):
            continue
        last = paths[alive, -1]
        turn = last[:, YAW] - stand[alive, YAW]
        c, s = np.cos(turn), np.sin(turn)
        away = last.copy()
        away[:, 0] += RETREAT * (c * back[0] - s * back[1])
        away[:, 1] += RETREAT * (s * back[0] + c * back[1])
        away[:, 3] += RETREAT * back[3]
        everything, _ = among(openings[-1])
        fine = actor.motion.within_limits(away)
        fine &= clearance(spheres, away, everything) > 0.0
        alive, away = alive[fine], away[fine]
        fineness = np.linspace(0, openings[-1], 40)
        curves = np.stack([carried(place, stand[alive], point, opening, factor) for opening in fineness], 1)
        for i, posture, path in zip(alive, away, curves, strict=True):
            legs = ((here, stand[i]), (stand[i], path[-1]), (posture, here))
            seconds = plain_sum(float(actor.motion.duration(a, b)) for a, b in legs)
            out.append((seconds + 0.2 * rank, Pull(stand[i] + APPROACH * back, stand[i], path, posture, travel)))
        if len(out) >= _FINALISTS:
            break
    return out


def _handle(unit: Unit) -> np.ndarray:
    """(3,) where the handle of a shut unit is, in the world."""
    bar = handle(unit)
    assert bar is not None
    return np.array(bar.position)
