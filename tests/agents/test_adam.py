"""Adam: the bits of torch's own optimiser, with rates that fall, and with weights that have no gradient at times."""

from __future__ import annotations

import copy
import math

import pytest
import torch
from torch import nn

from kitchen_dream.agents.adam import Adam


def two() -> tuple[list[nn.Parameter], list[nn.Parameter]]:
    torch.manual_seed(0)
    first = [nn.Parameter(torch.randn(7, 5)), nn.Parameter(torch.randn(5)), nn.Parameter(torch.randn(3))]
    return first, [nn.Parameter(weight.detach().clone()) for weight in first]


@pytest.mark.slow
def test_it_takes_the_steps_of_torch_s_own():
    ours, theirs = two()
    optimiser = Adam({(0.01, 4.0, 0): ours[:2], (0.003, math.inf, 0): ours[2:]})
    rates = (0.01, 4.0), (0.003, math.inf)
    groups = [{"params": theirs[:2]}, {"params": theirs[2:]}]
    reference = torch.optim.Adam(groups, lr=0.01, fused=True)  # its first one loads the compiler
    for updates in range(6):
        for group, (rate, half_life) in zip(reference.param_groups, rates, strict=True):
            group["lr"] = rate / (1 + updates / half_life)
        for number, (a, b) in enumerate(zip(ours, theirs, strict=True)):
            # Every other time one weight takes no part: its moments stay as they are.
            a.grad = b.grad = None if number == 1 and updates % 2 else torch.randn(a.shape)
        optimiser.step(updates)
        reference.step()
        assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))
        assert all(weight.grad is None for weight in ours), "gradients are forgotten"


def test_its_moments_are_kept_and_go_on():
    ours, again = two()
    optimiser, other = Adam({(0.01, math.inf, 0): ours}), Adam({(0.01, math.inf, 0): again})

    def step(weights: list[nn.Parameter], by: Adam, seed: int) -> None:
        torch.manual_seed(seed)
        for weight in weights:
            weight.grad = torch.randn(weight.shape)
        by.step()

    step(ours, optimiser, 1)
    fresh = copy.deepcopy(ours)
    other.load_state_dict(optimiser.state_dict())
    with torch.no_grad():
        for a, b in zip(again, ours, strict=True):
            a.copy_(b)
    step(ours, optimiser, 2)
    step(again, other, 2)
    assert all(torch.equal(a, b) for a, b in zip(ours, again, strict=True))
    step(fresh, Adam({(0.01, math.inf, 0): fresh}), 2)
    assert not any(torch.equal(a, b) for a, b in zip(ours, fresh, strict=True)), "moments make a difference"


@pytest.mark.parametrize("share", [1.0, 0.25])
def test_a_share_of_the_rate(share):
    (weight, *_), _ = two()
    before = weight.detach().clone()
    weight.grad = torch.ones_like(weight)
    Adam({(0.01, math.inf, 0): [weight]}).step(share=share)
    torch.testing.assert_close(before - weight.detach(), torch.full_like(before, 0.01 * share), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("power", [1.0, 2.0])
def test_its_rate_has_halved_after_the_half_life_and_then_falls_by_its_power(power):
    def moved(updates: int) -> float:
        """How far a first step goes: as far as the rate."""
        (weight,) = [nn.Parameter(torch.zeros(1))]
        weight.grad = torch.ones(1)
        Adam({(0.01, 50.0, 0): [weight]}, power).step(updates)
        return -weight.item()

    assert moved(0) == pytest.approx(0.01, rel=1e-4) and moved(50) == pytest.approx(0.005, rel=1e-4)
    assert moved(5_000_000) / moved(10_000_000) == pytest.approx(2**power, rel=1e-3)


def test_a_rate_begins_anew_and_moments_can_be_forgotten():
    weights, stay = [nn.Parameter(torch.zeros(1))], [nn.Parameter(torch.zeros(1))]
    optimiser = Adam({(0.01, 10.0, 100): weights, (0.01, 10.0, 0): stay})

    def move(updates: int) -> tuple[float, float]:
        before = weights[0].item(), stay[0].item()
        weights[0].grad, stay[0].grad = torch.ones(1), torch.ones(1)
        optimiser.step(updates)
        return before[0] - weights[0].item(), before[1] - stay[0].item()

    assert move(90) == pytest.approx((0.001, 0.001), rel=1e-3)
    optimiser.forget(weights)
    assert [float(optimiser.steps0), float(optimiser.steps1)] == [0, 1] and not optimiser.mean0.any()
    assert move(100) == pytest.approx((0.01, 0.01 / 11), rel=1e-3)
