"""DREAM's parts against numbers worked out by hand, with both kinds of memory."""

import numpy as np
import pytest
import torch
from playing import agent_for, collected, small_kitchens, small_map

from kitchen_dream.agents.dream import Codes, Dream, mixed, squared_norm, variance_of
from kitchen_dream.agents.learning.targets import at


@pytest.fixture(params=["map", "kitchen"])
def problem(request, train_tables):
    return small_map() if request.param == "map" else small_kitchens(train_tables)


def batch_of(agent):
    return agent.replay.read(agent.replay.draw(np.random.default_rng(1), True))


def caught(agent, monkeypatch) -> list[dict]:
    """What enters the Q-losses of one batch: of execution, then of exploration."""
    calls, plain = [], agent.td_loss

    def catch(read, steps, reward=None, mask_end=False):
        calls.append({"steps": steps, "reward": reward, "mask_end": mask_end})
        return plain(read, steps, reward, mask_end)

    monkeypatch.setattr(agent, "td_loss", catch)
    agent.losses(batch_of(agent))
    return calls


@pytest.mark.slow
def test_exploration_is_paid_by_what_each_step_tells(problem, monkeypatch):
    agent, _ = collected(problem, "dream", "step_cost=0.25")
    trials = batch_of(agent).explorations
    codes = agent.codes(trials)
    told = codes.error[:-1] - codes.error[1:]
    expected = 3 * told / codes.variance - 0.25 * trials.exploration.count
    torch.testing.assert_close(agent.exploration_reward(trials, codes), expected.detach())
    assert caught(agent, monkeypatch)[-1]["mask_end"]


@pytest.mark.slow
def test_rewards_of_a_whole_exploration_telescope():
    agent, _ = collected(small_map())
    trials = batch_of(agent).trials
    codes = agent.codes(trials)
    reward = agent.exploration_reward(trials, codes) * trials.exploration.valid
    whole = codes.error[0] - at(codes.error, trials.exploration.length)
    torch.testing.assert_close(reward.sum(0), (3 * whole / codes.variance).detach(), rtol=1e-4, atol=1e-4)


@pytest.mark.slow
def test_the_penalty_pulls_nothing_below_its_threshold(problem):
    agent, _ = collected(problem)
    trials = batch_of(agent).trials
    codes = agent.codes(trials)
    norms = torch.tensor([4.0, 10.0, 20.0, 50.0]).repeat(2)
    f = torch.zeros_like(codes.f)
    f.view(len(f), -1)[:, 0] = norms.sqrt()
    losses = agent.execution_losses(trials, Codes(f, codes.g, codes.error, codes.variance))
    assert agent.settings.bottleneck_threshold == 10
    assert losses["bottleneck"].item() == pytest.approx((10 + 10 + 20 + 50) / 4, rel=1e-5)


def test_a_share_of_the_batch_reads_g_of_tau():
    z_tau, z_mu = torch.ones(8, 3, 2), torch.zeros(8, 3, 2)
    assert mixed(z_tau, z_mu, 0.6)[:, 0, 0].tolist() == [1] * 5 + [0] * 3
    assert mixed(z_tau, z_mu, 0.0).eq(0).all() and mixed(z_tau, z_mu, 1.0).eq(1).all()


def test_no_gradient_reaches_f_from_exploration_or_regression(problem):
    agent, _ = collected(problem)
    losses = agent.losses(batch_of(agent))
    weights = list((agent.nets.id_encoder if problem.spec.has_sets else agent.nets.f).parameters())
    for name in ("explore", "regression", "regression_end"):
        grads = torch.autograd.grad(losses[name], weights, allow_unused=True, retain_graph=True)
        assert all(grad is None or not grad.any() for grad in grads), name


@pytest.mark.parametrize(("flag", "flows"), [("false", False), ("true", True)])
def test_the_q_loss_flows_into_g_only_where_the_paper_lets_it(flag, flows):
    agent, _ = collected(small_map(), "dream", f"q_loss_into_g={flag}", "trajectory_share=1")
    loss = agent.losses(batch_of(agent))["execute"]
    weight = agent.nets.trajectory_encoder.memory.net.weight
    gradient = torch.autograd.grad(loss, weight, allow_unused=True)[0]
    assert (gradient is not None) == flows


def test_double_q_learning_chooses_online_among_what_is_possible_and_values_with_the_target(train_tables):
    agent, _ = collected(small_kitchens(train_tables))
    steps = batch_of(agent).trials.executions[0]
    n, actions = steps.action.shape[1], agent.spec.num_actions
    steps.obs[1]["action_mask"] = torch.zeros(n, actions)
    steps.obs[1]["action_mask"][:, [3, 7]] = 1
    steps.reward, steps.discount = torch.arange(float(n))[None], torch.full((1, n), 0.5)
    steps.end = torch.zeros(1, n)
    online, valued = torch.zeros(1, n, actions), torch.zeros(1, n, actions)
    online[..., 5] = 100.0  # best, but impossible
    online[..., 7], valued[..., 7], valued[..., 5] = 2.0, 20.0, 1000.0
    taken = []

    def read(nets, seen):
        if nets is agent.target:
            return valued
        taken.append(online.clone().requires_grad_())
        return taken[-1]

    loss = agent.td_loss(read, steps)
    wanted, q = torch.arange(float(n)) + 10.0, online[0].gather(1, steps.action[0][:, None])[:, 0]
    torch.testing.assert_close(loss, torch.nn.functional.smooth_l1_loss(q, wanted))


def test_ends_of_explorations_are_masked_for_all_methods_alike(problem):
    for name in ("dream", "rl2", "varibad", "import", "first-explore"):
        agent = agent_for(problem, name)
        assert agent.settings.mask_end
        policy = agent.begin_trial(np.random.default_rng(0)).explorer()
        observation = problem.begin(np.arange(16), np.full(16, -1))
        stop = problem.spec.stop
        for _ in range(3):
            actions, greedy = policy(observation)
            assert greedy.all() and (actions != stop).all()
            problem.step(actions)
            observation = problem.observe()


def test_variance_is_that_of_whole_codes():
    code = torch.tensor([[[1.0, 0.0]], [[-1.0, 2.0]]])
    assert variance_of(code).item() == pytest.approx((1 + 1 + 1 + 1) / 2)
    assert squared_norm(code, 1).tolist() == [1.0, 5.0]


def test_dream_is_one_class_for_all_problems(problem):
    assert type(agent_for(problem)) is Dream


@pytest.mark.slow
def test_exploration_begins_anew_and_nothing_else_does(problem):
    agent, _ = collected(problem, "dream", "explore_restart=3", rounds=2)
    for _ in range(3):
        agent.update()
    restart, begun = agent._restart_exploration, []
    agent._restart_exploration = lambda: begun.append(agent.updates)
    for _ in range(2):
        agent.update()
    assert begun == [3], "once, and when it is due"
    agent.load_policy_state(agent.policy_state())
    moved = {name: weight.clone() for name, weight in agent.nets.named_parameters()}
    restart()
    names = [name for name, _ in agent.nets.named_parameters()]
    weights = [weight for group in agent.optimiser._groups.values() for weight in group]
    of = {id(weight): name for name, weight in agent.nets.named_parameters()}
    steps = {of[id(weight)]: float(agent.optimiser.get_buffer(f"steps{n}")) for n, weight in enumerate(weights)}
    assert all((steps[name] == 0) == name.startswith("exploration") for name in names), "moments, too"
    for nets in (agent.target, agent.actor):
        explores = [name for name, _ in nets.named_parameters() if name.startswith("exploration")]
        assert explores and all(torch.equal(nets.state_dict()[n], agent.nets.state_dict()[n]) for n in explores)
    for name, weight in agent.nets.named_parameters():
        assert torch.equal(weight, moved[name]) != name.startswith("exploration"), name
    assert agent.rate("exploration.x")[2] == 3 and agent.rate("symbols.weight")[2] == 0
