"""A policy for short trials: one look, then a dish that is given up."""

from types import SimpleNamespace

import numpy as np

from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.rules.skills import STOP
from kitchen_dream.trial.protocol import TrialPolicy
from kitchen_dream.trial.rollout import Chooser


class OneLook(TrialPolicy):
    """Looks into the unit that takes least time, once in exploration and once in execution, and stops."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def explorer(self):
        return Chooser(lambda observation: self.act("explore", observation))

    def executor(self):
        return Chooser(lambda observation: self.act("execute", observation))

    def end_exploration(self, exploration):
        self.calls.append("end")

    def act(self, phase, observation):
        self.calls.append(phase)
        mask = observation["action_mask"][0, :STOP].nonzero()[0]
        return np.array([mask[0] if self.calls.count(phase) == 1 and len(mask) else STOP])

    def loaded(self, setting: str = "instructed") -> SimpleNamespace:
        """Itself as a policy from disk, for kitchens."""
        config = SimpleNamespace(problem="kitchen", setting=setting, settings={})
        return SimpleNamespace(family=KitchenFamily(), config=config, begin_trial=lambda rng=None: self)
