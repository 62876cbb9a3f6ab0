"""One trial of an agent that remembers, in each of a batch of problems."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from kitchen_dream.trial.rollout import EXPLORE, BatchProblem, Policy, Rollout, run


class RememberingAgent(Protocol):
    """What a trial at meta-test asks of an agent."""

    def explorer(self, epsilon: float = 0.0) -> Policy: ...
    def encode(self, exploration: Rollout) -> Any: ...
    def executor(self, context: Any, epsilon: float = 0.0) -> Policy: ...


def explore(
    problem: BatchProblem, agent: RememberingAgent, rows: np.ndarray, rewards: np.random.Generator | None = None, epsilon: float = 0.0
) -> Rollout:
    """An exploration episode in each of the problems `rows` (B,).

    rewards: draws an instruction for each, which is shown and whose rewards are shown; without it there are none.
    """
    instruction = np.full(problem.batch, EXPLORE) if rewards is None else problem.sample_instructions(rows, rewards)
    return run(problem, rows, instruction, agent.explorer(epsilon))


def agent_trial(
    problem: BatchProblem,
    agent: RememberingAgent,
    rows: np.ndarray,
    instruction: np.ndarray,
    rewards: np.random.Generator | None = None,
) -> tuple[Rollout, Rollout]:
    """Exploration, then one execution of `instruction` (B,), without learning: the two rollouts."""
    exploration = explore(problem, agent, rows, rewards)
    return exploration, run(problem, rows, instruction, agent.executor(agent.encode(exploration)), keep=False)
