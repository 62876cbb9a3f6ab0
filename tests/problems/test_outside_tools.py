"""What tools from elsewhere do with the environments: stable-baselines3 by the id alone, copies, wrappers, and leaving
out `close()`.
"""

from __future__ import annotations

import copy
import re
import subprocess
import sys
from pathlib import Path

import gymnasium as gym
import numpy as np
import pytest
from registered import ABSTRACT, EVERY

from kitchen_dream.problems import ENVIRONMENTS
from kitchen_dream.sim.engine.bullet import pybullet

PHYSICS = [name for name in ENVIRONMENTS if name not in ABSTRACT]


@pytest.mark.slow
@pytest.mark.parametrize("name", EVERY)
def test_stable_baselines_takes_every_id(name, options):
    pytest.importorskip("stable_baselines3", reason='pip install "kitchen-dream[sb3]"')
    from stable_baselines3.common.env_checker import check_env
    from stable_baselines3.common.env_util import make_vec_env

    envs = make_vec_env(name, n_envs=1, env_kwargs=options(name))
    observation = envs.reset()
    masks = envs.env_method("action_masks")[0]
    assert envs.observation_space.contains({key: value[0] for key, value in observation.items()}) and masks.any()
    envs.step(np.flatnonzero(masks)[:1])
    check_env(envs.envs[0].unwrapped, warn=False)
    envs.close()


@pytest.mark.slow
def test_the_id_may_name_its_module():
    """A program need not import anything of this package."""
    program = (
        "import gymnasium; env = gymnasium.make('kitchen_dream.problems:KitchenDream/Map-v0', render_mode='rgb_array');"
        "env.reset(seed=0); print(env.render().shape, env.spec.id)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert done.stdout.split()[-1] == "KitchenDream/Map-v0", done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("name", ABSTRACT)
def test_a_copy_goes_its_own_way(name, options):
    """A look-ahead in a copy tells what would happen, and the original does not notice."""
    env = gym.make(name, **options(name))
    env.reset(seed=0)
    other, seen = copy.deepcopy(env), []
    for one in (other, env):
        rng, rewards = np.random.default_rng(0), []
        for _ in range(12):  # over the end of an episode, where the copy draws as the original will
            observation, reward, terminated, truncated, _ = one.step(
                int(rng.choice(np.flatnonzero(one.unwrapped.action_masks())))
            )
            rewards.append(reward)
            if terminated or truncated:
                observation, _ = one.reset()
        seen.append((rewards, observation))
        one.close()
    assert seen[0][0] == seen[1][0]
    for key, value in seen[0][1].items():
        np.testing.assert_array_equal(value, seen[1][1][key])


@pytest.mark.physics
@pytest.mark.slow
@pytest.mark.parametrize("name", PHYSICS)
def test_a_physics_environment_is_not_copied_and_ends_when_it_is_dropped(name, options):
    env = gym.make(name, **options(name))
    env.reset(seed=0)
    with pytest.raises(TypeError, match="cannot be copied or pickled; build another"):
        copy.deepcopy(env)
    inner = env.unwrapped if hasattr(env.unwrapped, "problem") else env.unwrapped.inner
    number = inner.problem.sim.client.id
    assert pybullet.isConnected(number)
    del env, inner
    assert not pybullet.isConnected(number)


@pytest.mark.parametrize("name", ["KitchenDream/Kitchen-v0", "KitchenDream/KitchenTrial-v0"])
def test_rendering_without_a_mode_is_told(name, options):
    env = gym.make(name, **options(name)).unwrapped
    env.reset(seed=0)
    with pytest.warns(UserWarning, match="render_mode='rgb_array'"):
        assert env.render() is None


def trial_to_its_end(env: gym.Env) -> dict:
    _, info = env.reset(seed=0)
    over = False
    while not over:
        _, _, over, _, info = env.step(int(np.flatnonzero(info["action_mask"])[-1]))
    return info


def test_statistics_and_pictures_of_wrappers(options):
    name = "KitchenDream/KitchenTrial-v0"
    env = gym.wrappers.RenderCollection(gym.make(name, render_mode="rgb_array", **options(name)))
    info = trial_to_its_end(gym.wrappers.RecordEpisodeStatistics(env))
    frames = env.render()
    assert info["episode"]["l"] == len(frames) - 1 and frames[0].shape == (360, 480, 3)


@pytest.mark.slow
def test_videos_of_wrappers(options, tmp_path):
    pytest.importorskip("moviepy", reason="RecordVideo needs moviepy")
    name = "KitchenDream/KitchenTrial-v0"
    env = gym.wrappers.RecordVideo(gym.make(name, render_mode="rgb_array", **options(name)), str(tmp_path))
    trial_to_its_end(env)
    env.close()
    assert list(tmp_path.glob("*.mp4"))


@pytest.mark.slow
def test_flat_observations_and_processes_of_their_own(options):
    name = "KitchenDream/Kitchen-v0"
    make = lambda: gym.wrappers.FlattenObservation(gym.make(name, **options(name)))  # noqa: E731
    envs = gym.vector.AsyncVectorEnv([make, make])
    observations, infos = envs.reset(seed=[3, 4])
    alone, _ = make().reset(seed=4)
    np.testing.assert_array_equal(observations[1], alone)
    envs.step(infos["action_mask"].argmax(1))
    envs.close()


@pytest.mark.slow
def test_the_page_runs_as_it_is_printed():
    pytest.importorskip("stable_baselines3", reason='pip install "kitchen-dream[sb3]"')
    page = (Path(__file__).parents[2] / "docs" / "outside-tools.md").read_text()
    snippets = re.findall(r"```py\n(.*?)```", page, re.S)
    assert len(snippets) == 2
    for code in snippets:
        exec(code, {})
