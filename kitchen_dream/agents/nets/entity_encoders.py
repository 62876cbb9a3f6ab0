"""Encoders of a set of entities: shared weights for every member, so that any number of them will do.

What is asked for and what lies somewhere are multi-hots over one vocabulary of symbols. All networks read them through
one embedding, so that "this unit holds what is asked for" is an inner product from the first update on, and carries
over to recipes that were never instructed.

Shapes: B batch, U entities, S slots, F features, H hidden, Z code = width of the embedding."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class SetEncoder(nn.Module):
    """Message passing through the pooled set: entities (B, U, F) and a whole (B, V) to (B, U, H) and (B, H)."""

    def __init__(self, entity: int, vector: int, hidden: int, rounds: int = 1):
        super().__init__()
        self.entity = nn.Linear(entity, hidden)
        self.vector = nn.Linear(vector, hidden)
        self.mix_entity = nn.ModuleList(nn.Linear(hidden, hidden) for _ in range(rounds))
        self.mix_pool = nn.ModuleList(nn.Linear(3 * hidden, hidden) for _ in range(rounds))

    def forward(self, entities: Tensor, vector: Tensor, exists: Tensor) -> tuple[Tensor, Tensor]:
        """exists: (B, U, 1), 1 for members and 0 for padding."""
        whole = self.vector(vector)
        h = (self.entity(entities) + whole[:, None]).relu_() * exists
        whole = F.relu(whole)
        members = exists.sum(1).clamp(min=1)
        for mix_entity, mix_pool in zip(self.mix_entity, self.mix_pool, strict=True):
            context = mix_pool(torch.cat([h.sum(1) / members, h.amax(1), whole], dim=1))
            h = (mix_entity(h) + context[:, None]).relu_() * exists
            whole = F.relu(context)
        return h, whole


class PatchEncoder(nn.Module):
    """Codes of what pictures show: features (..., places * K) to (..., Z), summed over the places, 0 for places not
    seen.

    The frozen encoder that makes features from pixels is kept with the weights: `mean` (D,) and `basis` (D, K)."""

    def __init__(self, patch: tuple[int, int], code: int, hidden: int = 64):
        super().__init__()
        self.features, pixels = patch
        self.register_buffer("mean", torch.zeros(pixels))
        self.register_buffer("basis", torch.zeros(pixels, self.features))
        self.code = nn.Sequential(nn.Linear(self.features, hidden), nn.ReLU(), nn.Linear(hidden, code))

    def forward(self, seen: Tensor) -> Tensor:
        each = seen.unflatten(-1, (-1, self.features))
        there = (each != 0).any(-1)  # a third of the places at most: the rest costs nothing
        out = each.new_zeros((*there.shape, self.code[-1].out_features))
        out[there] = self.code(each[there])
        return out.sum(-2)


class Symbols(nn.Module):
    """The shared embedding of symbols: multi-hots (..., symbols) to (..., Z), orthogonal at first; and of pictures."""

    def __init__(self, symbols: int, code: int, scale: float, patch: tuple[int, int] = (0, 0)):
        super().__init__()
        self.weight = nn.Parameter(scale * nn.init.orthogonal_(torch.empty(symbols, code)))
        self.patches = PatchEncoder(patch, code) if patch[0] else None

    def forward(self, multi_hot: Tensor) -> Tensor:
        return multi_hot @ self.weight

    def seen(self, seen: Tensor) -> Tensor:
        """Codes of what was seen. Multi-hots are read without gradient, since g follows f; pictures with it."""
        return seen @ self.weight.detach() if self.patches is None else self.patches(seen)

    def match(self, codes: Tensor, asked: Tensor) -> Tensor:
        """How much of what is asked (B, Z) each of the codes (B, N, Z) holds, (B, N): about 1 for a symbol."""
        return torch.bmm(codes, asked[:, :, None])[..., 0] / self.weight.detach().square().sum(1).mean()

    def match_seen(self, seen: Tensor, asked: Tensor) -> Tensor:
        """The same for multi-hots (B, N, symbols), or features of pictures."""
        if self.patches is not None:
            return self.match(self.patches(seen), asked)
        return self.match(seen, asked @ self.weight.T)

    def occupied(self, slots: Tensor) -> Tensor:
        """Whether something is named in slots (B, S, symbols), (B, S); pictures name nothing: whether there is one."""
        return slots.sum(2) if self.patches is None else (slots != 0).any(2).float()
