"""The grids as native vector environments: thousands of copies in one process, stepped as arrays."""

from __future__ import annotations

from typing import ClassVar

import gymnasium as gym
import numpy as np
from gymnasium.vector.utils import batch_space

from kitchen_dream.problems.grids.bus import DistractingBus
from kitchen_dream.problems.grids.cooking import CookingGrid
from kitchen_dream.problems.grids.environments import GridOrder
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.grids.rules import Action, GridProblem


class GridVectorEnv(gym.vector.VectorEnv):
    """A grid environment, `num_envs` times side by side, each copy walking through trials of its own.

    Spaces, rewards, ends and arguments are those of the single environment, with a leading axis of `num_envs`. Autoreset mode
    NEXT_STEP: the step after an episode's end ignores the action, begins the next episode of the trial, and gives reward 0.

    Examples:
        >>> import gymnasium as gym, kitchen_dream.problems
        >>> envs = gym.make_vec("KitchenDream/Map-v0", num_envs=3, vectorization_mode="vector_entry_point")
        >>> observations, infos = envs.reset(seed=0)
        >>> observations["vector"].shape, infos["phase"].tolist()
        ((3, 110), [0, 0, 0])
    """

    metadata = {"render_modes": [], "autoreset_mode": gym.vector.AutoresetMode.NEXT_STEP}  # noqa: RUF012
    problem_class: ClassVar[type[GridProblem]]

    def __init__(self, num_envs: int = 1, split: str = "train", executions: int = 1, split_seed: int = 0, render_mode: str | None = None):
        if num_envs < 1:
            raise ValueError(f"num_envs must be at least 1, got {num_envs}")
        if render_mode is not None:
            raise ValueError(f"render_mode {render_mode!r} is not known to this environment; it has none")
        self.num_envs, self.render_mode = num_envs, None
        self.problem = self.problem_class(split, num_envs, split_seed=split_seed)
        self.order = GridOrder(self.problem, executions)
        self.single_observation_space = self.problem.spec.observation_space()
        self.single_action_space = gym.spaces.Discrete(self.problem.spec.actions)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._over: np.ndarray | None = None

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[dict, dict]:
        """Begin an episode everywhere: the next one of each trial, or the one that `options` choose."""
        super().reset(seed=seed)
        if seed is not None:
            self.order.restart()
        observation = self.problem.begin(*self.order.next(np.arange(self.num_envs), self.np_random, options))
        self._over = np.zeros(self.num_envs, bool)
        return observation, self._info(np.zeros(self.num_envs), self._over)

    def step(self, actions: np.ndarray) -> tuple[dict, np.ndarray, np.ndarray, np.ndarray, dict]:
        """One action (num_envs,) in each episode, and a new episode where the last one had ended."""
        if self._over is None:
            raise gym.error.ResetNeeded("no episode has begun: call reset first")
        ended = self._over
        actions = np.asarray(actions)
        step = self.problem.step(np.where(ended, int(Action.NOOP), actions) if actions.shape == ended.shape else actions)
        success = self.problem.succeeded() & ~ended
        where = np.flatnonzero(ended)
        if len(where):
            self.problem.begin_at(where, *self.order.next(where, self.np_random))
        terminated, truncated = step.terminated & ~ended, step.truncated & ~ended
        self._over = terminated | truncated
        reward = np.where(ended, 0.0, step.reward)
        return self.problem.observe(), reward, terminated, truncated, self._info(np.where(ended, 0.0, step.seconds), success)

    def _info(self, seconds: np.ndarray, success: np.ndarray) -> dict:
        info = {
            "action_mask": np.ones((self.num_envs, self.problem.spec.actions), np.int8),
            "success": success.copy(),
            "seconds": seconds,
            "phase": self.problem.executing.astype(np.int64),
        }
        return info | {f"_{key}": np.ones(self.num_envs, bool) for key in info}


class CookingGridVectorEnv(GridVectorEnv):
    """`KitchenDream/CookingGrid-v0` side by side."""

    problem_class = CookingGrid


class DistractingBusVectorEnv(GridVectorEnv):
    """`KitchenDream/DistractingBus-v0` side by side."""

    problem_class = DistractingBus


class MapVectorEnv(GridVectorEnv):
    """`KitchenDream/Map-v0` side by side."""

    problem_class = MapGrid
