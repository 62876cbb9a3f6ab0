"""Heads: from features to action values."""

import torch
from torch import Tensor, nn


class Dueling(nn.Module):
    """Action values (..., A) from features (..., H): the state's value and advantages counted from their mean over
    actions (Wang et al. 2016, eq. 9)."""

    def __init__(self, features: int, actions: int):
        super().__init__()
        self.out = nn.Linear(features, actions + 1)

    def forward(self, features: Tensor) -> Tensor:
        value, advantage = self.out(features).split([1, self.out.out_features - 1], dim=-1)
        return value + advantage - advantage.mean(-1, keepdim=True)


class Conditioned(nn.Module):
    """A layer on inputs and a code that multiplies as well as adds: relu(W x + V z + (M x) * (G z)).

    What to do is a product of where one is, what is asked and what the code says; sums alone find it slowly."""

    def __init__(self, features: int, code: int, hidden: int):
        super().__init__()
        self.plain, self.code = nn.Linear(features, hidden), nn.Linear(code, hidden, bias=False)
        self.gated, self.gate = nn.Linear(features, hidden), nn.Linear(code, hidden)

    def forward(self, inputs: Tensor, z: Tensor) -> Tensor:
        return torch.addcmul(self.plain(inputs) + self.code(z), self.gated(inputs), self.gate(z)).relu_()


def set_dueling(entity: Tensor, slot: Tensor, other: Tensor, mask: Tensor) -> Tensor:
    """Action values from advantages of entities (B, U, 1), slots (B, S, 1) and plain actions, led by the state's value
    (B, 1 + O).

    Advantages are counted from their mean over the possible actions (Wang et al. 2016, eq. 9)."""
    advantage = torch.cat([entity[..., 0], slot[..., 0], other[:, 1:]], dim=1)
    mean = (advantage * mask).sum(1, keepdim=True) / mask.sum(1, keepdim=True).clamp(min=1)
    return other[:, :1] + advantage - mean
