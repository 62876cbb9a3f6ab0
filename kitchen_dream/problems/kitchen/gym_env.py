"""The kitchen as Gymnasium environments: by the rules alone, single and side by side, and in the physics."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

from kitchen_dream.problems.gym_adapter import EpisodeEnv, EpisodeVectorEnv
from kitchen_dream.problems.kitchen.family import KitchenFamily

if TYPE_CHECKING:  # loads PyBullet
    from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem


def equal_splits(family: type[KitchenFamily], kitchens: int, options: dict[str, Any]) -> KitchenFamily:
    """As many kitchens in every split. Raises ValueError for an option that says otherwise."""
    for name in ("validation", "test"):
        if name in options:
            raise ValueError(f"unknown option {name!r}; `kitchens` is the number of kitchens of any split")
    return family(kitchens, validation=kitchens, test=kitchens, **options)


class KitchenEnv(EpisodeEnv):
    """Explore a kitchen, then cook in it.

    ## Description
    A kitchen hides ingredients in drawers, cabinets and a fridge. Episodes come in trials: one *exploration* episode,
    in which the robot looks around for a limited time and gets no reward, then some *execution* episodes with an
    instruction each ("cook tomato soup"), in the same kitchen, which is put back in order in between. Each `reset` goes
    on to the next episode of the trial, and after the last one to a new kitchen. `reset(seed=...)` begins a new trial.

    In this environment skills always succeed and take their nominal time; `KitchenDream/KitchenPhysics-v0` is the same
    problem in PyBullet.

    ## Action space
    `Discrete(23)`; `env.unwrapped.problem.spec.actions` has the names:

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
    A `Dict`: what the robot has seen in this episode, never the kitchen itself. `env.unwrapped.problem.spec.describe()`
    is a table of all fields.

    | key | space | content |
    |---|---|---|
    | `entities` | `Box(14, features)` float32 | for each unit what one sees from afar, and what the robot's map holds |
    | `slots` | `Box(4, ingredients)` float32 | what lies in the slots of the open unit, one-hot |
    | `vector` | `Box(features)` float32 | what is held, in pot and bowl; burners; the clock |
    | `instruction` | `Box` float32 | the dish; zeros in exploration |
    | `action_mask` | `MultiBinary(23)` int8 | possible skills |

    ## Rewards
    Exploration: always 0. Execution: +1 for the finished dish, -1 for a ruined one, -0.002 a second of the robot's
    time; with `dense` also a potential of 0.1 for a needed ingredient in the hand, 0.2 for one in its vessel, 0.1 for a
    lit burner.

    ## End of an episode
    Terminated: the dish is finished or ruined, or the robot stopped. Truncated: no skill can be ended in the time that
    is left.

    ## Information
    `action_mask`; `success`: whether the dish is finished; `seconds`: robot's time of the last skill (0 after `reset`);
    `phase`: 0 exploration, 1 execution.

    ## Arguments
    - `split`: whose kitchens and recipes: train, validation, test, test_layouts, test_recipes.
    - `kitchens`: how many of them.
    - `executions`: execution episodes of a trial.
    - `kitchen`: a kitchen of your own, its file, or several; `layout`: a layout file; `tables`: kitchens as arrays.
    - `render_mode`: None, or `rgb_array`: a plan (360, 480, 3) uint8 with what was seen.
    - All others are options of `KitchenFamily`: `dense`, `instruction`, `explore_seconds`, ...

    `reset(options={"phase": "execute", "recipe": "tomato soup", "number": 12})` chooses phase, dish and kitchen; each
    may be left out. A choice that cannot be met is a ValueError.

    ## Ids
    `KitchenDream/Kitchen-v0`, also as a vector environment: `gymnasium.make_vec("KitchenDream/Kitchen-v0",
    num_envs=1024, vectorization_mode="vector_entry_point")`.

    Examples:
        >>> import gymnasium as gym, kitchen_dream.problems
        >>> env = gym.make("KitchenDream/Kitchen-v0", kitchens=8)
        >>> observation, info = env.reset(seed=1)
        >>> info["phase"], observation["entities"].shape[0]
        (0, 14)
        >>> observation, reward, terminated, truncated, info = env.step(22)
        >>> reward, terminated
        (0.0, True)
    """

    backend = "abstract"

    def __init__(
        self, split: str = "train", kitchens: int = 64, executions: int = 1, render_mode: str | None = None,
        **options: Any,
    ):
        options = {"backend": self.backend} | options
        super().__init__(equal_splits(KitchenFamily, kitchens, options), split, executions, render_mode)


class KitchenVectorEnv(EpisodeVectorEnv):
    """`KitchenDream/Kitchen-v0`, `num_envs` times side by side: see `KitchenEnv` and `EpisodeVectorEnv`.

    Examples:
        >>> import gymnasium as gym, kitchen_dream.problems
        >>> options = {"vectorization_mode": "vector_entry_point", "kitchens": 8}
        >>> envs = gym.make_vec("KitchenDream/Kitchen-v0", num_envs=3, **options)
        >>> observations, infos = envs.reset(seed=0)
        >>> observations["action_mask"].shape, infos["phase"].tolist()
        ((3, 23), [0, 0, 0])
    """

    def __init__(
        self, num_envs: int = 1, split: str = "train", kitchens: int = 1024, executions: int = 1,
        render_mode: str | None = None, **options: Any,
    ):
        super().__init__(equal_splits(KitchenFamily, kitchens, options), num_envs, split, executions, render_mode)


class InPhysics(EpisodeEnv):
    """What environments in PyBullet share: how they show themselves, start anew, and tell of failures."""

    problem: PhysicsKitchenProblem
    metadata = {"render_modes": ["rgb_array", "human"], "render_fps": 15}  # noqa: RUF012
    def __init__(self, *args: Any, exact: bool = False, render_mode: str | None = None, **options: Any):
        if sys.platform == "linux" and not os.environ.get("DISPLAY"):
            # An environment tells what it can show here: without a screen no window, and checkers try every mode.
            if render_mode == "human":
                raise ValueError(
                    "render_mode 'human' opens a window, but there is no screen (DISPLAY is not set); use rgb_array"
                )
            self.metadata = {**self.metadata, "render_modes": ["rgb_array"]}
        options |= {"render_mode": render_mode, "exact": exact, "gui": render_mode == "human"}
        super().__init__(*args, **options)
        self._exact = exact
        self._seen = 0

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[dict, dict]:
        """Begin the next episode; with a seed in a kitchen built anew, so that the same seed gives the same bits."""
        if seed is not None and not self._exact:
            self.problem.close()
        return super().reset(seed=seed, options=options)

    def render(self) -> np.ndarray | None:
        """A picture (360, 480, 3) uint8 in the mode `rgb_array`; in `human` the window shows everything by itself."""
        return None if self.render_mode == "human" else super().render()

    def _info(self, seconds: float) -> dict:
        outcomes = self.problem.outcomes
        failed = outcomes[-1][1].reason if seconds > 0 and len(outcomes) > self._seen else None
        self._seen = len(outcomes)
        return super()._info(seconds) | {"failure": failed.value if failed else ""}


class KitchenPhysicsEnv(InPhysics, KitchenEnv):
    """Explore a kitchen, then cook in it, with a mobile manipulator in PyBullet.

    ## Description
    The problem of `KitchenDream/Kitchen-v0`, in physics: the robot drives around obstacles, pulls handles, grasps and
    carries; what happened is read from the bodies. A skill takes as long as it takes, and may fail: it then costs its
    time and shows nothing.

    ## Action space, observation space, rewards, end of an episode, arguments
    As in `KitchenDream/Kitchen-v0`.

    ## Information
    As there, and `failure`: why the last skill failed, "" if it did not.

    ## Arguments
    As there, and
    - `render_mode`: None; `rgb_array`: `render()` gives a picture (360, 480, 3) uint8 of the room; `human`: PyBullet's
      window, which needs a screen. Fixed at construction.
    - `grasp`: `assisted` (a weak constraint holds what both fingers touch) or `physical` (friction alone).
    - `robot`: another robot, as "package.module:Name".
    - `exact`: every episode is the same to the last bit as in a kitchen just built, three times slower. Without it, a
      seeded `reset` builds the kitchen anew, and what follows is the same to the last bit each time; other resets only
      put it back in order.

    ## Ids
    `KitchenDream/KitchenPhysics-v0`"""

    backend = "pybullet"
