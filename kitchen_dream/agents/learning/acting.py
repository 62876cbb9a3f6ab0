"""How agents choose actions: greedy on values, with shares of random actions that differ over parallel episodes."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from kitchen_dream.problems.spec import Observation, ProblemSpec
from kitchen_dream.trial.rollout import Policy

Values = Callable[[Observation, np.ndarray | None, np.ndarray | None, Any], np.ndarray]
"""Action values (B, A) of an observation, given the last actions and rewards (B,), None at first; it may remember. The
last argument are the episodes that these are, of all: a slice or, where nothing is remembered, their numbers."""


class EpsilonGreedy(Policy):
    """The best action by some values or, in a share of the steps, a random one, in one episode of a batch.

    The share grows over the parallel episodes from 0 to twice epsilon: some are careful, some are curious."""

    def __init__(
        self, spec: ProblemSpec, values: Values, rng: np.random.Generator, epsilon: float = 0.0, mask_end: bool = False,
        *, remembers: bool,
    ):
        """mask_end: the episode may not be ended while anything else is possible. remembers: `values` does."""
        self._spec, self._values, self._rng = spec, values, rng
        self._epsilon, self._mask_end, self._remembers = epsilon, mask_end, remembers
        self._last: np.ndarray | None = None
        self._reward: np.ndarray | None = None

    def __call__(self, observation: Observation) -> tuple[np.ndarray, np.ndarray]:
        mask = observation["action_mask"]
        if self._mask_end:
            mask = without_end(self._spec, mask)
        if self.live is None or self._remembers:
            values = self._values(observation, self._last, self._reward, slice(None))
        else:  # late in a batch most episodes are over
            rows = np.flatnonzero(self.live)
            seen = {name: value[rows] for name, value in observation.items()}
            values = np.zeros(mask.shape, np.float32)
            values[rows] = self._values(seen, None, None, rows)
        best = np.where(mask > 0, values, -np.inf).argmax(1)
        chosen = best
        if self._epsilon > 0:
            random = random_actions(self._spec, mask, self._rng)
            chosen = np.where(self._rng.random(len(best)) < _shares(self._epsilon, len(best)), random, best)
        self._last = chosen
        return chosen, chosen == best

    def observe_reward(self, reward: np.ndarray) -> None:
        self._reward = reward.astype(np.float32)


class RandomPolicy(Policy):
    """Acts at random, in tests as well."""

    def __init__(self, spec: ProblemSpec, rng: np.random.Generator, mask_end: bool = False):
        self._spec, self._rng, self._mask_end = spec, rng, mask_end

    def __call__(self, observation: Observation) -> tuple[np.ndarray, np.ndarray]:
        mask = observation["action_mask"]
        chosen = random_actions(self._spec, without_end(self._spec, mask) if self._mask_end else mask, self._rng)
        return chosen, np.zeros(len(chosen), bool)


class ScriptedPolicy(Policy):
    """Follows the problem's scripted exploration, leaving out what is not possible, then ends."""

    def __init__(self, spec: ProblemSpec):
        """Raises ValueError where there is no script."""
        if not spec.scripted_exploration:
            raise ValueError(f"the problem {spec.name} has no scripted exploration; use another agent")
        self._script = np.array([*spec.scripted_exploration, spec.stop])
        self._at: np.ndarray | int = 0
        """(B, 1) where in the script each episode is."""

    def __call__(self, observation: Observation) -> tuple[np.ndarray, np.ndarray]:
        steps = np.arange(len(self._script))
        possible = (observation["action_mask"][:, self._script] > 0) & (steps >= self._at)
        now = np.where(possible.any(1), possible.argmax(1), steps[-1])
        self._at = now[:, None] + 1
        return self._script[now], np.zeros(len(now), bool)


@functools.lru_cache(maxsize=64)
def _shares(epsilon: float, batch: int) -> np.ndarray:
    return np.linspace(0.0, 2 * epsilon, batch).clip(max=1.0)


def without_end(spec: ProblemSpec, mask: np.ndarray) -> np.ndarray:
    """The mask (B, A) without the action that ends the episode, unless it is the only one possible."""
    out = mask.copy()
    out[:, spec.stop] = mask.sum(1) <= 1
    return out


def random_actions(spec: ProblemSpec, mask: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Possible actions (B,): entity, slot or other with equal chances, then one of these; ending is rare.

    Uniform draws would nearly always act on yet another entity, since these are the most; ending cuts the rest off."""
    weight = mask.astype(np.float64)
    if spec.has_sets:
        entities, slots = spec.entities, spec.slots
        for group in (slice(0, entities), slice(entities, entities + slots), slice(entities + slots, None)):
            weight[:, group] /= np.maximum(mask[:, group].sum(1, keepdims=True), 1)
    weight[:, spec.stop] *= 0.1
    # The exponential races of a categorical draw.
    return np.argmin(rng.exponential(size=mask.shape) / np.maximum(weight, 1e-12), axis=1)


def annealed(schedule: tuple[float, float, float], now: float) -> float:
    """A share that falls linearly from the first number to the second over the third."""
    first, last, over = schedule
    return last + (first - last) * max(0.0, 1 - now / over)
