"""Memories: what a policy or an encoder keeps of the steps so far.

Shapes: T steps, B trials, F features, H hidden. Sequences are time-major (T, B, ...)."""

from typing import Any

import torch
from torch import Tensor, nn

from kitchen_dream.agents.learning.targets import at
from kitchen_dream.agents.nets.running_max import running_max

State = Any
"""What `step` carries on: a tensor, or an LSTM's pair of them; None before the first step."""


class Memory(nn.Module):
    """A summary (T, B, H) of the inputs (T, B, F) up to and with each step, or what a layer tells of it, (T, B, told).

    - `none`: the step alone, through one layer.
    - `set`: the running maximum of one layer over the steps, which forgets their order but nothing else; all prefixes
      cost no more than the whole.
    - `gru`, `lstm`: recurrent networks."""

    def __init__(self, kind: str, features: int, hidden: int, told: int = 0):
        super().__init__()
        self.kind = kind
        if kind in ("gru", "lstm"):
            self.net: nn.Module = (nn.GRU if kind == "gru" else nn.LSTM)(features, hidden)
        else:
            self.net = nn.Linear(features, hidden)
        self.told = nn.Linear(hidden, told) if told else nn.Identity()

    def forward(self, inputs: Tensor) -> Tensor:
        """The summaries of all prefixes, in one go."""
        if self.kind == "none":
            return self.told(self.net(inputs).relu_())
        return self.told(running_max(self.net(inputs)) if self.kind == "set" else self.net(inputs)[0])

    def step(self, inputs: Tensor, state: State = None) -> tuple[Tensor, State]:
        """One step (B, F): its summary (B, H) and the state after it."""
        if self.kind == "none":
            return self.told(self.net(inputs).relu_()), None
        if self.kind == "set":
            now = self.net(inputs).relu_()
            now = now if state is None else torch.maximum(now, state)
            return self.told(now), now
        summary, state = self.net(inputs[None], state)
        return self.told(summary[0]), state

    def state_at(self, inputs: Tensor, length: Tensor, state: State = None) -> State:
        """The state after the first `length` (B,) >= 1 of the inputs (T, B, F): where a later sequence goes on."""
        if self.kind == "none":
            return None
        if self.kind == "set":
            each = self.net(inputs).relu_()  # nothing is below 0, so that padding can be 0
            last = (each * (torch.arange(len(inputs), device=length.device)[:, None, None] < length[:, None])).amax(0)
            return last if state is None else torch.maximum(last, state)
        if self.kind == "gru":
            return at(self.net(inputs, state)[0], length - 1)[None]
        # An LSTM's cell is not among its outputs: step through it, and keep what a trial had at its end.
        hidden, cell = (None, None) if state is None else state
        kept: tuple[Tensor, Tensor] | None = None
        for t in range(len(inputs)):
            _, (hidden, cell) = self.net(inputs[t : t + 1], None if hidden is None else (hidden, cell))
            if kept is None:
                kept = (hidden, cell)
            else:
                going = (t < length)[None, :, None]
                kept = (torch.where(going, hidden, kept[0]), torch.where(going, cell, kept[1]))
        return kept
