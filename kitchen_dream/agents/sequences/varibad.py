"""VariBAD (Zintgraf et al. 2020): a memory over the trial holds a posterior over a latent of the problem, on which the policy
conditions; the posterior is trained by decoding rewards and next observations of the whole trial from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kitchen_dream.agents.divergence import gaussian_divergence
from kitchen_dream.agents.sequences.memory import Memory
from kitchen_dream.agents.sequences.networks import Conditioned, Dueling
from kitchen_dream.agents.sequences.replay import TrialBatch
from kitchen_dream.agents.sequences.rl2 import RL2, TrialConfig
from kitchen_dream.agents.sequences.targets import masked_mean
from kitchen_dream.agents.sequences.trial_sequence import TrialSequence, input_size, trial_sequence
from kitchen_dream.problems.spec import ProblemSpec


@dataclass(frozen=True)
class VaribadConfig(TrialConfig):
    """Settings of VariBAD."""

    latent: int = 16
    """Numbers in the latent."""
    kl: float = 0.05
    """Weight of the divergence between one step's posterior and the one before it."""
    elbo: float = 0.02
    """Weight of the ELBO beside the Q-loss, which sums over all features: a larger one takes up the clipped gradient. The Q-loss
    sends no gradient into the posterior."""
    prefixes: int = 1
    """Random prefixes of each trial from whose posterior the whole trial is decoded."""
    decoder: Literal["binary", "gaussian"] = "binary"
    """What observations are decoded as: bits (cross-entropy), or features of any size (squared error), as pictures give."""


class VaribadNets(nn.Module):
    """Posterior, decoder, and values conditioned on the posterior's mean and log variance."""

    def __init__(self, spec: ProblemSpec, config: VaribadConfig):
        super().__init__()
        self.memory = Memory(config.memory, input_size(spec), config.hidden)
        self.posterior = nn.Linear(config.hidden, 2 * config.latent)
        self.first = Conditioned(input_size(spec), 2 * config.latent, config.hidden)
        # A second layer, as RL2 has behind its memory, which no value trains here: what is told must meet place and goal too.
        self.second = nn.Linear(config.hidden, config.hidden)
        self.head = Dueling(config.hidden, spec.actions)
        self.decode = Conditioned(spec.vector + spec.instruction + spec.actions, config.latent, config.hidden)
        self.decoded = nn.Linear(config.hidden, spec.vector + 1)

    def belief(self, summary: Tensor) -> Tensor:
        """Mean and log variance (..., 2 latent) from what the memory holds."""
        mean, log_variance = self.posterior(summary).chunk(2, dim=-1)
        return torch.cat([mean, log_variance.clamp(-8.0, 4.0)], dim=-1)

    def read(self, inputs: Tensor, belief: Tensor) -> Tensor:
        """Action values (..., A) given a belief."""
        return self.head(F.relu(self.second(self.first(inputs, belief))))


class Varibad(RL2):
    """The agent."""

    config: VaribadConfig

    def make_nets(self) -> VaribadNets:
        return VaribadNets(self.spec, self.config)

    def losses(self, batch: TrialBatch) -> dict[str, Tensor]:
        """The Q-loss on beliefs, and the negative ELBO of the trial."""
        trial = trial_sequence(self.spec, batch.episodes)
        belief = self.nets.belief(self.nets.memory(trial.inputs))
        q = self.nets.read(trial.inputs, belief.detach())
        with torch.no_grad():
            behind = self.target.read(trial.inputs, self.target.belief(self.target.memory(trial.inputs)))
        execute = self.trial_loss(q, behind, trial)
        decoding, divergence = self._elbo(trial, belief)
        total = execute + self.config.elbo * (decoding + self.config.kl * divergence)
        return {"total": total, "execute": execute, "decoding": decoding, "divergence": divergence}

    def read_step(self, inputs: Tensor, summary: Tensor) -> Tensor:
        """See RL2."""
        return self.actor.read(inputs, self.actor.belief(summary))

    def _elbo(self, trial: TrialSequence, belief: Tensor) -> tuple[Tensor, Tensor]:
        """Decoding error of whole trials from random prefixes, and the divergence along all prefixes."""
        mean, log_variance = belief.chunk(2, dim=-1)
        divergence = masked_mean(posterior_divergence(mean, log_variance), trial.exists)
        batch = len(trial.length)
        prefix = (torch.rand(self.config.prefixes, batch) * trial.length).long()
        columns = torch.arange(batch)
        z = mean[prefix, columns] + (0.5 * log_variance[prefix, columns]).exp() * torch.randn(self.config.prefixes, batch, mean.shape[2])
        # What follows a step: the next one's observation, and the reward shown.
        seen = self.spec.vector + self.spec.instruction
        given = torch.cat([trial.inputs[:-1, :, :seen], F.one_hot(trial.action[:-1], self.spec.actions).float()], dim=2)
        out = self.nets.decoded(self.nets.decode(given[None], z[:, None]))
        # Held fixed: an eye must not be trained to see what is easily decoded.
        wanted = trial.inputs.detach()[1:, :, : self.spec.vector].expand(self.config.prefixes, -1, -1, -1)
        error = decoding_error(out[..., :-1], wanted, self.config.decoder)
        error = error + (out[..., -1] - trial.shown[:-1]).square()
        return masked_mean(error, trial.acts[:-1].expand_as(error)), divergence


def posterior_divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(q_t || q_{t-1}) (T, B) of diagonal Gaussians (T, B, latent), q_{-1} being standard normal (Zintgraf et al., eq. 6)."""
    before = torch.cat([torch.zeros_like(mean[:1]), mean[:-1]])
    log_before = torch.cat([torch.zeros_like(mean[:1]), log_variance[:-1]])
    return gaussian_divergence(mean, log_variance, before, log_before)


def decoding_error(out: Tensor, wanted: Tensor, decoder: Literal["binary", "gaussian"]) -> Tensor:
    """Negative log likelihood (...), up to a constant, of features `wanted` (..., V): bits given logits `out`, or a unit Gaussian at it."""
    if decoder == "binary":
        return F.binary_cross_entropy_with_logits(out, wanted.clamp(0, 1), reduction="none").sum(-1)
    return 0.5 * (out - wanted).square().sum(-1)
