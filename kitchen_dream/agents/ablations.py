"""DREAM with a part taken out or another in its place. What settings alone can change stands in the registry."""

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from kitchen_dream.agents.dream import Codes, Dream, squared_norm, variance_of
from kitchen_dream.agents.learning.acting import RandomPolicy, ScriptedPolicy
from kitchen_dream.agents.learning.batch import Steps, Trials
from kitchen_dream.agents.learning.targets import masked_mean
from kitchen_dream.agents.nets.entity_nets import MapEncoder
from kitchen_dream.agents.nets.sequence_nets import TrajectoryEncoder, transitions
from kitchen_dream.agents.settings import DreamSettings
from kitchen_dream.problems.spec import ProblemSpec
from kitchen_dream.trial.rollout import Policy, Rollout


class RandomExploration(Dream):
    """Explores at random, in tests as well."""

    title = "random exploration"

    def explorer(self, rng: np.random.Generator, epsilon: float) -> Policy:
        return RandomPolicy(self.spec, rng, self.settings.mask_end)


class ScriptedExploration(Dream):
    """Explores as a person would script it. Raises ValueError where the problem has no script."""

    title = "scripted exploration"

    @classmethod
    def check(cls, spec: ProblemSpec, settings: DreamSettings) -> None:
        super().check(spec, settings)
        ScriptedPolicy(spec)

    def explorer(self, rng: np.random.Generator, epsilon: float) -> Policy:
        return ScriptedPolicy(self.spec)


class WholeId(Dream):
    """Exploration is paid for telling all attributes of the id, whether execution needs them or not."""

    title = "DREAM, whole id"

    def make_nets(self) -> Any:
        nets = super().make_nets()
        nets.whole_id = IdPredictor(self.spec, self.settings)
        return nets

    def exploration_losses(self, trials: Trials, codes: Codes, paid: Codes | None = None) -> dict[str, Tensor]:
        """See Dream: also the regression onto the attributes."""
        tau, ids = trials.exploration, trials.ids
        attributes = torch.cat([ids.entities.flatten(1), ids.vector], dim=1)
        guess = self.nets.whole_id(tau, getattr(self.nets, "symbols", None))
        whole = Codes(attributes, guess, squared_norm(guess - attributes, 2), variance_of(attributes))
        losses = super().exploration_losses(trials, codes, whole)
        missed = whole.error.mean() if self.settings.memory == "map" else masked_mean(whole.error, tau.prefixes)
        return losses | {"regression": losses["regression"] + missed / whole.variance}


class EndToEnd(Dream):
    """Exploration is paid by the return of the executions that follow, as end-to-end methods pay it."""

    title = "DREAM, end to end"

    def exploration_reward(self, trials: Trials, codes: Codes) -> Tensor:
        if self.settings.memory == "map":
            return trials.exploration.end * trials.extra["trial_return"]
        returns = [(steps.reward * steps.valid).sum(0) for steps in trials.executions]
        return trials.exploration.end * torch.stack(returns).mean(0)

    def exploration_extra(
        self, exploration: Rollout, executions: list[Rollout], t: np.ndarray, b: np.ndarray
    ) -> dict[str, np.ndarray]:
        returns = np.stack([execution.returns for execution in executions])
        return {"trial_return": returns.mean(axis=0, dtype=np.float32)[b]}


class IdPredictor(nn.Module):
    """Attributes of ids (T + 1, B, F), those of entities first, from all prefixes of explorations."""

    def __init__(self, spec: ProblemSpec, settings: DreamSettings):
        super().__init__()
        hidden, code = settings.explore_hidden, settings.code_size
        self.actions, self.is_map = spec.num_actions, settings.memory == "map"
        if self.is_map:
            self.encoder: nn.Module = MapEncoder(spec, hidden, code)
            self.of_entity = nn.Linear(code, spec.id_entity.size)
        else:
            self.encoder = TrajectoryEncoder(spec, settings.memory, hidden, code)
        self.of_whole = nn.Linear(code, spec.id_vector.size)

    def forward(self, steps: Steps, symbols: nn.Module | None) -> Tensor:
        """symbols: the shared embedding, with the memory `map`."""
        if not self.is_map:
            return self.of_whole(self.encoder(transitions(steps["vector"], steps.action, self.actions)))
        entities, vector = steps["entities"], steps["vector"]
        code = self.encoder(entities.flatten(0, 1), vector.flatten(0, 1), symbols)
        guess = torch.cat([self.of_entity(code[:, :-1]).flatten(1), self.of_whole(code[:, -1])], dim=1)
        return guess.unflatten(0, entities.shape[:2])
