"""The encoder of sets: its gradients by hand are those of the same calculation by autograd."""

import pytest
import torch
from torch.nn import functional as F

from kitchen_dream.agents.nets.entity_encoders import SetEncoder


def by_autograd(encoder, entities, vector, exists):
    """The definition, one operation after another."""
    whole = encoder.vector(vector)
    h = F.relu(encoder.entity(entities) + whole[:, None]) * exists
    whole = F.relu(whole)
    for mix_entity, mix_pool in zip(encoder.mix_entity, encoder.mix_pool, strict=True):
        mean = h.sum(1) / exists.sum(1).clamp(min=1)
        context = mix_pool(torch.cat([mean, h.amax(1), whole], dim=1))
        h = F.relu(mix_entity(h) + context[:, None]) * exists
        whole = F.relu(context)
    return h, whole


@pytest.mark.parametrize("rounds", [1, 2])
@pytest.mark.parametrize("twins", [False, True])
def test_values_and_gradients(rounds, twins):
    torch.manual_seed(0)
    encoder = SetEncoder(5, 4, 8, rounds).double()
    entities, vector = torch.randn(6, 7, 5).double(), torch.randn(6, 4).double()
    if twins:  # a maximum that two members share
        entities[:, 1] = entities[:, 0]
    exists = (torch.rand(6, 7, 1) > 0.3).double()
    exists[0] = 0  # a set without members
    results = []
    for encode in (encoder, lambda *args: by_autograd(encoder, *args)):
        inputs = [entities.clone().requires_grad_(), vector.clone().requires_grad_()]
        h, whole = encode(*inputs, exists)
        loss = (h.sin() * torch.arange(8) + whole[:, None].cos()).sum()
        results.append([h, whole, *torch.autograd.grad(loss, [*inputs, *encoder.parameters()])])
    for ours, wanted in zip(*results, strict=True):
        torch.testing.assert_close(ours, wanted)


def test_one_output_alone_will_do():
    torch.manual_seed(0)
    encoder = SetEncoder(5, 4, 8, rounds=2)
    inputs = torch.randn(6, 7, 5), torch.randn(6, 4), torch.ones(6, 7, 1)
    for part in (0, 1):
        found = torch.autograd.grad(encoder(*inputs)[part].sum(), list(encoder.parameters()), allow_unused=True)
        wanted = torch.autograd.grad(
            by_autograd(encoder, *inputs)[part].sum(), list(encoder.parameters()), materialize_grads=True
        )
        for ours, theirs in zip(found, wanted, strict=True):
            torch.testing.assert_close(ours, theirs)
