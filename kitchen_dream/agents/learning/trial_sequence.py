"""A whole trial as one sequence, as methods read it whose memory goes through it: exploration and executions, one after
the other.

Every episode adds its actions' steps and one step for what its last action brought, at which nothing is chosen. Trials
are aligned at their first step; L is the most steps that a trial can have."""

from dataclasses import dataclass

import torch
from torch import Tensor

from kitchen_dream.agents.learning.batch import Steps
from kitchen_dream.agents.nets.sequence_nets import preceding
from kitchen_dream.problems.spec import ProblemSpec


@dataclass
class TrialSequence:
    """B trials."""

    steps: Steps
    """L steps; `inputs` (L, B, F) is what the policy is told at each: see `step_inputs`. Rewards are those of
    executions, since exploration counts for nothing."""
    shown: Tensor
    """(L, B) rewards as they were shown."""
    exists: Tensor
    """(L, B) 1 at all steps of the trial."""


def input_size(spec: ProblemSpec) -> int:
    """Features of `step_inputs`."""
    return 2 * spec.vector.size + spec.num_actions + spec.instruction.size + 2


def step_inputs(
    vector: Tensor, last: Tensor, instruction: Tensor, reward: Tensor, executing: bool, before: Tensor
) -> Tensor:
    """(..., F): what is seen, the last action, the instruction, the last reward, the phase; what was seen before."""
    phase = torch.full_like(reward, float(executing))
    return torch.cat([vector, last, instruction, reward[..., None], phase[..., None], before], dim=-1)


def episode_inputs(spec: ProblemSpec, episode: Steps, executing: bool) -> Tensor:
    """(T + 1, B, F) inputs of one episode."""
    reward = torch.zeros_like(episode.acts)
    reward[1:] = episode.reward
    last, before = preceding(episode["vector"], episode.action, spec.num_actions)
    return step_inputs(episode["vector"], last, episode["instruction"], reward, executing, before)


def trial_sequence(spec: ProblemSpec, episodes: list[Steps], mask_end: bool) -> TrialSequence:
    """Join the episodes of B trials: an exploration, then executions. mask_end: see LearnerSettings."""
    steps, batch = episodes[0].acts.shape
    total = sum(len(e.acts) for e in episodes)
    column = torch.arange(batch, device=episodes[0].acts.device).expand(steps, -1)
    inputs = column.new_empty(total + 1, batch, input_size(spec), dtype=torch.float32)  # the last row takes the padding
    mask = inputs.new_zeros(total + 1, batch, spec.num_actions)
    action = column.new_zeros(total + 1, batch)
    reward, discount, shown, end, acts, exists = (inputs.new_zeros(total + 1, batch) for _ in range(6))
    begin = column.new_zeros(batch)
    t = torch.arange(steps, device=column.device)[:, None]
    for number, episode in enumerate(episodes):
        executing = number > 0
        row = torch.where(t <= episode.length, begin + t, total)
        inputs[row, column] = episode_inputs(spec, episode, executing)
        mask[row, column] = episode["action_mask"]
        if mask_end and not executing:
            others = episode["action_mask"].sum(-1) > 1
            mask[row, column, spec.stop] = (~others).float()
        exists[row, column] = 1.0
        acts[row, column] = episode.acts
        padded = _closed(episode.reward) * episode.acts
        shown[row, column] = padded
        reward[row, column] = padded * executing
        action[row, column] = _closed(episode.action)
        discount[row, column] = _closed(episode.discount)
        if number == len(episodes) - 1:
            end[row, column] = _closed(episode.end)
        begin = begin + episode.length + 1
    for padding in (mask, action, reward, discount, shown, end, acts, exists):
        padding[total] = 0
    inputs[exists == 0] = 0
    obs = {"inputs": inputs[:total], "action_mask": mask[:total]}
    inner = slice(0, total - 1)
    parts = (action[inner], reward[inner], discount[inner], end[inner])
    joined = Steps(obs, *parts, acts[:total], begin, torch.ones_like(reward[inner]))
    return TrialSequence(joined, shown[:total], exists[:total])


def _closed(values: Tensor) -> Tensor:
    """(T + 1, B) from (T, B): zeros behind the last action."""
    return torch.cat([values, torch.zeros_like(values[:1])])
