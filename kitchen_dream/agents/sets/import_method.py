"""IMPORT (Kamienny et al. 2020) in kitchens: RL2 whose execution reads codes of the id in half of the batch, and whose memory is
pulled to them.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from kitchen_dream.agents.dream import DreamConfig, variance_of
from kitchen_dream.agents.networks import Batch
from kitchen_dream.agents.replay import unprefixed
from kitchen_dream.agents.sets.rl2 import SetRL2, SetTrialConfig


@dataclass(frozen=True)
class SetImportConfig(SetTrialConfig):
    """Settings of IMPORT."""

    trajectory_share: float = 0.5
    """Share of executions that read the memory, and not the id."""
    pull: float = 1.0
    """Weight of the loss that pulls the memory to the id's codes."""
    code_scale: float = DreamConfig.code_scale
    """This and the next two as DREAM has them."""
    rate_halves: float = DreamConfig.rate_halves
    """See DREAM."""
    explore_returns: int = DreamConfig.explore_returns
    """See DREAM."""


class SetImport(SetRL2):
    """The agent."""

    config: SetImportConfig
    id_share = 0.5

    def memory(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """See SetRL2."""
        tau, ids = unprefixed("tau_", batch), unprefixed("id_", batch)
        by_tau = (torch.arange(len(batch["action"])) < round(self.config.trajectory_share * len(batch["action"])))[:, None, None]
        with torch.no_grad():
            behind = torch.where(by_tau, self.target.g(tau), self.target.f(ids))
        return torch.where(by_tau, self.nets.g(tau), self.nets.f(ids)), behind

    def extra_losses(self, batch: Batch, z: Tensor) -> Tensor:
        """The memory's distance from the codes of the id, which stand still."""
        f = self.nets.f(unprefixed("id_", batch)).detach()
        return self.config.pull * (self.nets.g(unprefixed("tau_", batch)) - f).square().sum((1, 2)).mean() / variance_of(f)
