"""What all Gymnasium environments share, one episode at a time and side by side: trials, ends, autoreset, info."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import gymnasium as gym
import numpy as np
from gymnasium.vector.utils import batch_space

from kitchen_dream.problems.episode_order import EpisodeOrder
from kitchen_dream.problems.spec import Observation


class EpisodeEnv(gym.Env, ABC):
    """A batch of one episode as a Gymnasium environment.

    A subclass calls `_open` when it is made, and fills in `_begin`; `_single` where an observation has more than its first row.
    """

    problem: Any
    order: EpisodeOrder

    def _open(self, problem: Any, order: EpisodeOrder) -> None:
        """Take the problem, a batch of one, and the order of its episodes."""
        self.problem, self.order = problem, order
        self.observation_space = problem.spec.observation_space()
        self.action_space = gym.spaces.Discrete(problem.spec.num_actions)
        self._over = True

    def _check_render_mode(self, render_mode: str | None) -> None:
        """Raise ValueError for a mode that this environment does not have."""
        if render_mode is not None and render_mode not in self.metadata["render_modes"]:
            known = ", ".join(self.metadata["render_modes"]) or "none"
            raise ValueError(f"render_mode {render_mode!r} is not known to this environment; it has: {known}")
        self.render_mode = render_mode

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[dict, dict]:
        """Begin the next episode of the trial, or the one that `options` choose."""
        super().reset(seed=seed)
        if seed is not None:
            self.order.restart()
        observation = self._begin(options)
        self._over = False
        return self._single(observation), self._info(0.0)

    def step(self, action: int) -> tuple[dict, float, bool, bool, dict]:
        """Carry out one action. Raises ResetNeeded after the end, ValueError for what is no action."""
        if self._over:
            raise gym.error.ResetNeeded("the episode is over, or none has begun: call reset first")
        if not self.action_space.contains(action):
            raise ValueError(f"action {action!r} does not exist; actions are 0 to {self.action_space.n - 1}")
        step = self.problem.step(np.array([action]))
        terminated, truncated = bool(step.terminated[0]), bool(step.truncated[0])
        self._over = terminated or truncated
        return self._single(self.problem.observe()), float(step.reward[0]), terminated, truncated, self._info(float(step.seconds[0]))

    @abstractmethod
    def _begin(self, options: dict | None) -> Observation:
        """Begin the next episode and observe it; ValueError, in one line, for options that cannot be."""

    def _single(self, observation: Observation) -> dict:
        return {key: value[0] for key, value in observation.items()}

    def _info(self, seconds: float) -> dict:
        return {
            "action_mask": self.problem.observe()["action_mask"][0],
            "success": bool(self.problem.succeeded()[0]),
            "seconds": seconds,
            "phase": int(self.order.episode[0] > 0),
        }


class EpisodeVectorEnv(gym.vector.VectorEnv, ABC):
    """A batch of B episodes as a native vector environment, each copy walking through trials of its own.

    Autoreset mode NEXT_STEP: the step after an episode's end ignores the action, begins the next episode of the trial, and gives
    reward 0 and no end. A subclass calls `_open` when it is made, and fills in `_begin`.
    """

    metadata: ClassVar = {"render_modes": [], "autoreset_mode": gym.vector.AutoresetMode.NEXT_STEP}
    problem: Any
    order: EpisodeOrder

    def _check(self, num_envs: int, render_mode: str | None) -> None:
        """Raise ValueError for a number of copies, or a mode, that cannot be."""
        if num_envs < 1:
            raise ValueError(f"num_envs must be at least 1, got {num_envs}")
        if render_mode is not None:
            raise ValueError(f"render_mode {render_mode!r} is not known to this environment; it has none")
        self.num_envs, self.render_mode = num_envs, None

    def _open(self, problem: Any, order: EpisodeOrder) -> None:
        """Take the problem, a batch of `num_envs`, and the order of its episodes."""
        self.problem, self.order = problem, order
        self.single_observation_space = problem.spec.observation_space()
        self.single_action_space = gym.spaces.Discrete(problem.spec.num_actions)
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)
        self._over: np.ndarray | None = None

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[dict, dict]:
        """Begin an episode everywhere: the next one of each trial, or the one that `options` choose."""
        super().reset(seed=seed)
        if seed is not None:
            self.order.restart()
        self._begin(np.arange(self.num_envs), options)
        self._over = np.zeros(self.num_envs, bool)
        return self._observe(), self._info(np.zeros(self.num_envs), self._over)

    def step(self, actions: np.ndarray) -> tuple[dict, np.ndarray, np.ndarray, np.ndarray, dict]:
        """One action (num_envs,) in each episode, and a new episode where the last one had ended."""
        if self._over is None:
            raise gym.error.ResetNeeded("no episode has begun: call reset first")
        ended = self._over
        actions = np.asarray(actions)
        step = self.problem.step(np.where(ended, self.problem.spec.stop, actions) if actions.shape == ended.shape else actions)
        success = self.problem.succeeded() & ~ended
        where = np.flatnonzero(ended)
        if len(where):
            self._begin(where, None)
        terminated, truncated = step.terminated & ~ended, step.truncated & ~ended
        self._over = terminated | truncated
        info = self._info(np.where(ended, 0.0, step.seconds), success)
        return self._observe(), np.where(ended, 0.0, step.reward), terminated, truncated, info

    @abstractmethod
    def _begin(self, where: np.ndarray, options: dict | None) -> None:
        """Begin the next episodes of the trials `where` (k,); ValueError, in one line, for options that cannot be."""

    def _observe(self) -> dict:
        return self.problem.observe()

    def _info(self, seconds: np.ndarray, success: np.ndarray) -> dict:
        info = {
            "action_mask": self.problem.observe()["action_mask"],
            "success": success.copy(),
            "seconds": np.asarray(seconds, np.float64),
            "phase": (self.order.episode > 0).astype(np.int64),
        }
        return info | {f"_{key}": np.ones(self.num_envs, bool) for key in info}
