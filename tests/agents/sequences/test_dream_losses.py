"""DREAM's losses on sequences against numbers worked out by hand."""

import numpy as np
import pytest
import torch

from kitchen_dream.agents.sequences.dream import SequenceDream, SequenceDreamConfig
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.training.flat import collect_flat


def agent_of(**changes) -> SequenceDream:
    problem = MapGrid("train", 32)
    agent = SequenceDream(problem.spec, SequenceDreamConfig(**changes), len(problem), seed=0)
    collect_flat(agent, problem, len(problem), np.random.default_rng(0))
    return agent


def caught_rewards(agent: SequenceDream, monkeypatch) -> dict:
    """The exploration rewards of one batch, as they enter the Q-loss."""
    caught = {}
    plain = agent.q_loss

    def catch(q, behind, action, reward, end, acts, mask=None):
        if mask is not None or agent.config.mask_end is False:
            caught.setdefault("reward", reward)
        return plain(q, behind, action, reward, end, acts, mask)

    monkeypatch.setattr(agent, "q_loss", catch)
    caught["batch"] = agent.replay.sample(16, agent.rng)
    caught["losses"] = agent.losses(caught["batch"])
    return caught


@pytest.mark.slow
def test_exploration_rewards_telescope_to_what_the_whole_tells(monkeypatch):
    agent = agent_of()
    caught = caught_rewards(agent, monkeypatch)
    batch, tau = caught["batch"], caught["batch"].episodes[0]
    with torch.no_grad():
        f = agent.nets.f(batch.index, batch.attributes)
        g = agent._g(agent.nets, tau)
        variance = (f - f.mean(0)).square().sum(1).mean()
        whole = (f - g[0]).square().sum(1) - (f - g[tau.length, torch.arange(16)]).square().sum(1)
    torch.testing.assert_close((caught["reward"] * tau.valid).sum(0), 3 * whole / variance, rtol=1e-4, atol=1e-4)


def test_the_penalty_pulls_nothing_below_the_free_norm():
    agent = agent_of()
    assert agent.losses(agent.replay.sample(16, agent.rng))["bottleneck"].item() == 10.0
    with torch.no_grad():
        agent.nets.f.out.weight.mul_(100)
    batch = agent.replay.sample(16, agent.rng)
    norms = agent.nets.f(batch.index, batch.attributes).square().sum(1)
    torch.testing.assert_close(agent.losses(batch)["bottleneck"], norms.clamp(min=10.0).mean())
    assert norms.min() > 10


def test_exploration_is_paid_for_the_return_that_follows_in_the_end_to_end_ablation(monkeypatch):
    agent = agent_of(target="return")
    caught = caught_rewards(agent, monkeypatch)
    tau, execution = caught["batch"].episodes
    torch.testing.assert_close(caught["reward"].sum(0), (execution.reward * execution.valid).sum(0))
    assert (caught["reward"] * (1 - tau.end)).abs().max() == 0


@pytest.mark.parametrize(("into_g", "flows"), [(False, False), (True, True)])
def test_the_q_loss_flows_into_g_only_where_the_paper_lets_it(into_g, flows):
    agent = agent_of(into_g=into_g, trajectory_share=1.0)
    loss = agent.losses(agent.replay.sample(16, agent.rng))["execute"]
    gradient = torch.autograd.grad(loss, agent.nets.g.memory.net.weight, allow_unused=True)[0]
    assert (gradient is not None) == flows


def test_no_gradient_reaches_f_from_exploration_or_regression():
    agent = agent_of()
    losses = agent.losses(agent.replay.sample(16, agent.rng))
    for name in ("explore", "regression"):
        assert torch.autograd.grad(losses[name], agent.nets.f.out.weight, allow_unused=True, retain_graph=True)[0] is None


def test_the_paper_preset_is_the_papers():
    paper = SequenceDreamConfig.paper()
    assert (paper.execute_memory, paper.explore_memory, paper.trace, paper.step_cost) == ("lstm", "lstm", 0.0, 0.1)
    assert paper.into_g and not paper.mask_end and paper.sigma == 0.1 and paper.code == 64


def test_without_an_instruction_execution_remembers_and_nothing_is_relabelled():
    fast = SequenceDreamConfig(relabel=0.5).without_instruction()
    assert (fast.execute_memory, fast.relabel) == ("set", 0.0)
    assert SequenceDreamConfig.paper().without_instruction().execute_memory == "lstm"


def test_f_may_read_the_first_attributes_alone():
    agent = agent_of(id_part=4)
    attributes = torch.randn(3, agent.spec.id_vector)
    other = torch.cat([attributes[:, :4], torch.randn(3, agent.spec.id_vector - 4)], dim=1)
    assert agent.spec.id_vector > 4
    torch.testing.assert_close(agent.nets.f(torch.arange(3), attributes), agent.nets.f(torch.arange(3), other))
    assert torch.isfinite(agent.update()["total"])
