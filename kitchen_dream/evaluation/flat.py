"""Exact scores on flat problems: every problem of a split with every instruction, weighted by its chance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kitchen_dream.agents.sequences.base import SequenceAgent
from kitchen_dream.problems.flat import FlatProblem
from kitchen_dream.problems.grids.reference import grid_reference
from kitchen_dream.trial.agent_trial import agent_trial
from kitchen_dream.trial.told import Told

Score = Callable[[SequenceAgent], dict[str, float]]


def scorer(flat: FlatProblem, split: str, split_seed: int = 0, told: bool = False) -> Score:
    """A function that plays all trials of a split greedily: the mean return, and (return - blind) / (oracle - blind).

    Agents are deterministic and so are the grids: this is the expectation itself, without sampling error. Only explorations
    with rewards have a drawn instruction, always the same one.
    """
    one = flat.kind(split, split_seed=split_seed)
    chance = one.instruction_chances(np.arange(len(one)))
    rows, instruction = np.nonzero(chance)
    weight = chance[rows, instruction] / chance.sum()
    problem = flat.kind(split, len(rows), split_seed=split_seed)
    problem = Told(problem) if told else problem
    reference = grid_reference(flat.kind, split, split_seed)

    def score(agent: SequenceAgent) -> dict[str, float]:
        rewards = np.random.default_rng(7) if agent.config.rewards_in_exploration else None
        exploration, execution = agent_trial(problem, agent, rows, instruction, rewards)
        mean = float((execution.returns * weight).sum())
        return {
            "normalized_score": reference.normalized(mean),
            "return_mean": mean,
            "share_of_oracle": mean / reference.oracle,
            "success_rate": float((execution.success * weight).sum()),
            "explore_steps": float((exploration.valid.sum(0) * weight).sum()),
        }

    return score
