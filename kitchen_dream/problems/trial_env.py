"""The whole trial as one long Gymnasium episode, for learners that were not made for trials."""

from typing import Any

import gymnasium as gym
import numpy as np

from kitchen_dream.problems.gym_adapter import EpisodeEnv
from kitchen_dream.problems.kitchen.camera_env import KitchenCameraEnv
from kitchen_dream.problems.kitchen.gym_env import KitchenEnv, KitchenPhysicsEnv
from kitchen_dream.problems.kitchen.v1.gym_env import KitchenV1Env, KitchenV1PhysicsEnv


class TrialEnv(gym.Env):
    """A trial of any family as one episode: an exploration without reward, then `executions` executions in the same
    problem.

    ## Description
    Each `reset` begins a trial in another problem. When an inner episode has ended, its last observation is given as
    usual, with `trial[1]` = 1 and a mask that allows stopping alone; the next step, whatever its action, puts the
    problem back in order, gives the first observation of the next inner episode, and costs nothing. So nothing that was
    seen is lost.

    ## Action space
    That of the inner environment (`EpisodeEnv`); `stop` ends the inner episode.

    ## Observation space
    That of the inner environment, and `trial`: `Box(0, 1, (2,))` float32: number of the inner episode as a share of all
    executions (0 in exploration, 1 in the last execution), and whether the inner episode has just ended.

    ## Rewards
    0 in exploration, in executions those of the problem: the return is the sum over all executions.

    ## End of an episode
    Terminated: the last execution has ended, in whatever way. Never truncated.

    ## Information
    That of the inner environment, and `episode_number`: 0 in exploration, then 1, 2, ...

    ## Arguments
    Those of the inner environment. `reset(options={"number": 12})` chooses the problem.

    ## Ids
    Those in `problems.registration` that end in `Trial-v0`; `KitchenDream/ProblemTrial-v0` for any family.

    Examples:
        >>> import gymnasium as gym, kitchen_dream.problems
        >>> env = gym.make("KitchenDream/MapTrial-v0", executions=2)
        >>> observation, info = env.reset(seed=1)
        >>> ends = [env.step(6)[2] for _ in range(5)]
        >>> ends
        [False, False, False, False, True]
    """

    inner_class: type[EpisodeEnv] = EpisodeEnv
    action_space: gym.spaces.Discrete
    metadata = EpisodeEnv.metadata

    def __init__(self, *args: Any, executions: int = 3, render_mode: str | None = None, **options: Any):
        options |= {"executions": executions, "render_mode": render_mode}
        self.inner = self.inner_class(*args, **options)
        self.metadata = self.inner.metadata
        self.render_mode, self.executions = render_mode, executions
        self.action_space = self.inner.action_space
        place = gym.spaces.Box(0.0, 1.0, (2,), np.float32)
        self.observation_space = gym.spaces.Dict({**self.inner.observation_space.spaces, "trial": place})
        self._ended = False
        self._over = True
        self._mask = np.ones(self.action_space.n, bool)

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[dict, dict]:
        """Begin a trial with its exploration; the option `number` chooses the kitchen."""
        super().reset(seed=seed)
        for key in options or {}:
            if key != "number":
                raise ValueError(f"unknown reset option {key!r}; a whole trial takes: number")
        observation, info = self.inner.reset(seed=seed, options={**(options or {}), "phase": "explore"})
        self._ended = self._over = False
        return self._with_place(observation), self._with_number(info)

    def step(self, action: int) -> tuple[dict, float, bool, bool, dict]:
        """One skill, or, after an inner episode's end, the way into the next one."""
        if self._over:
            raise gym.error.ResetNeeded("the trial is over, or none has begun: call reset first")
        if self._ended:
            if isinstance(action, bool | np.bool_) or not self.action_space.contains(action):
                raise ValueError(f"action {action!r} does not exist; actions are 0 to {self.action_space.n - 1}")
            observation, info = self.inner.reset()
            self._ended = False
            return self._with_place(observation), 0.0, False, False, self._with_number(info)
        observation, reward, terminated, truncated, info = self.inner.step(action)
        self._ended = terminated or truncated
        self._over = self._ended and self._number == self.executions
        if self._ended:
            only_stop = np.zeros(self.action_space.n, np.int8)
            only_stop[self.inner.problem.spec.stop] = 1
            observation["action_mask"], info["action_mask"] = only_stop, only_stop.copy()
        return self._with_place(observation), reward, self._over, False, self._with_number(info)

    @property
    def _number(self) -> int:
        return int(self.inner.order.episode[0])

    def action_masks(self) -> np.ndarray:
        """(actions,) bool: possible actions, as MaskablePPO asks for them."""
        return self._mask

    def _with_place(self, observation: dict) -> dict:
        self._mask = observation["action_mask"].astype(bool)
        return observation | {"trial": np.array([self._number / self.executions, self._ended], np.float32)}

    def _with_number(self, info: dict) -> dict:
        return info | {"episode_number": self._number}

    def render(self) -> np.ndarray | None:
        """As the world does."""
        return self.inner.render()

    def close(self) -> None:
        """End the simulation, if there is one."""
        self.inner.close()


class KitchenTrialEnv(TrialEnv):
    """`KitchenDream/KitchenTrial-v0`, the whole trial in a kitchen as one episode: see `TrialEnv` and `KitchenEnv`."""

    inner_class = KitchenEnv


class KitchenV1TrialEnv(TrialEnv):
    """`KitchenDream/KitchenTrial-v1`, the whole trial in a kitchen of Kitchen-v1: see `TrialEnv` and `KitchenV1Env`."""

    inner_class = KitchenV1Env


class KitchenTrialPhysicsEnv(TrialEnv):
    """`KitchenDream/KitchenTrialPhysics-v0`, the same in PyBullet: see `TrialEnv` and `KitchenPhysicsEnv`."""

    inner_class = KitchenPhysicsEnv
    metadata = KitchenPhysicsEnv.metadata


class KitchenV1TrialPhysicsEnv(TrialEnv):
    """`KitchenDream/KitchenTrialPhysics-v1`, the whole trial of Kitchen-v1 in PyBullet: see `TrialEnv` and
    `KitchenV1PhysicsEnv`."""

    inner_class = KitchenV1PhysicsEnv
    metadata = KitchenV1PhysicsEnv.metadata


class KitchenTrialCameraEnv(TrialEnv):
    """`KitchenDream/KitchenTrialCamera-v0`, the same with the head camera: see `TrialEnv` and `KitchenCameraEnv`."""

    inner_class = KitchenCameraEnv
    metadata = KitchenCameraEnv.metadata
