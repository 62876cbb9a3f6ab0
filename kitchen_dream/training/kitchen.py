"""Collecting trials in kitchens, for DREAM on sets."""

from __future__ import annotations

import numpy as np

from kitchen_dream.agents.dream import Dream
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.spec import Observation
from kitchen_dream.trial.rollout import EXPLORE, run

TRIALS = 64
"""Trials collected side by side."""


def collect_kitchens(agent: Dream, problem: KitchenProblem, rng: np.random.Generator) -> int:
    """One trial in each of a batch of random problems, stored by the agent; returns the number of steps.

    A share of the executions reads a code of the id, the others one of the exploration just made.
    """
    curious, careless = agent.epsilons()
    rows = rng.integers(len(problem), size=problem.batch)
    chosen: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])

    def look(observation: Observation) -> np.ndarray:
        actions = agent.explore(observation, curious)
        chosen[0].append(agent.greedy)
        return actions

    exploration = run(problem, rows, np.full(problem.batch, EXPLORE), look)
    problem_id = problem.privileged(rows)
    by_id = rng.random(problem.batch) < agent.id_share
    z = np.where(by_id[:, None, None], agent.encode_id(problem_id), agent.encode_trajectory(exploration.last()))
    instruction = problem.sample_instructions(rows, rng)

    def act(observation: Observation) -> np.ndarray:
        actions = agent.execute(observation, z, careless)
        chosen[1].append(agent.greedy)
        return actions

    execution = run(problem, rows, instruction, act)
    agent.observe(problem_id, exploration, execution, *map(np.stack, chosen))
    return int(exploration.valid.sum() + execution.valid.sum())
