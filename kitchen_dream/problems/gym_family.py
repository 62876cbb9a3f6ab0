"""A Gymnasium environment of the user's own as a family of problems."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import combinations
from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium import spaces

from kitchen_dream.problems.base import EXPLORE, BatchStep, ProblemFamily
from kitchen_dream.problems.restartable import VectorProblem, checked_actions, no_sets
from kitchen_dream.problems.spec import Field, Fields, Observation, PrivilegedId, ProblemSpec

LIMIT = 10.0
"""Largest number in an observation."""
MakeEnv = Callable[[], gym.Env]


class GymFamily(ProblemFamily):
    """Problems of one Gymnasium environment.

    The environment's `reset` is given `options={"problem": k, "instruction": i}`, where k is one of `problems` and i a
    number from 0 to `instructions` - 1, or None in an exploration. Rewards of explorations are not used. Its actions
    are `Discrete`; its observations may be of any space that Gymnasium can flatten. Infos may hold `action_mask`
    (actions,) and `success` (bool); without the latter, an episode that terminates with a positive reward has
    succeeded.

    An observation here is the flattened one, the share of steps left, and the instruction, one-hot. One action is
    added, `stop`, which ends an exploration; in executions it is masked.

    Args:
        make_env: makes one environment; it is called once for each episode that runs side by side.
        problems: by split (`train` at least), what `reset` is given as `problem`.
        instructions: how many there are.
        max_steps: steps after which an episode is truncated; None: the environment's own limit.
        id_of: attributes of a problem (k,), from -10 to 10, read in training alone; None: which training problem it is.
        fact_sizes: how many of the attributes tell one fact together, in order; empty: each by itself.
        deterministic: whether the same seed and actions always bring the same observations.

    Raises ValueError, in one line, for what does not fit."""

    def __init__(
        self, make_env: MakeEnv, problems: Mapping[str, Sequence[Any]], instructions: int, *,
        max_steps: int | None = None, id_of: Callable[[Any], Sequence[float]] | None = None,
        fact_sizes: tuple[int, ...] = (), deterministic: bool = False,
    ):
        if not problems.get("train"):
            raise ValueError(f"{self.name}: problems must hold at least one problem under 'train'")
        if instructions < 1:
            raise ValueError(f"{self.name}: instructions must be at least 1, got {instructions}")
        self.make_env, self.problems, self.instructions = make_env, dict(problems), instructions
        self.splits, self.deterministic = tuple(problems), deterministic
        for one, other in combinations(("train", "validation", "test"), 2):
            keys = [{_key(problem) for problem in problems.get(split, ())} for split in (one, other)]
            if shared := keys[0] & keys[1]:
                raise ValueError(
                    f"{self.name}: {next(iter(shared))} is a problem of both {one} and {other}; they must be disjoint"
                )
        train = {_key(problem): row for row, problem in enumerate(problems["train"])}
        one_hot = np.eye(len(train) + 1, len(train), dtype=np.float32)
        self._id_of = id_of or (lambda problem: one_hot[train.get(_key(problem), -1)])
        self._fact_sizes = fact_sizes if id_of else (len(train),)
        env = make_env()
        self.spec = self._spec_of(env, max_steps)
        env.close()

    def _spec_of(self, env: gym.Env, max_steps: int | None) -> ProblemSpec:
        if not isinstance(env.action_space, spaces.Discrete) or env.action_space.start != 0:
            raise ValueError(f"{self.name}: actions must be Discrete from 0, got {env.action_space}")
        steps = max_steps or (env.spec.max_episode_steps if env.spec else None)
        if not steps:
            raise ValueError(f"{self.name}: how long is an episode? give max_steps")
        try:
            fields = _fields(env.observation_space)
        except NotImplementedError:
            raise ValueError(f"{self.name}: observations of {env.observation_space} cannot be flattened") from None
        actions = int(env.action_space.n)
        return ProblemSpec(
            self.name,
            vector=Fields(*fields, Field("time_left", 1, "share of steps left")),
            instruction=Fields(Field("instruction", self.instructions, "one-hot")),
            id_vector=Fields(
                Field("problem", len(self._id_of(self.problems["train"][0])), "attributes of the problem")
            ),
            actions=(*(f"action_{k}" for k in range(actions)), "stop"),
            stop=actions,
            max_steps=int(steps),
            fact_sizes=self._fact_sizes,
        )

    def size(self, split: str) -> int:
        if split not in self.problems:
            raise ValueError(f"{self.name} has no split {split!r}; use one of: {', '.join(self.splits)}")
        return len(self.problems[split])

    def batch(self, split: str, num_envs: int, setting: str = "instructed") -> GymProblem:
        self.size(split)
        return GymProblem(self, split, num_envs)

    def render(self, problem: GymProblem) -> np.ndarray:
        """What the environment of the first episode renders. Raises ValueError where that is nothing."""
        try:
            picture = problem.envs[0].render()
        except NotImplementedError:  # what Gymnasium's own class does
            picture = None
        if picture is None:
            raise ValueError(
                f"{self.name}: its environment renders nothing; let make_env make it with render_mode='rgb_array'"
            )
        return np.asarray(picture)


class GymProblem(VectorProblem):
    """B episodes, each in an environment of its own."""

    def __init__(self, family: GymFamily, split: str, batch: int):
        self.instructions, self.spec = np.eye(family.instructions, dtype=np.float32), family.spec
        self._open(split, batch)
        self.problems, self._id_of = family.problems[split], family._id_of
        self.envs = [family.make_env() for _ in range(batch)]
        self._over, self._success = np.ones(batch, bool), np.zeros(batch, bool)
        self._seen = np.zeros((batch, self.spec.vector.size - 1), np.float32)
        self._mask = np.ones((batch, self.spec.num_actions), np.int8)

    def __len__(self) -> int:
        return len(self.problems)

    def begin_at(
        self, where: np.ndarray, rows: np.ndarray, instruction: np.ndarray, rng: np.random.Generator | None = None,
        start: np.ndarray | None = None,
    ) -> None:
        """Reset the environments `where` (k,) in the problems `rows` (k,), with seeds that `rng` draws."""
        self.rows[where], self.instruction[where] = rows, instruction
        self.steps[where], self._over[where], self._success[where] = 0, False, False
        for place in where.tolist():
            asked = int(self.instruction[place])
            options = {"problem": self.problems[self.rows[place]], "instruction": None if asked == EXPLORE else asked}
            seed = None if rng is None else int(rng.integers(2**31))
            self._take(place, *self.envs[place].reset(seed=seed, options=options))

    def step(self, actions: np.ndarray) -> BatchStep:
        """One action (B,) in each episode; `stop` ends one, and changes nothing in one that has ended."""
        actions = checked_actions(actions, self.batch, self.spec.num_actions)
        reward, stopped = np.zeros(self.batch), actions == self.spec.stop
        terminated, truncated = stopped.copy(), np.zeros(self.batch, bool)
        self._success = np.zeros(self.batch, bool)
        for place in np.flatnonzero(~stopped & ~self._over).tolist():
            observation, gained, terminated[place], truncated[place], info = self.envs[place].step(int(actions[place]))
            paid, executing = float(gained), self.instruction[place] != EXPLORE
            reward[place] = paid if executing else 0.0
            self._success[place] = executing and info.get("success", terminated[place] and paid > 0)
            self.steps[place] += 1
            self._take(place, observation, info)
        truncated |= (self.steps >= self.spec.max_steps) & ~terminated
        self._over |= terminated | truncated
        return BatchStep(reward, terminated, truncated & ~terminated, np.ones(self.batch))

    def observe(self) -> Observation:
        left = 1 - self.steps / self.spec.max_steps
        mask = self._mask.copy()
        mask[:, self.spec.stop] = (self.instruction == EXPLORE) | self._over
        return self._observation(np.column_stack([self._seen, left]).astype(np.float32), mask)

    def succeeded(self) -> np.ndarray:
        return self._success.copy()

    def privileged(self, rows: np.ndarray) -> PrivilegedId:
        rows = np.asarray(rows)
        attributes = np.array([self._id_of(self.problems[row]) for row in rows], np.float32)
        return PrivilegedId(rows, no_sets(len(rows))["entities"], attributes.reshape(len(rows), -1))

    def close(self) -> None:
        """Close all environments."""
        for env in self.envs:
            env.close()

    def _take(self, place: int, observation: Any, info: Mapping[str, Any]) -> None:
        flat = np.asarray(spaces.utils.flatten(self.envs[place].observation_space, observation))
        self._seen[place] = np.clip(flat, -LIMIT, LIMIT)
        self._mask[place, : self.spec.stop] = info.get("action_mask", 1)


def _fields(space: spaces.Space) -> list[Field]:
    """A field for each part of a space, as it is flattened; raises ValueError for numbers that are too large."""
    parts: dict[str, spaces.Space] = {"observation": space}
    if isinstance(space, spaces.Dict):
        parts = dict(space.spaces)
    elif isinstance(space, spaces.Tuple):
        parts = {f"observation_{number}": part for number, part in enumerate(space.spaces)}
    for name, part in parts.items():
        if isinstance(part, spaces.Box):
            ends = np.concatenate([part.low.ravel(), part.high.ravel()])
            if np.abs(ends[np.isfinite(ends)], dtype=float).max(initial=0) > LIMIT:
                what = f"{name} has bounds beyond {LIMIT:g} ({part}); see gymnasium.wrappers.RescaleObservation"
                raise ValueError(what)
    return [Field(name, spaces.utils.flatdim(part)) for name, part in parts.items()]


def _key(problem: Any) -> Any:
    return problem if isinstance(problem, Hashable) else repr(problem)
