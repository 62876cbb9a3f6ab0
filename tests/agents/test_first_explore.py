"""First-Explore's objective against numbers worked out by hand."""

import math

import numpy as np
import pytest
import torch
from playing import PaidByChance, agent_for, collected, small_kitchens, small_map

from kitchen_dream.agents.first_explore import imitated, imitation
from kitchen_dream.training.collector import Collector


def test_what_returned_the_most_is_imitated():
    maximal, informative = imitated(torch.tensor([0.2, 0.5, 0.8]))
    # The mean is 0.5: the second reaches it and does not pass it.
    torch.testing.assert_close(maximal, torch.tensor([0.0, 1.0, 1.3]))
    torch.testing.assert_close(informative, torch.tensor([0.0, 0.0, 1.3]))
    by_rounding = torch.tensor([-2.0, -1.9999998, -2.0, -2.0])
    maximal, informative = imitated(by_rounding)
    torch.testing.assert_close(maximal, torch.ones(4))
    assert informative.tolist() == [0] * 4, "none is better"


def test_imitation_fits_factors_on_top_of_who_played():
    logits, played = torch.tensor([[0.0, math.log(2), 9.0]]), torch.tensor([[0.0, math.log(3), 9.0]])
    mask = torch.tensor([[1.0, 1.0, 0.0]])
    # Played 1 : 3, learnt 1 : 2, so 1 : 6 together; the third is impossible.
    assert imitation(logits, played, mask, torch.tensor([1])).item() == pytest.approx(-math.log(6 / 7))
    assert imitation(logits, played, mask, torch.tensor([0])).item() == pytest.approx(-math.log(1 / 7))


def test_fitted_factors_are_how_much_more_often_an_action_is_imitated():
    """Played evenly, three actions are imitated in 10, 30 and 60 of 100 episodes each: factors 1 : 3 : 6, whoever
    played. Gradient descent finds them."""
    for played in (torch.zeros(3), torch.tensor([0.0, 1.0, -1.0])):
        share = torch.softmax(played, 0) * torch.tensor([0.1, 0.3, 0.6])  # played, and then imitated
        logits = torch.zeros(3, requires_grad=True)
        descent = torch.optim.SGD([logits], lr=1.0)
        for _ in range(3000):
            error = imitation(logits.expand(3, 3), played.expand(3, 3), torch.ones(3, 3), torch.arange(3))
            descent.zero_grad()
            (share * error).sum().backward()
            descent.step()
        found = (logits - logits[0]).exp()
        torch.testing.assert_close(found, torch.tensor([1.0, 3.0, 6.0]), rtol=1e-3, atol=1e-3)


def test_the_loss_of_trials_is_that_of_their_imitated_episodes():
    """With all logits 0, the cross-entropy of an action is the logarithm of the number of possible ones."""
    agent, _ = collected(PaidByChance(small_map()), "first-explore", "batch_size=16", "mask_end=false")
    with torch.no_grad():
        for nets in (agent.nets, agent.actor):
            for head in (nets.exploring, nets.exploiting):
                head.weight.zero_()
                head.bias.zero_()
    trials = agent.replay.read(agent.replay.draw(np.random.default_rng(3))).trials
    losses = agent.losses(type("Batch", (), {"trials": trials, "explorations": trials})())
    (execution,) = trials.executions
    returns = [sum(float(execution.reward[t, b]) for t in range(int(execution.length[b]))) for b in range(16)]
    best, exploit, explore = sum(returns) / 16, 0.0, 0.0
    for b, value in enumerate(returns):
        if value >= best:
            possible = execution["action_mask"][: int(execution.length[b]), b].sum(1)
            exploit += (1 + value - best) * float(possible.log().sum()) / 16
            possible = trials.exploration["action_mask"][: int(trials.exploration.length[b]), b].sum(1)
            explore += (1 + value - best) * float(possible.log().sum()) / 16
    assert losses["exploit"].item() == pytest.approx(exploit, rel=1e-4) and exploit > 1
    assert losses["explore"].item() == pytest.approx(explore, rel=1e-4) and explore > 1
    assert losses["total"].item() == pytest.approx(exploit + explore, rel=1e-4)


def test_on_kitchens_each_step_knows_the_return_of_its_episode(train_tables):
    problem = small_kitchens(train_tables)
    agent = agent_for(problem, "first-explore", "batch_size=64")
    agent.open_replay(2)
    played = []
    plain = agent.observe

    def observe(ids, rollouts):
        played.extend(rollouts)
        plain(ids, rollouts)

    agent.observe = observe
    Collector(agent, problem, 1, 0).collect()
    exploration, execution = played
    kept = agent.replay.executions.read(torch.arange(agent.replay.executions.size))["episode_return"]
    expected = execution.returns[np.nonzero(execution.valid)[1]]
    np.testing.assert_allclose(kept.numpy(), expected, rtol=1e-3, atol=1e-3)
    kept = agent.replay.explorations.read(torch.arange(agent.replay.explorations.size))["trial_return"]
    np.testing.assert_allclose(kept.numpy(), execution.returns[np.nonzero(exploration.valid)[1]], rtol=1e-3, atol=1e-3)
    assert np.ptp(expected) > 0


def test_training_draws_from_the_policy_and_tests_are_greedy():
    problem = small_map()
    agent = agent_for(problem, "first-explore", "mask_end=false")
    agent.actor.exploring.weight.data.zero_()
    agent.actor.exploring.bias.data = torch.tensor([2.0] + [0.0] * (problem.spec.num_actions - 1))
    seen, none = problem.begin(np.arange(16), np.full(16, -1)), np.zeros(16, bool)
    ids = problem.privileged(np.arange(16))
    rng = np.random.default_rng(0)
    drawn = [agent.begin_training_trial(rng, ids, none).explorer()(seen)[0] for _ in range(100)]
    possible = seen["action_mask"][0].sum()
    expected = math.exp(2) / (math.exp(2) + possible - 1)
    assert np.mean(np.stack(drawn) == 0) == pytest.approx(expected, abs=0.05)
    assert (agent.begin_trial(rng).explorer()(seen)[0] == 0).all()


def test_an_execution_is_not_remembered_by_the_next():
    problem = small_map()
    agent, collector = collected(problem, "first-explore")
    round_ = collector._player.play(9)
    trial = agent.begin_trial(np.random.default_rng(0))
    trial.end_exploration(round_.episodes[0])
    before = trial._state.clone()
    trial.end_execution(round_.episodes[1])
    assert torch.equal(trial._state, before)
