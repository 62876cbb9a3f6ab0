"""The one rollout loop: runs a batch of episodes to their end, for training, evaluation and references alike."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kitchen_dream.problems.base import BatchProblem
from kitchen_dream.problems.spec import Observation


class Policy(ABC):
    """Chooses actions in one episode of a batch; called once a step, so that it may remember."""

    live: np.ndarray | None = None
    """(B,) bool the episodes that are not over, None for all: what is chosen in the others does not matter."""

    @abstractmethod
    def __call__(self, observation: Observation) -> tuple[np.ndarray, np.ndarray]:
        """Actions (B,) int64, and where (B,) bool they are the policy's best and not drawn."""

    def observe_reward(self, reward: np.ndarray) -> None:  # noqa: B027 (most do not care)
        """Told the rewards (B,) of the last actions."""


@dataclass
class Rollout:
    """B finished episodes of T steps at most."""

    observations: Observation
    """(T + 1, B, ...): the last one of an episode is repeated after its end."""
    actions: np.ndarray
    """(T, B) int64."""
    rewards: np.ndarray
    """(T, B) float32; 0 after the end."""
    valid: np.ndarray
    """(T, B) bool: the step belongs to the episode."""
    terminated: np.ndarray
    """(T, B) bool: the episode ended here for good; running out of time is an end too, since it is observed."""
    greedy: np.ndarray
    """(T, B) bool: the action was the policy's best."""
    seconds: np.ndarray
    """(B,) float64: time used."""
    success: np.ndarray
    """(B,) bool."""
    reward_by_instruction: np.ndarray | None = None
    """(B, instructions) float32: what the episode's last step pays under each instruction, where the problem tells."""

    @property
    def returns(self) -> np.ndarray:
        """(B,) undiscounted sum of rewards."""
        return self.rewards.sum(0)

    @property
    def steps(self) -> int:
        """Environment steps of all episodes together."""
        return int(self.valid.sum())

    def last(self) -> Observation:
        """(B, ...) the observation after the last step: in problems with a map it sums the episode up."""
        return {key: value[-1] for key, value in self.observations.items()}


class Chooser(Policy):
    """A function of observations as a policy."""

    def __init__(self, choose: Callable[[Observation], np.ndarray]):
        self._choose = choose

    def __call__(self, observation: Observation) -> tuple[np.ndarray, np.ndarray]:
        actions = self._choose(observation)
        return actions, np.ones(len(actions), bool)


class Replayed(Policy):
    """Plays actions (T, B) again; `greedy` (T, B) tells which of them were a policy's best."""

    def __init__(self, actions: np.ndarray, greedy: np.ndarray):
        self._steps = zip(actions, greedy, strict=True)

    def __call__(self, observation: Observation) -> tuple[np.ndarray, np.ndarray]:
        return next(self._steps)


def run(
    problem: BatchProblem, rows: np.ndarray, instruction: np.ndarray, policy: Policy,
    rng: np.random.Generator | None = None, start: np.ndarray | None = None,
) -> Rollout:
    """Run one episode in each of the problems `rows` (B,) under `instruction` (B,), EXPLORE for exploration.

    rng and start go to the problem's `begin`. An episode that has ended idles with the stop action until all have."""
    outcomes = None
    observation = problem.begin(rows, instruction, rng, start)
    over = np.zeros(problem.batch, bool)
    success = np.zeros(problem.batch, bool)
    seconds = np.zeros(problem.batch)
    frames, actions, rewards, valid, ended, greedy = [observation], [], [], [], [], []
    while not over.all():
        policy.live = ~over if over.any() else None
        chosen, best = policy(observation)
        action = np.where(over, problem.spec.stop, chosen)
        step = problem.step(action)
        success |= ~over & problem.succeeded()
        now = step.terminated | step.truncated
        seconds += np.where(over, 0.0, step.seconds)
        policy.observe_reward(np.where(over, 0.0, step.reward))
        pays = problem.reward_by_instruction()
        if pays is not None:
            pays = pays.astype(np.float32)
            outcomes = pays if outcomes is None else np.where(over[:, None], outcomes, pays)
        following = problem.observe()
        if over.any():
            for key, value in following.items():
                value[over] = observation[key][over]
        actions.append(action)
        rewards.append(np.where(over, 0.0, step.reward))
        valid.append(~over)
        ended.append(~over & now)
        greedy.append(best)
        over = over | now
        observation = following
        frames.append(observation)
    stacked = {key: np.stack([frame[key] for frame in frames]) for key in observation}
    rest = (np.stack(valid), np.stack(ended), np.stack(greedy), seconds, success, outcomes)
    return Rollout(stacked, np.stack(actions), np.stack(rewards).astype(np.float32), *rest)
