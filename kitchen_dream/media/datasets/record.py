"""Records trials of a policy in kitchens: symbols and skills; in PyBullet also pictures and joints at a fixed rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kitchen_dream.problems.base import EXPLORE, BatchStep, ProblemFamily, TrialSet
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.spec import Observation
from kitchen_dream.trial.protocol import TrialPolicy, run_trials
from kitchen_dream.trial.rollout import Rollout

if TYPE_CHECKING:  # load PyBullet
    from kitchen_dream.sim.body import KitchenBody
    from kitchen_dream.sim.sensing.head_camera import HeadCamera

TICKS = 60
"""How often in a simulated second the robot can be read."""
EXPLORATION = "look around the kitchen; what to cook is told later"
"""The task of an exploration in words."""
ARM = 7
STATE = (
    *("base_x", "base_y", "base_yaw", "lift"), *(f"arm_{k}" for k in range(1, ARM + 1)),
    *("finger_left", "finger_right", "head_tilt", "neck"),
)
"""Joint states of a frame: metres and radians."""
TARGETS = (*STATE[: 4 + ARM], "fingers")
"""What the motors were asked for: the posture, and the distance of both fingers from the hand's middle."""
SYMBOLS = ("entities", "slots", "vector", "instruction", "action_mask")
"""Keys of observations in the order in which `symbols` has them."""


@dataclass(frozen=True)
class Frames:
    """F moments of an episode, the first of each skill before it moves anything."""

    pictures: np.ndarray
    """(F, height, width, 3) uint8 by the head camera."""
    states: np.ndarray
    """(F, len(STATE)) float32."""
    targets: np.ndarray
    """(F, len(TARGETS)) float32."""
    steps: np.ndarray
    """(F,) int64: number of the skill in the episode."""


@dataclass(frozen=True)
class EpisodeRecord:
    """One episode of a trial, of T skills."""

    trial: int
    row: int
    """Number of the kitchen in its split."""
    recipe: int
    """The dish asked for, or EXPLORE."""
    dish: str
    """Its name, or "" in an exploration."""
    observations: Observation
    """(T + 1, ...)"""
    actions: np.ndarray
    """(T,) int64."""
    rewards: np.ndarray
    """(T,) float64."""
    terminated: np.ndarray
    truncated: np.ndarray
    seconds: np.ndarray
    """(T,) float64: the robot's time."""
    worked: np.ndarray
    """(T,) bool: the skill did what its name says; True for all by the rules alone."""
    success: bool
    frames: Frames | None = None

    @property
    def exploring(self) -> bool:
        """Whether nothing is asked for."""
        return self.recipe == EXPLORE

    @property
    def task(self) -> str:
        """What is to be done, in words."""
        return EXPLORATION if self.exploring else f"cook {self.dish}"

    @property
    def options(self) -> dict[str, Any]:
        """What `reset(options=...)` of the environment of kitchens begins this episode with."""
        asked = {"phase": "explore"} if self.exploring else {"phase": "execute", "recipe": self.dish}
        return asked | {"number": self.row}


def symbols(observation: Observation) -> np.ndarray:
    """(..., features) float32: an observation (...) in one vector: see `symbol_parts`."""
    arrays = [np.asarray(observation[key], np.float32) for key in SYMBOLS]
    lead = arrays[2].shape[:-1]  # `vector` has one axis of its own
    return np.concatenate([array.reshape(*lead, -1) for array in arrays], axis=-1)


def symbol_parts(observation: Observation) -> dict[str, list[int]]:
    """Where each key of an observation (T, ...) lies in `symbols`: first, behind the last."""
    parts, at = {}, 0
    for key in SYMBOLS:
        size = int(np.prod(observation[key].shape[1:]))
        parts[key], at = [at, at + size], at + size
    return parts


def record_trial(
    family: ProblemFamily, split: str, trials: TrialSet, number: int, policy: TrialPolicy, rate: int,
    size: tuple[int, int],
) -> list[EpisodeRecord]:
    """Play one of `trials` and return its episodes.

    Each episode begins in a kitchen just built, so that it can be replayed by itself to the last bit.

    Args:
        family: kitchens; in PyBullet, frames are taken.
        policy: a policy in a trial that begins.
        rate: frames in a simulated second, a divisor of TICKS.
        size: width and height of pictures, pixels."""
    part = slice(number, number + 1)
    one = TrialSet(trials.rows[part], trials.instructions[:, part], np.ones(1))
    problem = family.batch(split, 1)
    assert isinstance(family, KitchenFamily) and isinstance(problem, KitchenProblem)
    watched = _Watched(problem, rate, size)
    try:
        result = run_trials(watched, policy, one, np.random.default_rng(7))  # type: ignore[arg-type]
    finally:
        problem.close()
    asked = [(EXPLORE, "")]
    asked += [(recipe, family.rules.book.recipes[recipe].name) for recipe in one.instructions[:, 0].tolist()]
    rollouts = (result.exploration, *result.executions)
    return [
        _episode(number, int(one.rows[0]), *dish, rollout, seen)
        for dish, rollout, seen in zip(asked, rollouts, watched.episodes, strict=True)
    ]


class _Seen:
    """What is taken of one episode as it runs."""

    def __init__(self) -> None:
        self.steps: list[BatchStep] = []
        self.worked: list[bool] = []
        self.frames: list[tuple[Any, ...]] = []
        """Picture, state, targets, number of the skill."""


class _Watched:
    """A batch of one kitchen that is recorded while it is played."""

    def __init__(self, problem: KitchenProblem, rate: int, size: tuple[int, int]) -> None:
        self._problem, self._size, self._every = problem, size, TICKS // rate
        self.episodes: list[_Seen] = []
        self._ticks = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._problem, name)

    def begin(self, *args: Any) -> Observation:
        self._problem.close()
        self.episodes.append(_Seen())
        observation = self._problem.begin(*args)
        body: KitchenBody | None = getattr(self._problem, "sim", None)
        if body is not None:
            from kitchen_dream.sim.sensing.head_camera import HeadCamera

            self._camera: HeadCamera = HeadCamera(body.client, body.scene, body.robot, *self._size)
            body.frame_rate, body.on_frame = TICKS, self._tick
        return observation

    def step(self, actions: np.ndarray) -> BatchStep:
        seen, body = self.episodes[-1], getattr(self._problem, "sim", None)
        if body is not None:
            self._ticks = 0
            self._take(body)
        outcomes: list[Any] = getattr(self._problem, "outcomes", [])
        before = len(outcomes)
        step = self._problem.step(actions)
        seen.worked.append(len(outcomes) == before or outcomes[-1][1].success)
        seen.steps.append(step)
        return step

    def _tick(self, body: KitchenBody) -> None:
        self._ticks += 1
        if self._ticks % self._every == 0:
            self._take(body)

    def _take(self, body: KitchenBody) -> None:
        robot, seen = body.robot, self.episodes[-1]
        head = [state[0] for state in body.client.getJointStates(robot.body, [robot.head, *robot.neck])]
        state = [*robot.posture(), *robot.finger_widths(), head[0], sum(head[1:])]
        target = [*robot.target, robot.finger_target]
        joints, asked = np.array(state, np.float32), np.array(target, np.float32)
        seen.frames.append((self._camera.shoot().rgb, joints, asked, len(seen.steps)))


def _episode(trial: int, row: int, recipe: int, dish: str, rollout: Rollout, seen: _Seen) -> EpisodeRecord:
    frames = None
    if seen.frames:
        pictures, states, targets = (np.stack([moment[part] for moment in seen.frames]) for part in range(3))
        frames = Frames(pictures, states, targets, np.array([moment[3] for moment in seen.frames]))
    taken = seen.steps
    return EpisodeRecord(
        trial, row, recipe, dish, {key: value[:, 0] for key, value in rollout.observations.items()},
        rollout.actions[:, 0],
        np.array([float(step.reward[0]) for step in taken]),
        np.array([bool(step.terminated[0]) for step in taken]),
        np.array([bool(step.truncated[0]) for step in taken]),
        np.array([float(step.seconds[0]) for step in taken]),
        np.array(seen.worked), bool(rollout.success[0]), frames,
    )
