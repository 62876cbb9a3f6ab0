"""Targets of Q-learning, as pure functions of tensors.

One family serves all memories: Watkins's Q(lambda) along whole episodes, and returns of several steps that are cut in
the same way (at the first action that was not greedy), which are summed up when a trial is stored."""

import numpy as np
import torch
from torch import Tensor


def q_lambda_targets(
    reward: Tensor, discount: Tensor, end: Tensor, acts: Tensor, greedy: Tensor, value: Tensor, td_lambda: float
) -> Tensor:
    """Watkins's Q(lambda) targets (T, B) for the actions taken in sequences of T + 1 steps (Watkins 1989; Sutton and
    Barto, 12.10).

    Args:
        reward: (T, B) what each action brought.
        discount: (T, B) of what comes after it.
        end: (T, B) 1 where nothing comes after the action.
        acts: (T + 1, B) 1 where an action is chosen. Other steps only show something (the last look at an episode
            within a trial): value and target pass through them undiscounted.
        greedy: (T + 1, B) 1 where the action taken is the one that is now thought best: a trace is cut elsewhere.
        value: (T + 1, B) value of each step by double Q-learning: the target network's of the online network's best
            action.
        td_lambda: 0 gives one-step double Q-learning (van Hasselt et al., 2016).

    Returns:
        (T, B); what stands at steps without an action means nothing."""
    steps = len(acts) - 1
    index = torch.arange(steps + 1, device=acts.device)[:, None]
    # The next step that chooses an action, or the row behind all steps, which is worth nothing.
    acting = torch.where(acts > 0, index, steps + 1).flip(0).cummin(0).values.flip(0)[1:]
    none = torch.zeros_like(value[:1])
    ahead = torch.cat([value, none]).gather(0, acting)
    traced = td_lambda * torch.cat([greedy, none]).gather(0, acting)
    # Each step is a line: target = level + slope * (target of the step behind it). Steps without an action pass it on.
    chosen = acts[:-1] > 0
    worth = discount * (1 - end)
    level = torch.where(chosen, reward + worth * (1 - traced) * ahead, 0.0)
    slope = torch.where(chosen, worth * traced, 1.0)
    level[-1] = level[-1] + slope[-1] * value[-1] * acts[-1]
    slope[-1] = 0.0
    span = 1
    while span < steps:  # lines of twice as many steps each time
        level = torch.cat([level[:-span] + slope[:-span] * level[span:], level[-span:]])
        slope = torch.cat([slope[:-span] * slope[span:], slope[-span:]])
        span *= 2
    return level


def n_step_returns(
    rewards: np.ndarray, valid: np.ndarray, terminated: np.ndarray, greedy: np.ndarray, steps: int, gamma: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Discounted sums of the next rewards, up to the next action that was not greedy or the episode's end (Watkins's
    cut).

    All are (T, B). Returns the sum of at most `steps` rewards, their number, and 1.0 where they reach the end."""
    length = len(rewards)
    total = np.zeros(rewards.shape, np.float32)
    count = np.zeros(rewards.shape, np.int64)
    ended = np.zeros(rewards.shape, bool)
    going = valid.copy()
    for k in range(min(steps, length)):
        if k > 0:
            going[length - k :] = False
            going[: length - k] &= valid[k:] & greedy[k:] & ~ended[: length - k]
        total[: length - k] += going[: length - k] * gamma**k * rewards[k:]
        count += going
        ended[: length - k] |= going[: length - k] & terminated[k:]
    return total, count, ended.astype(np.float32)


def masked(values: Tensor, mask: Tensor) -> Tensor:
    """Values with -inf where the mask is 0."""
    return values.masked_fill(mask < 0.5, -torch.inf)


def double_values(online: Tensor, target: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """The target network's value of the online network's best possible action, and that action: (...) from (..., A)."""
    best = masked(online, mask).argmax(-1, keepdim=True)
    return target.gather(-1, best)[..., 0], best[..., 0]


def masked_mean(values: Tensor, mask: Tensor) -> Tensor:
    """Mean of the values where the mask is 1."""
    return (values * mask).sum() / mask.sum().clamp(min=1)


def at(sequence: Tensor, index: Tensor) -> Tensor:
    """The entry (B, ...) of a sequence (T, B, ...) at each trial's own index (B,)."""
    return sequence[index, torch.arange(sequence.shape[1], device=index.device)]
