"""The running maximum equals torch.cummax from 0, ties and gradients included."""

from __future__ import annotations

import torch

from kitchen_dream.agents.nets.running_max import running_max


def test_values_and_gradients_equal_those_of_cummax():
    torch.manual_seed(0)
    values = torch.randn(13, 5, 7).round(decimals=1) + 0.01  # many ties, none at 0
    weight = torch.randn(13, 5, 7)
    ours, theirs = values.clone().requires_grad_(), values.clone().requires_grad_()
    (running_max(ours) * weight).sum().backward()
    (theirs.relu().cummax(0).values * weight).sum().backward()
    assert torch.equal(running_max(values), values.relu().cummax(0).values)
    torch.testing.assert_close(ours.grad, theirs.grad)


def test_at_zero_values_are_the_same_and_get_gradients():
    values = torch.randn(13, 5, 7).relu().round(decimals=1)
    assert torch.equal(running_max(values), values.cummax(0).values)
    zeros = torch.zeros(3, 1, requires_grad=True)
    running_max(zeros).sum().backward()
    assert zeros.grad.flatten().tolist() == [1.0, 1.0, 1.0]


def test_one_step_alone():
    values = torch.randn(1, 2, 3, requires_grad=True)
    assert torch.equal(running_max(values), values.relu())
