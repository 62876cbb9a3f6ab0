"""What a unit is for, read from where it stands: a visible fact, for robots as for people."""

from collections.abc import Sequence
from enum import IntEnum

from kitchen_dream.kitchens.spec import Box, Sink, Stove, Unit


class Role(IntEnum):
    """What a unit may hold."""

    FOOD = 0
    """May hold food, in households that keep some there."""
    FRIDGE = 1
    """Holds what is chilled."""
    UNDER_SINK = 2
    """Pipes and cleaning things: never food. So is what the catalogue says holds none."""
    BESIDE_STOVE = 3
    """Cutlery and cooking spoons: never food."""


def roles(units: Sequence[Unit], stove: Stove, sink: Sink | None) -> list[Role]:
    """The role of each unit."""
    return [_role(unit, stove, sink) for unit in units]


def _role(unit: Unit, stove: Stove, sink: Sink | None) -> Role:
    kind = unit.traits
    if kind.cold:
        return Role.FRIDGE
    if not kind.food:
        return Role.UNDER_SINK
    if kind.opens == "door" and kind.topped and sink is not None and _overlap(unit, sink) > 0.02:
        return Role.UNDER_SINK
    if kind.opens == "drawer" and unit.facing == stove.facing and _overlap(unit, stove, grow=0.06) > 0:
        return Role.BESIDE_STOVE
    return Role.FOOD


def _overlap(a: Box, b: Box, grow: float = 0.0) -> float:
    """Area in square metres in which two footprints overlap, the second grown by `grow` metres on every side."""
    (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1) = a.footprint, b.footprint
    return max(0.0, min(ax1, bx1 + grow) - max(ax0, bx0 - grow)) * max(0.0, min(ay1, by1 + grow) - max(ay0, by0 - grow))
