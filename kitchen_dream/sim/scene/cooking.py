"""What shows that something cooks: steam, which is only to be seen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_PUFFS = 9
_LIFE = 2.2
"""Seconds in which a puff rises and fades."""
_RISE = 0.42


@dataclass(frozen=True)
class Puff:
    """A soft ball of steam: world position and radius in metres, and how much it hides at its middle, 0 to 1."""

    position: tuple[float, float, float]
    radius: float
    opacity: float


def steam(foot: Sequence[float], width: float, seconds: float) -> list[Puff]:
    """The puffs above a vessel at a time, which rise, widen and fade one after the other.

    foot: middle of the opening, world, metres. width: of the opening. seconds: any clock that runs on."""
    puffs = []
    for k in range(_PUFFS):
        age = (seconds / _LIFE + k / _PUFFS) % 1.0
        turn = 2.4 * k + 1.3 * age
        out = width * (0.16 + 0.12 * age) * math.sin(1.7 * k)
        x, y = foot[0] + out * math.cos(turn), foot[1] + out * math.sin(turn)
        opacity = 0.85 * min(age / 0.15, 1.0) * (1 - age) ** 0.8
        puffs.append(Puff((x, y, foot[2] + 0.02 + _RISE * age), width * (0.16 + 0.3 * age), opacity))
    return puffs

