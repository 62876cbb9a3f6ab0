"""The sign rooms as native vector environments: many copies in one process, stepped as arrays, with pictures from memory."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from kitchen_dream.problems.episode_env import EpisodeVectorEnv
from kitchen_dream.problems.flat_order import FlatOrder
from kitchen_dream.problems.sign_room.environments import with_picture
from kitchen_dream.problems.sign_room.rules import SignRoom13, SignRoom20, SignRoomProblem, SignRoomRandom
from kitchen_dream.problems.sign_room.world import SignRooms


class SignRoomVectorEnv(EpisodeVectorEnv):
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
        self._check(num_envs, render_mode)
        if free_poses:
            raise ValueError("free_poses: only the single environment has them; many of it: vectorization_mode='async'")
        problem = self.problem_class(split, num_envs, world=world)
        self._open(problem, FlatOrder(problem, executions))

    def _begin(self, where: np.ndarray, options: dict | None) -> None:
        rows, instruction = self.order.next(where, self.np_random, options)
        self.problem.begin_at(where, rows, instruction, self.problem.draw_starts(len(where), self.np_random))

    def _observe(self) -> dict:
        return with_picture(self.problem, self.problem.observe())


class SignRoom13VectorEnv(SignRoomVectorEnv):
    """`KitchenDream/SignRoom13-v0` side by side."""

    problem_class = SignRoom13


class SignRoomRandomVectorEnv(SignRoomVectorEnv):
    """`KitchenDream/SignRoomRandom-v0` side by side."""

    problem_class = SignRoomRandom
