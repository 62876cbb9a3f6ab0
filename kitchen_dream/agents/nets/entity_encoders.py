"""Encoders of a set of entities: shared weights for every member, so that any number of them will do.

What is asked for and what lies somewhere are multi-hots over one vocabulary of symbols. All networks read them through
one embedding, so that "this unit holds what is asked for" is an inner product from the first update on, and carries
over to recipes that were never instructed.

Shapes: B batch, U entities, S slots, F features, H hidden, Z code = width of the embedding."""

import itertools
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable
from torch.nn import functional as F

threshold_backward = torch.ops.aten.threshold_backward
"""Gradients where an output was above a threshold."""


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
        share, whole = 1 / exists.sum(1).clamp(min=1), self.vector(vector)
        layers: list[Any] = [self.entity, *itertools.chain(*zip(self.mix_entity, self.mix_pool, strict=True))]
        weights = [weight for layer in layers for weight in (layer.weight, layer.bias)]
        if torch.is_grad_enabled():
            return MessagePassing.apply(entities, exists, share, whole, *weights)
        return deque(_rounds(entities, exists, share, whole, weights), maxlen=1)[0][:2]


def _rounds(
    entities: Tensor, exists: Tensor, share: Tensor, whole: Tensor, weights: Sequence[Tensor]
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """(h, w, pool) at first and after a round: pool = [mean h, max h, w], c = P pool, w = relu(c), h = relu(A h + c).

    share: (B, 1) of a member in the mean. whole: (B, H) before its relu. weights: weight and bias of each layer."""
    first, bias, *rest = weights
    h, whole, pool = _spread(entities, first, whole + bias, exists), whole.relu(), whole
    yield h, whole, pool
    for a, a_bias, p, p_bias in zip(*[iter(rest)] * 4, strict=True):
        pool = torch.cat([h.sum(1) * share, h.amax(1), whole], dim=1)
        whole = torch.addmm(p_bias, pool, p.t())
        h, whole = _spread(h, a, whole + a_bias, exists), whole.relu()
        yield h, whole, pool


def _spread(x: Tensor, weight: Tensor, whole: Tensor, exists: Tensor) -> Tensor:
    """relu(W x + whole) (B, U, H), 0 for padding."""
    return F.linear(x, weight).add_(whole[:, None]).relu_().mul_(exists)


class MessagePassing(torch.autograd.Function):
    """The rounds of SetEncoder with gradients by hand: half of the time of learning in kitchens goes into them.

    Large results are made in place: to write into fresh memory takes longer than to calculate."""

    @staticmethod
    def forward(ctx, entities: Tensor, exists: Tensor, share: Tensor, whole: Tensor, *weights: Tensor):
        members, wholes, pools = zip(*_rounds(entities, exists, share, whole, weights), strict=True)
        ctx.save_for_backward(entities, share, *weights, *members, *wholes, *pools[1:])
        return members[-1], wholes[-1]

    @staticmethod
    @once_differentiable
    def backward(ctx, into_members: Tensor, into_whole: Tensor):
        entities, share, *kept = ctx.saved_tensors
        rounds = (len(kept) - 4) // 7
        weights, kept = kept[: 2 + 4 * rounds], kept[2 + 4 * rounds :]
        members, wholes, pools = kept[: rounds + 1], kept[rounds + 1 : 2 * rounds + 2], kept[2 * rounds + 2 :]
        into = threshold_backward(into_members, members[-1], 0)
        grads: list[Tensor] = []
        for k in reversed(range(rounds)):
            a, _, p, _ = weights[2 + 4 * k : 6 + 4 * k]
            h, pool, flat, each = members[k], pools[k], into.flatten(0, 1), into.sum(1)
            context = threshold_backward(into_whole, wholes[k + 1], 0).add_(each)
            grads = [flat.t() @ h.flatten(0, 1), each.sum(0), context.t() @ pool, context.sum(0), *grads]
            mean, most, into_whole = (context @ p).chunk(3, dim=1)
            # The maximum's gradient is shared by those who have it.
            into = torch.eq(h, pool.chunk(3, dim=1)[1][:, None], out=torch.empty_like(h))
            into.mul_((most / into.sum(1))[:, None]).add_((mean * share)[:, None])
            into.flatten(0, 1).addmm_(flat, a)
            into = threshold_backward.grad_input(into, h, 0, grad_input=into)
        flat, each = into.flatten(0, 1), into.sum(1)
        whole = threshold_backward(into_whole, wholes[0], 0).add_(each)
        back = (flat @ weights[0]).view_as(entities) if ctx.needs_input_grad[0] else None
        return back, None, None, whole, flat.t() @ entities.flatten(0, 1), each.sum(0), *grads


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

    def query(self, asked: Tensor) -> Tensor:
        """What codes are matched with for what is asked (..., Z), on a scale where one symbol counts about 1."""
        return asked / self.weight.detach().square().sum(1).mean()

    def match(self, codes: Tensor, query: Tensor) -> Tensor:
        """How much of what a query (B, Z) asks for each of the codes (B, N, Z) holds, (B, N)."""
        return torch.bmm(codes, query[:, :, None])[..., 0]

    def match_seen(self, seen: Tensor, query: Tensor) -> Tensor:
        """The same for multi-hots (B, N, symbols), or features of pictures."""
        if self.patches is not None:
            return self.match(self.patches(seen), query)
        return self.match(seen, query @ self.weight.T)

    def occupied(self, slots: Tensor) -> Tensor:
        """Whether something is named in slots (B, S, symbols), (B, S); pictures name nothing: whether there is one."""
        return slots.sum(2) if self.patches is None else (slots != 0).any(2).float()
