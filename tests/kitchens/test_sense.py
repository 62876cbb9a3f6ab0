"""Generated kitchens make sense to people: ways around islands, filled corners, cabinets over counters, doors."""

import math
import time

import numpy as np
import pytest

from kitchen_dream.kitchens.catalogue import BASE_DEPTH
from kitchen_dream.kitchens.checks.paths import PathMap
from kitchen_dream.kitchens.checks.solids import solids
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.geometry import BOARD, DOOR_TRAVEL, HANDLE_STANDOFF
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.robot_facts import BASE_RADIUS
from kitchen_dream.kitchens.spec import Kitchen, Unit

pytestmark = pytest.mark.slow

SEEDS = range(200)


@pytest.fixture(scope="module")
def kitchens(generated) -> tuple[Kitchen, ...]:
    return generated[: len(SEEDS)]


def island(kitchen: Kitchen) -> tuple[float, float, float, float] | None:
    """The rectangle of what stands away from all walls, or None."""
    room = kitchen.room
    boxes = [box.footprint for box in (*kitchen.units, kitchen.stove, *kitchen.worktops) if box.z < 1]
    free = [b for b in boxes if b[0] > 0.5 and b[1] > 0.5 and b[2] < room.width - 0.5 and b[3] < room.depth - 0.5]
    if not free:
        return None
    rects = np.array(free)
    return (*rects[:, :2].min(0), *rects[:, 2:].max(0))


def test_one_can_walk_around_every_island(kitchens):
    """The robot passes on all four sides, and gets from each to the next on a way that is not the long way round."""
    seen = 0
    for kitchen in kitchens:
        if (box := island(kitchen)) is None:
            assert kitchen.layout != "island", kitchen.seed
            continue
        seen += 1
        x0, y0, x1, y1 = np.array(box) + (BASE_RADIUS + 0.02) * np.array([-1, -1, 1, 1])
        ring = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        paths = PathMap(kitchen)
        assert paths.free(np.array(ring)).all(), kitchen.seed
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True):
            line = paths.path(a, b)
            assert np.hypot(*np.diff(line, axis=0).T).sum() == pytest.approx(math.dist(a, b)), (kitchen.seed, a, b)
    assert seen > 25


def test_corners_where_rows_meet_are_filled_under_one_worktop(kitchens):
    """In L and U shapes counter and worktop reach into the very corner, and no front hides there."""
    corners = {"l_shape": 1, "u_shape": 2}
    for kitchen in kitchens:
        if kitchen.layout not in corners:
            continue
        filled = 0
        for x in (0.1, kitchen.room.width - 0.1):
            point = np.array([x, kitchen.room.depth - 0.1])
            covered = [any(_covers(box, point) for box in boxes) for boxes in (kitchen.counters, kitchen.worktops)]
            assert covered[0] == covered[1] and not any(_covers(unit, point) for unit in kitchen.units if covered[0]), (
                kitchen.seed
            )
            filled += all(covered)
        assert filled == corners[kitchen.layout], kitchen.seed


def _covers(box, point) -> bool:
    x0, y0, x1, y1 = box.footprint
    return bool(x0 <= point[0] <= x1 and y0 <= point[1] <= y1)


def test_whatever_hangs_hangs_over_a_worktop_against_a_wall(kitchens):
    hanging = [
        (kitchen, unit) for kitchen in kitchens for unit in kitchen.units if unit.kind in ("wall_cabinet", "shelf")
    ]
    assert len(hanging) > 200
    for kitchen, unit in hanging:
        x0, y0, x1, y1 = unit.footprint
        tops = [top.footprint for top in kitchen.worktops]
        assert any(a <= x0 + 1e-6 and b <= y0 + 1e-6 and c >= x1 - 1e-6 and d >= y1 - 1e-6 for a, b, c, d in tops), (
            kitchen.seed,
            unit.name,
        )
        assert unit.z - 0.9 >= 0.45, "room for an arm between worktop and cabinet"
        back = unit.to_world((-unit.depth / 2, 0.0, 0.0))
        assert min(back[0], back[1], kitchen.room.width - back[0], kitchen.room.depth - back[1]) < 1e-3, (
            kitchen.seed,
            unit.name,
        )


def sweep(unit: Unit) -> np.ndarray:
    """Points (P, 2) of an opening door with its handle, from shut to its stop, world metres."""
    side = -1 if unit.hinge == "left" else 1
    hx, hy, _ = unit.to_world((unit.depth / 2, side * unit.width / 2, 0.0))
    points = []
    for turn in np.linspace(0.05, DOOR_TRAVEL, 30):
        for along in np.linspace(0.05, unit.width - BOARD, 12):
            for out in (BOARD, HANDLE_STANDOFF) if along > unit.width - 0.12 else (BOARD,):
                # In the unit frame the shut door runs from its hinge along -side, and its outside looks along +x.
                x, y = (
                    out * math.cos(turn) + along * math.sin(turn),
                    -side * (along * math.cos(turn) - out * math.sin(turn)),
                )
                c, s = math.cos(unit.yaw), math.sin(unit.yaw)
                points.append((hx + c * x - s * y, hy + s * x + c * y))
    return np.array(points)


@pytest.mark.parametrize("kind", ["fridge", "pantry"])
def test_tall_doors_open_without_hitting_walls_or_furniture(kitchens, kind):
    seen = 0
    for kitchen in kitchens:
        body = solids(kitchen)
        for u, unit in enumerate(kitchen.units):
            if unit.kind != kind:
                continue
            seen += 1
            points = sweep(unit)
            assert (points > 0).all() and (points < (kitchen.room.width, kitchen.room.depth)).all(), (
                kitchen.seed,
                unit.name,
            )
            inside = (points[:, None] > body.low[None, :, :2] + 0.002) & (
                points[:, None] < body.high[None, :, :2] - 0.002
            )
            hit = np.flatnonzero(inside.all(2).any(0))
            assert [body.where[i] for i in hit if i != u] == [], (kitchen.seed, unit.name)
    assert seen > 60


def test_sizes_are_those_of_real_kitchens(kitchens):
    for kitchen in kitchens:
        assert 2.4 <= kitchen.room.width <= 9 and 2.4 <= kitchen.room.depth <= 9 and kitchen.room.height == 2.5
        assert kitchen.stove.height == 0.9 and all(top.z + top.height == pytest.approx(0.9) for top in kitchen.worktops)
        assert all(top.depth == BASE_DEPTH for top in kitchen.worktops)
        for unit in kitchen.units:
            assert 0.4 <= unit.width <= 0.9 and 0.3 <= unit.depth <= 0.7 and unit.z + unit.height <= 2.2


def test_there_are_enough_ingredients_and_all_of_them_occur(kitchens):
    assert len(cookbook().ingredients) >= 24
    there = {item for kitchen in kitchens for unit in kitchen.units for item in unit.contents if item}
    assert there == set(cookbook().ingredients)


def test_no_kitchen_takes_long():
    slowest = 0.0
    for seed in SEEDS:
        start = time.process_time()
        generate(seed)
        slowest = max(slowest, time.process_time() - start)
    assert slowest <= 0.05
