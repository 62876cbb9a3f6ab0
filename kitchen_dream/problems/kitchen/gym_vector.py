"""The kitchen as a native vector environment: thousands of kitchens in one process, stepped as arrays."""

from __future__ import annotations

import numpy as np

from kitchen_dream.problems.episode_env import EpisodeVectorEnv
from kitchen_dream.problems.episode_order import EpisodeOrder, read_options
from kitchen_dream.problems.kitchen.gym_env import check_options, kitchen_set
from kitchen_dream.problems.kitchen.observation import InstructionAs
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.limits import EXPLORE_SECONDS
from kitchen_dream.rules.tables import Tables


class KitchenVectorEnv(EpisodeVectorEnv):
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

    def __init__(
        self,
        num_envs: int = 1,
        split: str = "train",
        kitchens: int = 1024,
        dense: bool = True,
        instruction: InstructionAs = "ingredients",
        executions: int = 1,
        explore_seconds: float = EXPLORE_SECONDS,
        tables: Tables | None = None,
        render_mode: str | None = None,
    ):
        self._check(num_envs, render_mode)
        check_options(dense, instruction, explore_seconds)
        tables = kitchen_set(split, kitchens, tables)
        problem = KitchenProblem(tables, split, num_envs, dense=dense, instruction=instruction, explore_seconds=explore_seconds)
        self._open(problem, EpisodeOrder(problem, executions))

    def _begin(self, where: np.ndarray, options: dict | None) -> None:
        choice = read_options(options, self.problem)
        self.problem.episodes.begin(where, *self.order.advance(where, self.np_random, choice))
