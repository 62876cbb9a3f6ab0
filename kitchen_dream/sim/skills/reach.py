"""Choosing how to bring the hand to a place with room before it and room to come back, and going there."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kitchen_dream.sim.outcome import FailureReason, SkillFailed
from kitchen_dream.sim.robot.motion import MotionPlanner
from kitchen_dream.sim.robot.posture import shift
from kitchen_dream.sim.robot.robot import Hand, Spheres
from kitchen_dream.sim.scene.obstacles import Boxes, clearance
from kitchen_dream.sim.skills.actor import MARGIN, Actor

_MOST, _KEEP, _ENOUGH = 500, 4, 8
"""Stances that are looked at for one aim at most, those of them that are kept, and how many of all aims are enough."""
_TIGHTER = (0.0, -0.006)
"""Margins in metres where the wanted one finds nothing: the robot's spheres exceed its links by up to a centimetre."""


@dataclass(frozen=True)
class Aim:
    """One way to have the hand at a place.

    Attributes:
        hand: pitch and roll.
        heading: direction of the hand on the floor, radians.
        position: of the point between the fingertips, world, metres.
        approach: from where the hand comes, (3,) metres relative to `position`; it comes in a straight line.
        price: seconds added to its cost, to prefer others.
        turned: whether the hand must be turned over, or must not; None leaves it open."""

    hand: Hand
    heading: float
    position: np.ndarray
    approach: np.ndarray
    price: float = 0.0
    turned: bool | None = None


@dataclass(frozen=True)
class Reach:
    """Postures before and at the place."""

    aim: Aim
    ready: np.ndarray
    there: np.ndarray
    margin: float
    """Metres that both, and the line between, stay away from everything: what the way there should keep, too."""


def reaches(
    actor: Actor, aims: Sequence[Aim], boxes: Boxes, margin: float = MARGIN, touchable: np.ndarray | None = None
) -> Iterator[Reach]:
    """Free reaches for a list of aims, tried in order until there are enough, then the cheapest first.

    `touchable` (M,) bool marks boxes that hand and fingers may touch.

    Only when all with the wanted margin have been given, closer ones follow: corners and low drawers may be tight; and
    then those with base or arm turned to the side: aisles may be narrow."""
    for sideways in (False, True):
        for gap in (margin, *(tighter for tighter in _TIGHTER if tighter < margin)):
            yield from _among(actor, aims, boxes, gap, touchable, sideways)


def choose(
    actor: Actor, options: Iterable[Reach], boxes: Boxes, what: str, stop_before: bool = True
) -> tuple[Reach, np.ndarray]:
    """The first reach to which a free motion (T, 11) leads, and that motion: to the posture before the place, or all
    the way, perhaps through it.

    Raises SkillFailed: NO_STANCE where there is no reach, NO_PATH where no motion leads to any."""
    reach = None
    for reach in options:
        goal, vias = (reach.ready, []) if stop_before else (reach.there, [reach.ready])
        way = actor.motion.plan(actor.robot.target, goal, actor.free(boxes, margin=reach.margin), vias)
        if way is not None:
            return reach, way
    raise SkillFailed(FailureReason.NO_STANCE if reach is None else FailureReason.NO_PATH, f"no way to {what}")


def _among(
    actor: Actor, aims: Sequence[Aim], boxes: Boxes, margin: float, touchable: np.ndarray | None, sideways: bool
) -> Iterator[Reach]:
    start, spheres = actor.robot.target, actor.spheres()
    found: list[tuple[float, Reach]] = []
    for aim in aims:
        stands = actor.robot.candidates(aim.position, aim.heading, aim.hand, start, _MOST, aim.turned, sideways)
        mine = 0
        for part in _portions(len(stands)):  # the quickest come first, and a few of them are enough
            stand, ready = _free(actor.motion, stands[part], aim, boxes, spheres, margin, touchable)
            stand, ready = stand[: _KEEP - mine], ready[: _KEEP - mine]
            cost = actor.motion.duration(start, ready) + actor.motion.duration(ready, stand) + aim.price
            found += [(float(c), Reach(aim, r, s, margin)) for c, r, s in zip(cost, ready, stand, strict=True)]
            mine += len(stand)
            if mine >= _KEEP:
                break
        if len(found) >= _ENOUGH:
            break
    found.sort(key=lambda entry: entry[0])
    yield from (reach for _, reach in found)


def _portions(count: int) -> Iterator[slice]:
    """Growing parts of a list: mostly the first few serve."""
    start, size = 0, 48
    while start < count:
        yield slice(start, start + size)
        start, size = start + size, 2 * size


def _free(
    motion: MotionPlanner, stand: np.ndarray, aim: Aim, boxes: Boxes, spheres: Spheres, margin: float,
    touchable: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Those of the postures (N, 11) at an aim, and those before it, that touch nothing on the way between."""
    ready = shift(stand, aim.approach)
    good = motion.within_limits(ready)
    stand, ready = stand[good], ready[good]
    for part in (0.0, 1.0, 0.5, 0.25, 0.75):  # most touch something at the place itself
        good = clearance(spheres, stand + part * (ready - stand), boxes, touchable) > margin
        stand, ready = stand[good], ready[good]
    good = spheres.self_clearance(stand) > 0.002
    if aim.approach[2] != 0:  # only another height of the lift makes a difference
        good &= spheres.self_clearance(ready) > 0.002
    return stand[good], ready[good]


def approach_direction(hand: Hand, heading: float) -> np.ndarray:
    """Unit vector (3,) along which the hand points."""
    flat = math.cos(hand.pitch)
    return np.array([flat * math.cos(heading), flat * math.sin(heading), -math.sin(hand.pitch)])
