"""A whole trial as one sequence, as end-to-end methods read it: exploration and executions, one after the other.

Every episode adds its actions' steps and one step for what its last action brought, at which nothing is chosen. Trials are
aligned at their first step; L is the most steps that a trial can have.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from kitchen_dream.agents.sequences.replay import Episodes
from kitchen_dream.problems.spec import ProblemSpec


@dataclass
class TrialSequence:
    """B trials; time-major tensors."""

    inputs: Tensor
    """(L, B, F) what the policy is told at each step: see `step_inputs`."""
    action: Tensor
    """(L, B) int64."""
    reward: Tensor
    """(L, B) of executions; exploration counts for nothing."""
    shown: Tensor
    """(L, B) rewards as they were shown."""
    end: Tensor
    """(L, B) 1 at the last action of the trial."""
    acts: Tensor
    """(L, B) 1 where an action is chosen."""
    exists: Tensor
    """(L, B) 1 at all steps of the trial."""
    length: Tensor
    """(B,) int64: steps."""


def input_size(spec: ProblemSpec) -> int:
    """Features of `step_inputs`."""
    return spec.vector + spec.instruction + spec.actions + 2


def step_inputs(vector: Tensor, instruction: Tensor, last: Tensor, reward: Tensor, executing: Tensor) -> Tensor:
    """(..., F): observation, instruction, one-hot of the last action, its reward, and whether this is an execution."""
    return torch.cat([vector, instruction, last, reward[..., None], executing[..., None]], dim=-1)


def episode_inputs(spec: ProblemSpec, episode: Episodes, executing: bool) -> Tensor:
    """(T + 1, B, F) inputs of one episode."""
    steps = len(episode.vector)
    last = torch.zeros(*episode.vector.shape[:2], spec.actions)
    last[1:] = F.one_hot(episode.action, spec.actions).float()
    reward = torch.zeros(episode.vector.shape[:2])
    reward[1:] = episode.reward
    flag = torch.full_like(reward, float(executing))
    return step_inputs(episode.vector, episode.instruction.expand(steps, -1, -1), last, reward, flag)


def trial_sequence(spec: ProblemSpec, episodes: list[Episodes]) -> TrialSequence:
    """Join the episodes of B trials: an exploration, then executions."""
    steps, batch = len(episodes[0].vector), len(episodes[0].length)
    total = sum(len(e.vector) for e in episodes)
    column = torch.arange(batch).expand(steps, -1)
    inputs = torch.zeros(total + 1, batch, input_size(spec))  # the last row takes the padding
    action = torch.zeros(total + 1, batch, dtype=torch.int64)
    reward, shown, end, acts, exists = (torch.zeros(total + 1, batch) for _ in range(5))
    begin = torch.zeros(batch, dtype=torch.int64)
    for number, episode in enumerate(episodes):
        executing, t = number > 0, torch.arange(steps)[:, None]
        here = t <= episode.length
        row = torch.where(here, begin + t, total)
        inputs[row, column] = episode_inputs(spec, episode, executing)
        exists[row, column] = 1.0
        acting = torch.cat([episode.valid, torch.zeros(1, batch)])
        acts[row, column] = acting
        padded = torch.cat([episode.reward, torch.zeros(1, batch)]) * acting
        shown[row, column] = padded
        reward[row, column] = padded * executing
        action[row, column] = torch.cat([episode.action, torch.zeros(1, batch, dtype=torch.int64)])
        if number == len(episodes) - 1:
            end[row, column] = torch.cat([episode.end, torch.zeros(1, batch)])
        begin = begin + episode.length + 1
    for padding in (inputs, action, reward, shown, end, acts, exists):
        padding[total] = 0
    return TrialSequence(*(x[:total] for x in (inputs, action, reward, shown, end, acts, exists)), begin)
