"""Collecting trials on flat problems, for agents on sequences."""

from __future__ import annotations

import numpy as np

from kitchen_dream.agents.sequences.base import SequenceAgent
from kitchen_dream.trial.agent_trial import explore
from kitchen_dream.trial.rollout import BatchProblem, run

COPIES = 256
"""Trials collected side by side."""


def collect_flat(agent: SequenceAgent, problem: BatchProblem, problems: int, rng: np.random.Generator) -> int:
    """One trial in each of a batch of random problems, taken in by the agent; returns the number of steps."""
    curious, careless = agent.epsilons()
    rows = rng.integers(problems, size=problem.batch)
    exploration = explore(problem, agent, rows, rng if agent.config.rewards_in_exploration else None, curious)
    problem_id = problem.privileged(rows)
    context = agent.training_context(problem_id, exploration)
    execution = run(problem, rows, problem.sample_instructions(rows, rng), agent.executor(context, careless))
    agent.observe(problem_id, [exploration, execution])
    return int(exploration.valid.sum() + execution.valid.sum())
