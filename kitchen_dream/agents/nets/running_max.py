"""The running maximum along time. torch.cummax walks through its first axis number by number; here a step of all trials
is one operation, which makes it several times faster."""

import torch
from torch import Tensor


class _RunningMax(torch.autograd.Function):
    @staticmethod
    def forward(ctx, values: Tensor) -> Tensor:
        out = _running_max(values)
        ctx.save_for_backward(values, out)
        return out

    @staticmethod
    def backward(ctx, gradient: Tensor) -> Tensor:
        values, out = ctx.saved_tensors
        # A step holds the maximum from where it reaches it until the next that does: on a tie the later one takes over,
        # as with torch.cummax. Where it is not reached (1), the gradient belongs to an earlier step.
        passes = torch.ne(out, values, out=torch.empty_like(out))
        given = gradient.clone()
        steps, behind = given.unbind(), passes.unbind()
        for t in range(len(steps) - 1, 0, -1):
            steps[t - 1].addcmul_(steps[t], behind[t])
        return given.addcmul_(given, passes, value=-1)


def _running_max(values: Tensor) -> Tensor:
    out = torch.empty_like(values)
    before = torch.zeros_like(values[0])
    for step, now in zip(values.unbind(), out.unbind(), strict=True):
        before = torch.maximum(step, before, out=now)
    return out


def running_max(values: Tensor) -> Tensor:
    """The largest of 0 and the values (T, ...) up to and with each step; T >= 1. A value of 0 gets gradients."""
    return _RunningMax.apply(values) if torch.is_grad_enabled() else _running_max(values)
