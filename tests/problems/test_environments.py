"""The registered environments: Gymnasium's own checks, the walk through trials, options and their mistakes."""

from __future__ import annotations

import gymnasium as gym
import numpy as np
import pytest
from helpers import random_legal

from kitchen_dream.kitchens.cookbook import cookbook

KITCHEN, PHYSICS, TRIAL = (f"KitchenDream/{name}-v0" for name in ("Kitchen", "KitchenPhysics", "KitchenTrial"))


def one(mask: np.ndarray, rng: np.random.Generator) -> int:
    return int(random_legal(mask[None], rng)[0])


@pytest.mark.parametrize("name", [KITCHEN, TRIAL])
@pytest.mark.parametrize("instruction", ["ingredients", "name"])
def test_observations_lie_in_their_space(name, instruction, test_tables, rng):
    env = gym.make(name, split="test", tables=test_tables, instruction=instruction)
    for episode in range(6):
        observation, info = env.reset(seed=episode if episode % 2 else None)
        over = False
        while not over:
            assert env.observation_space.contains(observation)
            assert {key: value.dtype for key, value in observation.items()} == {
                k: s.dtype for k, s in env.observation_space.items()
            }
            observation, reward, terminated, truncated, info = env.step(one(info["action_mask"], rng))
            np.testing.assert_array_equal(observation["action_mask"], info["action_mask"])
            assert isinstance(reward, float) and np.isfinite(reward)
            over = terminated or truncated


def test_resets_walk_through_trials(test_tables):
    env = gym.make(KITCHEN, split="test", tables=test_tables, executions=2).unwrapped
    phases, rows = [], []
    for k in range(9):
        _, info = env.reset(seed=3 if k == 0 else None)
        phases.append(info["phase"])
        rows.append(int(env.problem.episodes.rows[0]))
    assert phases == [0, 1, 1] * 3
    assert rows[0] == rows[1] == rows[2] and rows[3] == rows[4] == rows[5] and len(set(rows)) > 1
    _, info = env.reset(seed=3)
    assert info["phase"] == 0 and env.problem.episodes.rows[0] == rows[0], "a seed begins a trial"


def test_exploration_pays_nothing_and_tells_nothing_more(test_tables, rng):
    env = gym.make(KITCHEN, split="test", tables=test_tables)
    observation, info = env.reset(seed=1)
    assert not observation["instruction"].any()
    over = False
    while not over:
        _, reward, terminated, truncated, info = env.step(one(info["action_mask"], rng))
        assert reward == 0.0 and info["success"] is False
        assert set(info) == {"action_mask", "success", "seconds", "phase"}
        over = terminated or truncated


def test_options_choose_the_episode(test_tables):
    env = gym.make(KITCHEN, split="test", tables=test_tables).unwrapped
    book = cookbook()
    number = 12
    recipe = int(np.flatnonzero(env.problem.offered[number])[0])
    name = book.recipes[recipe].name
    observation, info = env.reset(seed=0, options={"phase": "execute", "recipe": name, "number": number})
    assert info["phase"] == 1 and env.problem.episodes.rows[0] == number and env.problem.episodes.recipe[0] == recipe
    asked = {book.ingredients[i] for i in np.flatnonzero(observation["instruction"][: len(book.ingredients)])}
    assert asked == set(book.recipes[recipe].ingredients)
    _, info = env.reset(options={"phase": "explore"})
    assert info["phase"] == 0
    here = env.problem.episodes.rows[0]
    _, info = env.reset(options={"phase": "execute"})
    assert info["phase"] == 1 and env.problem.episodes.rows[0] == here, "executions stay in the explored kitchen"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"phase": "sleep"}, "use one of: explore, execute"),
        ({"phase": "execute", "recipe": "stone soup"}, "'stone soup' is no dish of the cookbook"),
        ({"recipe": "tomato soup"}, "add phase='execute'"),
        ({"number": 64}, "it has 0 to 63"),
        ({"number": "three"}, "it has 0 to 63"),
        ({"kitchen": 3}, "unknown reset option 'kitchen'"),
        (
            {"phase": "execute", "recipe": "tomato soup", "number": 0},
            "problem 0 does not offer .tomato soup.; it offers: ",
        ),
        ({"phase": "execute", "recipe": "onion soup"}, "no problem of this set offers 'onion soup'"),
    ],
)
def test_wrong_reset_options_are_one_line(test_tables, options, message):
    env = gym.make(KITCHEN, split="test", tables=test_tables)
    with pytest.raises(ValueError, match=message) as caught:
        env.reset(seed=0, options=options)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"split": "tset"}, "unknown split 'tset'"),
        ({"kitchens": 0}, "kitchens must be at least 1"),
        ({"instruction": "song"}, "use one of: ingredients, name"),
        ({"executions": 0}, "executions must be at least 1"),
        ({"explore_seconds": -1.0}, "explore_seconds must be above 0"),
        ({"dense": "yes"}, "dense must be True or False"),
    ],
)
@pytest.mark.parametrize("vector", [False, True])
def test_wrong_arguments_are_one_line(test_tables, options, message, vector):
    settings = ({} if {"split", "kitchens"} & set(options) else {"tables": test_tables, "split": "test"}) | options
    with pytest.raises(ValueError, match=message) as caught:
        if vector:
            gym.make_vec(KITCHEN, num_envs=2, vectorization_mode="vector_entry_point", **settings)
        else:
            gym.make(KITCHEN, **settings)
    assert "\n" not in str(caught.value)


def test_steps_outside_an_episode_are_refused(test_tables):
    env = gym.make(KITCHEN, split="test", tables=test_tables).unwrapped
    with pytest.raises(gym.error.ResetNeeded):
        env.step(0)
    env.reset(seed=0)
    with pytest.raises(ValueError, match="actions are 0 to 22"):
        env.step(23)
    env.step(22)
    with pytest.raises(gym.error.ResetNeeded):
        env.step(22)


def test_explore_seconds_and_sparse_rewards_reach_the_rules(test_tables):
    env = gym.make(KITCHEN, split="test", tables=test_tables, explore_seconds=7.0, dense=False).unwrapped
    env.reset(seed=0)
    assert env.problem.episodes.limit[0] == 7.0 and env.problem.episodes.dense is False


@pytest.mark.physics
def test_physics_shows_pictures(test_tables):
    env = gym.make(PHYSICS, split="test", tables=test_tables, render_mode="rgb_array")
    _, info = env.reset(seed=0)
    picture = env.render()
    assert picture.shape == (360, 480, 3) and picture.dtype == np.uint8 and picture.std() > 10
    assert info["failure"] == ""
    env.close()
    env.close()


def test_a_window_needs_a_screen(test_tables, monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(ValueError, match="DISPLAY is not set"):
        gym.make(PHYSICS, split="test", tables=test_tables, render_mode="human")
