"""The kitchen as a native vector environment: thousands of kitchens in one process, stepped as arrays."""

from __future__ import annotations

from pathlib import Path

import gymnasium as gym
import numpy as np
from gymnasium.vector.utils import batch_space

from kitchen_dream.problems.episode_order import EpisodeOrder, read_options
from kitchen_dream.problems.gym_env import check_options, kitchen_set
from kitchen_dream.problems.kitchen import KitchenProblem
from kitchen_dream.problems.kitchen_observation import InstructionAs
from kitchen_dream.rules.limits import EXPLORE_SECONDS
from kitchen_dream.rules.tables import Tables


class KitchenVectorEnv(gym.vector.VectorEnv):
    """`KitchenDream/Kitchen-v0`, `num_envs` times side by side.

    Spaces, rewards, ends and arguments are those of `KitchenEnv`, with a leading axis of `num_envs`. Every sub-environment walks
    through trials of its own.

    Autoreset mode: NEXT_STEP. The step after an episode's end ignores the action, begins the next episode of the trial, and
    gives reward 0 and no end. `info` holds arrays (num_envs,) under the keys of the single environment; as Gymnasium has it, `_key`
    tells where a key has a value, which is everywhere.

    Examples:
        >>> import gymnasium as gym, kitchen_dream.problems
        >>> envs = gym.make_vec("KitchenDream/Kitchen-v0", num_envs=3, vectorization_mode="vector_entry_point", kitchens=8)
        >>> observations, infos = envs.reset(seed=0)
        >>> observations["action_mask"].shape, infos["phase"].tolist()
        ((3, 23), [0, 0, 0])
    """

    metadata = {"render_modes": [], "autoreset_mode": gym.vector.AutoresetMode.NEXT_STEP}  # noqa: RUF012

    def __init__(
        self,
        num_envs: int = 1,
        split: str = "train",
        kitchens: int = 1024,
        dense: bool = True,
        instruction: InstructionAs = "ingredients",
        executions: int = 1,
        explore_seconds: float = EXPLORE_SECONDS,
        cache: Path | None = None,
        tables: Tables | None = None,
        render_mode: str | None = None,
    ):
        if num_envs < 1:
            raise ValueError(f"num_envs must be at least 1, got {num_envs}")
        if render_mode is not None:
            raise ValueError(f"render_mode {render_mode!r} is not known to this environment; it has none")
        check_options(dense, instruction, explore_seconds)
        tables = kitchen_set(split, kitchens, cache, tables)
        self.num_envs, self.render_mode = num_envs, None
        self.problem = KitchenProblem(tables, split, num_envs, dense=dense, instruction=instruction, explore_seconds=explore_seconds)
        self.order = EpisodeOrder(self.problem, executions)
        self.single_observation_space = self.problem.spec.observation_space()
        self.single_action_space = gym.spaces.Discrete(self.problem.spec.actions)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._everyone = np.arange(num_envs)
        self._over: np.ndarray | None = None

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[dict, dict]:
        """Begin an episode everywhere: the next one of each trial, or the one that `options` choose."""
        super().reset(seed=seed)
        choice = read_options(options, self.problem)
        if seed is not None:
            self.order.restart()
        rows, instruction = self.order.advance(self._everyone, self.np_random, choice)
        observation = self.problem.begin(rows, instruction)
        self._over = np.zeros(self.num_envs, bool)
        return observation, self._info(np.zeros(self.num_envs))

    def step(self, actions: np.ndarray) -> tuple[dict, np.ndarray, np.ndarray, np.ndarray, dict]:
        """One skill (num_envs,) in each episode, and a new episode where the last one had ended."""
        if self._over is None:
            raise gym.error.ResetNeeded("no episode has begun: call reset first")
        ended = self._over
        actions = np.asarray(actions)
        step = self.problem.step(np.where(ended, self.problem.spec.stop, actions) if actions.shape == ended.shape else actions)
        where = np.flatnonzero(ended)
        if len(where):
            self.problem.episodes.begin(where, *self.order.advance(where, self.np_random))
        reward = np.where(ended, 0.0, step.reward)
        terminated, truncated = step.terminated & ~ended, step.truncated & ~ended
        self._over = terminated | truncated
        return self.problem.observe(), reward, terminated, truncated, self._info(np.where(ended, 0.0, step.seconds))

    def _info(self, seconds: np.ndarray) -> dict:
        info = {
            "action_mask": self.problem.episodes.mask.astype(np.int8),
            "success": self.problem.succeeded(),
            "seconds": np.asarray(seconds, np.float64),
            "phase": self.problem.episodes.executing.astype(np.int64),
        }
        return info | {f"_{key}": np.ones(self.num_envs, bool) for key in info}
