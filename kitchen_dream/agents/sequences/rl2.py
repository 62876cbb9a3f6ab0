"""RL2 (Duan et al. 2016; Wang et al. 2016): one recurrent policy over the whole trial, trained end to end.

It reads observation, instruction, last action and reward, and its memory goes from exploration over into execution. It is paid
for executions alone; what exploration is good for reaches it only through them: that is the coupling problem.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kitchen_dream.agents.sequences.acting import Choice, chances
from kitchen_dream.agents.sequences.base import LearnConfig, SequenceAgent
from kitchen_dream.agents.sequences.memory import Memory, MemoryKind, State
from kitchen_dream.agents.sequences.networks import Dueling
from kitchen_dream.agents.sequences.replay import TrialBatch
from kitchen_dream.agents.sequences.trial_sequence import TrialSequence, episode_inputs, input_size, step_inputs, trial_sequence
from kitchen_dream.problems.spec import Observation, ProblemSpec
from kitchen_dream.trial.rollout import Rollout


@dataclass(frozen=True)
class TrialConfig(LearnConfig):
    """Settings of the methods that read a whole trial."""

    memory: MemoryKind = "set"
    """What carries over from step to step; with `gru` they learn the same in twice the time."""
    hidden: int = 128
    """Width."""
    rate: float = 2e-3
    """Adam's first learning rate: chosen on the map with all facts told (`--change rate=0.004` for twice that)."""
    gamma: float = 0.95
    """Discount of a step; lower ones hide executions from exploration."""


class TrialNets(nn.Module):
    """A memory over the trial, and action values (L, B, A) read from it beside the step itself."""

    def __init__(self, spec: ProblemSpec, config: TrialConfig):
        super().__init__()
        self.memory = Memory(config.memory, input_size(spec), config.hidden)
        self.now, self.then = nn.Linear(input_size(spec), config.hidden), nn.Linear(config.hidden, config.hidden)
        self.head = Dueling(config.hidden, spec.actions)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.read(inputs, self.memory(inputs))

    def read(self, inputs: Tensor, summary: Tensor) -> Tensor:
        """Action values at steps, given what the memory holds there."""
        return self.head(F.relu(self.now(inputs) + self.then(summary)))


class RL2(SequenceAgent):
    """The agent, and what the other methods over whole trials share."""

    config: TrialConfig

    def make_nets(self) -> nn.Module:
        return TrialNets(self.spec, self.config)

    def losses(self, batch: TrialBatch) -> dict[str, Tensor]:
        """The Q-loss over whole trials."""
        trial = trial_sequence(self.spec, batch.episodes)
        q = self.nets(trial.inputs)
        with torch.no_grad():
            behind = self.target(trial.inputs)
        loss = self.trial_loss(q, behind, trial)
        return {"total": loss, "execute": loss}

    def trial_loss(self, q: Tensor, behind: Tensor, trial: TrialSequence) -> Tensor:
        """The Q-loss over whole trials, exploration included."""
        return self.q_loss(q, behind, trial.action[:-1], trial.reward[:-1], trial.end[:-1], trial.acts)

    # ---- acting -----------------------------------------------------------------------------------------------------

    def explorer(self, epsilon: float = 0.0) -> Choice:
        """See SequenceAgent."""
        return self._policy(None, False, epsilon)

    def executor(self, context: State, epsilon: float = 0.0) -> Choice:
        """See SequenceAgent."""
        return self._policy(context, True, epsilon)

    def encode(self, exploration: Rollout) -> State:
        """The memory's state after the exploration, its last observation included."""
        episode = self.episode(exploration)
        with torch.no_grad():
            return self.actor.memory.state_at(episode_inputs(self.spec, episode, False), episode.length + 1)

    def after(self, context: State, execution: Rollout) -> State:
        """See SequenceAgent: the memory goes on through all executions of a trial."""
        episode = self.episode(execution)
        with torch.no_grad():
            return self.actor.memory.state_at(episode_inputs(self.spec, episode, True), episode.length + 1, context)

    def read_step(self, inputs: Tensor, summary: Tensor) -> Tensor:
        """Action values (B, A) at one step; methods that condition on something else replace it."""
        return self.actor.read(inputs, summary)

    def _policy(self, state: State, executing: bool, epsilon: float) -> Choice:
        def values(observation: Observation, last: np.ndarray | None, reward: np.ndarray | None) -> np.ndarray:
            nonlocal state
            vector, instruction = self.look(observation), torch.from_numpy(observation["instruction"])
            action = torch.zeros(len(vector), self.spec.actions)
            if last is not None:
                action[torch.arange(len(vector)), torch.from_numpy(last)] = 1
            paid = torch.zeros(len(vector)) if reward is None else torch.from_numpy(reward)
            inputs = step_inputs(vector, instruction, action, paid, torch.full_like(paid, float(executing)))
            with torch.no_grad():
                summary, state = self.actor.memory.step(inputs, state)
                return self.read_step(inputs, summary).numpy()

        return Choice(values, self.rng, epsilon, chances(self.spec))
