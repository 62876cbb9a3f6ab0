"""The native vector environment against single ones, and its stated way of resetting."""

from __future__ import annotations

import gymnasium as gym
import numpy as np
import pytest
from helpers import random_legal

KITCHEN = "KitchenDream/Kitchen-v0"


def make(tables, n: int, **options) -> gym.vector.VectorEnv:
    return gym.make_vec(
        KITCHEN, num_envs=n, vectorization_mode="vector_entry_point", tables=tables, split="test", **options
    )


def test_shapes_spaces_and_mode(test_tables, rng):
    envs = make(test_tables, 16)
    assert envs.metadata["autoreset_mode"] is gym.vector.AutoresetMode.NEXT_STEP
    observations, infos = envs.reset(seed=5)
    assert envs.observation_space.contains(observations)
    observations, rewards, terminated, truncated, infos = envs.step(random_legal(infos["action_mask"], rng))
    assert envs.observation_space.contains(observations)
    assert rewards.shape == terminated.shape == truncated.shape == (16,) and terminated.dtype == bool


def test_episodes_follow_each_other_at_the_next_step(test_tables, rng):
    n = 24
    envs = make(test_tables, n, executions=2)
    _, infos = envs.reset(seed=1)
    assert (infos["phase"] == 0).all()
    ended, phases = np.zeros(n, bool), [[0] for _ in range(n)]
    rows = envs.unwrapped.problem.episodes.rows.copy()
    for _ in range(80):
        _, rewards, terminated, truncated, infos = envs.step(random_legal(infos["action_mask"], rng))
        assert (
            (rewards[ended] == 0).all()
            and not (terminated | truncated)[ended].any()
            and (infos["seconds"][ended] == 0).all()
        )
        assert (rewards[infos["phase"] == 0] == 0).all(), "exploration pays nothing"
        now = envs.unwrapped.problem.episodes.rows
        for b in np.flatnonzero(ended):
            phases[b].append(int(infos["phase"][b]))
            assert infos["phase"][b] == 0 or now[b] == rows[b], "a trial stays in its kitchen"
        rows, ended = now.copy(), terminated | truncated
    assert all(len(own) > 6 for own in phases)
    assert all(own == ([0, 1, 1] * len(own))[: len(own)] for own in phases)


def test_a_vector_of_one_is_the_single_environment(test_tables):
    single, envs = gym.make(KITCHEN, split="test", tables=test_tables), make(test_tables, 1)
    draws = np.random.default_rng(8)
    observation, info = single.reset(seed=4)
    observations, infos = envs.reset(seed=4)
    for _ in range(40):
        for key, value in observation.items():
            np.testing.assert_array_equal(value, observations[key][0])
        action = random_legal(info["action_mask"][None], draws)
        observation, reward, terminated, truncated, info = single.step(int(action[0]))
        observations, rewards, terminations, truncations, infos = envs.step(action)
        assert (reward, terminated, truncated) == (rewards[0], terminations[0], truncations[0])
        assert info["seconds"] == infos["seconds"][0] and info["success"] == infos["success"][0]
        if terminated or truncated:
            observation, info = single.reset()
            observations, *_, infos = envs.step(np.array([0]))


def test_the_same_seed_gives_the_same_run(test_tables):
    runs = []
    for _ in range(2):
        envs, draws = make(test_tables, 8), np.random.default_rng(0)
        _, infos = envs.reset(seed=7)
        total = []
        for _ in range(30):
            observations, rewards, *_, infos = envs.step(random_legal(infos["action_mask"], draws))
            total.append((rewards.copy(), observations["vector"].copy()))
        runs.append(total)
    for (r0, v0), (r1, v1) in zip(*runs, strict=True):
        np.testing.assert_array_equal(r0, r1)
        np.testing.assert_array_equal(v0, v1)


def test_mistakes_are_told(test_tables):
    envs = make(test_tables, 3)
    with pytest.raises(gym.error.ResetNeeded):
        envs.step(np.zeros(3, int))
    envs.reset(seed=0)
    with pytest.raises(ValueError, match="actions must be 3 integers"):
        envs.step(np.zeros(2, int))
    with pytest.raises(ValueError, match="num_envs must be at least 1"):
        make(test_tables, 0)
