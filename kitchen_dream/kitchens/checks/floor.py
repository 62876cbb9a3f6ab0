"""The floor: what stops the base, and where it may stand."""

from collections.abc import Iterable

import numpy as np

from kitchen_dream.kitchens.robot_facts import BODY_HEIGHT
from kitchen_dream.kitchens.spec import Kitchen, Room

EPS = 1e-6
"""Metres by which a base may touch what it may not enter."""
Rect = tuple[float, float, float, float]


def obstacles(place: Kitchen) -> np.ndarray:
    """Footprints (R, 4) as x_min, y_min, x_max, y_max of what stops the base; touching boxes of a row are merged."""
    tables = [fixture for fixture in place.fixtures if fixture.kind == "table"]
    boxes = (*place.units, place.stove, *place.counters, *place.worktops, *tables)
    rects = {box.footprint for box in boxes if box.z < BODY_HEIGHT}
    if place.room.missing is not None:
        rects.add(place.room.missing)
    return np.array(_merge(rects), dtype=np.float64).reshape(-1, 4)


def _merge(rects: Iterable[Rect]) -> list[Rect]:
    """Join rectangles that share two parallel sides' lines and touch or overlap."""
    for across in (0, 1):
        along = 1 - across
        rows: dict[tuple[float, float], list[Rect]] = {}
        for rect in rects:
            rows.setdefault((round(rect[across], 4), round(rect[across + 2], 4)), []).append(rect)
        merged: list[Rect] = []
        for row in rows.values():
            row.sort(key=lambda rect: rect[along])
            current = list(row[0])
            for rect in row[1:]:
                if rect[along] <= current[along + 2] + 1e-4:
                    current[along + 2] = max(current[along + 2], rect[along + 2])
                else:
                    merged.append((current[0], current[1], current[2], current[3]))
                    current = list(rect)
            merged.append((current[0], current[1], current[2], current[3]))
        rects = merged
    return list(rects)


def free(points: np.ndarray, rects: np.ndarray, room: Room, radius: float) -> np.ndarray:
    """Whether a base of a radius may stand at points (P, 2) among rectangles (R, 4): (P,) bool.

    Rectangles are grown with square corners, and the walls keep the base away as well."""
    x, y = points[:, :1], points[:, 1:]
    low, high = rects[:, :2] - radius + EPS, rects[:, 2:] + radius - EPS
    hit = (x > low[:, 0]) & (x < high[:, 0]) & (y > low[:, 1]) & (y < high[:, 1])
    x, y, near = points[:, 0], points[:, 1], radius - EPS
    return ~hit.any(axis=1) & (x >= near) & (x <= room.width - near) & (y >= near) & (y <= room.depth - near)
