"""Adam (Kingma and Ba 2015, arXiv 1412.6980, algorithm 1), by torch's fused kernel."""

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn
from torch.optim.adam import adam

_USUAL: dict[str, Any] = {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.0}
_FUSED: dict[str, Any] = {"fused": True, "amsgrad": False, "maximize": False}


class Adam(nn.Module):
    """Steps down the gradients of weights; its moments are buffers, kept and checked as weights are.

    `torch.optim.Adam` does the same, but loads a compiler first, for two seconds of every process that learns."""

    def __init__(self, groups: dict[tuple[float, float, int], list[nn.Parameter]], power: float = 1.0):
        """groups: weights by their first learning rate, the updates after which it has halved, and the updates after
        which it begins anew.

        power: how steeply it falls later on, as 1 / (1 + k * updates) ** power."""
        super().__init__()
        self._groups, self._power = groups, power
        for number, weight in enumerate(weight for weights in groups.values() for weight in weights):
            for name, shape in {"mean": weight.shape, "square": weight.shape, "steps": ()}.items():
                self.register_buffer(f"{name}{number}", weight.new_zeros(shape))

    @torch.no_grad()
    def step(self, updates: int = 0, share: float = 1.0) -> None:
        """Change the weights that have a gradient, and forget the gradients.

        updates: made before. share: of the learning rates."""
        moments = self._moments()
        for (rate, half_life, anew), weights in self._groups.items():
            since = updates - anew if updates >= anew else updates
            rate = rate * share / (1 + (2 ** (1 / self._power) - 1) * since / half_life) ** self._power
            learning = [(w, w.grad, *of) for w, of in zip(weights, moments, strict=False) if w.grad is not None]
            if learning:
                changed, gradients, means, squares, steps = (list(part) for part in zip(*learning, strict=True))
                adam(changed, gradients, means, squares, [], steps, lr=rate, **_USUAL, **_FUSED)
            for weight in weights:
                weight.grad = None

    @torch.no_grad()
    def forget(self, weights: list[nn.Parameter]) -> None:
        """Begin anew with the moments of some weights."""
        moments, gone = self._moments(), {id(weight) for weight in weights}
        for group in self._groups.values():
            for weight, of in zip(group, moments, strict=False):
                if id(weight) in gone:
                    torch._foreach_zero_(list(of))

    def _moments(self) -> Iterator[tuple[torch.Tensor, ...]]:
        """Mean, square and steps of one weight after the other, as they stand in the groups."""
        buffers = iter(list(self.buffers()))
        return zip(buffers, buffers, buffers, strict=True)
