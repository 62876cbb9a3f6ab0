"""Exact shortest paths of the base between stations, by a visibility graph.

The robot is a circle of BASE_RADIUS; furniture below BODY_HEIGHT, grown by that radius with square corners, is
forbidden, and so is a border of that width along the walls. A shortest path then bends at corners of grown rectangles
only."""

import numpy as np

from kitchen_dream.kitchens.checks.floor import EPS, free, obstacles
from kitchen_dream.kitchens.checks.solids import Solids
from kitchen_dream.kitchens.checks.stations import stations
from kitchen_dream.kitchens.robot_facts import BASE_RADIUS
from kitchen_dream.kitchens.spec import Kitchen


class PathMap:
    """Shortest base paths in one kitchen, all doors closed.

    `poses` are the kitchen's stations, and `distances` is (S, S) in metres over their order; `inf` where no path leads.
    body: see `stations`."""

    def __init__(self, place: Kitchen, body: Solids | None = None) -> None:
        self._obstacles, self._room = obstacles(place), place.room
        self._rects = self._obstacles + BASE_RADIUS * np.array([-1.0, -1.0, 1.0, 1.0])
        corners = self._rects[:, [0, 1, 2, 1, 0, 3, 2, 3]].reshape(-1, 2)
        self._corners = corners[self.free(corners)]
        self._corner_sight = self._sight(self._corners, self._corners)
        self.poses = stations(place, body)
        self.stations = np.array([(pose.x, pose.y) for pose in self.poses])
        self.distances = self._all_pairs(self.stations)[0]

    def free(self, points: np.ndarray) -> np.ndarray:
        """Whether the base may stand at each of the points (P, 2): a boolean array (P,)."""
        return free(points, self._obstacles, self._room, BASE_RADIUS)

    def path(self, start: tuple[float, float], goal: tuple[float, float]) -> np.ndarray:
        """The shortest polyline (K, 2) from start to goal, both included. Raises ValueError when there is none."""
        points = np.array([start[:2], goal[:2]], dtype=np.float64)
        distances, nodes, edges, to_nodes = self._all_pairs(points)
        if not np.isfinite(distances[0, 1]):
            raise ValueError(f"no path for the base from {tuple(points[0])} to {tuple(points[1])}")
        remaining = to_nodes[1]  # (N,) distance from each node to the goal
        line, here = [points[0]], len(nodes) - 2
        while here != len(nodes) - 1:
            onward = edges[here] + remaining
            onward[here] = np.inf
            here = int(np.argmin(onward))
            line.append(nodes[here])
            if len(line) > len(nodes):
                raise AssertionError("a path that returns to a node is not shortest")
        return np.array(line)

    def _sight(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Lengths (A, B) of the straight lines between two sets of points, inf where furniture is in the way."""
        delta = b[None] - a[:, None]
        length = np.sqrt((delta * delta).sum(-1))
        low, high = self._rects[:, :2] + EPS, self._rects[:, 2:] - EPS
        step = np.where(np.abs(delta) < 1e-12, 1e-12, delta)[:, :, None]  # (A, B, 1, 2)
        origin = a[:, None, None]
        enter, leave = (low - origin) / step, (high - origin) / step
        first = np.minimum(enter, leave).max(-1)
        last = np.maximum(enter, leave).min(-1)
        hit = (np.maximum(first, 0.0) < np.minimum(last, 1.0)).any(-1)
        return np.where(hit, np.inf, length)

    def _all_pairs(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Distances (P, P) between points, and their graph: nodes (N, 2), edges (N, N), point to node (P, N)."""
        n, p = len(self._corners), len(points)
        edges = np.empty((n + p, n + p))
        edges[:n, :n] = self._corner_sight
        usable = self.free(points)
        sight = self._sight(points, np.concatenate([self._corners, points]))
        sight[~usable] = np.inf
        sight[:, n:][:, ~usable] = np.inf
        edges[n:] = sight
        edges[:n, n:] = sight[:, :n].T
        shortest = edges.copy()
        for k in range(n):  # shortest paths bend at corners only
            np.minimum(shortest, shortest[:, k, None] + shortest[None, k], out=shortest)
        distances = shortest[n:, n:].copy()
        np.fill_diagonal(distances, np.where(usable, 0.0, np.inf))
        return distances, np.concatenate([self._corners, points]), edges, shortest[n:]
