"""Exact values on sign rooms by backward induction over poses: what can be reached with and without knowing the word.

Reading is ideal here: one differing pixel tells the words apart. The room itself (where things stand) is known to every
planner, and only the word is not: on random rooms, `blind` and PEARL-UB are therefore upper bounds of what can be had
without exploring and with Thompson sampling."""

import numpy as np

from kitchen_dream.problems.sign_room.poses import Action, PoseGraph
from kitchen_dream.sim.sign_room.layout import COLOURS, KINDS

WORDS, ASKED, OBJECTS = len(COLOURS), len(KINDS), len(COLOURS) * len(KINDS)
MOVES = (Action.LEFT, Action.RIGHT, Action.FORWARD)


class SignPlanner:
    """Values of an execution of `limit` steps in rooms whose words differ in `differing` (P,) pixels at each pose.

    Args:
        graph: poses; `starts` (rooms, S) are those of the rooms to average over, all equally likely.
        differing: pixels that differ between the words at each pose.
        limit: steps of an execution.
        explore: steps of an exploration.
        pixels: how many pixels must differ for the word to be known."""

    def __init__(self, graph: PoseGraph, differing: np.ndarray, limit: int, explore: int, pixels: int = 1):
        self.following, self.touched = graph.following[:, MOVES], graph.touched
        self.starts, self.limit, self.explore = graph.starts, limit, explore
        self.reading = differing >= pixels
        kind, colour = np.divmod(np.maximum(graph.touched, 0), WORDS)
        right = (colour == np.arange(WORDS)[:, None])[:, None] & (kind == np.arange(ASKED)[:, None])
        self.pay = np.where(graph.touched >= 0, np.where(right, 1.0, -1.0), 0.0)
        """(words, instructions, P): reward of arriving."""

    def oracle(self) -> float:
        """Mean best return of who knows the word."""
        return float(self._known()[-1][:, :, self.starts].mean())

    def blind(self) -> float:
        """Best expected return of who never explored: both words are equally likely, until the sign is read."""
        known, mean_pay = self._known(), self.pay.mean(0)
        value = np.zeros_like(mean_pay)
        for left in range(self.limit):
            value = self._best(mean_pay, np.where(self.reading, known[left].mean(0), value))
        value = np.where(self.reading, known[self.limit].mean(0), value)
        return float(value[:, self.starts].mean())

    def random(self) -> float:
        """Mean return of uniformly random actions."""
        value = np.zeros_like(self.pay)
        for _ in range(self.limit):
            value = self._arriving(self.pay, value)[..., self.following].sum(-1) / len(Action)  # ending pays nothing
        return float(value[:, :, self.starts].mean())

    def pearl(self) -> tuple[float, float]:
        """PEARL-UB, the return of Thompson sampling, and how often its exploration reads the sign.

        In each episode a word is drawn from the true posterior, and the policy that is optimal for it followed: to the
        asked object of that colour on a shortest way, drawn anew among equally short ones (of equal returns,
        discounting prefers the shortest). The exploration has an instruction in mind that nobody gave. Ways that take
        longer than the episode are not begun."""
        distance = [self.steps_to(self.touched == number) for number in range(OBJECTS)]
        read = np.mean([self._read_on_the_way(d)[self.starts] for d in distance], axis=0)
        read[self.reading[self.starts]] = 1.0
        reached = (
            np.stack([d[self.starts] <= self.limit for d in distance])
            .reshape(ASKED, WORDS, *self.starts.shape)
            .astype(float)
        )
        told = reached.mean((0, 1, 3))  # by room
        guessed = (reached - reached[:, ::-1]).mean((0, 1, 3)) / 2
        chance = read.mean(1)
        return float((chance * told + (1 - chance) * guessed).mean()), float(chance.mean())

    def steps_to(self, goal: np.ndarray) -> np.ndarray:
        """(P,) steps to the nearest pose where `goal` (P,) holds; a large number where none can be reached."""
        far = len(goal)
        distance = np.where(goal, 0, far)
        while True:
            nearer = np.minimum(distance, distance[self.following].min(1) + 1)
            if (nearer == distance).all():
                return distance
            distance = nearer

    def _known(self) -> list[np.ndarray]:
        """(words, instructions, P) best returns by steps left, 0 to `limit`."""
        values = [np.zeros_like(self.pay)]
        for _ in range(self.limit):
            values.append(self._best(self.pay, values[-1]))
        return values

    def _best(self, pay: np.ndarray, after: np.ndarray) -> np.ndarray:
        """Best return (..., P) one step before `after`; ending pays nothing."""
        return np.maximum(self._arriving(pay, after)[..., self.following].max(-1), 0.0)

    def _arriving(self, pay: np.ndarray, after: np.ndarray) -> np.ndarray:
        return np.where(self.touched >= 0, pay, after)

    def _read_on_the_way(self, distance: np.ndarray) -> np.ndarray:
        """(P,) chance of reading on a shortest way, drawn among equally good ones, to where `distance` is 0."""
        chance = self.reading.astype(float)
        for steps in range(1, min(self.explore, int(distance[self.starts].max())) + 1):
            here = np.flatnonzero((distance == steps) & ~self.reading)
            good = distance[self.following[here]] == steps - 1
            chance[here] = (chance[self.following[here]] * good).sum(1) / good.sum(1)
        return chance
