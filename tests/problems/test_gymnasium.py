"""Every id in Gymnasium: its own checks, and what tools from elsewhere ask of an environment."""

from __future__ import annotations

import warnings

import gymnasium as gym
import numpy as np
import pytest
from gymnasium.utils.env_checker import check_env
from registered import ABSTRACT, EVERY

from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.problems import ENVIRONMENTS, register_environments

GALLEY = "assets/layouts/galley.yaml"
VECTORS = [name for name, entry in ENVIRONMENTS.items() if "vector_entry_point" in entry]


def faults(env: gym.Env) -> list[str]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        check_env(env)
        env.close()
    return [str(w.message) for w in caught if issubclass(w.category, UserWarning)]


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
def test_gymnasium_finds_no_fault(name, options):
    assert faults(gym.make(name, **options(name), disable_env_checker=True).unwrapped) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["KitchenDream/SignRoom-v0", "KitchenDream/SignRoomTrial-v0"])
def test_gymnasium_finds_no_fault_in_free_poses(name, world):
    assert faults(gym.make(name, world=world, free_poses=True, disable_env_checker=True).unwrapped) == []


def test_the_registry_refuses_nothing_twice():
    register_environments()
    assert all(name in gym.registry for name in ENVIRONMENTS)


@pytest.mark.slow
@pytest.mark.parametrize("name", ABSTRACT)
def test_tools_that_ask_for_pictures_get_them(name, options):
    """As stable-baselines3's make_vec_env does: rgb_array is asked for without a word of the user's."""
    env = gym.make(name, render_mode="rgb_array", **options(name)).unwrapped
    env.reset(seed=0)
    before = env.render()
    assert before.dtype == np.uint8 and before.ndim == 3 and before.std() > 10
    env.step(int(np.flatnonzero(env.action_masks())[0]))
    assert (env.render() != before).any()
    env.close()


@pytest.mark.slow
@pytest.mark.parametrize("name", ABSTRACT)
def test_masks_are_given_as_maskable_ppo_asks_for_them(name, options):
    env = gym.make(name, **options(name)).unwrapped
    observation, info = env.reset(seed=0)
    for _ in range(6):
        masks = env.action_masks()
        assert masks.dtype == bool and masks.shape == (env.action_space.n,)
        np.testing.assert_array_equal(masks, info["action_mask"])
        np.testing.assert_array_equal(masks, observation["action_mask"])
        observation, _, terminated, truncated, info = env.step(
            int(np.flatnonzero(masks)[-2 if masks.sum() > 1 else -1])
        )
        if terminated or truncated:
            observation, info = env.reset()


@pytest.mark.slow
@pytest.mark.parametrize("name", VECTORS)
def test_vectors_of_any_mode_can_be_made(name, options):
    for mode in ("sync", "vector_entry_point"):
        envs = gym.make_vec(name, num_envs=2, vectorization_mode=mode, **options(name))
        observations, infos = envs.reset(seed=0)
        assert envs.observation_space.contains(observations) and infos["action_mask"].shape[0] == 2
        envs.step(infos["action_mask"].argmax(1))
        envs.close()


@pytest.mark.parametrize("action", [True, 1.0, np.float32(1), "up", None, 99, np.array([1])])
def test_what_is_no_action_takes_one_line(action, options):
    env = gym.make("KitchenDream/Kitchen-v0", **options("KitchenDream/Kitchen-v0")).unwrapped
    env.reset(seed=0)
    with pytest.raises(ValueError, match="actions are 0 to 22"):
        env.step(action)


@pytest.mark.parametrize("actions", [np.zeros(2), np.array([True, False]), np.array([0, 23]), np.zeros((2, 1), int)])
def test_what_are_no_actions_takes_one_line(actions, options):
    name = "KitchenDream/Kitchen-v0"
    envs = gym.make_vec(name, num_envs=2, vectorization_mode="vector_entry_point", **options(name))
    envs.reset(seed=0)
    with pytest.raises(ValueError, match=r"actions (must be 2 integers|are 0 to 22)"):
        envs.step(actions)


@pytest.mark.parametrize("given", [GALLEY, "made", "several"])
def test_a_kitchen_of_the_users_own_enters(given):
    kitchen = {"made": load_kitchen(GALLEY), "several": [GALLEY, load_kitchen(GALLEY)]}.get(given, given)
    env = gym.make("KitchenDream/Kitchen-v0", kitchen=kitchen).unwrapped
    observation, _ = env.reset(seed=0)
    assert int(observation["entities"][:, 0].sum()) == len(load_kitchen(GALLEY).units)
    assert len(env.problem) == (2 if given == "several" else 1)
    env.reset(options={"phase": "execute"})


@pytest.mark.physics
@pytest.mark.slow
@pytest.mark.parametrize("source", [{"kitchen": GALLEY}, {"layout": GALLEY, "kitchens": 2}])
def test_own_kitchens_enter_the_physics(source):
    env = gym.make("KitchenDream/KitchenPhysics-v0", **source).unwrapped
    env.reset(seed=0)
    assert len(env.problem.sim.kitchen.units) == len(load_kitchen(GALLEY).units)
    assert env.step(0)[4]["failure"] == ""
    env.close()


def test_tables_without_a_seed_are_told_in_physics():
    from kitchen_dream.rules.tables import tabulate

    env = gym.make("KitchenDream/KitchenPhysics-v0", tables=tabulate([load_kitchen(GALLEY)])).unwrapped
    with pytest.raises(ValueError, match="give kitchens as `kitchen`"):
        env.reset(seed=0)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("Kitchen", {"kitchen": "nowhere.yaml"}, "nowhere.yaml"),
        ("Kitchen", {"kitchen": GALLEY, "layout": GALLEY}, "kitchens come from one of them"),
        ("Kitchen", {"validation": 3}, "`kitchens` is the number"),
        ("Map", {"splt": "test"}, "there is no option 'splt'"),
        ("Problem", {"family": "mapp"}, "did you mean map"),
    ],
)
def test_wrong_arguments_take_one_line(name, given, message):
    with pytest.raises(ValueError, match=message) as caught:
        gym.make(f"KitchenDream/{name}-v0", **given)
    assert "\n" not in str(caught.value)
