"""RecurrentPPO from sb3-contrib learns whole trials, as RL2 does: its memory has to carry over what it has seen.

    pip install "kitchen-dream[sb3]"
    python examples/recurrent_ppo.py

An episode of `KitchenDream/KitchenTrial-v0` is an exploration, which pays nothing, and then executions in the same
kitchen. What the exploration is worth shows in later rewards alone, which is why such learners find it hard: see
docs/learning.md. RecurrentPPO knows no masks, so a wrapper turns a skill that is not possible into the end of the inner
episode. It is compared with actions at random among the possible ones.
"""

from __future__ import annotations

from collections.abc import Callable

import gymnasium as gym
import numpy as np
from sb3_contrib import RecurrentPPO
from stable_baselines3.common.env_util import make_vec_env

ID = "kitchen_dream.problems:KitchenDream/KitchenTrial-v0"


class StopsInstead(gym.ActionWrapper):
    """A skill that is not possible ends the exploration or the execution."""

    def action(self, action: int) -> int:
        masks = self.env.unwrapped.action_masks()
        return int(action) if masks[action] else int(np.flatnonzero(masks)[-1])


def play(env: gym.Env, begin: Callable[[], Callable[[dict], int]], trials: int) -> float:
    """Mean return of one trial in each of the first kitchens; begin: makes what chooses in one trial."""
    returns = []
    for number in range(trials):
        observation, _ = env.reset(seed=number, options={"number": number})
        choose, over, total = begin(), False, 0.0
        while not over:
            observation, reward, over, _, _ = env.step(choose(observation))
            total += reward
        returns.append(total)
    return float(np.mean(returns))


def main(steps: int = 60_000, seed: int = 0, kitchens: int = 1000, test_kitchens: int = 100) -> dict[str, float]:
    """Train for `steps` environment steps; returns and prints mean returns of trials in kitchens of the split `test`.

    A trial has one execution."""
    how = {"kitchens": kitchens, "executions": 1}
    envs = make_vec_env(lambda: StopsInstead(gym.make(ID, **how)), n_envs=16, seed=seed)
    model = RecurrentPPO(
        "MultiInputLstmPolicy", envs, seed=seed, n_steps=64, batch_size=256, n_epochs=4, gamma=1.0, ent_coef=0.01,
        policy_kwargs={"lstm_hidden_size": 64},
    )
    model.learn(steps)

    env = StopsInstead(gym.make(ID, split="test", **(how | {"kitchens": test_kitchens})))
    rng = np.random.default_rng(seed)

    def learnt() -> Callable[[dict], int]:
        state, first = None, True

        def choose(seen: dict) -> int:
            nonlocal state, first
            action, state = model.predict(seen, state=state, episode_start=np.array([first]), deterministic=True)
            first = False
            return int(action)

        return choose

    scores = {
        "return": play(env, learnt, test_kitchens),
        "random return": play(
            env, lambda: lambda seen: int(rng.choice(np.flatnonzero(seen["action_mask"]))), test_kitchens
        ),
    }
    print(f"RecurrentPPO, {steps} steps, seed {seed}; trials in {test_kitchens} test kitchens")
    for name, value in scores.items():
        print(f"  {name:22} {value:.3f}")
    return scores


if __name__ == "__main__":
    main()
