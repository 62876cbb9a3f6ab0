"""Targets of Q-learning through time, with masks: computed backwards over whole episodes or trials."""

from __future__ import annotations

import torch
from torch import Tensor


def q_lambda_targets(
    reward: Tensor, end: Tensor, acts: Tensor, greedy: Tensor, value: Tensor, gamma: float, trace: float
) -> Tensor:
    """Watkins's Q(lambda) targets (T, B) for the actions taken in sequences of T + 1 steps.

    Args:
        reward: (T, B) what each action brought.
        end: (T, B) 1 where nothing comes after the action.
        acts: (T + 1, B) 1 where an action is chosen. Other steps only show something (the last look at an episode within a
            trial): value and target pass through them undiscounted.
        greedy: (T + 1, B) 1 where the action taken is the one that is now thought best: a trace is cut elsewhere.
        value: (T + 1, B) value of each step by double Q-learning: the target network's of the online network's best action.
        gamma: discount of an action.
        trace: lambda; 0 gives one-step double Q-learning (van Hasselt et al., 2016).

    Returns:
        (T, B); what stands at steps without an action means nothing.
    """
    ahead = value[-1] * acts[-1]
    target_ahead, cut = ahead, torch.ones_like(ahead)
    out = torch.empty_like(reward)
    for t in range(len(reward) - 1, -1, -1):
        # `cut` is 1 where the next action was not greedy, so that its target says nothing about the best one.
        mixed = torch.where(cut > 0, ahead, (1 - trace) * ahead + trace * target_ahead)
        target = reward[t] + gamma * (1 - end[t]) * mixed
        acting = acts[t] > 0
        target_ahead = torch.where(acting, target, target_ahead)
        ahead = torch.where(acting, value[t], ahead)
        cut = torch.where(acting, 1 - greedy[t], cut)
        out[t] = target_ahead
    return out


def double_values(online: Tensor, target: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """The target network's value of the online network's best possible action, and that action: (..., ) from (..., actions)."""
    best = (online if mask is None else online.masked_fill(mask < 0.5, -torch.inf)).argmax(-1, keepdim=True)
    return target.gather(-1, best)[..., 0], best[..., 0]


def masked_mean(values: Tensor, mask: Tensor) -> Tensor:
    """Mean of the values where the mask is 1."""
    return (values * mask).sum() / mask.sum().clamp(min=1)


def closing(valid: Tensor) -> Tensor:
    """(T + 1, B) from (T, B): nothing is chosen after the last step."""
    return torch.cat([valid, torch.zeros_like(valid[:1])])
