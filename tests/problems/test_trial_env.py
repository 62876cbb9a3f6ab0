"""The whole trial as one episode."""

from __future__ import annotations

import gymnasium as gym
import numpy as np
import pytest
from helpers import random_legal

TRIAL = "KitchenDream/KitchenTrial-v0"


def test_one_episode_is_exploration_and_then_the_executions(test_tables, rng):
    env = gym.make(TRIAL, split="test", tables=test_tables, executions=2)
    observation, info = env.reset(seed=2)
    inner = env.unwrapped.inner.problem.episodes
    row, contents, numbers, terminated = int(inner.rows[0]), inner.state.contents.copy(), [], False
    while not terminated:
        numbers.append(info["episode_number"])
        waiting = observation["trial"][1] == 1
        if waiting:
            assert np.flatnonzero(info["action_mask"]).tolist() == [22]
        observation, reward, terminated, truncated, info = env.step(
            int(random_legal(info["action_mask"][None], rng)[0])
        )
        assert not truncated and inner.rows[0] == row, "one kitchen a trial"
        assert env.observation_space.contains(observation)
        if info["phase"] == 0 or waiting:
            assert reward == 0.0
        if waiting:
            np.testing.assert_array_equal(inner.state.contents, contents, err_msg="the kitchen is put back in order")
            assert observation["trial"][1] == 0
    assert sorted(set(numbers)) == [0, 1, 2] and numbers == sorted(numbers)
    assert observation["trial"].tolist() == [1.0, 1.0]
    with pytest.raises(gym.error.ResetNeeded):
        env.unwrapped.step(0)


def test_nothing_is_lost_between_episodes(test_tables):
    env = gym.make(TRIAL, split="test", tables=test_tables)
    _, info = env.reset(seed=0)
    unit = int(np.flatnonzero(info["action_mask"])[0])
    env.step(unit)
    observation, _, terminated, _, info = env.step(22)
    known = env.unwrapped.inner.problem.episodes.known
    assert not terminated and observation["trial"].tolist() == [0.0, 1.0] and known.looked[0, unit]
    observation, *_, info = env.step(0)
    assert info["phase"] == 1 and not known.looked.any() and observation["instruction"].any()


def test_the_kitchen_can_be_chosen_and_nothing_else(test_tables):
    env = gym.make(TRIAL, split="test", tables=test_tables)
    env.reset(seed=0, options={"number": 9})
    assert env.unwrapped.inner.problem.episodes.rows[0] == 9
    with pytest.raises(ValueError, match="a whole trial takes: number"):
        env.reset(options={"phase": "execute"})
