"""RL2, VariBAD, IMPORT and First-Explore: whole trials as sequences, what they are told, and what they learn from."""

import math

import numpy as np
import pytest
import torch
from playing import agent_for, collected, small_kitchens, small_map

from kitchen_dream.agents.learning.trial_sequence import trial_sequence
from kitchen_dream.agents.varibad import decoding_error, divergence_from_step_before
from kitchen_dream.training.run_config import new_run
from kitchen_dream.trial.protocol import explore
from kitchen_dream.trial.settings import make_batch


def joined(agent):
    trials = agent.replay.read(agent.replay.draw(np.random.default_rng(0))).trials
    return trials, trial_sequence(agent.spec, [trials.exploration, *trials.executions], agent.settings.mask_end)


def test_a_trial_is_its_episodes_one_after_the_other():
    agent, _ = collected(small_map(), "rl2")
    trials, whole = joined(agent)
    one, (two,), vector = trials.exploration, trials.executions, agent.spec.vector.size
    inputs, steps = whole.steps["inputs"], whole.steps
    for b in range(8):
        n, m = int(one.length[b]), int(two.length[b])
        assert steps.length[b] == n + m + 2
        torch.testing.assert_close(inputs[: n + 1, b, :vector], one["vector"][: n + 1, b])
        torch.testing.assert_close(inputs[n + 1 : n + m + 2, b, :vector], two["vector"][: m + 1, b])
        assert steps.acts[:, b].nonzero().flatten().tolist() == [*range(n), *range(n + 1, n + 1 + m)]
        assert steps.end[:, b].nonzero().flatten().tolist() == [n + m]
        torch.testing.assert_close(steps.reward[n + 1 : n + 1 + m, b], two.reward[:m, b])
        assert inputs[n + m + 2 :, b].abs().sum() == 0


@pytest.mark.parametrize("name", ["rl2", "varibad", "import", "first-explore"])
def test_every_method_is_told_the_observation_before(name):
    """AUDIT: without it, "this stop leads to that end" is two loose events for a memory that forgets order."""
    agent, _ = collected(small_map(), name)
    _, whole = joined(agent)
    inputs, vector = whole.steps["inputs"], agent.spec.vector.size
    assert inputs.shape[-1] == agent.nets.memory.net.weight.shape[1]
    torch.testing.assert_close(inputs[1:5, :, -vector:], inputs[:4, :, :vector])


def test_exploration_counts_for_nothing_even_where_its_rewards_are_shown():
    agent, _ = collected(small_map(), "rl2-rewards")
    _, whole = joined(agent)
    exploring = whole.steps["inputs"][..., -1 - agent.spec.vector.size] == 0
    reward = torch.cat([whole.steps.reward, torch.zeros(1, 8)])
    assert (reward * exploring).abs().sum() == 0 < (whole.shown * exploring).abs().sum()


@pytest.mark.parametrize("name", ["rl2", "varibad", "import", "first-explore"])
def test_acting_and_learning_see_the_same_values(name, train_tables):
    """A policy's values in an execution are those that the Q-loss has at the same steps of the stored trial."""
    problem = small_map()
    agent, collector = collected(problem, name, "batch_size=16")
    caught = []
    plain = agent.observe
    agent.observe = lambda p, rollouts: caught.extend(rollouts) or plain(p, rollouts)
    agent.open_replay(2)
    collector._deterministic = False  # keeps the observations
    collector.collect()
    first, second = caught
    trial = agent.begin_trial(np.random.default_rng(0))
    trial.end_exploration(first)
    policy = trial.executor()
    values = policy._values({key: value[0] for key, value in second.observations.items()}, None, None, slice(None))
    fixed = type("Fixed", (), {"integers": lambda self, high, size: np.arange(size)})()
    trials = agent.replay.read(agent.replay.draw(fixed)).trials
    whole = trial_sequence(agent.spec, [trials.exploration, *trials.executions], True)
    with torch.no_grad():
        inputs = whole.steps["inputs"]
        condition = agent.condition(agent.actor, agent.actor.memory(inputs), None)
        q = agent.actor.values(inputs, condition)
    where = torch.from_numpy(first.valid.sum(0)) + 1
    torch.testing.assert_close(torch.from_numpy(values), q[where, torch.arange(16)], rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize("kind", ["map", "kitchen"])
def test_import_acts_on_the_id_in_its_share_of_training_trials_alone(kind, train_tables, monkeypatch):
    problem = small_map() if kind == "map" else small_kitchens(train_tables)
    agent = agent_for(problem, "import")
    assert agent.id_share == 0.5
    seen = []
    plain = agent.actor.values if kind == "map" else agent.actor.explore
    name = "values" if kind == "map" else "explore"
    take = (lambda inputs, code: seen.append(code) or plain(inputs, code)) if kind == "map" else (
        lambda steps: seen.append(steps["belief"][0]) or plain(steps)
    )
    monkeypatch.setattr(agent.actor, name, take)
    ids, by_id = problem.privileged(np.arange(16)), np.arange(16) % 2 == 0
    agent.begin_training_trial(agent.rng, ids, by_id).explorer()(problem.begin(np.arange(16), np.full(16, -1)))
    code = agent.actor.f(agent.ids_of(ids)).detach()
    torch.testing.assert_close(seen[0][by_id], code[by_id])
    assert not torch.allclose(seen[0][~by_id], code[~by_id])


def test_varibad_conditions_on_mean_and_deviation():
    agent = agent_for(small_map(), "varibad")
    summary = torch.randn(3, 16)
    mean, log_variance = agent.nets.posterior(summary)
    torch.testing.assert_close(agent.condition(agent.nets, summary, None), torch.cat([mean, log_variance], dim=1))


def test_divergence_of_gaussians_by_hand():
    mean = torch.tensor([[[1.0]], [[1.0]], [[3.0]]])
    log_variance = torch.tensor([[[0.0]], [[math.log(4.0)]], [[math.log(4.0)]]])
    expected = [0.5, 0.5 * (4 - 1 - math.log(4.0)), 0.5 * 4 / 4]
    torch.testing.assert_close(divergence_from_step_before(mean, log_variance)[:, 0], torch.tensor(expected))


def test_varibad_decodes_bits_and_features_of_any_size():
    """By hand: two coin flips cost 2 log 2; features 3 and -1 decoded as 1 and 0 cost (4 + 1) / 2."""
    zeros, bits = torch.zeros(1, 2), torch.tensor([[1.0, 0.0]])
    torch.testing.assert_close(decoding_error(zeros, bits, "binary"), torch.tensor([2 * math.log(2)]))
    features, decoded = torch.tensor([[3.0, -1.0]]), torch.tensor([[1.0, 0.0]])
    torch.testing.assert_close(decoding_error(decoded, features, "gaussian"), torch.tensor([2.5]))


@pytest.mark.parametrize("memory", ["set", "gru", "lstm"])
def test_what_a_memory_carried_is_what_a_second_reading_finds(memory):
    run = new_run("map", "rl2", changes=("num_envs=8", f"memory={memory}"))
    batch = make_batch(run.family, "train", 8, "instructed")
    agent = run.make_agent(len(batch))
    own = agent.begin_trial(np.random.default_rng(0))
    exploration = explore(batch, own.explorer(), np.arange(8), np.random.default_rng(0))
    assert own._carried is not None
    own.end_exploration(exploration)
    again = agent.begin_trial(np.random.default_rng(0))
    again.end_exploration(exploration)
    assert exploration.valid.all()
    states = [policy._state if isinstance(policy._state, tuple) else (policy._state,) for policy in (own, again)]
    for carried, read in zip(*states, strict=True):
        torch.testing.assert_close(carried, read)
