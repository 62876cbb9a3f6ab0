"""DREAM's parts against numbers worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from kitchen_dream.agents import dream
from kitchen_dream.agents.dream import Dream, DreamConfig, several_step
from kitchen_dream.agents.replay import Replay
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.training.kitchen import collect_kitchens
from kitchen_dream.trial.rollout import EXPLORE, Rollout, run


def rollout(rewards, valid, terminated) -> Rollout:
    """One episode (T,) as a rollout without observations."""
    column = [np.array(x)[:, None] for x in (rewards, valid, terminated)]
    return Rollout(
        {}, np.zeros_like(column[0], int), column[0].astype(np.float32), column[1], column[2], np.zeros(1), np.zeros(1, bool)
    )


def test_several_steps_bootstrap_after_n_or_at_the_end():
    episode = rollout([1, 2, 4, 8, 0], np.array([1, 1, 1, 1, 0], bool), np.array([0, 0, 0, 1, 0], bool))
    total, count, ended = several_step(episode, np.ones((5, 1), bool), steps=2, gamma=0.5)
    assert total[:4, 0].tolist() == [1 + 0.5 * 2, 2 + 0.5 * 4, 4 + 0.5 * 8, 8]
    assert count[:4, 0].tolist() == [2, 2, 2, 1]
    assert ended[:4, 0].tolist() == [0, 0, 1, 1]


def test_a_random_action_cuts_the_return_before_it():
    episode = rollout([1, 2, 4, 8], np.ones(4, bool), np.array([False, False, False, True]))
    greedy = np.array([[True], [True], [False], [True]])
    total, count, ended = several_step(episode, greedy, steps=4, gamma=0.5)
    # Step 2 was random: returns from steps 0 and 1 stop before it, its own goes on.
    assert total[:, 0].tolist() == [1 + 0.5 * 2, 2, 4 + 0.5 * 8, 8]
    assert count[:, 0].tolist() == [2, 1, 2, 1]
    assert ended[:, 0].tolist() == [0, 0, 1, 1]


def test_bottleneck_pulls_only_beyond_the_free_norm(agent, monkeypatch):
    norms = torch.tensor([4.0, 10.0, 20.0, 50.0]).repeat(4)
    codes = torch.zeros(16, agent.spec.entities[0] + 1, agent.config.code)
    codes[:, 2, 1] = norms.sqrt()
    monkeypatch.setattr(agent.nets, "f", lambda ids: codes)
    monkeypatch.setattr(agent.target, "f", lambda ids: codes)
    losses = agent._execution_losses(agent.executions.sample(16, agent.rng))
    assert agent.config.free_norm == 10.0
    assert losses["bottleneck"].item() == pytest.approx((10 + 10 + 20 + 50) / 4, rel=1e-5)
    assert losses["norm"].item() == pytest.approx(norms.mean().item(), rel=1e-5)


class Targets:
    """Stands in for the loss function and keeps what it was given."""

    def __call__(self, taken, target):
        self.taken, self.target = taken.detach().clone(), target.detach().clone()
        return F.mse_loss(taken, target)


@pytest.fixture
def targets(monkeypatch) -> Targets:
    keep = Targets()
    functional = type("Functional", (), {"smooth_l1_loss": keep})
    monkeypatch.setattr(dream, "F", functional)
    return keep


def test_double_q_chooses_online_among_what_is_possible_and_values_with_the_target(agent, targets, monkeypatch):
    n, actions = 4, agent.spec.actions
    batch = agent.executions.sample(n, agent.rng)
    mask = torch.zeros(n, actions)
    mask[:, [3, 7]] = 1
    batch |= {
        "next_action_mask": mask,
        "return": torch.tensor([1.0, 2.0, 3.0, 4.0]),
        "discount": torch.tensor([0.5, 0.5, 0.25, 0.5]),
        "end": torch.tensor([0.0, 0.0, 0.0, 1.0]),
        "action": torch.tensor([0, 1, 2, 3]),
    }
    online, valued = torch.zeros(n, actions), torch.zeros(n, actions)
    online[:, 5] = 100.0  # best, but impossible
    online[:, 3], online[:, 7] = 1.0, torch.tensor([2.0, 0.0, 2.0, 2.0])
    valued[:, 3], valued[:, 7], valued[:, 5] = 10.0, 20.0, 1000.0
    monkeypatch.setattr(agent.nets, "execute", lambda o, z: online)
    monkeypatch.setattr(agent.target, "execute", lambda o, z: valued)
    agent._execution_losses(batch)
    assert targets.target.tolist() == [1 + 0.5 * 20, 2 + 0.5 * 10, 3 + 0.25 * 20, 4]
    assert targets.taken.tolist() == [0, 0, 0, 1]


def test_a_share_of_the_execution_batch_reads_g_of_tau(agent, monkeypatch):
    agent.config = replace(agent.config, trajectory_share=0.5)
    seen = []
    monkeypatch.setattr(agent.nets, "execute", lambda o, z: seen.append(z) or torch.zeros(len(z), agent.spec.actions))
    monkeypatch.setattr(agent.nets, "g", lambda o: torch.full((16, agent.spec.entities[0] + 1, agent.config.code), 77.0))
    agent._execution_losses(agent.executions.sample(16, agent.rng))
    assert (seen[0] == 77).all((1, 2)).tolist() == [True] * 8 + [False] * 8


@pytest.mark.parametrize("steps", [1, 24])
def test_exploration_rewards_telescope_over_a_trajectory(steps, agent, problem, targets, monkeypatch):
    """Their sum, step by step or as one return, is what the whole trajectory has explained of f(mu), less the cost of steps."""
    agent.config = replace(agent.config, step_cost=0.05, gamma=1.0, explore_returns=steps)
    rows = np.arange(problem.batch)
    exploration = run(problem, rows, np.full(problem.batch, EXPLORE), lambda o: agent.explore(o, 1.0))
    agent.explorations = Replay(4000)
    greedy = np.ones_like(exploration.valid)
    agent.observe(problem.privileged(rows), exploration, exploration, greedy, greedy)
    batch = {name: value[: agent.explorations.size].float() for name, value in agent.explorations._store.items()}
    batch["action"] = batch["action"].long()
    zero = torch.zeros(len(batch["action"]), agent.spec.actions)
    monkeypatch.setattr(agent.target, "explore", lambda o, belief: zero)
    agent._exploration_losses(batch)

    with torch.no_grad():
        half = {k: torch.from_numpy(v).half().float() for k, v in exploration.observations.items() if k in ("entities", "vector")}
        ids = problem.privileged(rows)
        f = agent.target.f({"entities": torch.from_numpy(ids.entities), "vector": torch.from_numpy(ids.vector).half().float()})
        lengths = exploration.valid.sum(0)
        spread = f[np.nonzero(exploration.valid)[1]]
        variance = (spread - spread.mean(0)).square().sum((1, 2)).mean()
        first = (agent.nets.g({k: v[0] for k, v in half.items()}) - f).square().sum((1, 2))
        last = (agent.nets.g({k: v[-1] for k, v in half.items()}) - f).square().sum((1, 2))
    t, b = np.nonzero(exploration.valid)
    counted = (t == 0) | (steps == 1)  # the return of the first step is all of it
    sums = torch.zeros(problem.batch).index_add(0, torch.from_numpy(b[counted]), targets.target[torch.from_numpy(counted)])
    expected = 3 * (first - last) / variance - 0.05 * torch.from_numpy(lengths)
    np.testing.assert_allclose(sums.numpy(), expected.numpy(), atol=2e-3)
    assert expected.std() > 0.01


def test_the_exploration_reward_sends_no_gradient_into_f_and_g_follows_f(agent):
    losses = agent._exploration_losses(agent.explorations.sample(16, agent.rng))
    (losses["regression"] + losses["explore"]).backward()
    assert all(p.grad is None or not p.grad.any() for p in agent.nets.id_code.parameters())
    assert any(p.grad.any() for p in agent.nets.set_code.parameters() if p.grad is not None)
    assert any(p.grad.any() for p in agent.nets.explore_q.parameters() if p.grad is not None)


def test_execution_sends_no_gradient_into_g(agent):
    losses = agent._execution_losses(agent.executions.sample(16, agent.rng))
    losses["execute"].backward()
    assert all(p.grad is None for p in agent.nets.set_code.parameters())
    assert any(p.grad.any() for p in agent.nets.id_code.parameters() if p.grad is not None)


@pytest.mark.parametrize("epsilon", [0.0, 0.5, 1.0])
def test_only_possible_skills_are_chosen(agent, problem, epsilon):
    rows = np.arange(problem.batch)
    observation = problem.begin(rows, np.full(problem.batch, EXPLORE))
    z = agent.encode_id(problem.privileged(rows))
    for _ in range(6):
        explore, execute = agent.explore(observation, epsilon), agent.execute(observation, z, epsilon)
        mask = observation["action_mask"]
        assert mask[rows, explore].all() and mask[rows, execute].all()
        assert (explore[mask.sum(1) > 1] != agent.spec.stop).all() or epsilon > 0
        problem.step(explore)
        observation = problem.observe()


def losses_of_a_run(tables, seed: int) -> list[dict[str, float]]:
    """Losses of 20 updates of a small agent, with new trials every ten."""
    problem, rng = KitchenProblem(tables, "train", 16), np.random.default_rng(seed)
    agent, out = Dream(problem.spec, DreamConfig(hidden=16, code=8, batch=16), len(problem), seed), []
    for _ in range(2):
        collect_kitchens(agent, problem, rng)
        out += [{name: value.item() for name, value in agent.update().items()} for _ in range(10)]
    return out


@pytest.mark.slow
def test_the_same_seed_gives_the_same_losses(train_tables):
    first, second, other = (losses_of_a_run(train_tables, seed) for seed in (5, 5, 6))
    assert first == second and first != other


@pytest.mark.parametrize("ids", ["attributes", "one_hot"])
@pytest.mark.parametrize("instruction", ["ingredients", "name"])
def test_every_kind_of_id_and_instruction_learns(train_tables, ids, instruction, agent):
    problem = KitchenProblem(train_tables, "train", 8, instruction=instruction)
    one = Dream(problem.spec, replace(agent.config, ids=ids), len(problem), seed=0)
    collect_kitchens(one, problem, np.random.default_rng(0))
    losses = [one.update() for _ in range(3)]
    assert all(torch.isfinite(value) for value in losses[-1].values())
    assert one.encode_id(problem.privileged(np.arange(8))).shape == (8, 15, agent.config.code)


def test_targets_follow_slowly(agent):
    name = "of_whole.weight"
    before = agent.target.set_code.state_dict()[name].clone()
    agent.update()
    online, after = agent.nets.set_code.state_dict()[name], agent.target.set_code.state_dict()[name]
    torch.testing.assert_close(after, before + agent.config.polyak * (online - before))
    assert not torch.equal(after, before)


def test_the_random_explorer_wanders_in_tests_as_well(train_tables):
    problem = KitchenProblem(train_tables, "train", 64)
    agent = Dream(problem.spec, DreamConfig(wander=True), len(problem), 0)
    observation = problem.begin(np.arange(64) % len(problem), np.full(64, EXPLORE))
    first, again = agent.explore(observation), agent.explore(observation)
    assert (first != again).mean() > 0.3 and (first != problem.spec.stop).all()
    assert (observation["action_mask"][np.arange(64), first] == 1).all()
