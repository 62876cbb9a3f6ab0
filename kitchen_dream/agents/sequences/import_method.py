"""IMPORT (Kamienny et al. 2020): RL2 whose policy reads an embedding of the id in half of the episodes, and else its memory,
which a loss pulls to that embedding.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from kitchen_dream.agents.sequences.memory import Memory
from kitchen_dream.agents.sequences.networks import Conditioned, Dueling, ProblemCode
from kitchen_dream.agents.sequences.replay import TrialBatch
from kitchen_dream.agents.sequences.rl2 import RL2, TrialConfig
from kitchen_dream.agents.sequences.targets import masked_mean
from kitchen_dream.agents.sequences.trial_sequence import input_size, trial_sequence
from kitchen_dream.problems.spec import ProblemSpec


@dataclass(frozen=True)
class ImportConfig(TrialConfig):
    """Settings of IMPORT."""

    code: int = 32
    """Numbers in the embedding of an id."""
    code_scale: float = 0.1
    """Standard deviation of its first weights."""
    pull: float = 0.1
    """Weight of the loss that pulls the memory to the id's embedding."""


class ImportNets(nn.Module):
    """Memory, its reading as an id's embedding, the embedding itself, and values conditioned on either."""

    def __init__(self, spec: ProblemSpec, config: ImportConfig):
        super().__init__()
        self.f = ProblemCode(spec, 0, config.code, config.code_scale)
        self.memory = Memory(config.memory, input_size(spec), config.hidden)
        self.guess = nn.Linear(config.hidden, config.code)
        self.first = Conditioned(input_size(spec), config.code, config.hidden)
        self.head = Dueling(config.hidden, spec.actions)

    def read(self, inputs: Tensor, code: Tensor) -> Tensor:
        """Action values (..., A) given a code."""
        return self.head(self.first(inputs, code))


class Import(RL2):
    """The agent."""

    config: ImportConfig

    def make_nets(self) -> ImportNets:
        return ImportNets(self.spec, self.config)

    def losses(self, batch: TrialBatch) -> dict[str, Tensor]:
        """The Q-loss, half of it on ids, and the pull of the memory to them."""
        trial = trial_sequence(self.spec, batch.episodes)
        by_id = (torch.arange(len(batch.index)) < len(batch.index) // 2)[:, None]
        id_code = self.nets.f(batch.index, batch.attributes)
        guess = self.nets.guess(self.nets.memory(trial.inputs))
        q = self.nets.read(trial.inputs, torch.where(by_id, id_code, guess))
        with torch.no_grad():
            target_guess = self.target.guess(self.target.memory(trial.inputs))
            target_id = self.target.f(batch.index, batch.attributes)
            behind = self.target.read(trial.inputs, torch.where(by_id, target_id, target_guess))
        execute = self.trial_loss(q, behind, trial)
        pull = masked_mean((guess - id_code.detach()).square().sum(2), trial.exists)
        return {"total": execute + self.config.pull * pull, "execute": execute, "pull": pull}

    def read_step(self, inputs: Tensor, summary: Tensor) -> Tensor:
        """See RL2: at meta-test the memory alone is read."""
        return self.actor.read(inputs, self.actor.guess(summary))
