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
    def after(self, context: Any, execution: Rollout) -> Any: ...


def explore(
    problem: BatchProblem, agent: RememberingAgent, rows: np.ndarray, rewards: np.random.Generator | None = None, epsilon: float = 0.0
) -> Rollout:
    """An exploration episode in each of the problems `rows` (B,).

    rewards: draws an instruction for each, which is shown and whose rewards are shown; without it there are none.
    """
    if hasattr(problem, "new_trials"):
        problem.new_trials()
    instruction = np.full(problem.batch, EXPLORE) if rewards is None else problem.sample_instructions(rows, rewards)
    return run(problem, rows, instruction, agent.explorer(epsilon))


def agent_trial(
    problem: BatchProblem,
    agent: RememberingAgent,
    rows: np.ndarray,
    instructions: np.ndarray,
    rewards: np.random.Generator | None = None,
) -> tuple[Rollout, list[Rollout]]:
    """Exploration, then an execution of each of `instructions` (episodes, B), without learning."""
    exploration = explore(problem, agent, rows, rewards)
    return exploration, execute(problem, agent, rows, instructions, agent.encode(exploration))


def execute(
    problem: BatchProblem, agent: RememberingAgent, rows: np.ndarray, instructions: np.ndarray, context: Any, epsilon: float = 0.0
) -> list[Rollout]:
    """Executions of `instructions` (episodes, B), one after the other."""
    out: list[Rollout] = []
    for instruction in instructions:
        if out:
            context = agent.after(context, out[-1])
        out.append(run(problem, rows, instruction, agent.executor(context, epsilon)))
    return out
