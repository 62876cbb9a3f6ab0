"""MaskablePPO from sb3-contrib learns to explore kitchens, and is compared with an explorer that acts at random.

    pip install "kitchen-dream[sb3]"
    python examples/maskable_ppo.py

Explorations of `KitchenDream/Kitchen-v0` pay nothing. A wrapper pays for each ingredient that is seen for the first
time, and for what a note says, which is no more than the robot sees itself. After the training both explorers look
around the same kitchens, which neither has seen, and the same executor cooks after each of them: it knows the
households' habits and makes the best of what was found. Masks come from the environment by `action_masks()`, which
MaskablePPO asks for by itself.

A kitchen's units come in no order that matters. So one small network reads each of them alike, beside what is seen
everywhere, and what it says of unit u weighs for the action "look into unit u" from the start.
"""

from __future__ import annotations

from typing import Any

import gymnasium as gym
import numpy as np
import torch
from sb3_contrib import MaskablePPO
from stable_baselines3.common.env_util import make_vec_env
from stable_baselines3.common.torch_layers import BaseFeaturesExtractor

from kitchen_dream.evaluation.exploration_value import score_explorer

ID = "kitchen_dream.problems:KitchenDream/Kitchen-v0"


class PaidForSeeing(gym.Wrapper):
    """Explorations alone, which pay 1 for each ingredient seen, and for each group of food that a note places."""

    def __init__(self, env: gym.Env) -> None:
        super().__init__(env)
        fields = env.unwrapped.problem.spec.entity
        self._columns = np.r_[fields["seen"], fields["note_groups"]]
        self._seen = 0

    def reset(self, *, seed: int | None = None, options: dict | None = None) -> tuple[Any, dict]:
        observation, info = self.env.reset(seed=seed, options={"phase": "explore", **(options or {})})
        self._seen = self._count(observation)
        return observation, info

    def step(self, action: int) -> tuple[Any, float, bool, bool, dict]:
        observation, _, terminated, truncated, info = self.env.step(action)
        before, self._seen = self._seen, self._count(observation)
        return observation, float(self._seen - before), terminated, truncated, info

    def _count(self, observation: dict) -> int:
        return int(observation["entities"][:, self._columns].sum())


class EachUnitAlike(BaseFeaturesExtractor):
    """A number for each unit, by one network for all of them, which also reads what is seen everywhere."""

    def __init__(self, space: gym.spaces.Dict, hidden: int = 64) -> None:
        units, features = space["entities"].shape
        rest = space["vector"].shape[0]
        super().__init__(space, units + hidden + rest)
        self.read = torch.nn.Sequential(torch.nn.Linear(features, hidden), torch.nn.ReLU())
        self.score = torch.nn.Sequential(
            torch.nn.Linear(2 * hidden + rest, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, 1)
        )

    def forward(self, seen: dict[str, torch.Tensor]) -> torch.Tensor:
        units = self.read(seen["entities"])
        everywhere = torch.cat([units.mean(1), seen["vector"]], dim=1)
        both = torch.cat([units, everywhere[:, None].expand(-1, units.shape[1], -1)], dim=2)
        return torch.cat([self.score(both).squeeze(-1), everywhere], dim=1)


def main(steps: int = 60_000, seed: int = 0, kitchens: int = 1000, test_kitchens: int = 500) -> dict[str, float]:
    """Train for `steps` environment steps; returns and prints scores on kitchens of the split `test`."""
    envs = make_vec_env(lambda: PaidForSeeing(gym.make(ID, kitchens=kitchens)), n_envs=16, seed=seed)
    settings: dict[str, Any] = {"n_steps": 64, "batch_size": 256, "n_epochs": 6, "gamma": 1.0, "ent_coef": 0.005}
    network = {"features_extractor_class": EachUnitAlike, "net_arch": {"pi": [], "vf": [64]}}
    model = MaskablePPO(
        "MultiInputPolicy", envs, seed=seed, learning_rate=lambda left: 2e-3 * left, policy_kwargs=network, **settings
    )
    units = envs.observation_space["entities"].shape[0]
    with torch.no_grad():
        model.policy.action_net.weight[:units, :units] += torch.eye(units)  # the first actions are looks into units
    model.learn(steps)

    def choose(observation: dict[str, np.ndarray]) -> np.ndarray:
        return model.predict(observation, deterministic=True, action_masks=observation["action_mask"])[0]

    scores = score_explorer(choose, test_kitchens)
    print(f"MaskablePPO, {steps} steps, seed {seed}; return of cooking after exploring {test_kitchens} test kitchens")
    for name, value in scores.items():
        print(f"  {name:22} {value:.3f}")
    return scores


if __name__ == "__main__":
    main()
