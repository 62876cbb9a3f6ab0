"""The running maximum along time. torch.cummax walks through its first axis number by number; here a step of all trials
is one operation, which makes it several times faster, with the same values and gradients."""

import itertools

import torch
from torch import Tensor


class _RunningMax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, values: Tensor) -> Tensor:
        out = _running_max(values.clone())
        ctx.save_for_backward(values, out)
        return out

    @staticmethod
    def backward(ctx, gradient: Tensor) -> Tensor:
        values, out = ctx.saved_tensors
        # A step holds the maximum from where it reaches it until the next that does: on a tie the later one takes over,
        # as with torch.cummax.
        passes = torch.sign(out - values)  # 0 where it reaches it, else 1: the gradient belongs to an earlier step
        given = gradient.clone()
        steps, behind = given.unbind(), passes.unbind()
        for t in range(len(steps) - 1, 0, -1):
            steps[t - 1].addcmul_(steps[t], behind[t])
        return given.addcmul_(given, passes, value=-1)


def _running_max(values: Tensor) -> Tensor:
    """In place."""
    steps = values.unbind()
    for before, now in itertools.pairwise(steps):
        torch.maximum(now, before, out=now)
    return values


def running_max(values: Tensor) -> Tensor:
    """The largest of the values (T, ...) up to and with each step; T >= 1."""
    if torch.is_grad_enabled() and values.requires_grad:
        return _RunningMax.apply(values)
    return _running_max(values.detach().clone())
