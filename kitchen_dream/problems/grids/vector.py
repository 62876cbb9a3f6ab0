"""The grids as native vector environments: thousands of copies in one process, stepped as arrays."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from kitchen_dream.problems.episode_env import EpisodeVectorEnv
from kitchen_dream.problems.flat_order import FlatOrder
from kitchen_dream.problems.grids.bus import DistractingBus
from kitchen_dream.problems.grids.cooking import CookingGrid
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.grids.rules import GridProblem


class GridVectorEnv(EpisodeVectorEnv):
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

    problem_class: ClassVar[type[GridProblem]]

    def __init__(
        self,
        num_envs: int = 1,
        split: str = "train",
        executions: int = 1,
        split_seed: int = 0,
        render_mode: str | None = None,
    ):
        self._check(num_envs, render_mode)
        problem = self.problem_class(split, num_envs, split_seed=split_seed)
        self._open(problem, FlatOrder(problem, executions))

    def _begin(self, where: np.ndarray, options: dict | None) -> None:
        self.problem.begin_at(where, *self.order.next(where, self.np_random, options))


class CookingGridVectorEnv(GridVectorEnv):
    """`KitchenDream/CookingGrid-v0` side by side."""

    problem_class = CookingGrid


class DistractingBusVectorEnv(GridVectorEnv):
    """`KitchenDream/DistractingBus-v0` side by side."""

    problem_class = DistractingBus


class MapVectorEnv(GridVectorEnv):
    """`KitchenDream/Map-v0` side by side."""

    problem_class = MapGrid
