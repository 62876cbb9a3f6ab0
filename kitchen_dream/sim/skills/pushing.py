"""Pushing a door or drawer: the hand leans on the panel, and the base carries it along.

An empty hand pushes with closed fingers, a full one with its side, so that what it holds touches nothing."""

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kitchen_dream.kitchens.geometry import handle
from kitchen_dream.kitchens.spec import Unit
from kitchen_dream.sim.outcome import FailureReason, SkillFailed
from kitchen_dream.sim.robot.posture import YAW
from kitchen_dream.sim.robot.robot import Hand
from kitchen_dream.sim.scene.obstacles import FAR, Boxes, clearance
from kitchen_dream.sim.skills.actor import Actor
from kitchen_dream.sim.skills.driving import gently
from kitchen_dream.sim.skills.panels import TURNS, carried, face
from kitchen_dream.sim.skills.reach import approach_direction

_NEAR = 0.012
"""Metres between hand and panel on the planned way, which is free of contacts; the hand then moves so much closer."""
_PRESS = 0.008
"""Metres by which the targets of a hand that pushes lie behind the panel's face."""
_FURTHER = 0.06
"""Metres by which it goes on slowly at the end while the joint is not there."""
_APPROACH = 0.08
"""Metres from which the hand comes straight to the panel, and by which it backs off."""
_CLEAR, _TOUCH = 0.003, -0.004
"""Metres from all else that are wanted, since the hand's corners stand out of its spheres (more would cost time); and
those that are enough, since the spheres exceed most links by up to a centimetre."""
_SIDE = 0.106
"""Metres from the middle of the hand to its side."""
_BRISKLY, _GENTLY = (0.7, 0.16), (0.65, 0.2)
"""Speed, and seconds of smoothing, of a push; what stands in a drawer falls over if it stops within less."""
_MOST, _FINALISTS, _SAMPLES, _STEPS = 160, 4, 9, 29
_LOOKS = 4
"""How often the way to the panel is looked at: `clearance` tells no more than FAR metres."""


@dataclass(frozen=True)
class Push:
    """A stance at a panel and the way from there: postures (11,), and (K, 11) while the panel moves."""

    ready: np.ndarray
    path: np.ndarray
    away: np.ndarray
    toward: np.ndarray
    """(2,) direction on the floor in which the hand pushes at first, and at the end."""
    last: np.ndarray


def push(actor: Actor, unit: int, goal: float) -> None:
    """Push a unit's panel from where it stands to a joint position: open by its inner face, shut by its outer one.

    Preconditions: none; the hand may be full. At the end the hand has backed off; the arm is not folded.
    Phases: plan stance, push and retreat, free of collisions; move before the panel; lean on it; push until the joint
        says that it is there; back off.
    Forces: the panel's friction, about 2 N or 0.4 N m. Hand and fingers are meant to touch that unit's panel alone.

    Raises SkillFailed: NO_STANCE, NO_PATH; DOOR_JAMMED where the panel does not follow, ITEM_SLIPPED where what was
        held fell, COLLISION, TIMEOUT."""
    scene, body = actor.scene, actor.scene.units[unit]
    assert body.panel_link is not None and body.handle_link is not None
    actor.contacts.expected |= {(body.body, body.panel_link), (body.body, body.handle_link)}
    loaded = actor.carried is not None
    if not loaded:
        actor.finger = 0.0
        actor.robot.set_fingers(0.0)
    start = scene.opening(unit) * body.travel
    boxes, blocked = actor.here(without_panel=unit), True
    around = Boxes.join([boxes, actor.surroundings.panel(unit, start)])
    margin = actor.margin(around)
    tests = [actor.free(around, gap) for gap in dict.fromkeys((margin, min(margin, 0.0)))]
    for option in _pushes(actor, unit, start, goal, boxes, loaded):
        blocked = False
        ways = (actor.motion.plan(actor.robot.target, option.ready, test) for test in tests)
        way = next((way for way in ways if way is not None), None)
        if way is not None:
            break
    else:
        raise SkillFailed(FailureReason.NO_STANCE if blocked else FailureReason.NO_PATH, "no way to push it")
    actor.follow(gently(actor, way) if loaded else way)
    part = np.linspace(0, 1, len(option.path))[:, None]
    lean = (_NEAR + _PRESS) * (option.toward + part * (option.last - option.toward))
    path = option.path.copy()
    path[:, :2] += lean
    opens = goal > start

    def going() -> bool:
        now = scene.opening(unit) * body.travel
        return now < goal if opens else now > goal + 0.004

    scene.wake(unit)
    scene.release(unit, damped=True)
    try:
        actor.follow(actor.motion.timed([option.ready, option.path[0], path[0]], 0.6, 0.1))
        drawer = scene.places[unit].traits.opens == "drawer"
        actor.follow(actor.motion.timed(path, *(_GENTLY if drawer else _BRISKLY)), going)
        if going():  # the hand may have met the panel with another part than was planned: on in the same direction
            on = actor.motion.timed([actor.robot.target, _moved(actor.robot.target, _FURTHER * option.last)], 0.15, 0.1)
            free = clearance(actor.spheres(), on, boxes) > _TOUCH
            if free[0]:
                actor.follow(on if free.all() else on[: int(free.argmin())], going)
    finally:
        scene.release(unit)
    there = scene.opening(unit) * body.travel
    back = option.away - option.path[-1]
    actor.follow(actor.motion.timed([actor.robot.target, actor.robot.target + back], 0.8, 0.1))
    if not loaded:
        actor.finger = actor.robot.facts.finger_opening
        actor.robot.set_fingers(actor.finger)
    if loaded and not actor.gripper.holding():
        raise SkillFailed(FailureReason.ITEM_SLIPPED, "it fell out of the hand that pushed")
    if abs(there - goal) > 0.1 * body.travel:
        raise SkillFailed(FailureReason.DOOR_JAMMED, f"it stands open by {scene.opening(unit):.2f}")


def _hands(loaded: bool) -> list[tuple[Hand, float, float, float]]:
    """Ways to lean on a panel: hand, its heading beside the push (radians), metres from tool to face, price (seconds).
    """
    if loaded:
        sides = [(turn + lean, abs(lean)) for lean in (0, 15, -15, 30, -30) for turn in (90, -90)]
        return [(Hand(0.0), math.radians(turn), _SIDE, 0.01 * lean) for turn, lean in sides]
    return [  # an upright hand is narrow: a level one that is turned to the side would meet the panel with its own
        (Hand(math.radians(pitch), upright=turn != 0), math.radians(turn), 0.009, 0.004 * abs(turn) + 0.01 * pitch)
        for pitch in (0, 30) for turn in (0, 25, -25, 45, -45)
    ]


def _points(unit: Unit) -> list[tuple[float, float]]:
    """Places on a panel where it may be pushed: metres from the hinge (from a drawer's middle), height in the world."""
    bar = handle(unit)
    assert bar is not None
    if unit.traits.opens == "drawer":
        high = [unit.z + unit.height * part for part in (0.8, 0.35)]
        return [(y, z) for z in high for y in (0.0, 0.3 * unit.width, -0.3 * unit.width)]
    low, top = unit.z + 0.08 if not unit.traits.tall else 0.8, unit.z + unit.height - 0.08
    heights = [min(max(bar.position[2] + dz, low), top) for dz in (0.16, -0.16, 0.3, -0.3)]
    fars = (unit.width - 0.05, unit.width - 0.14, 0.6 * unit.width)
    return [(far, z) for far in fars for z in dict.fromkeys(heights)]


def _pushes(
    actor: Actor, unit: int, start: float, goal: float, boxes: Boxes, loaded: bool
) -> Iterator[Push]:
    """Feasible pushes, the quickest first; `boxes` are all obstacles but the unit's panel.

    Those come first that stay clear of everything, also once the hand leans on the panel; then closer ones."""
    place, inner = actor.scene.places[unit], goal > start
    for gap, lean in ((_CLEAR, _NEAR), (_TOUCH, _NEAR), (_TOUCH, 0.0)):
        found: list[tuple[float, Push]] = []
        for sideways, (hand, offset, depth, price), (along, height) in itertools.product(
            (False, True), _hands(loaded), _points(place)
        ):
            point, looks = face(place, start, along, height, inner)
            toward, heading = looks + math.pi, looks + math.pi + offset
            direction = approach_direction(hand, heading)
            normal = np.array([math.cos(looks), math.sin(looks), 0.0])
            spot = point + (depth + _NEAR) * normal
            stand = actor.robot.candidates(spot, heading, hand, actor.robot.target, _MOST, sideways=sideways)
            if len(stand):
                back = -_APPROACH * (normal * -1 if loaded else direction)
                found += _check(actor, unit, boxes, stand, spot, back, start, goal, toward, price, gap, lean)
            if len(found) >= _FINALISTS:
                break
        found.sort(key=lambda entry: entry[0])
        yield from (option for _, option in found)


def _check(
    actor: Actor, unit: int, boxes: Boxes, stand: np.ndarray, spot: np.ndarray, back: np.ndarray, start: float,
    goal: float, toward: float, price: float, gap: float, lean: float,
) -> list[tuple[float, Push]]:
    """Pushes from stances (N, 11) at a spot (3,) that touch nothing on the whole way, but for the last _NEAR metres.

    `back` (3,) is the way in metres on which the hand came; `toward` the direction of the push at first. The robot
    stays `gap` metres away from everything, and from all but the panel also when it is `lean` metres nearer to that."""
    place, spheres, limits = actor.scene.places[unit], actor.spheres(), actor.motion.within_limits
    empty = actor.robot.spheres(actor.finger, None)  # the hand pushes, not what it holds
    openings = np.linspace(start, goal, _SAMPLES)
    away = np.zeros(11)
    away[[0, 1, 3]] = back

    swings = 0.0 if place.traits.opens == "drawer" else -1.0 if place.hinge == "left" else 1.0

    def pushes(opening: float) -> np.ndarray:
        """Direction (2,) on the floor of the push at an opening."""
        angle = toward + swings * (opening - start)
        return np.array([math.cos(angle), math.sin(angle)])

    def free(postures: np.ndarray, opening: float) -> np.ndarray:
        panel = actor.surroundings.panel(unit, opening)
        good = limits(postures) & (clearance(spheres, postures, Boxes.join([boxes, panel])) > gap)
        if lean:
            good[good] = clearance(spheres, _moved(postures[good], lean * pushes(opening)), boxes) > gap
        touchable = np.ones(len(panel.yaw), bool)  # by the hand alone: the arm comes nearer too when the hand leans
        good[good] = clearance(spheres, postures[good], panel, touchable) > _NEAR
        return good

    stand = stand[spheres.self_clearance(stand) > 0.002]
    stand = stand[free(stand, start)]
    stand = stand[free(stand + away, start)]
    out: list[tuple[float, Push]] = []
    for rank, factor in enumerate((0.0,) if place.traits.opens == "drawer" else TURNS):
        alive = np.arange(len(stand))
        for opening in openings[1:]:
            if len(alive):
                alive = alive[free(carried(place, stand[alive], spot, opening - start, factor), opening)]
        steps = np.linspace(start, goal, _STEPS)
        for i in alive[:_FINALISTS]:
            path = np.stack([carried(place, stand[i], spot, o - start, factor) for o in steps])
            for posture, opening in zip(path, steps, strict=True):  # a hand that turns beside the panel leaves it
                panel = actor.surroundings.panel(unit, opening)
                for _ in range(_LOOKS):
                    far = float(clearance(empty, posture, panel)[0]) - _NEAR
                    posture[:2] += max(far, 0.0) * pushes(opening)
                    if far < FAR - _NEAR:
                        break
            if not all(free(path[k : k + 1], steps[k])[0] for k in range(0, _STEPS, 4)):
                continue
            turn = path[-1, YAW] - path[0, YAW]
            c, s = math.cos(turn), math.sin(turn)
            leave = path[-1].copy()
            leave[[0, 1]] += c * back[0] - s * back[1], s * back[0] + c * back[1]
            leave[3] += back[2]
            if not free(leave[None], goal)[0]:
                continue
            ready = stand[i] + away
            seconds = float(actor.motion.duration(actor.robot.target, ready)) + 0.2 * rank + price
            out.append((seconds, Push(ready, path, leave, pushes(start), pushes(goal))))
        if len(out) >= _FINALISTS:
            break
    return out


def _moved(postures: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Postures (..., 11) with the base moved by (2,) metres."""
    out = postures.copy()
    out[..., :2] += by
    return out
