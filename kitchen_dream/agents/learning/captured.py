"""Updates on a graphics card as CUDA graphs: a batch is so small that starting its kernels one by one takes longer than
running them."""

from collections.abc import Callable

import torch
from torch import Tensor

from kitchen_dream.agents.learning.batch import Tensors

REHEARSALS = 3
"""Calls before the recording, in which libraries choose their kernels and take their memory."""


class Captured:
    """A function of tensors on a card, recorded once: a call runs all its kernels anew, and Python nothing.

    It must do the same on the same shapes each time, and read nothing back. Its random numbers are fresh in each call,
    and the gradients that it leaves at the weights are there after each call as well."""

    def __init__(
        self, function: Callable[[Tensors], Tensors], given: Tensors, weights: list[Tensor], device: torch.device
    ):
        """given: tensors of the shapes that all calls will have."""
        self._given = {name: value.to(device) for name, value in given.items()}
        self._weights = weights
        aside = torch.cuda.Stream(device)
        aside.wait_stream(torch.cuda.current_stream(device))
        with torch.cuda.stream(aside):
            for _ in range(REHEARSALS):
                function(self._given)
                self._forget_gradients()
        torch.cuda.current_stream(device).wait_stream(aside)
        self._graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self._graph):
            self._told = function(self._given)
        self._gradients = [weight.grad for weight in weights]
        self._forget_gradients()

    def __call__(self, given: Tensors) -> Tensors:
        for name, value in given.items():
            self._given[name].copy_(value)
        self._graph.replay()
        for weight, gradient in zip(self._weights, self._gradients, strict=True):
            weight.grad = gradient
        return {name: value.clone() for name, value in self._told.items()}

    def _forget_gradients(self) -> None:
        for weight in self._weights:
            weight.grad = None
