"""VariBAD (Zintgraf et al. 2020) in kitchens: RL2 whose memory is a belief, trained by decoding what the trial shows from it.

The belief is a Gaussian for each unit, with mean g and a variance read from it. A sample of it at any moment of the exploration
must tell what is seen in the units by the end of the exploration, and must not be surer than that needs: the divergence from the
belief one step earlier, and before the first look from a standard normal, without which nothing holds the means at a finite size.
Execution and exploration read the mean; the Q-loss sends no gradient into it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kitchen_dream.agents.divergence import gaussian_divergence
from kitchen_dream.agents.dream import Nets
from kitchen_dream.agents.networks import Batch
from kitchen_dream.agents.replay import unprefixed
from kitchen_dream.agents.sets.rl2 import SetRL2, SetTrialConfig
from kitchen_dream.problems.spec import ProblemSpec
from kitchen_dream.trial.rollout import Rollout


@dataclass(frozen=True)
class SetVaribadConfig(SetTrialConfig):
    """Settings of VariBAD."""

    elbo: float = 0.02
    """Weight of the ELBO beside the Q-losses, which sums over all units and symbols: a larger one takes up the clipped gradient."""
    kl: float = 0.05
    """Weight of the divergence in it."""


class BeliefNets(Nets):
    """DREAM's networks, a log variance for each code, and a decoder of what is seen in a unit."""

    def __init__(self, spec: ProblemSpec, config: SetVaribadConfig, problems: int):
        super().__init__(spec, config, problems)
        self.log_variance = nn.Linear(config.code, config.code)
        self.decode = nn.Linear(config.code, spec.symbols)


class SetVaribad(SetRL2):
    """The agent."""

    config: SetVaribadConfig

    def make_nets(self) -> BeliefNets:
        """See Dream."""
        return BeliefNets(self.spec, self.config, self.problems)

    def exploration_rows(self, exploration: Rollout, execution: Rollout, t: np.ndarray, b: np.ndarray) -> dict[str, np.ndarray]:
        """See SetRL2: also which steps are the first of their episode."""
        return super().exploration_rows(exploration, execution, t, b) | {"start": (t == 0).astype(np.float32)}

    def memory(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """See SetRL2."""
        z, behind = super().memory(batch)
        return z.detach(), behind

    def _exploration_losses(self, batch: Batch) -> dict[str, Tensor]:
        losses = super()._exploration_losses(batch)
        now, after, tau = (unprefixed(part, batch) for part in ("now_", "next_", "tau_"))
        mean, mean_after = self.nets.g(now), self.nets.g(after)
        log, log_after = (-3.0 + 4.0 * torch.tanh(self.nets.log_variance(m) / 4.0) for m in (mean, mean_after))
        sample = mean + (0.5 * log).exp() * torch.randn_like(mean)
        seen = slice(self.spec.entity_symbols, self.spec.entity_symbols + self.spec.symbols)
        target = tau["entities"][..., seen]
        looked = tau["entities"][..., self.spec.entity_symbols - 3 : self.spec.entity_symbols - 2]
        missed = F.binary_cross_entropy_with_logits(self.nets.decode(sample[:, :-1]), target, reduction="none") * looked
        decoding = missed.sum((1, 2)).mean()
        divergence = gaussian_divergence(mean_after, log_after, mean, log).sum(1)
        prior = gaussian_divergence(mean, log, torch.zeros_like(mean), torch.zeros_like(log)).sum(1)
        divergence = (divergence + batch["start"] * prior).mean()
        return losses | {"regression": self.config.elbo * (decoding + self.config.kl * divergence), "unexplained": decoding.detach()}
