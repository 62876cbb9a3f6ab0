"""RL2 (Duan et al. 2016) in kitchens: one learner over the whole trial, paid for executions alone, trained end to end.

Its memory is the one that DREAM has here: the map of the exploration, read by the same network g. But g learns from the Q-loss of
execution instead of regressing onto codes of the id, and exploration is worth what the execution after it is worth: its last
step bootstraps from the first step of execution. Ids are never read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from kitchen_dream.agents.dream import Dream, DreamConfig, masked
from kitchen_dream.agents.networks import Batch
from kitchen_dream.agents.replay import prefixed, unprefixed
from kitchen_dream.trial.rollout import Rollout

MAP = ("entities", "vector")
OBSERVED = ("entities", "slots", "vector", "instruction", "action_mask")


@dataclass(frozen=True)
class SetTrialConfig(DreamConfig):
    """Settings of the end-to-end methods: those of DREAM, as far as they have a meaning."""

    trajectory_share: float = 1.0
    """All executions read the memory."""
    code_scale: float = 0.4
    """Initial norm of a symbol's code."""
    rate_halves: float = 5000.0
    """Updates after which the learning rate has halved."""
    explore_returns: int = 1
    """Most steps of an exploration return before it bootstraps."""


class SetRL2(Dream):
    """The agent, and what the other end-to-end methods share."""

    config: SetTrialConfig
    id_share = 0.0

    def exploration_rows(self, exploration: Rollout, execution: Rollout, t: np.ndarray, b: np.ndarray) -> dict[str, np.ndarray]:
        """See Dream: the first observation of the execution that follows, and the map at the exploration's end."""
        first = {key: execution.observations[key][0, b] for key in OBSERVED}
        last = {key: exploration.last()[key][b] for key in MAP}
        return prefixed("first_", first) | prefixed("tau_", last)

    # ---- learning ---------------------------------------------------------------------------------------------------

    def memory(self, batch: Batch) -> tuple[Tensor, Tensor]:
        """Codes that execution reads, of the online and of the target networks, (B, U + 1, Z)."""
        tau = unprefixed("tau_", batch)
        with torch.no_grad():
            behind = self.target.g(tau)
        return self.nets.g(tau), behind

    def extra_losses(self, batch: Batch, z: Tensor) -> Tensor:
        """What a method adds to the Q-loss of execution."""
        return z.new_zeros(())

    def _execution_losses(self, batch: Batch) -> dict[str, Tensor]:
        z, z_target = self.memory(batch)
        loss = self.execution_q_loss(batch, z, z_target)
        norm = z.detach().square().sum((1, 2)).mean()
        zero = norm.new_zeros(())
        return {"execute": loss, "bottleneck": zero, "regression_end": self.extra_losses(batch, z), "norm": norm}

    def _exploration_losses(self, batch: Batch) -> dict[str, Tensor]:
        now, after, first = (unprefixed(part, batch) for part in ("now_", "next_", "first_"))
        # The memory learns from executions alone: exploration reads it without gradient.
        with torch.no_grad():
            belief, z, z_target = self.nets.g(now), self.nets.g(after), self.target.g(after)
            mask = self._explore_mask_tensor(after["action_mask"])
            choice = masked(self.nets.explore(after, z), mask).argmax(1, keepdim=True)
            inside = self.target.explore(after, z_target).gather(1, choice)[:, 0]
            # After the last step comes the execution, which reads the whole map.
            choice = masked(self.nets.execute(first, z), first["action_mask"]).argmax(1, keepdim=True)
            behind = self.target.execute(first, z_target).gather(1, choice)[:, 0]
            target = torch.where(batch["end"] > 0, behind, batch["discount"] * inside)
        taken = self.nets.explore(now, belief).gather(1, batch["action"][:, None])[:, 0]
        zero = taken.new_zeros(())
        return {"explore": F.smooth_l1_loss(taken, target), "regression": zero, "unexplained": zero}

