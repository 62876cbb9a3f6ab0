"""The kitchen as Gymnasium environments, one episode at a time: by the rules alone, and in the physics."""

from __future__ import annotations

import os
import sys
from typing import Any

import gymnasium as gym
import numpy as np

from kitchen_dream.problems.episode_env import EpisodeEnv
from kitchen_dream.problems.episode_order import EpisodeOrder, read_options
from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens
from kitchen_dream.problems.kitchen.observation import InstructionAs
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.spec import Observation
from kitchen_dream.rules.limits import EXPLORE_SECONDS
from kitchen_dream.rules.tables import Tables


def kitchen_set(split: str, kitchens: int, tables: Tables | None) -> Tables:
    """The kitchens of an environment: `tables` if given, else the first ones of a split. Raises ValueError for bad options."""
    if tables is not None:
        return tables
    if kitchens < 1:
        raise ValueError(f"kitchens must be at least 1, got {kitchens}")
    return load_kitchens(split, kitchens)


def check_options(dense: Any, instruction: str, explore_seconds: float) -> None:
    """Raise ValueError for options that no kitchen problem takes."""
    if not isinstance(dense, bool | np.bool_):
        raise ValueError(f"dense must be True or False, got {dense!r}")
    if instruction not in ("ingredients", "name"):
        raise ValueError(f"instruction {instruction!r} is unknown; use one of: ingredients, name")
    if not explore_seconds > 0:
        raise ValueError(f"explore_seconds must be above 0, got {explore_seconds}")


class KitchenEnv(EpisodeEnv):
    """Explore a kitchen, then cook in it.

    ## Description
    A kitchen hides ingredients in drawers, cabinets and a fridge. Episodes come in trials: one *exploration* episode, in which
    the robot looks around for a limited time and gets no reward, then some *execution* episodes with an instruction each
    ("cook tomato soup"), in the same kitchen, which is put back in order in between. Each `reset` goes on to the next episode
    of the trial, and after the last one to a new kitchen. `reset(seed=...)` begins a new trial.

    In this environment skills always succeed and take their nominal time; `KitchenDream/KitchenPhysics-v0` is the same problem
    in PyBullet.

    ## Action space
    `Discrete(23)`:

    | action | skill |
    |---|---|
    | 0 .. 13 | look into unit u: drive there, open it, look |
    | 14 .. 17 | take the ingredient in slot s of the open unit (execution only) |
    | 18 | put what is held into the pot (execution only) |
    | 19 | put what is held into the bowl (execution only) |
    | 20, 21 | press the button of burner b |
    | 22 | stop: end the episode |

    `action_mask` tells which of them are possible now, and can be ended in time. An impossible one costs a second.

    ## Observation space
    A `Dict`: what the robot has seen in this episode, never the kitchen itself.

    | key | space | content |
    |---|---|---|
    | `entities` | `Box(14, features)` float32 | for each unit what one sees from afar (kind, role, note, place), whether it is open or was looked into, seconds to look into it, ingredients seen there, groups that the note gives |
    | `slots` | `Box(4, ingredients)` float32 | what lies in the slots of the open unit, one-hot |
    | `vector` | `Box(features)` float32 | what is held, in pot and bowl; burners lit, known to work, known to be broken; seconds left, share of time used, phase, whether the hand is empty |
    | `instruction` | `Box` float32 | the dish: a multi-hot of ingredients and its kind, or a one-hot name; zeros in exploration |
    | `action_mask` | `MultiBinary(23)` int8 | possible skills |

    ## Rewards
    Exploration: always 0. Execution: +1 for the finished dish, -1 for a ruined one, -0.002 a second of the robot's time; with
    `dense` also a potential of 0.1 for a needed ingredient in the hand, 0.2 for one in its vessel, 0.1 for a lit burner.

    ## End of an episode
    Terminated: the dish is finished or ruined, or the robot stopped. Truncated: no skill can be ended in the time that is left.

    ## Information
    `action_mask`; `success`: whether the dish is finished; `seconds`: robot's time of the last skill (0 after `reset`);
    `phase`: 0 exploration, 1 execution.

    ## Arguments
    - `split`: whose kitchens and recipes: train, validation, test, test_layouts, test_recipes.
    - `kitchens`: how many of them.
    - `dense`: pay steps on the way to the dish.
    - `instruction`: `ingredients` or `name`.
    - `executions`: execution episodes of a trial.
    - `explore_seconds`: budget of an exploration episode.
    - `tables`: kitchens as arrays, instead of `split` and `kitchens` making them.

    `reset(options={"phase": "execute", "recipe": "tomato soup", "number": 12})` chooses phase, dish and kitchen; each may be left
    out. A choice that cannot be met is a ValueError.

    ## Ids
    `KitchenDream/Kitchen-v0`, also as a vector environment: `gymnasium.make_vec("KitchenDream/Kitchen-v0", num_envs=1024,
    vectorization_mode="vector_entry_point")`.

    Examples:
        >>> import gymnasium as gym, kitchen_dream.problems
        >>> env = gym.make("KitchenDream/Kitchen-v0", kitchens=8)
        >>> observation, info = env.reset(seed=1)
        >>> info["phase"], observation["entities"].shape[0]
        (0, 14)
        >>> observation, reward, terminated, truncated, info = env.step(22)
        >>> reward, terminated
        (0.0, True)
    """  # noqa: E501

    metadata = {"render_modes": []}  # noqa: RUF012 (Gymnasium's own form)

    def __init__(
        self,
        split: str = "train",
        kitchens: int = 64,
        dense: bool = True,
        instruction: InstructionAs = "ingredients",
        executions: int = 1,
        explore_seconds: float = EXPLORE_SECONDS,
        tables: Tables | None = None,
        render_mode: str | None = None,
    ):
        check_options(dense, instruction, explore_seconds)
        self._check_render_mode(render_mode)
        kitchen_tables = kitchen_set(split, kitchens, tables)
        settings = {"dense": dense, "instruction": instruction, "explore_seconds": explore_seconds}
        problem = self._make_problem(kitchen_tables, split, settings)
        self._open(problem, EpisodeOrder(problem, executions))

    def _make_problem(self, tables: Tables, split: str, settings: dict) -> KitchenProblem:
        return KitchenProblem(tables, split, 1, **settings)

    def _begin(self, options: dict | None) -> Observation:
        return self.problem.begin(*self.order.advance(np.arange(1), self.np_random, read_options(options, self.problem)))


class KitchenPhysicsEnv(KitchenEnv):
    """Explore a kitchen, then cook in it, with a mobile manipulator in PyBullet.

    ## Description
    The problem of `KitchenDream/Kitchen-v0`, in physics: the robot drives around obstacles, pulls handles, grasps and carries;
    what happened is read from the bodies. A skill takes as long as it takes, and may fail: it then costs its time and shows
    nothing.

    ## Action space, observation space, rewards, end of an episode, arguments
    As in `KitchenDream/Kitchen-v0`.

    ## Information
    As there, and `failure`: why the last skill failed, "" if it did not.

    ## Arguments
    As there, and
    - `render_mode`: None; `rgb_array`: `render()` gives a picture (360, 480, 3) uint8 of the room; `human`: PyBullet's window,
      which needs a screen. Fixed at construction.
    - `grasp`: `assisted` (a weak constraint holds what both fingers touch) or `physical` (friction alone).
    - `exact`: every episode is the same to the last bit as in a kitchen just built, three times slower. Without it, a seeded `reset`
      builds the kitchen anew, and what follows is the same to the last bit each time; other resets only put it back in order.

    ## Ids
    `KitchenDream/KitchenPhysics-v0`
    """

    metadata = {"render_modes": ["rgb_array", "human"], "render_fps": 15}  # noqa: RUF012

    def __init__(self, *args, grasp: str = "assisted", exact: bool = False, render_mode: str | None = None, **options):
        if grasp not in ("assisted", "physical"):
            raise ValueError(f"grasp {grasp!r} is unknown; use one of: assisted, physical")
        if not isinstance(exact, bool | np.bool_):
            raise ValueError(f"exact must be True or False, got {exact!r}")
        self._grasp, self._exact = grasp, bool(exact)
        if sys.platform == "linux" and not os.environ.get("DISPLAY"):
            # An environment tells what it can show here: without a screen no window, and checkers try every mode.
            if render_mode == "human":
                raise ValueError("render_mode 'human' opens a window, but there is no screen (DISPLAY is not set); use rgb_array")
            self.metadata = {**self.metadata, "render_modes": ["rgb_array"]}
        super().__init__(*args, render_mode=render_mode, **options)

    def _make_problem(self, tables: Tables, split: str, settings: dict) -> KitchenProblem:
        # PyBullet is loaded where it is asked for, so that the abstract environment starts fast and runs without it.
        from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem

        return PhysicsKitchenProblem(tables, split, grasp=self._grasp, exact=self._exact, gui=self.render_mode == "human", **settings)

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[dict, dict]:
        """Begin the next episode; with a seed in a kitchen built anew, so that the same seed gives the same bits."""
        if seed is not None and not self._exact:
            self.problem.close()
        return super().reset(seed=seed, options=options)

    def _info(self, seconds: float) -> dict:
        outcomes = self.problem.outcomes
        failed = outcomes[-1][1].reason if seconds > 0 and len(outcomes) > self._seen else None
        self._seen = len(outcomes)
        return super()._info(seconds) | {"failure": failed.value if failed else ""}

    _seen = 0

    def render(self) -> np.ndarray | None:
        """A picture (360, 480, 3) uint8 in the mode `rgb_array`; in `human` the window shows everything by itself."""
        if self.render_mode != "rgb_array":
            return None
        if self.problem.sim is None:
            raise gym.error.ResetNeeded("nothing to show yet: call reset first")
        return self.problem.sim.frame("room", 480, 360)

    def close(self) -> None:
        """End the simulation; twice does nothing."""
        self.problem.close()
        self._over = True
