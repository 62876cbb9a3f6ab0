"""Exact scores on flat problems: every problem of a split with every instruction, weighted by its chance."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kitchen_dream.agents.sequences.base import SequenceAgent
from kitchen_dream.problems.flat import FlatProblem
from kitchen_dream.problems.grids.reference import grid_reference
from kitchen_dream.trial.agent_trial import agent_trial
from kitchen_dream.trial.settings import with_setting

Score = Callable[[SequenceAgent], dict[str, float]]


def scorer(flat: FlatProblem, split: str, split_seed: int = 0, setting: str = "instructed", executions: int = 1) -> Score:
    """A function that plays all trials of a split greedily: the mean return, and (return - blind) / (oracle - blind).

    Agents are deterministic and so are the grids: this is the expectation itself, without sampling error. Drawn, and always
    the same, are only the instruction of explorations with rewards, the facts told in part, and the instructions of executions
    beyond the first of a trial. The scale is that of the instructed problem in all settings.
    """
    one = flat.kind(split, split_seed=split_seed)
    chance = one.instruction_chances(np.arange(len(one)))
    problems, goals = np.nonzero(chance)
    weight = chance[problems, goals] / chance.sum()
    grid = flat.kind(split, len(weight), split_seed=split_seed)
    reference = grid_reference(flat.kind, split, split_seed)

    def score(agent: SequenceAgent) -> dict[str, float]:
        problem, rng = with_setting(grid, setting), np.random.default_rng(7)
        rows = np.arange(len(weight)) if setting == "uninstructed" else problems
        first = np.zeros_like(goals) if setting == "uninstructed" else goals
        instructions = np.stack([first, *(problem.sample_instructions(rows, rng) for _ in range(executions - 1))])
        exploration, episodes = agent_trial(problem, agent, rows, instructions, rng if agent.config.rewards_in_exploration else None)
        returns, success = (np.mean([getattr(e, name) for e in episodes], axis=0) for name in ("returns", "success"))
        mean = float((returns * weight).sum())
        return {
            "normalized_score": reference.normalized(mean),
            "return_mean": mean,
            "share_of_oracle": mean / reference.oracle,
            "success_rate": float((success * weight).sum()),
            "explore_steps": float((exploration.valid.sum(0) * weight).sum()),
        }

    return score
