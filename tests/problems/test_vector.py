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


def test_a_list_of_seeds_gives_the_runs_of_single_environments(test_tables):
    seeds, draws = [4, 9, 2], np.random.default_rng(5)
    envs = make(test_tables, 3, executions=2)
    singles = [gym.make(KITCHEN, split="test", tables=test_tables, executions=2) for _ in seeds]
    observations, infos = envs.reset(seed=seeds)
    last = [env.reset(seed=seed) for env, seed in zip(singles, seeds, strict=True)]
    over = np.zeros(3, bool)
    for _ in range(60):
        for k, (observation, info) in enumerate(last):
            np.testing.assert_array_equal(observation["entities"], observations["entities"][k])
            np.testing.assert_array_equal(observation["instruction"], observations["instruction"][k])
            assert info["phase"] == infos["phase"][k]
        actions = random_legal(infos["action_mask"], draws)
        observations, _, terminated, truncated, infos = envs.step(actions)
        for k, env in enumerate(singles):
            if over[k]:
                last[k] = env.reset()
            else:
                observation, *_, info = env.step(int(actions[k]))
                last[k] = observation, info
        over = terminated | truncated
    assert len({int(row) for row in envs.unwrapped.problem.episodes.rows}) > 1


def test_a_seed_of_none_leaves_an_environment_as_it_is(test_tables):
    envs = make(test_tables, 2)
    envs.reset(seed=[1, 2])
    first, _ = envs.reset(seed=[1, None])
    again = make(test_tables, 2)
    again.reset(seed=[1, 2])
    second, infos = again.reset()
    np.testing.assert_array_equal(first["entities"][1], second["entities"][1])
    assert infos["phase"].tolist() == [1, 1]


def test_a_mask_resets_some_and_leaves_the_others_alone(test_tables, rng):
    envs = make(test_tables, 4)
    _, infos = envs.reset(seed=3)
    for _ in range(2):
        before, *_, infos = envs.step(random_legal(infos["action_mask"], rng))
    mask, options = np.array([True, False, True, False]), {"phase": "execute"}
    given = {"reset_mask": mask, **options}
    after, infos = envs.reset(options=given)
    assert set(given) == {"reset_mask", "phase"}, "the options are the user's"
    for key, value in after.items():
        np.testing.assert_array_equal(value[~mask], before[key][~mask])
    assert infos["phase"].tolist() == [1, 0, 1, 0] and infos["_phase"].tolist() == mask.tolist()
    assert not after["entities"][mask].tobytes() == before["entities"][mask].tobytes()


def test_a_mask_begins_the_next_episode_before_the_step_does(test_tables):
    envs = make(test_tables, 2)
    envs.reset(seed=3)
    _, _, terminated, *_ = envs.step(np.array([22, 0]))
    assert terminated.tolist() == [True, False]
    _, infos = envs.reset(options={"reset_mask": terminated})
    assert infos["phase"].tolist() == [1, 0]
    _, rewards, *_, infos = envs.step(np.array([0, 1]))
    assert rewards[0] < 0 and infos["phase"].tolist() == [1, 0], "the step was one of the new episode"


def test_a_masked_seed_is_counted_up(test_tables):
    envs, single = make(test_tables, 3), gym.make(KITCHEN, split="test", tables=test_tables)
    envs.reset(seed=0)
    observations, _ = envs.reset(seed=7, options={"reset_mask": np.array([False, False, True])})
    observation, _ = single.reset(seed=9)
    np.testing.assert_array_equal(observations["entities"][2], observation["entities"])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"seed": [1, 2]}, "3 environments need as many seeds, got 2"),
        ({"options": {"reset_mask": [True, False, False]}}, "must be a numpy array"),
        ({"options": {"reset_mask": np.zeros(3, bool)}}, "one True at least"),
        ({"options": {"reset_mask": np.ones(2, bool)}}, r"must be a numpy array \(3,\)"),
    ],
)
def test_what_is_no_seed_or_mask_is_told(test_tables, given, message):
    envs = make(test_tables, 3)
    envs.reset(seed=0)
    with pytest.raises(ValueError, match=message):
        envs.reset(**given)


def test_some_cannot_be_reset_before_all_have_begun(test_tables):
    with pytest.raises(gym.error.ResetNeeded, match="reset all environments first"):
        make(test_tables, 2).reset(options={"reset_mask": np.array([True, False])})
