"""PPO from stable-baselines3 learns to cook by the id of an environment alone.

    pip install "kitchen-dream[sb3]"
    python examples/ppo.py

`KitchenDream/Kitchen-v0` gives explorations and executions in turn, and PPO, which has no memory, learns both as one
task. It knows no masks: a skill that is not possible costs it a second. So it cooks in kitchens that it has not
explored, and has to find everything first. It is compared with actions at random among the possible ones.
"""

from __future__ import annotations

from typing import Any

import gymnasium as gym
import numpy as np
from stable_baselines3 import PPO
from stable_baselines3.common.env_util import make_vec_env

ID = "kitchen_dream.problems:KitchenDream/Kitchen-v0"


def play(env: gym.Env, choose: Any, episodes: int) -> dict[str, float]:
    """Mean return and share of finished dishes of executions in the first kitchens of an environment."""
    returns, successes = [], []
    for number in range(episodes):
        observation, info = env.reset(seed=number, options={"phase": "execute", "number": number})
        over, total = False, 0.0
        while not over:
            observation, reward, terminated, truncated, info = env.step(choose(observation))
            over, total = terminated or truncated, total + reward
        returns.append(total)
        successes.append(info["success"])
    return {"return": float(np.mean(returns)), "success": float(np.mean(successes))}


def main(steps: int = 100_000, seed: int = 0, kitchens: int = 1000, test_kitchens: int = 200) -> dict[str, float]:
    """Train for `steps` environment steps; returns and prints scores of executions in kitchens of the split `test`."""
    envs = make_vec_env(ID, n_envs=16, seed=seed, env_kwargs={"kitchens": kitchens})
    model = PPO("MultiInputPolicy", envs, seed=seed, n_steps=64, batch_size=256, n_epochs=4, gamma=1.0, ent_coef=0.01)
    model.learn(steps)

    env, rng = gym.make(ID, split="test", kitchens=test_kitchens), np.random.default_rng(seed)
    learnt = play(env, lambda seen: int(model.predict(seen, deterministic=True)[0]), test_kitchens)
    chance = play(env, lambda seen: int(rng.choice(np.flatnonzero(seen["action_mask"]))), test_kitchens)
    scores = learnt | {f"random {name}": value for name, value in chance.items()}
    print(f"PPO, {steps} steps, seed {seed}; executions in {test_kitchens} test kitchens that were not explored")
    for name, value in scores.items():
        print(f"  {name:22} {value:.3f}")
    return scores


if __name__ == "__main__":
    main()
