"""Choosing how to bring the hand to a place with room before it and room to come back, and going there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kitchen_dream.sim import motion
from kitchen_dream.sim.obstacles import Boxes, clearance
from kitchen_dream.sim.robot import LIFT
from kitchen_dream.sim.skills.actor import MARGIN, Actor
from kitchen_dream.sim.spheres import RobotSpheres
from kitchen_dream.sim.stances import Hand, candidates


@dataclass(frozen=True)
class Aim:
    """One way to have the hand at a place.

    Attributes:
        hand: pitch and roll.
        heading: direction of the hand on the floor, radians.
        position: of the point between the fingertips, world, metres.
        approach: from where the hand comes, (3,) metres relative to `position`; it comes in a straight line.
        price: seconds added to its cost, to prefer others.
        turned: whether the hand must be turned over, or must not; None leaves it open.
    """

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


def shift(posture: np.ndarray, by: np.ndarray) -> np.ndarray:
    """Postures (..., 11) moved by a world vector (3,) with base and lift."""
    out = np.array(posture, float)
    out[..., :2] += by[:2]
    out[..., LIFT] += by[2]
    return out


def reaches(
    actor: Actor,
    aims: Sequence[Aim],
    boxes: Boxes,
    start: np.ndarray,
    spheres: RobotSpheres | None = None,
    margin: float = MARGIN,
    touchable: np.ndarray | None = None,
    enough: int = 8,
) -> Iterator[Reach]:
    """Free reaches for a list of aims, tried in order until there are enough, then the cheapest first."""
    spheres = actor.spheres() if spheres is None else spheres
    found: list[tuple[float, Reach]] = []
    for aim in aims:
        stand = candidates(aim.position, aim.heading, aim.hand, start, 500, aim.turned)
        ready = shift(stand, aim.approach)
        good = motion.within_limits(ready)
        stand, ready = stand[good], ready[good]
        good = (spheres.self_clearance(stand) > 0.002) & (spheres.self_clearance(ready) > 0.002)
        stand, ready = stand[good], ready[good]
        for part, gap in ((1.0, margin), (0.0, margin), (0.5, margin), (0.25, margin), (0.75, margin)):
            if not len(stand):
                break
            good = clearance(spheres, stand + part * (ready - stand), boxes, touchable) > gap
            stand, ready = stand[good], ready[good]
        cost = motion.duration(start, ready) + motion.duration(ready, stand) + aim.price
        found += [(float(c), Reach(aim, r, s)) for c, r, s in zip(cost[:4], ready[:4], stand[:4], strict=True)]
        if len(found) >= enough:
            break
    found.sort(key=lambda entry: entry[0])
    yield from (reach for _, reach in found)


def approach_direction(hand: Hand, heading: float) -> np.ndarray:
    """Unit vector (3,) along which the hand points."""
    flat = math.cos(hand.pitch)
    return np.array([flat * math.cos(heading), flat * math.sin(heading), -math.sin(hand.pitch)])
