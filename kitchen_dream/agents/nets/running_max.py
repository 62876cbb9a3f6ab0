"""The running maximum along time. torch.cummax walks through its first axis number by number; here a step of all trials
is one operation, which makes it several times faster, with the same values and gradients."""

import torch
from torch import Tensor


class _RunningMax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, values: Tensor) -> Tensor:
        out, since, steps = values.clone(), torch.zeros(values.shape, dtype=torch.int64), torch.arange(len(values))
        for t in range(1, len(values)):
            # On a tie the later step takes over, as with torch.cummax.
            torch.where(values[t] >= out[t - 1], steps[t], since[t - 1], out=since[t])
            torch.maximum(values[t], out[t - 1], out=out[t])
        ctx.save_for_backward(since)
        return out

    @staticmethod
    def backward(ctx, gradient: Tensor) -> Tensor:
        (since,) = ctx.saved_tensors
        return torch.zeros_like(gradient).scatter_add_(0, since, gradient)


def running_max(values: Tensor) -> Tensor:
    """The largest of the values (T, ...) up to and with each step; T >= 1."""
    if torch.is_grad_enabled() and values.requires_grad:
        return _RunningMax.apply(values)
    out = values.clone()
    for t in range(1, len(values)):
        torch.maximum(values[t], out[t - 1], out=out[t])
    return out
