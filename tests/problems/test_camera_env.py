"""Camera observations: spaces, what a look shows, and one picture after another."""

from __future__ import annotations

import gymnasium as gym
import numpy as np
import pytest

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.problems.kitchen.camera_env import FAR
from kitchen_dream.rules.skills import STOP, TAKE0
from kitchen_dream.sim.engine import camera as sim_camera
from kitchen_dream.sim.sensing.head_camera import HEIGHT, WIDTH

pytestmark = pytest.mark.physics

CAMERA, PHYSICS = "KitchenDream/KitchenCamera-v0", "KitchenDream/KitchenPhysics-v0"


@pytest.fixture(scope="module")
def env(test_tables):
    env = gym.make(CAMERA, split="test", tables=test_tables, disable_env_checker=True).unwrapped
    yield env
    env.close()


def test_sizes_and_reach_are_the_cameras():
    assert (WIDTH, HEIGHT) == (80, 60) and FAR == sim_camera.FAR


@pytest.mark.slow
@pytest.mark.parametrize("map", [True, False])
def test_observations_lie_in_their_space_to_the_dtype(test_tables, map):
    env = gym.make(CAMERA, split="test", tables=test_tables, map=map, width=64, height=48).unwrapped
    observation, info = env.reset(seed=2)
    look = int(np.flatnonzero(info["action_mask"][:TAKE0])[0])
    for seen in (observation, env.step(look)[0], env.step(STOP)[0]):
        assert env.observation_space.contains(seen)
        assert {key: value.dtype for key, value in seen.items()} == {
            key: space.dtype for key, space in env.observation_space.items()
        }
        assert seen["rgb"].shape == (48, 64, 3) and seen["depth"].shape == (48, 64, 1)
        assert ("entities" in seen) is map and ("clock" in seen) is not map
    env.close()


@pytest.mark.slow
def test_the_map_is_that_of_the_physics(env, test_tables):
    plain = gym.make(PHYSICS, split="test", tables=test_tables).unwrapped
    (with_picture, _), (without, _) = env.reset(seed=4), plain.reset(seed=4)
    for key, value in without.items():
        np.testing.assert_array_equal(with_picture[key], value)
    plain.close()


@pytest.mark.slow
def test_the_frame_on_which_ingredients_are_seen_shows_them(env):
    ingredients = cookbook().ingredients
    for number in (1, 2):
        observation, info = env.reset(seed=0, options={"phase": "explore", "number": number})
        kitchen = env.problem.kitchen(number)
        before = observation["rgb"]
        unit = max(
            range(len(kitchen.units)), key=lambda u: sum(map(bool, kitchen.units[u].contents)) * info["action_mask"][u]
        )
        observation, _, _, _, info = env.step(unit)
        assert info["failure"] == ""
        seen = np.flatnonzero(observation["entities"][unit, env.problem.spec.entity["seen"]])
        assert {ingredients[i] for i in seen} == {name for name in kitchen.units[unit].contents if name} != set()
        bodies = env.camera.bodies()
        for (u, slot), item in env.problem.sim.scene.items.items():
            if u == unit:
                assert (bodies == item.body).sum() >= 2, kitchen.units[u].contents[slot]
        assert np.abs(observation["rgb"].astype(int) - before).mean() > 5
        np.testing.assert_array_equal(observation["rgb"], env.camera.shoot().rgb)


@pytest.mark.slow
def test_each_kitchen_has_its_own_camera(env):
    env.reset(seed=0, options={"phase": "explore", "number": 1})
    first = env.camera
    env.reset(options={"phase": "execute", "number": 1})
    assert env.camera is first
    env.reset(options={"phase": "explore", "number": 3})
    assert env.camera is not first


@pytest.mark.slow
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": 4}, "width must be a whole number of pixels from 8"),
        ({"height": 60.0}, "height must be a whole number of pixels"),
        ({"map": "no"}, "map must be True or False"),
    ],
)
def test_wrong_arguments_are_one_line(test_tables, options, message):
    with pytest.raises(ValueError, match=message) as caught:
        gym.make(CAMERA, split="test", tables=test_tables, **options)
    assert "\n" not in str(caught.value)


def test_there_is_no_picture_before_a_reset(test_tables):
    env = gym.make(CAMERA, split="test", tables=test_tables).unwrapped
    with pytest.raises(gym.error.ResetNeeded):
        _ = env.camera


@pytest.mark.slow
def test_a_seed_gives_the_same_bits_whatever_went_before(env):
    def episode() -> list[dict]:
        observation, info = env.reset(seed=5)
        unit = int(np.flatnonzero(info["action_mask"][:TAKE0])[-1])
        return [observation, env.step(unit)[0]]

    first = episode()
    env.reset()
    env.step(0)
    for then, now in zip(first, episode(), strict=True):
        for key, value in then.items():
            np.testing.assert_array_equal(now[key], value)


@pytest.mark.slow
def test_worker_processes_give_the_same_bits(test_tables):
    actions = np.array([0, 1])
    seen = []
    for mode in ("async", "sync"):
        many = gym.make_vec(CAMERA, num_envs=2, vectorization_mode=mode, split="test", tables=test_tables)
        observation, _ = many.reset(seed=[7, 8])
        seen.append([{key: np.array(value) for key, value in observation.items()}, many.step(actions)[0]])
        assert observation["rgb"].shape == (2, 60, 80, 3)
        many.close()
    for one, other in zip(*seen, strict=True):
        for key, value in one.items():
            np.testing.assert_array_equal(value, other[key])
