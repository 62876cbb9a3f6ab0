"""Whole trials as sequences, and VariBAD's divergence."""

import math

import numpy as np
import torch

from kitchen_dream.agents.registry import methods_of
from kitchen_dream.agents.sequences.replay import TrialReplay
from kitchen_dream.agents.sequences.rl2 import RL2, TrialConfig
from kitchen_dream.agents.sequences.trial_sequence import trial_sequence
from kitchen_dream.agents.sequences.varibad import decoding_error, posterior_divergence
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.trial.agent_trial import explore
from kitchen_dream.trial.rollout import run


def trial(batch: int = 8, rewards: bool = False):
    problem = MapGrid("train", batch)
    agent, rng = RL2(problem.spec, TrialConfig(hidden=16), len(problem), seed=0), np.random.default_rng(1)
    rows = rng.integers(24, size=batch)
    first = explore(problem, agent, rows, rng if rewards else None, epsilon=0.5)
    second = run(problem, rows, problem.sample_instructions(rows, rng), agent.executor(agent.encode(first), 0.5))
    replay = TrialReplay(problem.spec, batch, 2)
    replay.add(problem.privileged(rows), [first, second])
    return agent, replay, first, second


def test_a_trial_is_its_episodes_one_after_the_other():
    agent, replay, *_ = trial()
    batch = replay.sample(8, np.random.default_rng(0))
    joined, (one, two) = trial_sequence(agent.spec, batch.episodes), batch.episodes
    vector = agent.spec.vector
    for b in range(8):
        n, m = int(one.length[b]), int(two.length[b])
        assert joined.length[b] == n + m + 2
        torch.testing.assert_close(joined.inputs[: n + 1, b, :vector], one.vector[: n + 1, b])
        torch.testing.assert_close(joined.inputs[n + 1 : n + m + 2, b, :vector], two.vector[: m + 1, b])
        assert joined.acts[:, b].nonzero().flatten().tolist() == [*range(n), *range(n + 1, n + 1 + m)]
        assert joined.end[:, b].nonzero().flatten().tolist() == [n + m]
        torch.testing.assert_close(joined.reward[n + 1 : n + 1 + m, b], two.reward[:m, b])
        assert joined.inputs[n + m + 2 :, b].abs().sum() == 0


def test_exploration_counts_for_nothing_even_where_its_rewards_are_shown():
    agent, replay, first, _ = trial(rewards=True)
    joined = trial_sequence(agent.spec, replay.sample(8, np.random.default_rng(0)).episodes)
    executing = joined.inputs[..., -1] > 0
    assert np.abs(first.rewards).sum() > 0
    assert (joined.reward * ~executing).abs().sum() == 0 < (joined.shown * ~executing).abs().sum()


def test_acting_and_learning_see_the_same_values():
    """A policy's values in an execution are those that the Q-loss has at the same steps of the stored trial."""
    agent, _, first, second = trial()
    replay, problem = TrialReplay(agent.spec, 8, 2), MapGrid("train", 8)
    replay.add(problem.privileged(np.zeros(8, int)), [first, second])
    choice = agent.executor(agent.encode(first))
    observation = {key: value[0] for key, value in second.observations.items()}
    values = choice._values(observation, None, None)
    where = torch.arange(8)
    batch = type("Fixed", (), {"integers": lambda self, high, size: where.numpy()})()
    joined = trial_sequence(agent.spec, replay.sample(8, batch).episodes)
    with torch.no_grad():
        q = agent.actor(joined.inputs)
    torch.testing.assert_close(torch.from_numpy(values), q[torch.from_numpy(first.valid.sum(0)) + 1, where], rtol=1e-3, atol=1e-3)


def test_divergence_of_gaussians_by_hand():
    mean = torch.tensor([[[1.0]], [[1.0]], [[3.0]]])
    log_variance = torch.tensor([[[0.0]], [[math.log(4.0)]], [[math.log(4.0)]]])
    expected = [0.5, 0.5 * (4 - 1 - math.log(4.0)), 0.5 * 4 / 4]
    torch.testing.assert_close(posterior_divergence(mean, log_variance)[:, 0], torch.tensor(expected))


def test_varibad_decodes_bits_and_features_of_any_size():
    """By hand: two coin flips cost 2 log 2; features 3 and -1 decoded as 1 and 0 cost (4 + 1) / 2."""
    zeros, bits = torch.zeros(1, 2), torch.tensor([[1.0, 0.0]])
    torch.testing.assert_close(decoding_error(zeros, bits, "binary"), torch.tensor([2 * math.log(2)]))
    features, decoded = torch.tensor([[3.0, -1.0]]), torch.tensor([[1.0, 0.0]])
    torch.testing.assert_close(decoding_error(decoded, features, "gaussian"), torch.tensor([2.5]))


def test_varibad_decodes_features_as_features_in_sign_rooms_alone():
    decoders = {problem: methods_of(problem)["varibad"].settings.decoder for problem in ("map", "sign-room-13", "sign-room-features")}
    assert decoders == {"map": "binary", "sign-room-13": "gaussian", "sign-room-features": "gaussian"}


def test_only_random_rooms_by_features_have_settings_for_random_rooms():
    random_rooms, room = methods_of("sign-room-random-features"), methods_of("sign-room-features")
    assert random_rooms["dream"].settings.id_part == 2 and random_rooms["rl2"].settings.paid_share > 0
    for name in ("map", "sign-room", "sign-room-random", "sign-room-13-features", "sign-room-features"):
        assert all(m.settings.paid_share == 0 and getattr(m.settings, "id_part", 0) == 0 for m in methods_of(name).values()), name
    assert {m.settings.gamma for m in random_rooms.values()} == {m.settings.gamma for m in room.values()}
