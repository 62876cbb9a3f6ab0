"""Collecting trials on flat problems, for agents on sequences."""

from __future__ import annotations

import numpy as np

from kitchen_dream.agents.sequences.base import SequenceAgent
from kitchen_dream.trial.agent_trial import execute, explore
from kitchen_dream.trial.rollout import BatchProblem


def collect_flat(agent: SequenceAgent, problem: BatchProblem, problems: int, rng: np.random.Generator, executions: int = 1) -> int:
    """One trial in each of a batch of random problems, taken in by the agent; returns the number of steps."""
    curious, careless = agent.epsilons()
    rows = rng.integers(problems, size=problem.batch)
    exploration = explore(problem, agent, rows, rng if agent.config.rewards_in_exploration else None, curious)
    problem_id = problem.privileged(rows)
    context = agent.training_context(problem_id, exploration)
    instructions = np.stack([problem.sample_instructions(rows, rng) for _ in range(executions)])
    episodes = [exploration, *execute(problem, agent, rows, instructions, context, careless)]
    agent.observe(problem_id, episodes)
    return int(sum(episode.valid.sum() for episode in episodes))
