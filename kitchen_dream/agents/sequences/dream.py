"""DREAM on sequences: for problems without a map in the observation, whose explorer and encoder must remember.

Liu et al., ICML 2021 (arXiv 2008.02790). In the paper's terms: mu problem id, tau exploration trajectory, f id encoder,
g trajectory encoder, z code.

- Execution: a double Q-learner conditioned on z: z ~ N(f(mu), sigma^2) in one share of the training batch, g(tau) in the other.
- Bottleneck: lambda * max(||f(mu)||^2, K).
- g: regression of g(tau_:t) onto f(mu) (stop-gradient) at every prefix t.
- Exploration: a double Q-learner whose reward is r_t = ||f(mu) - g(tau_:t)||^2 - ||f(mu) - g(tau_:t+1)||^2 - c, labelled when a
  batch is drawn.

The preset `paper` keeps the paper's networks and losses: LSTMs, one-step double Q-learning, the Q-loss flowing into f and g,
cost c = 0.1, all actions. What differs from it in `fast`, and why:

- Memory of exploration and g is a running maximum over transitions (`set`): as good here, and all prefixes in one pass.
- Execution has no memory: observations tell the rest of the time, hand and bowl; z tells what was explored.
- Watkins's Q(lambda) instead of one step: rewards reach back over an episode in one update.
- The Q-loss sends no gradient into g, which then follows a target that moves only with f.
- The exploration reward is divided by the variance of f, and ending an episode is masked in exploration, c = 0: while f says
  nothing yet, ending at once would be best, and nothing would ever be seen.
- Averaged weights act; targets follow by Polyak averaging; the learning rate falls.

In standard meta-RL, where the goal is inferred from rewards, `fast` differs further (`without_instruction`):

- Execution has a memory, so that it can try another goal when one did not pay.
- f starts smaller: of all facts of a problem, few matter to its goal, and those that do not should add nothing to what is explored.
- g has a hidden layer: what it must tell is joint ("this bus, and there the reward"), and a sum over single events cannot be.
- g is trained at the end of explorations as much as at all prefixes: most prefixes have met no reward yet and drown the others.
- Half of the explorations collected are played by the execution policy for guessed tasks, drawn anew every few steps. Random actions
  hardly ever reach a goal, and what rewards mean could not be learnt. A guess is independent of the problem, as random actions are.

Deviations of the public reference code that neither preset copies: advantages averaged over the batch; noisy ids for the
target network where execution reads g; a target network that starts different.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn

from kitchen_dream.agents.sequences.acting import Choice, chances, scripted, wandering
from kitchen_dream.agents.sequences.base import LearnConfig, SequenceAgent
from kitchen_dream.agents.sequences.memory import MemoryKind, at
from kitchen_dream.agents.sequences.networks import ExecuteNet, ExploreNet, ProblemCode, TrajectoryCode, transitions
from kitchen_dream.agents.sequences.replay import Episodes, TrialBatch
from kitchen_dream.agents.sequences.targets import closing, masked_mean
from kitchen_dream.problems.spec import Observation, PrivilegedId, ProblemSpec
from kitchen_dream.trial.rollout import Rollout


@dataclass(frozen=True)
class SequenceDreamConfig(LearnConfig):
    """Settings; the defaults are the preset `fast`."""

    execute_memory: MemoryKind = "none"
    """Memory of execution."""
    explore_memory: MemoryKind = "set"
    """Memory of exploration and of g."""
    encode_deep: bool = False
    """g has a hidden layer behind its memory."""
    end_weight: float = 0.0
    """Weight of g's error at the end of an exploration, where execution reads it, beside its mean over all prefixes."""
    guess_share: float = 0.0
    """Share of the explorations of training that are played as executions of a guessed task, of another one every so often; only
    where explorations look like executions."""
    guess_steps: int = 7
    """Steps until another task is guessed."""
    hidden: int = 128
    """Width of execution."""
    explore_hidden: int = 64
    """Width of exploration and of g."""
    code: int = 32
    """Numbers in z."""
    ids: Literal["attributes", "one_hot"] = "attributes"
    """What f reads."""
    id_part: int = 0
    """How many of the attributes f reads, from the first; 0: all. What execution cannot use in new problems, since no exploration
    there tells it, only helps it to learn the training problems by heart."""
    sigma: float = 0.1
    """Standard deviation of the noise on f(mu)."""
    bottleneck: float = 0.001
    """Weight lambda of the bottleneck penalty."""
    free_norm: float = 10.0
    """K: squared norm of a code below which nothing pulls."""
    code_scale: float = 0.1
    """Standard deviation of f's first weights."""
    target: Literal["code", "id", "return"] = "code"
    """What exploration is paid for: telling the code f(mu), the whole id (an ablation), or the return of the execution that
    follows (exploration trained end to end: an ablation)."""
    step_cost: float = 0.0
    """c: cost of an exploration step."""
    reward_scale: float = 3.0
    """Exploration rewards are this much over the variance of f; 0 leaves them as they are."""
    tour: bool = False
    """Explore by the problem's scripted tour instead of learning to (the heuristic explorer of the tables)."""
    wander: bool = False
    """Explore at random, in tests as well (the random explorer of the tables)."""
    mask_end: bool = True
    """Exploration may not end its episode."""
    into_g: bool = False
    """The Q-loss flows into g."""
    trajectory_share: float = 0.4
    """Share of the batch, and of the executions collected, that reads g(tau) in place of f(mu)."""

    def without_instruction(self) -> SequenceDreamConfig:
        """See LearnConfig. Execution remembers, and the goal must be found out and told: see the module."""
        plain = super().without_instruction()
        if self.execute_memory != "none":  # the preset `paper` stays as it is
            return plain
        found = {"encode_deep": True, "end_weight": 1.0, "guess_share": 0.5, "code_scale": 0.03}
        return replace(plain, execute_memory="set", **found)

    @classmethod
    def paper(cls, **changes) -> SequenceDreamConfig:
        """The preset `paper`: its networks, losses, penalty and noise; learning rate and batch as in `fast`."""
        published = {
            "execute_memory": "lstm",
            "explore_memory": "lstm",
            "code": 64,
            "code_scale": 1.0,
            "step_cost": 0.1,
            "reward_scale": 0.0,
            "mask_end": False,
            "into_g": True,
            "gamma": 0.99,
            "trace": 0.0,
            "trajectory_share": 0.5,
            "execute_epsilon": (1.0, 0.01, 3000.0),
            "explore_epsilon": (1.0, 0.01, 3000.0),
        }
        return cls(**(published | changes))


class Nets(nn.Module):
    """All networks. A second copy is the target, and a third, averaged over longer, acts."""

    def __init__(self, spec: ProblemSpec, config: SequenceDreamConfig, problems: int):
        super().__init__()
        one_hot = problems if config.ids == "one_hot" else 0
        self.f = ProblemCode(spec, one_hot, config.code, config.code_scale, config.id_part)
        self.g = TrajectoryCode(spec, config.explore_memory, config.explore_hidden, config.code, config.encode_deep)
        self.execute = ExecuteNet(spec, config.execute_memory, config.hidden, config.code)
        self.explore = ExploreNet(spec, config.explore_memory, config.explore_hidden)
        if config.target == "id":  # the ablation's own encoder, which predicts attributes instead of the code
            self.whole_id = TrajectoryCode(spec, config.explore_memory, config.explore_hidden, spec.id_vector)


class SequenceDream(SequenceAgent):
    """The agent. `problems` is the number of training problems, which one-hot ids count."""

    config: SequenceDreamConfig

    def make_nets(self) -> Nets:
        return Nets(self.spec, self.config, self.problems)

    # ---- acting -----------------------------------------------------------------------------------------------------

    def explorer(self, epsilon: float = 0.0) -> Choice:
        """A policy for one exploration episode of a batch."""
        if self.config.tour:
            return scripted(self.spec, self.rng)
        mask = chances(self.spec)
        if self.config.mask_end:
            mask[self.spec.stop] = 0
        if self.config.wander:
            return wandering(self.rng, mask)
        state, before = None, None
        guessing = self._guesser() if epsilon > 0 and self.config.guess_share and self.replay else None

        def values(observation: Observation, last: np.ndarray | None, reward: np.ndarray | None) -> np.ndarray:
            nonlocal state, before
            now = self.look(observation)
            action = torch.zeros(len(now), self.spec.actions)
            if last is not None:
                action[torch.arange(len(now)), torch.from_numpy(last)] = 1
            before = torch.zeros_like(now) if before is None else before
            with torch.no_grad():
                q, state = self.actor.explore.step(torch.cat([now, action, before], dim=1), state)
            before = now
            return guessing(observation, q.numpy()) if guessing else q.numpy()

        return Choice(values, self.rng, epsilon, mask)

    def _guesser(self) -> Callable[[Observation, np.ndarray], np.ndarray]:
        """Puts execution's action values for a guessed task in the place of exploration's in a share of the episodes."""
        z, state, chosen, t = None, None, None, 0

        def values(observation: Observation, q: np.ndarray) -> np.ndarray:
            nonlocal z, state, chosen, t
            chosen = self.rng.random(len(q)) < self.config.guess_share if chosen is None else chosen
            with torch.no_grad():
                if t % self.config.guess_steps == 0:
                    z, state = self.actor.f(*self.replay.sample_ids(len(q), self.rng)), None
                instruction = torch.from_numpy(observation["instruction"])
                guess, state = self.actor.execute.step(self.look(observation), instruction, z, state)
            t += 1
            return np.where(chosen[:, None], guess.numpy(), q)

        return values

    def encode(self, exploration: Rollout) -> np.ndarray:
        """The context of execution: g(tau) (B, Z)."""
        with torch.no_grad():
            episodes = self.episode(exploration)
            return at(self._g(self.actor, episodes), episodes.length).numpy()

    def encode_prefixes(self, exploration: Rollout) -> np.ndarray:
        """g of all prefixes of an exploration (T + 1, B, Z), the empty one first."""
        with torch.no_grad():
            return self._g(self.actor, self.episode(exploration)).numpy()

    def encode_id(self, problem: PrivilegedId) -> np.ndarray:
        """A sample of N(f(mu), sigma^2) (B, Z): for training, and for the oracle in tables."""
        with torch.no_grad():
            code = self.actor.f(torch.from_numpy(problem.index), torch.from_numpy(problem.vector)).numpy()
        return (code + self.config.sigma * self.rng.standard_normal(code.shape)).astype(np.float32)

    def executor(self, context: np.ndarray, epsilon: float = 0.0) -> Choice:
        """A policy for one execution episode of a batch."""
        z, state = torch.from_numpy(context), None

        def values(observation: Observation, last: np.ndarray | None, reward: np.ndarray | None) -> np.ndarray:
            nonlocal state
            with torch.no_grad():
                vector, instruction = self.look(observation), torch.from_numpy(observation["instruction"])
                q, state = self.actor.execute.step(vector, instruction, z, state)
            return q.numpy()

        return Choice(values, self.rng, epsilon, chances(self.spec))

    def training_context(self, problem: PrivilegedId, exploration: Rollout) -> np.ndarray:
        """What executions of training read: the id's code or, in a share of them, g(tau)."""
        by_tau = self.rng.random(len(problem.index)) < self.config.trajectory_share
        return np.where(by_tau[:, None], self.encode(exploration), self.encode_id(problem))

    # ---- learning ---------------------------------------------------------------------------------------------------

    def losses(self, batch: TrialBatch) -> dict[str, Tensor]:
        """Losses of a batch of trials."""
        exploration, executions = batch.episodes[0], batch.episodes[1:]
        f = self.nets.f(batch.index, batch.attributes)
        variance = (f.detach() - f.detach().mean(0)).square().sum(1).mean().clamp(min=1e-3)
        g = self._g(self.nets, exploration)
        # Every prefix that belongs to the episode, the empty one and the whole included.
        exists = torch.cat([torch.ones_like(exploration.valid[:1]), exploration.valid])
        error = (g - f.detach()).square().sum(2)
        regression = masked_mean(error, exists)
        if self.config.end_weight:
            regression = regression + self.config.end_weight * at(error, exploration.length).mean()
        regression = regression / (variance if self.config.reward_scale else 1.0)

        z_tau = at(g, exploration.length)
        z_tau = z_tau if self.config.into_g else z_tau.detach()
        by_tau = (torch.arange(len(f)) < round(self.config.trajectory_share * len(f)))[:, None]
        noise = self.config.sigma * torch.randn_like(f)
        z = torch.where(by_tau, z_tau, f + noise)
        with torch.no_grad():
            target_z = torch.where(by_tau, z_tau, self.target.f(batch.index, batch.attributes) + noise)
        execute = torch.stack([self._execution_loss(episode, z, target_z) for episode in executions]).mean()

        norm = f.square().sum(1)
        bottleneck = norm.clamp(min=self.config.free_norm).mean()
        explore, extra = self._exploration_loss(exploration, executions, error.detach(), exists, variance, batch.attributes)
        return {
            "total": execute + explore + regression + extra + self.config.bottleneck * bottleneck,
            "execute": execute,
            "explore": explore,
            "regression": regression,
            "bottleneck": bottleneck,
            "norm": norm.mean(),
            "variance": variance,
            "unexplained": at(error.detach(), exploration.length).mean() / variance,
        }

    def _execution_loss(self, episode: Episodes, z: Tensor, target_z: Tensor) -> Tensor:
        q = self.nets.execute(episode.vector, episode.instruction, z)
        with torch.no_grad():
            behind = self.target.execute(episode.vector, episode.instruction, target_z)
        return self.q_loss(q, behind, episode.action, episode.reward, episode.end, closing(episode.valid))

    def _exploration_loss(
        self, tau: Episodes, executions: list[Episodes], error: Tensor, exists: Tensor, variance: Tensor, attributes: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The Q-loss of exploration, and the regression of the ablation's own encoder (0 without it)."""
        extra = error.new_zeros(())
        if self.config.target == "id":
            guess = self.nets.whole_id(self._inputs(tau))
            missed = (guess - attributes).square().sum(2)
            extra = masked_mean(missed, exists)
            error = missed.detach()
            variance = (attributes - attributes.mean(0)).square().sum(1).mean().clamp(min=1e-3)
        if self.config.target == "return":
            mean = torch.stack([(e.reward * e.valid).sum(0) for e in executions]).mean(0)
            reward = tau.end * mean
        else:
            scale = self.config.reward_scale / variance if self.config.reward_scale else 1.0
            reward = scale * (error[:-1] - error[1:]) - self.config.step_cost
        inputs = self._inputs(tau)
        q = self.nets.explore(inputs)
        with torch.no_grad():
            behind = self.target.explore(inputs)
        mask = None
        if self.config.mask_end:
            mask = torch.ones(self.spec.actions)
            mask[self.spec.stop] = 0
        return self.q_loss(q, behind, tau.action, reward, tau.end, closing(tau.valid), mask), extra

    def _inputs(self, episode: Episodes) -> Tensor:
        return transitions(episode.vector, episode.action, self.spec.actions)

    def _g(self, nets: Nets, episode: Episodes) -> Tensor:
        return nets.g(self._inputs(episode))
