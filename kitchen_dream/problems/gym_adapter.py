"""Every family of problems as Gymnasium environments, one episode at a time and side by side.

| key of an observation | space | content |
|---|---|---|
| `entities`, `slots` | `Box` float32 | sets; empty where a problem has none |
| `vector` | `Box` float32 | all else that is seen |
| `instruction` | `Box` float32 | what is asked for; zeros in exploration |
| `action_mask` | `MultiBinary` int8 | possible actions |
| `picture` | `Box` uint8 | what the agent sees, where it sees pictures |

`env.unwrapped.family.spec.describe()` is a table of all fields in them."""

from collections.abc import Sequence
from typing import Any

import gymnasium as gym
import numpy as np
from gymnasium.vector.utils import batch_space

from kitchen_dream.problems.base import ProblemFamily
from kitchen_dream.problems.episode_order import EpisodeOrder, read_options
from kitchen_dream.problems.registry import problem_family
from kitchen_dream.problems.restartable import RestartableProblem, checked_actions
from kitchen_dream.problems.spec import Observation

FIRST = np.arange(1)


def restartable(family: ProblemFamily, split: str, num_envs: int) -> RestartableProblem:
    """A batch of a family whose episodes can begin one by one. Raises ValueError where there is none."""
    problem = family.batch(split, num_envs)
    if not isinstance(problem, RestartableProblem):
        raise ValueError(
            f"{family.name}: environments need batches of kitchen_dream.problems.restartable.RestartableProblem"
        )
    return problem


def with_picture(problem: Any, observation: Observation) -> Observation:
    """The observation with the picture itself (B, height, width, 3) in the place of its number."""
    if "frame" not in observation:
        return observation
    rest = {key: value for key, value in observation.items() if key != "frame"}
    return rest | {"picture": problem.frames.pictures[observation["frame"]]}


class EpisodeEnv(gym.Env):
    """A family of problems, one episode at a time.

    ## Episodes
    Episodes come in trials: one *exploration* without instruction or reward, then some *executions* with an instruction
    each, in the same problem, which is put back in order in between. Each `reset` goes on to the next episode of the
    trial, and after the last one to a new problem. `reset(seed=...)` begins a new trial.

    `reset(options={"phase": "execute", "number": 12, "instruction": 3})` chooses phase, problem and instruction; each
    may be left out. A choice that cannot be met is a ValueError.

    ## Observation space
    A `Dict`: see the head of this module.

    ## Information
    `action_mask`; `success`: whether the last step reached what was asked; `seconds`: time of the last step (0 after
    `reset`); `phase`: 0 exploration, 1 execution.

    ## Arguments
    - `family`: a family of problems: by its name, as `package.module:Family`, or made.
    - `split`: whose problems. - `executions`: execution episodes of a trial.
    - `render_mode`: None or `rgb_array`. - All others are options of the family.

    ## Ids
    `KitchenDream/Problem-v0` for any family, and those in `problems.registration`.

    Examples:
        >>> import gymnasium as gym, kitchen_dream.problems
        >>> env = gym.make("KitchenDream/Problem-v0", family="map", executions=2)
        >>> observation, info = env.reset(seed=1, options={"phase": "execute", "number": 5, "instruction": 0})
        >>> env.step(1)[1:4], env.step(6)[2:4]
        ((-0.1, False, False), (True, False))
    """

    action_space: gym.spaces.Discrete
    observation_space: gym.spaces.Dict
    metadata = {"render_modes": ["rgb_array"], "render_fps": 5}  # noqa: RUF012 (Gymnasium's own form)

    def __init__(
        self, family: str | ProblemFamily, split: str = "train", executions: int = 1, render_mode: str | None = None,
        **options: Any,
    ):
        if render_mode is not None and render_mode not in self.metadata["render_modes"]:
            known = ", ".join(self.metadata["render_modes"])
            raise ValueError(f"render_mode {render_mode!r} is not known to this environment; it has: {known}")
        self.render_mode = render_mode
        self.family = problem_family(family, **options) if isinstance(family, str) else family
        self.problem = restartable(self.family, split, 1)
        self.order = EpisodeOrder(self.problem, executions)
        self.observation_space = self.problem.spec.observation_space()
        self.action_space = gym.spaces.Discrete(self.problem.spec.num_actions)
        self._over, self._begun = True, False
        self._mask = np.ones(self.problem.spec.num_actions, np.int8)

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[dict, dict]:
        """Begin the next episode of the trial, or the one that `options` choose."""
        super().reset(seed=seed)
        if seed is not None:
            self.order.restart(FIRST)
        choice = read_options(options, self.problem)
        self.problem.begin_at(FIRST, *self.order.advance(FIRST, self.np_random, choice), self.np_random)
        self._over, self._begun = False, True
        observation = self._observe()
        return observation, self._info(0.0)

    def step(self, action: int) -> tuple[dict, float, bool, bool, dict]:
        """Carry out one action. Raises ResetNeeded after the end, ValueError for what is no action."""
        if self._over:
            raise gym.error.ResetNeeded("the episode is over, or none has begun: call reset first")
        if isinstance(action, bool | np.bool_) or not self.action_space.contains(action):
            raise ValueError(f"action {action!r} does not exist; actions are 0 to {self.action_space.n - 1}")
        step = self.problem.step(np.array([int(action)]))
        terminated, truncated = bool(step.terminated[0]), bool(step.truncated[0])
        self._over = terminated or truncated
        observation = self._observe()
        return observation, float(step.reward[0]), terminated, truncated, self._info(float(step.seconds[0]))

    def action_masks(self) -> np.ndarray:
        """(actions,) bool: possible actions, as MaskablePPO asks for them."""
        return self._mask.astype(bool)

    def render(self) -> np.ndarray | None:
        """A picture (height, width, 3) uint8 in the mode `rgb_array`, what is hidden from the agent included.

        Without a mode it is None, and a warning tells how to get one, as Gymnasium's own environments do."""
        if self.render_mode is None:
            gym.logger.warn("render() without a mode shows nothing; make the environment with render_mode='rgb_array'")
            return None
        if not self._begun:
            raise gym.error.ResetNeeded("nothing to show yet: call reset first")
        return self.family.render(self.problem)

    def close(self) -> None:
        """Free what the problem holds; closing twice does nothing."""
        self.problem.close()
        self._over = True

    def _observe(self) -> dict:
        observation = {key: value[0] for key, value in with_picture(self.problem, self.problem.observe()).items()}
        self._mask = observation["action_mask"]
        return observation

    def _info(self, seconds: float) -> dict:
        return {
            "action_mask": self._mask.copy(), "success": bool(self.problem.succeeded()[0]), "seconds": seconds,
            "phase": int(self.order.episode[0] > 0),
        }


class EpisodeVectorEnv(gym.vector.VectorEnv):
    """`num_envs` episodes of a family side by side in one process, each walking through trials of its own.

    Spaces, rewards, ends and arguments are those of `EpisodeEnv`, with a leading axis of `num_envs`. Autoreset mode
    NEXT_STEP: the step after an episode's end ignores the action, begins the next episode of the trial, and gives
    reward 0 and no end. `info` holds arrays (num_envs,) under the keys of the single environment; as Gymnasium has it,
    `_key` tells where a key has a value, which is everywhere, but after a reset of some only in these.

    ## Resets
    `reset(seed=7)` seeds one generator for all, which is the fastest. `reset(seed=[7, 8, None])` gives environments
    generators of their own: each goes through the trials of a single environment that is reset with that seed; None
    leaves one as it is. `reset(options={"reset_mask": mask})` begins an episode where mask (num_envs,) is True, and
    leaves the others alone; a single seed is then counted up, `seed + k` for the environment k. The other options are
    those of `EpisodeEnv`.

    Examples:
        >>> import gymnasium as gym, kitchen_dream.problems
        >>> envs = gym.make_vec("KitchenDream/Map-v0", num_envs=3, vectorization_mode="vector_entry_point")
        >>> observations, infos = envs.reset(seed=0)
        >>> observations["vector"].shape, infos["phase"].tolist()
        ((3, 110), [0, 0, 0])
    """

    metadata = {"render_modes": [], "autoreset_mode": gym.vector.AutoresetMode.NEXT_STEP}  # noqa: RUF012

    def __init__(
        self, family: str | ProblemFamily, num_envs: int = 1, split: str = "train", executions: int = 1,
        render_mode: str | None = None, **options: Any,
    ):
        if num_envs < 1:
            raise ValueError(f"num_envs must be at least 1, got {num_envs}")
        if render_mode is not None:
            raise ValueError(f"render_mode {render_mode!r} is not known to this environment; it has none")
        self.num_envs, self.render_mode = num_envs, None
        self.family = problem_family(family, **options) if isinstance(family, str) else family
        self.problem = restartable(self.family, split, num_envs)
        self.order = EpisodeOrder(self.problem, executions)
        self.single_observation_space = self.problem.spec.observation_space()
        self.single_action_space = gym.spaces.Discrete(self.problem.spec.num_actions)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._over: np.ndarray | None = None
        self._own: dict[int, np.random.Generator] = {}

    def reset(
        self, *, seed: int | Sequence[int | None] | None = None, options: dict | None = None
    ) -> tuple[dict, dict]:
        """Begin an episode everywhere, or where `reset_mask` says: the next one of each trial, or the one that
        `options` choose."""
        everywhere = np.ones(self.num_envs, bool)
        rest = dict(options or {})
        mask = reset_mask(rest.pop("reset_mask", everywhere), self.num_envs)
        if self._over is None and not mask.all():
            raise gym.error.ResetNeeded("reset_mask: no episode has begun; reset all environments first")
        where = np.flatnonzero(mask)
        self._seed(seed, where)
        self._begin(where, rest)
        self._over = np.where(mask, False, everywhere if self._over is None else self._over)
        observation = with_picture(self.problem, self.problem.observe())
        return observation, self._info(observation, np.zeros(self.num_envs), ~everywhere, mask)

    def step(self, actions: np.ndarray) -> tuple[dict, np.ndarray, np.ndarray, np.ndarray, dict]:
        """One action (num_envs,) in each episode, and a new episode where the last one had ended."""
        if self._over is None:
            raise gym.error.ResetNeeded("no episode has begun: call reset first")
        ended, spec = self._over, self.problem.spec
        step = self.problem.step(np.where(ended, spec.stop, checked_actions(actions, self.num_envs, spec.num_actions)))
        success = self.problem.succeeded() & ~ended
        where = np.flatnonzero(ended)
        if len(where):
            self._begin(where, None)
        terminated, truncated = step.terminated & ~ended, step.truncated & ~ended
        self._over = terminated | truncated
        observation = with_picture(self.problem, self.problem.observe())
        info = self._info(observation, np.where(ended, 0.0, step.seconds), success)
        return observation, np.where(ended, 0.0, step.reward), terminated, truncated, info

    def close_extras(self, **kwargs: Any) -> None:
        """Free what the problem holds."""
        self.problem.close()

    def _seed(self, seed: int | Sequence[int | None] | None, where: np.ndarray) -> None:
        """Seed the generators of the environments `where` (k,), whose trials then begin anew."""
        if seed is None:
            return
        if isinstance(seed, int | np.integer):
            if len(where) == self.num_envs:
                super().reset(seed=int(seed))
                self._own.clear()
                self.order.restart(where)
                return
            seed = [int(seed) + k for k in range(self.num_envs)]
        if len(seed) != self.num_envs:
            raise ValueError(f"seed: {self.num_envs} environments need as many seeds, got {len(seed)}")
        for k in where.tolist():
            if (own := seed[k]) is not None:
                self._own[k] = gym.utils.seeding.np_random(int(own))[0]
                self.order.restart(np.array([k]))

    def _begin(self, where: np.ndarray, options: dict | None) -> None:
        choice = read_options(options, self.problem)
        own = [k for k in where.tolist() if k in self._own]
        groups = [(np.array([k]), self._own[k]) for k in own]
        if len(shared := np.setdiff1d(where, own)):
            groups.append((shared, self.np_random))
        for part, rng in groups:
            self.problem.begin_at(part, *self.order.advance(part, rng, choice), rng)

    def _info(
        self, observation: Observation, seconds: np.ndarray, success: np.ndarray, told: np.ndarray | None = None
    ) -> dict:
        info = {
            "action_mask": observation["action_mask"].copy(), "success": success.copy(),
            "seconds": np.asarray(seconds, np.float64), "phase": (self.order.episode > 0).astype(np.int64),
        }
        told = np.ones(self.num_envs, bool) if told is None else told
        return info | {f"_{key}": told.copy() for key in info}


def reset_mask(mask: Any, num_envs: int) -> np.ndarray:
    """The reset option `reset_mask`, (num_envs,) bool; raises ValueError for what is none."""
    if not isinstance(mask, np.ndarray) or mask.dtype != bool or mask.shape != (num_envs,) or not mask.any():
        what = f"a numpy array ({num_envs},) of bool with one True at least"
        raise ValueError(f"reset option reset_mask: {mask!r} is none; it must be {what}")
    return mask
