"""The one rollout loop: runs a batch of episodes to their end, for training, evaluation and references alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from kitchen_dream.problems.spec import Observation, PrivilegedId, ProblemSpec

EXPLORE = -1
"""The instruction of an exploration episode: none."""


class BatchStep(Protocol):
    """What B steps brought: arrays (B,)."""

    reward: np.ndarray
    terminated: np.ndarray
    truncated: np.ndarray
    seconds: np.ndarray


class BatchProblem(Protocol):
    """A problem family whose episodes run side by side."""

    spec: ProblemSpec
    batch: int

    def begin(self, rows: np.ndarray, instruction: np.ndarray) -> Observation: ...
    def observe(self) -> Observation: ...
    def step(self, actions: np.ndarray) -> BatchStep: ...
    def succeeded(self) -> np.ndarray: ...
    def sample_instructions(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray: ...
    def privileged(self, rows: np.ndarray) -> PrivilegedId: ...


Policy = Callable[[Observation], np.ndarray]
"""Chooses actions (B,) from observations; called once a step, so that it may remember."""


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
    """(T, B) bool: the episode ended here for good; running out of time counts as an end too, since time is observed."""
    seconds: np.ndarray
    """(B,) float64: robot's time used."""
    success: np.ndarray
    """(B,) bool."""
    outcomes: np.ndarray | None = None
    """(B, instructions) float32: what the episode's last step pays under each instruction, where the problem tells."""

    @property
    def returns(self) -> np.ndarray:
        """(B,) undiscounted sum of rewards."""
        return self.rewards.sum(0)

    def last(self) -> Observation:
        """(B, ...) the observation after the last step: in problems with a map it sums the episode up."""
        return {key: value[-1] for key, value in self.observations.items()}


def run(problem: BatchProblem, rows: np.ndarray, instruction: np.ndarray, policy: Policy, keep: bool = True) -> Rollout:
    """Run one episode in each of the problems `rows` (B,) under `instruction` (B,), EXPLORE for exploration.

    An episode that has ended idles with the stop action until all have. A policy with a method `saw` is told the rewards (B,).
    With `keep` False only the last observations are kept. A problem that pays only at the end, and ends alike under every
    instruction, may have a method `pays`: what the last step pays under each of them (B, instructions).
    """
    outcomes = None
    observation = problem.begin(rows, instruction)
    over = np.zeros(problem.batch, bool)
    success = np.zeros(problem.batch, bool)
    seconds = np.zeros(problem.batch)
    frames, actions, rewards, valid, ended = [observation], [], [], [], []
    while not over.all():
        action = np.where(over, problem.spec.stop, policy(observation))
        step = problem.step(action)
        success |= ~over & problem.succeeded()
        now = step.terminated | step.truncated
        seconds += np.where(over, 0.0, step.seconds)
        if hasattr(policy, "saw"):
            policy.saw(np.where(over, 0.0, step.reward))
        if hasattr(problem, "pays"):
            paid = problem.pays().astype(np.float32)
            outcomes = paid if outcomes is None else np.where(over[:, None], outcomes, paid)
        following = problem.observe()
        for key, value in following.items():
            value[over] = observation[key][over]
        actions.append(action)
        rewards.append(np.where(over, 0.0, step.reward))
        valid.append(~over)
        ended.append(~over & now)
        over = over | now
        observation = following
        frames = [*frames, observation] if keep else [observation]
    stacked = {key: np.stack([frame[key] for frame in frames]) for key in observation}
    return Rollout(
        stacked, np.stack(actions), np.stack(rewards).astype(np.float32), np.stack(valid), np.stack(ended), seconds, success, outcomes
    )
