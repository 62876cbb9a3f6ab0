"""Kitchen-v1 as Gymnasium environments, single and side by side."""

from __future__ import annotations

import inspect
from typing import Any

from kitchen_dream.problems.gym_adapter import EpisodeEnv, EpisodeVectorEnv
from kitchen_dream.problems.kitchen.gym_env import InPhysics, equal_splits
from kitchen_dream.problems.kitchen.v1.family import KitchenV1Family


def _family(kitchens: int, options: dict[str, Any]) -> KitchenV1Family:
    known = inspect.signature(KitchenV1Family).parameters
    if unknown := [name for name in options if name not in known]:
        has = ", ".join(name for name in known if name not in ("validation", "test"))
        told = "there is no camera yet"
        raise ValueError(f"Kitchen-v1 has no option {unknown[0]!r}; it has: {has}; {told}")
    family = equal_splits(KitchenV1Family, kitchens, options)
    assert isinstance(family, KitchenV1Family)
    return family


class KitchenV1Env(EpisodeEnv):
    """Explore a kitchen, then cook in it by recipes in steps.

    ## Description
    As `KitchenDream/Kitchen-v0`, with dishes that a person would recognise: boiled in a pot, fried in a pan, baked on
    a tray in the oven, mixed in a bowl. Where these tools lie must be found out too, unless they stand out. Heat takes
    seconds in which the robot can fetch the next thing, and too long burns. The robot shuts what it opened, which takes
    its time. docs/kitchen-v1.md tells the rules.

    In this environment skills always succeed and take their nominal time; `KitchenDream/KitchenPhysics-v1` is the same
    problem in PyBullet.

    ## Action space
    `Discrete(27)`; `env.unwrapped.problem.spec.actions` has the names:

    | action | skill |
    |---|---|
    | 0 .. 13 | look into unit u: drive there, open it, look |
    | 14 .. 17 | take what lies in slot s of the open unit, an ingredient or a tool (execution only) |
    | 18, 19, 22, 23 | put what is held into pot, bowl, pan, tray; or this tool where it is used (execution only) |
    | 20, 21 | press the button of burner b: on, or off again; in execution to heat something, or to put it out |
    | 24 | press the oven's button (execution only) |
    | 25 | wait 5 seconds, while something is on (execution only) |
    | 26 | stop: end the episode (in execution only where nothing else is possible) |

    ## Observation space
    A `Dict` with the keys of `KitchenDream/Kitchen-v0`; `env.unwrapped.problem.spec.describe()` is a table of all
    fields. The instruction names the vessel and, once it is in its place, the ingredients up to the recipe's step.

    ## Rewards
    Exploration: always 0. Execution: +1 for the finished dish, -0.2 for a ruined one, -0.002 a second; with `dense`
    also a potential for what is in the hand, in its place, under heat, and cooked.

    ## End of an episode, information, arguments
    As in `KitchenDream/Kitchen-v0`; options are those of `KitchenV1Family`.

    ## Ids
    `KitchenDream/Kitchen-v1`, also as a vector environment; a whole trial as one episode:
    `KitchenDream/KitchenTrial-v1`.

    Examples:
        >>> import gymnasium as gym, kitchen_dream.problems
        >>> env = gym.make("KitchenDream/Kitchen-v1", kitchens=4)
        >>> observation, info = env.reset(seed=1, options={"phase": "execute"})
        >>> int(env.action_space.n), env.step(26)[2]
        (27, True)
    """

    backend = "abstract"

    def __init__(
        self, split: str = "train", kitchens: int = 64, executions: int = 1, render_mode: str | None = None,
        **options: Any,
    ):
        options = {"backend": self.backend} | options
        super().__init__(_family(kitchens, options), split, executions, render_mode)


class KitchenV1VectorEnv(EpisodeVectorEnv):
    """`KitchenDream/Kitchen-v1`, `num_envs` times side by side: see `KitchenV1Env` and `EpisodeVectorEnv`."""

    def __init__(
        self, num_envs: int = 1, split: str = "train", kitchens: int = 1024, executions: int = 1,
        render_mode: str | None = None, **options: Any,
    ):
        super().__init__(_family(kitchens, options), num_envs, split, executions, render_mode)


class KitchenV1PhysicsEnv(InPhysics, KitchenV1Env):
    """Explore a kitchen, then cook in it by recipes in steps, with a mobile manipulator in PyBullet.

    ## Description
    The problem of `KitchenDream/Kitchen-v1`, in physics: the robot fetches pot, pan, tray and bowl, puts them on the
    hob, into the oven and on the worktop, and what is heated there changes its colour. A skill takes as long as it
    takes, and may fail: it then costs its time and shows nothing.

    ## Action space, observation space, rewards, end of an episode
    As in `KitchenDream/Kitchen-v1`.

    ## Information, arguments
    As in `KitchenDream/KitchenPhysics-v0`.

    ## Ids
    `KitchenDream/KitchenPhysics-v1`; a whole trial as one episode: `KitchenDream/KitchenTrialPhysics-v1`."""

    backend = "pybullet"
