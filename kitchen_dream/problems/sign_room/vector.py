"""The sign rooms as native vector environments: many copies in one process, stepped as arrays, with pictures from memory."""

from __future__ import annotations

from typing import ClassVar

import gymnasium as gym
import numpy as np
from gymnasium.vector.utils import batch_space

from kitchen_dream.problems.grids.environments import GridOrder
from kitchen_dream.problems.sign_room.environments import with_picture
from kitchen_dream.problems.sign_room.poses import Action
from kitchen_dream.problems.sign_room.rules import SignRoom13, SignRoom20, SignRoomProblem, SignRoomRandom
from kitchen_dream.problems.sign_room.world import SignRooms


class SignRoomVectorEnv(gym.vector.VectorEnv):
    """`KitchenDream/SignRoom-v0`, `num_envs` times side by side, each copy walking through trials of its own.

    Spaces, rewards, ends and arguments are those of the single environment, with a leading axis of `num_envs`; poses lie on the
    lattice. Autoreset mode NEXT_STEP: the step after an episode's end ignores the action, begins the next episode of the trial, and
    gives reward 0.

    Examples:
        >>> import gymnasium as gym, kitchen_dream.problems
        >>> envs = gym.make_vec("KitchenDream/SignRoom-v0", num_envs=3, vectorization_mode="vector_entry_point")
        >>> envs.single_observation_space["picture"].shape, envs.action_space.shape
        ((60, 80, 3), (3,))
    """

    metadata = {"render_modes": [], "autoreset_mode": gym.vector.AutoresetMode.NEXT_STEP}  # noqa: RUF012
    problem_class: ClassVar[type[SignRoomProblem]] = SignRoom20

    def __init__(
        self,
        num_envs: int = 1,
        split: str = "train",
        executions: int = 1,
        free_poses: bool = False,
        render_mode: str | None = None,
        world: SignRooms | None = None,
    ):
        if num_envs < 1:
            raise ValueError(f"num_envs must be at least 1, got {num_envs}")
        if render_mode is not None:
            raise ValueError(f"render_mode {render_mode!r} is not known to this environment; it has none")
        if free_poses:
            raise ValueError("free_poses: only the single environment has them; many of it: vectorization_mode='async'")
        self.num_envs, self.render_mode = num_envs, None
        self.problem = self.problem_class(split, num_envs, world=world)
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
        self._begin(np.arange(self.num_envs), options)
        self._over = np.zeros(self.num_envs, bool)
        return with_picture(self.problem, self.problem.observe()), self._info(np.zeros(self.num_envs), self._over)

    def step(self, actions: np.ndarray) -> tuple[dict, np.ndarray, np.ndarray, np.ndarray, dict]:
        """One action (num_envs,) in each episode, and a new episode where the last one had ended."""
        if self._over is None:
            raise gym.error.ResetNeeded("no episode has begun: call reset first")
        ended = self._over
        actions = np.asarray(actions)
        step = self.problem.step(np.where(ended, int(Action.END), actions) if actions.shape == ended.shape else actions)
        success = self.problem.succeeded() & ~ended
        where = np.flatnonzero(ended)
        if len(where):
            self._begin(where)
        terminated, truncated = step.terminated & ~ended, step.truncated & ~ended
        self._over = terminated | truncated
        info = self._info(np.where(ended, 0.0, step.seconds), success)
        seen = with_picture(self.problem, self.problem.observe())
        return seen, np.where(ended, 0.0, step.reward), terminated, truncated, info

    def _begin(self, where: np.ndarray, options: dict | None = None) -> None:
        rows, instruction = self.order.next(where, self.np_random, options)
        self.problem.begin_at(where, rows, instruction, self.problem.draw_starts(len(where), self.np_random))

    def _info(self, seconds: np.ndarray, success: np.ndarray) -> dict:
        info = {
            "action_mask": np.ones((self.num_envs, self.problem.spec.actions), np.int8),
            "success": success.copy(),
            "seconds": seconds,
            "phase": self.problem.executing.astype(np.int64),
        }
        return info | {f"_{key}": np.ones(self.num_envs, bool) for key in info}


class SignRoom13VectorEnv(SignRoomVectorEnv):
    """`KitchenDream/SignRoom13-v0` side by side."""

    problem_class = SignRoom13


class SignRoomRandomVectorEnv(SignRoomVectorEnv):
    """`KitchenDream/SignRoomRandom-v0` side by side."""

    problem_class = SignRoomRandom
