"""How agents on sequences choose actions: greedy on values, with a ladder of random shares over parallel episodes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kitchen_dream.problems.spec import Observation, ProblemSpec

Values = Callable[[Observation, np.ndarray | None, np.ndarray | None], np.ndarray]
"""Action values (B, A) of an observation, given the last actions and rewards (B,), or None at the first step; it may remember."""


class Choice:
    """A policy for one episode of a batch: call it with each observation in turn."""

    def __init__(self, values: Values, rng: np.random.Generator, epsilon: float, mask: np.ndarray):
        """mask (A,): 0 for what may not be chosen, otherwise how often a random action is this one, before they sum to 1."""
        self._values, self._rng, self._epsilon, self._mask = values, rng, epsilon, mask
        self._chance = mask / mask.sum()
        self._last: np.ndarray | None = None
        self._reward: np.ndarray | None = None

    def __call__(self, observation: Observation) -> np.ndarray:
        """Actions (B,) int64."""
        values = self._values(observation, self._last, self._reward)
        best = np.where(self._mask > 0, values, -np.inf).argmax(1)
        if self._epsilon > 0:
            # From careful to curious, with epsilon as the mean.
            share = np.linspace(0.0, 2 * self._epsilon, len(best)).clip(max=1.0)
            random = self._rng.choice(len(self._chance), size=len(best), p=self._chance)
            best = np.where(self._rng.random(len(best)) < share, random, best)
        self._last = best
        return best

    def saw(self, reward: np.ndarray) -> None:
        """Take in the rewards (B,) of the last actions."""
        self._reward = reward.astype(np.float32)


def ladder(schedule: tuple[float, float, float], now: float) -> float:
    """A share that falls linearly from the first to the last over the third."""
    first, last, over = schedule
    return last + (first - last) * max(0.0, 1 - now / over)


def chances(spec: ProblemSpec) -> np.ndarray:
    """Shares (A,) of random actions: all alike but for ending, which is rare, since it cuts the rest of an episode off."""
    out = np.ones(spec.actions)
    out[spec.stop] = 0.1
    return out


def scripted(spec: ProblemSpec, rng: np.random.Generator) -> Choice:
    """A policy that follows the problem's tour; raises ValueError where there is none."""
    if not spec.tour:
        raise ValueError(f"the problem {spec.name} has no scripted tour; use another agent")
    script = iter(spec.tour)

    def values(observation: Observation, last: np.ndarray | None, reward: np.ndarray | None) -> np.ndarray:
        return np.tile(np.eye(spec.actions)[next(script, spec.stop)], (len(observation["vector"]), 1))

    return Choice(values, rng, 0.0, np.ones(spec.actions))


def wandering(rng: np.random.Generator, mask: np.ndarray) -> Choice:
    """A policy that acts at random, in tests as well: every action that the mask (A,) allows is as likely."""

    def values(observation: Observation, last: np.ndarray | None, reward: np.ndarray | None) -> np.ndarray:
        return rng.random((len(observation["vector"]), len(mask)))

    return Choice(values, rng, 0.0, mask)
