"""Base paths: against a brute-force search on a fine grid, and by their own definition."""

import time
from itertools import pairwise

import numpy as np
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from kitchen_dream.kitchens.checks.floor import obstacles
from kitchen_dream.kitchens.checks.paths import PathMap
from kitchen_dream.kitchens.checks.stations import stations
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.robot_facts import BASE_RADIUS
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES, Counter

CELL = 0.05
STEPS = [(dx, dy) for dx in range(-3, 4) for dy in range(-3, 4) if np.gcd(dx, dy) == 1]


def grid_distances(kitchen, points):
    """Shortest lengths between points on a grid of CELL metres with moves of up to three cells in 32 directions.

    Points are snapped to the grid; free cells keep half a millimetre more distance than needed.
    """
    nx, ny = int(kitchen.room.width / CELL) + 1, int(kitchen.room.depth / CELL) + 1
    x, y = np.meshgrid(np.arange(nx) * CELL, np.arange(ny) * CELL, indexing="ij")

    def is_free(x, y):
        free = (x > BASE_RADIUS - 1e-9) & (x < kitchen.room.width - BASE_RADIUS + 1e-9)
        free &= (y > BASE_RADIUS - 1e-9) & (y < kitchen.room.depth - BASE_RADIUS + 1e-9)
        for x0, y0, x1, y1 in obstacles(kitchen) + BASE_RADIUS * np.array([-1, -1, 1, 1]):
            free &= ~((x > x0 + 1e-6) & (x < x1 - 1e-6) & (y > y0 + 1e-6) & (y < y1 - 1e-6))
        return free

    free, index = is_free(x, y), np.arange(nx * ny).reshape(nx, ny)
    rows, cols, lengths = [], [], []
    for dx, dy in STEPS:
        a = (slice(max(0, -dx), nx - max(0, dx)), slice(max(0, -dy), ny - max(0, dy)))
        b = (slice(max(0, dx), nx - max(0, -dx)), slice(max(0, dy), ny - max(0, -dy)))
        open_way = free[a] & free[b]
        for share in np.linspace(0, 1, 7)[1:-1]:
            open_way &= is_free(x[a] + share * dx * CELL, y[a] + share * dy * CELL)
        rows.append(index[a][open_way])
        cols.append(index[b][open_way])
        lengths.append(np.full(open_way.sum(), CELL * np.hypot(dx, dy)))
    graph = coo_matrix(
        (np.concatenate(lengths), (np.concatenate(rows), np.concatenate(cols))), shape=(nx * ny, nx * ny)
    ).tocsr()
    snapped = []
    for px, py in points:
        distance = np.where(free, (x - px) ** 2 + (y - py) ** 2, np.inf)
        snapped.append(int(distance.argmin()))
    return dijkstra(graph, indices=snapped)[:, snapped]


@pytest.mark.slow
@pytest.mark.parametrize("family", LAYOUT_FAMILIES)
def test_distances_agree_with_a_grid_search(family):
    for seed in (1, 2):
        kitchen = generate(seed, [family])
        paths = PathMap(kitchen)
        grid = grid_distances(kitchen, paths.stations)
        # Moves in 32 directions are at most 1.3 % too long; snapping moves each end by up to 3.6 cm.
        assert (paths.distances <= grid + 0.08).all()
        assert (grid <= paths.distances * 1.014 + 0.12).all()


def test_an_island_is_driven_round():
    """At least one pair of stations has the island between them, and the way is longer than the straight line."""
    longest = 0.0
    for seed in range(6):
        paths = PathMap(generate(seed, ["island"]))
        straight = np.linalg.norm(paths.stations[:, None] - paths.stations[None], axis=-1)
        longest = max(longest, float((paths.distances - straight).max()))
    assert longest > 0.3


@pytest.mark.parametrize("family", LAYOUT_FAMILIES)
def test_polylines_are_free_and_as_long_as_promised(family):
    kitchen = generate(3, [family])
    paths = PathMap(kitchen)
    rects = obstacles(kitchen)
    for i in range(len(paths.stations)):
        for j in range(len(paths.stations)):
            line = paths.path(tuple(paths.stations[i]), tuple(paths.stations[j]))
            assert np.allclose(line[0], paths.stations[i]) and np.allclose(line[-1], paths.stations[j])
            assert np.linalg.norm(np.diff(line, axis=0), axis=1).sum() == pytest.approx(paths.distances[i, j], abs=1e-9)
            for a, b in pairwise(line):
                dense = a + np.linspace(0, 1, 50)[:, None] * (b - a)
                nearest = np.clip(dense[:, None], rects[None, :, :2], rects[None, :, 2:])
                gap = np.abs(dense[:, None] - nearest).max(-1)  # grown rectangles have square corners
                assert gap.min() > BASE_RADIUS - 1e-5


def test_distances_are_a_metric():
    for seed in range(20):
        d = PathMap(generate(seed)).distances
        assert np.isfinite(d).all() and (np.diag(d) == 0).all()
        assert np.allclose(d, d.T)
        assert (d[:, None, :] <= d[:, :, None] + d[None] + 1e-9).all()


def test_a_wall_of_counters_cuts_the_room():
    kitchen = generate(0, ["galley"])
    middle = kitchen.room.depth / 2
    barrier = Counter(
        x=kitchen.room.width / 2, y=middle, width=kitchen.room.width, depth=0.05, height=0.9, facing="north"
    )
    cut = kitchen.model_copy(update={"counters": (*kitchen.counters, barrier)})
    paths = PathMap(cut)
    assert not np.isfinite(paths.distances).all()
    north = next(i for i, unit in enumerate(kitchen.units) if unit.facing == "south")
    south = next(i for i, unit in enumerate(kitchen.units) if unit.facing == "north")
    with pytest.raises(ValueError, match="no path for the base"):
        paths.path(tuple(paths.stations[north]), tuple(paths.stations[south]))


def test_order_is_that_of_the_stations():
    kitchen = generate(4)
    assert np.allclose(PathMap(kitchen).stations, [(p.x, p.y) for p in stations(kitchen)])


def test_fast_enough():
    kitchens = [generate(seed) for seed in range(60)]
    start = time.process_time()
    for kitchen in kitchens:
        PathMap(kitchen)
    assert (time.process_time() - start) / len(kitchens) < 0.003  # about 0.8 ms on an idle core
