"""All solid boxes of a kitchen as arrays, with the words by which a person finds each in a file."""

from dataclasses import dataclass

import numpy as np

from kitchen_dream.kitchens.spec import FACINGS, Kitchen

BOWL_RADIUS = 0.15
BOWL_HEIGHT = 0.12
"""Room in metres that the salad bowl takes."""
TOLERANCE = 0.002
"""Metres by which boxes may enter each other."""


@dataclass(frozen=True)
class Solids:
    """N boxes: `low` and `high` corners (N, 3) in metres, and a place like "units[3] 'drawer 2'" for each.

    Units come first, in order, then the stove; the bowl is last."""

    low: np.ndarray
    high: np.ndarray
    where: tuple[str, ...]

    def overlap(self, low: np.ndarray, high: np.ndarray) -> np.ndarray:
        """Which of M boxes with corners (M, 3) enter which solid by more than TOLERANCE: (M, N) bool."""
        return (
            (np.minimum(high[:, None], self.high[None]) - np.maximum(low[:, None], self.low[None])) > TOLERANCE
        ).all(-1)


def solids(place: Kitchen) -> Solids:
    """Every solid of a kitchen. The sink is let into its worktop and is none."""
    boxes = (*place.units, place.stove, *place.counters, *place.worktops, *place.fixtures)
    where = [f"units[{i}] {unit.name!r}" for i, unit in enumerate(place.units)]
    where += ["stove", *(f"counters[{i}]" for i in range(len(place.counters)))]
    where += [*(f"worktops[{i}]" for i in range(len(place.worktops)))]
    where += [*(f"fixtures[{i}] {fixture.kind!r}" for i, fixture in enumerate(place.fixtures))]
    values = np.array([(b.x, b.y, b.z, b.depth, b.width, b.height, FACINGS.index(b.facing)) for b in boxes])
    turned = values[:, 6] % 2 == 1  # north and south: width runs along x
    half_x = np.where(turned, values[:, 4], values[:, 3]) / 2
    half_y = np.where(turned, values[:, 3], values[:, 4]) / 2
    x, y, z = values[:, :3].T
    bowl, missing = place.bowl, place.room.missing
    low = np.stack([x - half_x, y - half_y, z], 1)
    high = np.stack([x + half_x, y + half_y, z + values[:, 5]], 1)
    if missing is not None:
        low = np.vstack([low, (missing[0], missing[1], 0.0)])
        high = np.vstack([high, (missing[2], missing[3], place.room.height)])
        where.append("room.cut")
    low = np.vstack([low, (bowl.x - BOWL_RADIUS, bowl.y - BOWL_RADIUS, bowl.z)])
    high = np.vstack([high, (bowl.x + BOWL_RADIUS, bowl.y + BOWL_RADIUS, bowl.z + BOWL_HEIGHT)])
    return Solids(low, high, (*where, "bowl"))
