"""Motions of the whole robot: smooth in time, free of collisions before they start.

A motion is an array of targets (T, 11), one every 1/60 s. Way points become a motion by running along the line through
them at the joints' speeds and smoothing that in time, so that corners are rounded and nothing jerks; the smoothed
targets are what is checked."""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from kitchen_dream.core.sums import plain_sum
from kitchen_dream.sim.engine.client import TIME_STEP
from kitchen_dream.sim.robot.posture import DOF, LIFT
from kitchen_dream.sim.robot.robot import RobotFacts

TARGET_STEPS = 4
"""Physics steps between two targets: 60 Hz."""
RATE = 1 / (TIME_STEP * TARGET_STEPS)
"""Targets per second."""
SMOOTHING = 0.20
"""Seconds of each of the two moving averages: a joint takes twice this long to reach its speed."""
Free = Callable[[np.ndarray], np.ndarray]
"""Which of postures (N, 11) are free of collisions: (N,) bool."""


def duration(start: np.ndarray, goal: np.ndarray, speeds: np.ndarray) -> np.ndarray:
    """Seconds (...) of the straight line between postures (..., 11) at the joints' full speeds (11,)."""
    return np.max(np.abs(goal - start) / speeds, -1)


def smooth(line: np.ndarray, smoothing: float = SMOOTHING) -> np.ndarray:
    """Targets that follow a line of targets (T, 11) without jerks; the first, where the robot is, is left out."""
    return _average(_average(line, smoothing), smoothing)[1:]


def _average(line: np.ndarray, seconds: float) -> np.ndarray:
    """A moving average in time that starts and ends exactly where the line does."""
    n = max(round(seconds * RATE), 1)
    padded = np.concatenate([np.repeat(line[:1], n, 0), line, np.repeat(line[-1:], n, 0)])
    total = np.concatenate([np.zeros((1, DOF)), np.cumsum(padded, 0)])
    return (total[n:] - total[:-n]) / n


def free_motion(motion: np.ndarray, free: Free) -> bool:
    """Whether every target of a motion is free; a coarse look first, since most motions that are not show it there."""
    coarse = np.arange(0, len(motion), 8)
    if not np.all(free(motion[coarse])):
        return False
    return bool(np.all(free(np.delete(motion, coarse, 0))))


_STEP = 0.12
"""Seconds at full speed between checked postures of the search."""


def _trace(nodes: list[np.ndarray], parents: list[int], k: int) -> list[np.ndarray]:
    out = []
    while k >= 0:
        out.append(nodes[k])
        k = parents[k]
    return out


class MotionPlanner:
    """Motions of one robot, within the speeds and limits of its joints."""

    def __init__(self, facts: RobotFacts) -> None:
        self._facts = facts
        (low, high), free = facts.lift_range, np.full(3, np.inf)  # the base has no limits
        self._lower, self._upper = np.r_[-free, low, facts.arm_lower], np.r_[free, high, facts.arm_upper]
        self.speeds = np.array(facts.joint_speeds)
        """(11,) Largest speeds of the joints."""

    def duration(self, start: np.ndarray, goal: np.ndarray) -> np.ndarray:
        """Seconds (...) of the straight line between postures (..., 11) at full speed."""
        return duration(start, goal, self.speeds)

    def within_limits(self, postures: np.ndarray, tolerance: float = 1e-6) -> np.ndarray:
        """Whether arm and lift of postures (..., 11) keep their limits, up to a tolerance in radians and metres."""
        return np.all((postures >= self._lower - tolerance) & (postures <= self._upper + tolerance), -1)

    def timed(
        self, points: Sequence[np.ndarray] | np.ndarray, speed: np.ndarray | float = 1.0, smoothing: float = SMOOTHING
    ) -> np.ndarray:
        """Targets (T, 11) along way points (K, 11).

        Args:
            points: way points, the first being the start.
            speed: a factor on the joints' speeds.
            smoothing: seconds of each moving average."""
        points = np.asarray(points, float)
        gaps = np.maximum(duration(points[:-1], points[1:], self.speeds * speed), 1e-6)
        times = np.concatenate([[0.0], np.cumsum(gaps)])
        if times[-1] < 1e-4:
            return points[-1:]
        steps = max(int(np.ceil(times[-1] * RATE)), 1)
        at = np.linspace(0.0, times[-1], steps + 1)
        line = np.stack([np.interp(at, times, points[:, j]) for j in range(DOF)], -1)
        return smooth(line, smoothing)

    def plan(
        self, start: np.ndarray, goal: np.ndarray, free: Free, vias: Sequence[np.ndarray] = (), seed: int = 0,
        tries: int = 150,
    ) -> np.ndarray | None:
        """A free motion (T, 11) from start to goal, the quickest of a few simple ones, else a searched one; None if
        there is none.

        Args:
            free: the collision test; start and goal should pass it.
            vias: postures that may help, each tried alone between start and goal.
            seed: of the search.
            tries: how many random postures each of three searches draws."""
        candidates = [[start, goal]]
        groups = {"lift": [LIFT], "base": [0, 1, 2], "arm": list(range(4, 11))}

        def moved(base: np.ndarray, *names: str) -> np.ndarray:
            out = base.copy()
            for name in names:
                out[groups[name]] = goal[groups[name]]
            return out

        for order in (("arm",), ("base",), ("lift",), ("lift", "arm"), ("arm", "base"), ("base", "lift")):
            candidates.append([start, moved(start, *order), goal])
        for first, second in (
            ("lift", "arm"), ("arm", "lift"), ("lift", "base"), ("base", "lift"), ("base", "arm"), ("arm", "base")
        ):
            candidates.append([start, moved(start, first), moved(start, first, second), goal])
        for via in vias:
            candidates.append([start, via, goal])
        high = start.copy()
        high[LIFT] = min(max(start[LIFT], goal[LIFT]) + 0.15, self._facts.lift_range[1])
        low_base = moved(high, "base")
        candidates += [
            [start, high, low_base, goal],
            [start, high, moved(high, "arm"), goal],
            [start, high, moved(low_base, "arm"), goal],
        ]
        times = [plain_sum(float(self.duration(a, b)) for a, b in pairwise(line)) for line in candidates]
        for k in np.argsort(times, kind="stable"):
            motion = self.timed(candidates[k])
            if free_motion(motion, free):
                return motion
        if not np.all(free(np.stack([start, goal]))):
            return None
        for attempt in range(3):
            line = self._search(start, goal, free, np.random.default_rng([seed, attempt]), tries)
            if line is None:
                continue
            for factor, smoothing in ((1.0, SMOOTHING), (0.5, 0.05)):  # the second hardly rounds its corners
                motion = self.timed(line, factor, smoothing)
                if free_motion(motion, free):
                    return motion
        return None

    def _edge(self, a: np.ndarray, b: np.ndarray, free: Free) -> bool:
        n = max(int(np.ceil(self.duration(a, b) / _STEP)), 1)
        return bool(np.all(free(a + (b - a) * (np.arange(1, n + 1) / n)[:, None])))

    def _search(
        self, start: np.ndarray, goal: np.ndarray, free: Free, rng: np.random.Generator, tries: int
    ) -> list[np.ndarray] | None:
        """Two trees that grow towards each other (RRT-Connect), then short cuts."""
        margin = np.array([0.5, 0.5, 0.8])
        facts = self._facts
        low = np.concatenate([np.minimum(start, goal)[:3] - margin, [facts.lift_range[0]], facts.arm_lower])
        high = np.concatenate([np.maximum(start, goal)[:3] + margin, [facts.lift_range[1]], facts.arm_upper])
        trees = [([start], [-1]), ([goal], [-1])]
        for k in range(tries):
            (nodes, parents), (others, other_parents) = trees
            sample = rng.uniform(low, high)
            if k % 4 == 0:  # postures between the ends serve more often than wild ones
                mix = rng.uniform(0, 1, DOF)
                sample = np.where(rng.uniform(0, 1, DOF) < 0.5, start + mix * (goal - start), sample)
            near = int(np.argmin(self.duration(np.array(nodes), sample)))
            length = float(self.duration(nodes[near], sample))
            new = nodes[near] + (sample - nodes[near]) * min(1.0, 0.6 / max(length, 1e-6))
            if self._edge(nodes[near], new, free):
                nodes.append(new)
                parents.append(near)
                other = int(np.argmin(self.duration(np.array(others), new)))
                current = other
                while True:
                    here = others[current]
                    length = float(self.duration(here, new))
                    step = here + (new - here) * min(1.0, 0.6 / max(length, 1e-6))
                    if not self._edge(here, step, free):
                        break
                    others.append(step)
                    other_parents.append(current)
                    current = len(others) - 1
                    if length <= 0.6:
                        first, second = _trace(nodes, parents, len(nodes) - 1), _trace(others, other_parents, current)
                        line = first[::-1] + second[1:]
                        return self._shorten(line if line[0] is start else line[::-1], free, rng)
            trees.reverse()
        return None

    def _shorten(self, line: list[np.ndarray], free: Free, rng: np.random.Generator) -> list[np.ndarray]:
        for _ in range(40):
            if len(line) < 3:
                break
            i, j = sorted(rng.choice(len(line), 2, replace=False))
            if j - i > 1 and self._edge(line[i], line[j], free):
                line = line[: i + 1] + line[j:]
        return line
