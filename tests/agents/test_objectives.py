"""Whole losses of methods on stored trials, against the same worked out step by step with plain numbers.

Networks' last layers are set by hand, so that what they say is known; what is done with it is what is tested."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from playing import collected, small_map

from kitchen_dream.agents.learning.trial_sequence import trial_sequence


def drawn(name: str, *changes: str):
    """A small agent on the map, and 8 of its trials."""
    agent, _ = collected(small_map(), name, *changes)
    return agent, agent.replay.read(agent.replay.draw(np.random.default_rng(2))).trials


def constant(layer, value: list[float]) -> None:
    """Let a linear layer say the same whatever it reads."""
    with torch.no_grad():
        layer.weight.zero_()
        layer.bias.copy_(torch.tensor(value))


def test_varibads_elbo():
    """A decoder that knows nothing: every bit costs log 2, a reward its square, whichever prefix it is decoded from.
    A posterior that never moves: its divergence is that of the first step."""
    agent, trials = drawn("varibad", "elbo_trials=3", "latent=2", "elbo_weight=0.5", "kl_weight=0.25")
    constant(agent.nets.decoded, [0.0] * (agent.spec.vector.size + 1))
    constant(agent.nets.memory.told, [1.0, -2.0, math.log(4), 0.0])  # means 1 and -2, variances 4 and 1
    trial = trial_sequence(agent.spec, [trials.exploration, *trials.executions], agent.settings.mask_end)
    losses = agent.sequence_losses(trial, agent.nets.memory(trial.steps["inputs"]), trials.ids)

    paid, pairs, steps = 0.0, 0, []
    for b in range(8):
        (execution,), exploration = trials.executions, trials.exploration
        n, m = int(exploration.length[b]), int(execution.length[b])
        steps.append(n + m + 2)
        if b < 3:
            rewards = [float(reward) for reward in execution.reward[:m, b]]
            each = [agent.spec.vector.size * math.log(2) + reward**2 for reward in [0.0] * n + rewards]
            paid += steps[-1] * sum(each)  # from every prefix, every action's outcome
            pairs += steps[-1] * (n + m)
    assert losses["decoding"].item() == pytest.approx(0.5 * paid / pairs, rel=1e-4)
    # KL(N(1, 4) || N(0, 1)) + KL(N(-2, 1) || N(0, 1)), once a trial.
    first = 0.5 * (4 + 1 - 1 - math.log(4)) + 0.5 * (1 + 4 - 1)
    assert losses["divergence"].item() == pytest.approx(0.5 * 0.25 * first * 8 / sum(steps), rel=1e-4)


def test_imports_pull():
    """The memory says (1, 0, ...), the embedding (0, 2, 0, ...): 5 apart at every step."""
    agent, trials = drawn("import", "pull=0.3", "code_size=4")
    constant(agent.nets.memory.told, [1.0, 0.0, 0.0, 0.0])
    constant(agent.nets.f.out, [0.0, 2.0, 0.0, 0.0])
    trial = trial_sequence(agent.spec, [trials.exploration, *trials.executions], agent.settings.mask_end)
    losses = agent.sequence_losses(trial, agent.nets.memory(trial.steps["inputs"]), trials.ids)
    assert losses["pull"].item() == pytest.approx(0.3 * 5)
    losses["pull"].backward()
    assert agent.nets.f.out.bias.grad is None, "the memory is pulled, not the embedding"


def test_dreams_parts_and_their_sum():
    """f says (3, 4), g says (3, 1): 9 apart at every prefix, with ||f||^2 = 25 above K = 10."""
    changes = ("code_size=2", "bottleneck_weight=0.1", "end_weight=0.5", "reward_scale=0", "sigma=0")
    agent, trials = drawn("dream", *changes)
    constant(agent.nets.f.out, [3.0, 4.0])
    constant(agent.nets.trajectory_encoder.out, [3.0, 1.0])
    batch = type("Batch", (), {"trials": trials, "explorations": trials})()
    losses = agent.losses(batch)
    assert losses["regression"].item() == pytest.approx(9) and losses["regression_end"].item() == pytest.approx(0.5 * 9)
    assert losses["bottleneck"].item() == pytest.approx(25) and losses["norm"].item() == pytest.approx(25)
    whole = losses["execute"] + losses["explore"] + 0.1 * 25 + 9 + 0.5 * 9
    assert losses["total"].item() == pytest.approx(whole.item(), rel=1e-5)
    assert not agent.exploration_reward(trials, agent.codes(trials)).any(), "no step moves g"


def test_the_q_loss_of_one_step_targets():
    """All values 0, and targets that bootstrap nothing but 0: Huber's loss of the rewards alone."""
    agent, trials = drawn("rl2", "td_lambda=0")
    for nets in (agent.nets, agent.target):
        constant(nets.head.out, [0.0] * (agent.spec.num_actions + 1))
    (execution,), exploration = trials.executions, trials.exploration
    total, count = 0.0, 0
    for b in range(8):
        n, m = int(exploration.length[b]), int(execution.length[b])
        rewards = [0.0] * n + [float(reward) for reward in execution.reward[:m, b]]
        total += sum(0.5 * r**2 if abs(r) < 1 else abs(r) - 0.5 for r in rewards)
        count += n + m
    losses = agent.losses(type("Batch", (), {"trials": trials, "explorations": None})())
    assert losses["execute"].item() == pytest.approx(total / count, rel=1e-3) and total > 0
