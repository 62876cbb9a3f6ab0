"""A hall with 4 doors, and a prize behind each; a lamp at the end of a corridor shows which is where."""

from itertools import permutations

import gymnasium as gym
import numpy as np
from gymnasium.spaces import Dict, Discrete, MultiBinary

from kitchen_dream.problems.gym_family import GymFamily

DOORS, LAMP = 4, 3  # the lamp hangs at place 3


class CorridorEnv(gym.Env):  # a problem is the order of the prizes, an instruction one of them
    action_space = Discrete(2 + DOORS)  # left, right, and open each of the doors
    observation_space = Dict(place=Discrete(LAMP + 1), lamp=MultiBinary([DOORS, DOORS]))

    def reset(self, *, seed=None, options=None):
        self.prizes, self.asked, self.place = options["problem"], options["instruction"], 0
        return self._see(), {"action_mask": [1, 1] + [1] * DOORS}

    def step(self, action):
        opens = action >= 2 and self.place == 0
        self.place = self.place if action >= 2 else int(np.clip(self.place + (-1, 1)[action], 0, LAMP))
        reward = 1.0 if opens and self.prizes[action - 2] == self.asked else -0.1
        return self._see(), reward, opens, False, {"action_mask": [1, 1] + [self.place == 0] * DOORS}

    def _see(self):
        return {"place": self.place, "lamp": np.eye(DOORS, dtype=np.int8)[list(self.prizes)] * (self.place == LAMP)}


class Corridor(GymFamily):
    name = "corridor"

    def __init__(self):
        orders = list(permutations(range(DOORS)))
        problems = {"train": [order for k, order in enumerate(orders) if k % 8 not in (1, 3)]}
        problems |= {"validation": orders[1::8], "test": orders[3::8]}
        attributes = lambda prizes: np.eye(DOORS)[list(prizes)].ravel()  # noqa: E731
        super().__init__(CorridorEnv, problems, DOORS, max_steps=9, id_of=attributes, deterministic=True)
