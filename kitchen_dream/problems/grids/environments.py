"""The grids as Gymnasium environments, one episode at a time."""

from __future__ import annotations

from typing import ClassVar

import gymnasium as gym
import numpy as np

from kitchen_dream.problems.episode_env import EpisodeEnv
from kitchen_dream.problems.flat_order import FlatOrder
from kitchen_dream.problems.grids.bus import DistractingBus
from kitchen_dream.problems.grids.cooking import CookingGrid
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.grids.render import picture
from kitchen_dream.problems.grids.rules import GridProblem
from kitchen_dream.problems.spec import Observation


class GridEnv(EpisodeEnv):
    """Explore a grid, then do there what is asked. See the environments of the three grids."""

    metadata = {"render_modes": ["rgb_array"], "render_fps": 5}  # noqa: RUF012 (Gymnasium's own form)
    problem_class: ClassVar[type[GridProblem]]

    def __init__(self, split: str = "train", executions: int = 1, split_seed: int = 0, render_mode: str | None = None):
        self._check_render_mode(render_mode)
        problem = self.problem_class(split, 1, split_seed=split_seed)
        self._open(problem, FlatOrder(problem, executions))
        self._trail: list[int] = []

    def render(self) -> np.ndarray | None:
        """A picture (360, 480, 3) uint8 in the mode `rgb_array`, of everything, also what is hidden from the agent."""
        if self.render_mode is None:
            return None
        if not self._trail:
            raise gym.error.ResetNeeded("nothing to show yet: call reset first")
        return picture(self.problem, 0, self._trail)

    def _begin(self, options: dict | None) -> Observation:
        self._trail = []
        return self.problem.begin(*self.order.next(np.arange(1), self.np_random, options))

    def _single(self, observation: Observation) -> dict:
        self._trail.append(int(self.problem.cell[0]))
        return super()._single(observation)


class CookingGridEnv(GridEnv):
    """Look into three drawers, then put two ingredients into the bowl in order: the paper's cooking grid.

    ## Description
    A 3x3 grid, start and bowl at (1, 1), drawers at (2, 0), (2, 1), (2, 2), each with one of 4 ingredients: 64 problems. What a
    drawer holds shows only in the hand, after a pick-up. Episodes come in trials: an exploration, then `executions` executions
    with an instruction each, in the same problem; `reset` goes on to the next one, `reset(seed=...)` begins a new trial.

    ## Action space
    `Discrete(9)`: 0 left (x - 1), 1 up (y + 1), 2 right, 3 down, 4 no operation, 5 ride a bus (none here), 6 end the episode,
    7 pick up (a drawer's ingredient replaces what is held; at the bowl the hand is emptied), 8 drop (at the bowl into its first
    free place; anywhere else what is held is lost).

    ## Observation space
    A `Dict`: `vector` float32: cell (9), thing there (4: none, bus stop, bowl, drawer), held ingredient (5, the last is none),
    the bowl's three places (5 each), all one-hot, and the share of steps left; `instruction`: two ingredients, one-hot (8), zeros
    in exploration; `action_mask`: ones. `entities` and `slots` are empty: this is a flat problem.

    ## Rewards
    None in exploration. In execution -0.1 a step, and by stage: 0 take the first ingredient, 1 put it into the bowl's first
    place, 2 take the second, 3 put it into the second place. Reaching the next stage gives +0.25 instead of -0.1. An extra -0.25:
    in stages 0 and 2 for a pick-up without the ingredient in hand; in stages 1 and 3 for losing it, and the stage falls back.
    Ending by action costs 0.1 for each step left.

    ## End of an episode
    Terminated: the dish is done, or action 6. Truncated: after 20 steps.

    ## Information
    `action_mask`; `success`: the dish is done; `seconds`: 1 a step; `phase`: 0 exploration, 1 execution.

    ## Arguments
    - `split`: `train` (63 ids), `test` (id 10), `fair_train` (48), `fair_test` (16), `all`; `split_seed` draws the fair one.
    - `executions`: execution episodes of a trial. - `render_mode`: None or `rgb_array`.
    - `reset(options=...)`: `phase` (explore, execute), `number` (a published id), `instruction` (first * 4 + second).

    ## Ids
    `KitchenDream/CookingGrid-v0`, also as a vector environment.

    Examples:
        >>> import gymnasium as gym, kitchen_dream.problems
        >>> env = gym.make("KitchenDream/CookingGrid-v0")
        >>> observation, info = env.reset(seed=1, options={"phase": "execute", "number": 1, "instruction": 0})
        >>> _ = env.step(2)
        >>> env.step(7)[1:4], env.step(6)[2:4]
        ((0.25, False, False), (True, False))
    """

    problem_class = CookingGrid


class DistractingBusEnv(GridEnv):
    """Find out where the coloured buses go, among useless grey ones: the paper's distracting bus.

    ## Description
    A 9x9 grid, start (4, 4). Coloured buses at (4, 5), (5, 4), (3, 4), (4, 3) lead to a permutation of (0, 1), (0, 7), (8, 1),
    (8, 7) and back, grey ones at (5, 5), (3, 3), (3, 5), (5, 3) to one of (0, 4), (4, 0), (8, 4), (4, 8) and back: 576 problems.
    Trials as in `KitchenDream/CookingGrid-v0`.

    ## Action space
    `Discrete(9)` as there; only moves, 5 (ride the bus at this cell) and 6 (end the episode) do anything.

    ## Observation space
    A `Dict`: `vector` float32: cell (81), thing there (4), both one-hot, and the share of steps left; `instruction`: one of the
    goals (0, 0), (8, 8), (0, 8), (8, 0), one-hot (4), zeros in exploration; the rest as there.

    ## Rewards
    None in exploration. In execution +1 for the goal, -0.1 for any other step; ending by action costs 0.1 for each step left.

    ## End of an episode
    Terminated: the goal is reached (in execution), or action 6. Truncated: after 20 steps.

    ## Arguments
    - `split`: `train` (every 11th id, 53), `test` (the other 523), `all`. The others as there; `instruction` is a goal's number.

    ## Ids
    `KitchenDream/DistractingBus-v0`, also as a vector environment.
    """

    problem_class = DistractingBus


class MapEnv(GridEnv):
    """Find the map, or the buses by riding them: the paper's map problem.

    ## Description
    The grid of `KitchenDream/DistractingBus-v0` without grey buses: 24 problems. At (7, 3) hangs a map.

    ## Action space, rewards, end of an episode
    As there.

    ## Observation space
    As there, and in `vector`, before the share of steps left, the problem's number (24, one-hot) while standing at the map.

    ## Arguments
    - `split`: `train`, `test` and `all` are the same 24 ids, as published. The others as there.

    ## Ids
    `KitchenDream/Map-v0`, also as a vector environment.
    """

    problem_class = MapGrid
