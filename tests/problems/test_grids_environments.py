"""The grids in Gymnasium: trials, options, pictures, and the vector version against the single one."""

from __future__ import annotations

import gymnasium as gym
import numpy as np
import pytest

import kitchen_dream.problems  # noqa: F401 (makes the ids known)

COOKING, BUS, MAP = (f"KitchenDream/{name}-v0" for name in ("CookingGrid", "DistractingBus", "Map"))
GRIDS = (COOKING, BUS, MAP)


def vector(name: str, n: int, **options) -> gym.vector.VectorEnv:
    return gym.make_vec(name, num_envs=n, vectorization_mode="vector_entry_point", **options)


def test_resets_walk_through_trials():
    env = gym.make(BUS, executions=2).unwrapped
    phases, rows = [], []
    for k in range(9):
        _, info = env.reset(seed=3 if k == 0 else None)
        phases.append(info["phase"])
        rows.append(int(env.problem.rows[0]))
    assert phases == [0, 1, 1] * 3
    assert rows[0] == rows[1] == rows[2] and rows[3] == rows[4] == rows[5] and len(set(rows)) > 1


def test_options_choose_the_episode():
    env = gym.make(COOKING, split="all").unwrapped
    observation, info = env.reset(seed=0, options={"phase": "execute", "number": 36, "instruction": 6})
    assert info["phase"] == 1 and env.problem.ids[env.problem.rows[0]] == 36
    np.testing.assert_array_equal(observation["instruction"], [0, 1, 0, 0, 0, 0, 1, 0])
    _, info = env.reset(options={"phase": "explore"})
    assert info["phase"] == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"phase": "sleep"}, "use one of: explore, execute"),
        ({"number": 10}, "10 is no id of the split 'train'"),
        ({"instruction": 1}, "add phase='execute'"),
        ({"phase": "execute", "instruction": 16}, "it is 0 to 15"),
        ({"kitchen": 3}, "unknown reset option 'kitchen'"),
    ],
)
def test_wrong_reset_options_are_one_line(options, message):
    with pytest.raises(ValueError, match=message) as caught:
        gym.make(COOKING).reset(seed=0, options=options)
    assert "\n" not in str(caught.value)


def test_steps_outside_an_episode_are_refused():
    env = gym.make(MAP).unwrapped
    with pytest.raises(gym.error.ResetNeeded):
        env.step(0)
    env.reset(seed=0)
    with pytest.raises(ValueError, match="actions are 0 to 8"):
        env.step(9)
    env.step(6)
    with pytest.raises(gym.error.ResetNeeded):
        env.step(4)


@pytest.mark.parametrize("name", GRIDS)
def test_pictures_show_what_happened(name):
    env = gym.make(name, render_mode="rgb_array")
    env.reset(seed=1, options={"phase": "execute"})
    before = env.render()
    assert before.shape == (360, 480, 3) and before.dtype == np.uint8 and before.std() > 10
    env.step(0)
    assert (env.render() != before).any()
    with pytest.raises(ValueError, match="it has: rgb_array"):
        gym.make(name, render_mode="ansi")


@pytest.mark.parametrize("name", GRIDS)
def test_a_vector_of_one_is_the_single_environment(name):
    single, envs, draws = gym.make(name, executions=2), vector(name, 1, executions=2), np.random.default_rng(8)
    observation, info = single.reset(seed=4)
    observations, infos = envs.reset(seed=4)
    for _ in range(90):
        for key, value in observation.items():
            np.testing.assert_array_equal(value, observations[key][0])
        action = draws.choice([0, 1, 2, 3, 5, 7, 8]) if draws.random() < 0.97 else 6
        observation, reward, terminated, truncated, info = single.step(int(action))
        observations, rewards, terminations, truncations, infos = envs.step(np.array([action]))
        assert (reward, terminated, truncated) == (rewards[0], terminations[0], truncations[0])
        assert info["phase"] == infos["phase"][0] and info["success"] == infos["success"][0]
        if terminated or truncated:
            observation, info = single.reset()
            observations, paid, *_, infos = envs.step(np.array([0]))
            assert paid[0] == 0 and info["phase"] == infos["phase"][0]


@pytest.mark.parametrize("name", GRIDS)
def test_the_same_seed_gives_the_same_run(name):
    runs = []
    for _ in range(2):
        envs, draws = vector(name, 16), np.random.default_rng(0)
        envs.reset(seed=7)
        runs.append([])
        for _ in range(50):
            observations, rewards, *_ = envs.step(draws.integers(9, size=16))
            assert envs.observation_space.contains(observations)
            runs[-1].append((rewards.copy(), observations["vector"].copy(), observations["instruction"].copy()))
    for one, two in zip(*runs, strict=True):
        for a, b in zip(one, two, strict=True):
            np.testing.assert_array_equal(a, b)
