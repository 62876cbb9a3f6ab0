"""DREAM: decoupled reward-free exploration and execution (Liu, Raghunathan, Liang, Finn: ICML 2021, arXiv 2008.02790).

In the paper's terms: mu problem id, tau exploration trajectory, f id encoder, g trajectory encoder, z code.

- Execution: a double Q-learner conditioned on z. A share of its batch reads z ~ N(f(mu), sigma^2), the rest g(tau).
- Bottleneck: lambda * max(||f(mu)||^2, K) pulls codes to zero where the Q-loss does not need them.
- g: regression of g(tau_:t) onto f(mu), without gradient to f, at prefixes t.
- Exploration: a double Q-learner whose reward is r_t = ||f(mu) - g(tau_:t)||^2 - ||f(mu) - g(tau_:t+1)||^2 - c,
  labelled when a batch is drawn.

The overlays in `configs/` hold the settings of each problem, and the preset `paper` (its networks, losses, noise and
penalty). What the usual settings do otherwise, and why:

- Memory. Where an observation holds the map drawn so far (kitchens), the belief is a function of one observation
  (`map`), and an update draws single transitions. Elsewhere it is a running maximum over transitions (`set`): all
  prefixes in one pass.
- With entities, z is one code for each of them and one for the whole, so that any number of units will do.
- Returns of several steps, cut at random actions, or Watkins's Q(lambda): rewards reach back over an episode in one
  update.
- The Q-loss sends no gradient into g, which then follows a target that moves only with f.
- The exploration reward is divided by the variance of f, c is 0, and ending an exploration is masked: while f says
  nothing yet, ending at once would be best, and nothing would ever be seen.
- Averaged weights act; targets follow by Polyak averaging; the learning rate falls.

Deviations of the public code that nothing here copies: advantages averaged over the batch; noisy ids for the target
network where execution reads g; a target network that starts different."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from kitchen_dream.agents.learning.batch import Batch, Steps, Tensors, Trials
from kitchen_dream.agents.learning.learner import Learner
from kitchen_dream.agents.learning.targets import at, masked_mean
from kitchen_dream.agents.learning.trial_replay import TrialReplay
from kitchen_dream.agents.nets.entity_nets import EntityNets
from kitchen_dream.agents.nets.sequence_nets import SequenceDreamNets
from kitchen_dream.agents.settings import DreamSettings
from kitchen_dream.problems.spec import Observation, PrivilegedId
from kitchen_dream.trial.protocol import TrialPolicy
from kitchen_dream.trial.rollout import Policy, Rollout


@dataclass
class Codes:
    """What f and g make of B trials. Z stands for all axes of a code."""

    f: Tensor
    """(B, Z) f(mu)."""
    g: Tensor
    """(T + 1, B, Z) g(tau_:t)."""
    error: Tensor
    """(T + 1, B) ||f(mu) - g(tau_:t)||^2, with gradient to g alone."""
    variance: Tensor
    """() of f over the batch: the scale of its codes."""


class Dream(Learner):
    """The agent."""

    title = "DREAM"
    settings_class = DreamSettings
    settings: DreamSettings

    def make_nets(self) -> Any:
        one_hot = self.problems if self.settings.id_encoding == "one_hot" else 0
        kind = EntityNets if self.settings.memory == "map" else SequenceDreamNets
        return kind(self.spec, self.settings, one_hot)

    # ---- learning ---------------------------------------------------------------------------------------------------

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        codes = self.codes(batch.trials)
        losses = self.execution_losses(batch.trials, codes)
        total = losses["execute"] + self.settings.bottleneck_weight * losses["bottleneck"] + losses["regression_end"]
        if batch.explorations is not None:
            if batch.explorations is not batch.trials:
                codes = self.codes(batch.explorations, fixed=True)
            losses |= self.exploration_losses(batch.explorations, codes)
            total = total + losses["regression"] + losses["explore"]
        return losses | {"total": total}

    def rate(self, weight: str) -> tuple[float, float, int]:
        first, half_life, anew = super().rate(weight)
        return first, half_life, (self.settings.explore_restart or 0) if _explores(weight) else anew

    def update(self) -> dict[str, Tensor]:
        if self.updates == self.settings.explore_restart:
            self._restart_exploration()
        return super().update()

    def _restart_exploration(self) -> None:
        fresh = dict(self.make_nets().named_parameters())
        for _, nets in self._copies():
            for name, weight in nets.named_parameters():
                if _explores(name):
                    weight.data.copy_(fresh[name])
        self.optimiser.forget([weight for name, weight in self.nets.named_parameters() if _explores(name)])

    def codes(self, trials: Trials, fixed: bool = False) -> Codes:
        """f and g of trials; `fixed`: f by the target network, for explorations that are drawn by themselves."""
        if fixed:
            with torch.no_grad():
                f = self.target.f(trials.ids)
        else:
            f = self.nets.f(trials.ids)
        g = self.nets.g(trials.exploration)
        return Codes(f, g, squared_norm(g - f.detach(), 2), variance_of(f.detach()))

    def execution_losses(self, trials: Trials, codes: Codes) -> dict[str, Tensor]:
        """The Q-loss of execution conditioned on z, the bottleneck, and the error of g where execution reads it."""
        settings, f, tau = self.settings, codes.f, trials.exploration
        z_tau = at(codes.g, tau.length)
        z_tau = z_tau if settings.q_loss_into_g else z_tau.detach()
        noise = settings.sigma * torch.randn_like(f)
        z = mixed(z_tau, f + noise, settings.trajectory_share)
        with torch.no_grad():
            z_target = mixed(z_tau, self.target.f(trials.ids) + noise, settings.trajectory_share)

        def read(nets, steps: Steps) -> Tensor:
            return nets.execute(steps, z if nets is self.nets else z_target)

        execute = [self.td_loss(read, execution) for execution in trials.executions]
        norm = squared_norm(f, 1)
        end = at(codes.error, tau.length).mean() / self._scale(codes)
        return {
            "execute": execute[0] if len(execute) == 1 else torch.stack(execute).mean(),
            # I(z; mu) <= E ||f(mu)||^2 / (2 sigma^2) + const, without pull below K.
            "bottleneck": norm.clamp(min=settings.bottleneck_threshold).mean(),
            "regression_end": settings.end_weight * end,
            "norm": norm.mean().detach(),
        }

    def exploration_losses(self, trials: Trials, codes: Codes, paid: Codes | None = None) -> dict[str, Tensor]:
        """The regression of g onto f at all prefixes, and the Q-loss of exploration, which is paid by what each step
        tells.

        paid: what it is paid for telling, if not these codes."""
        tau, is_map = trials.exploration, self.settings.memory == "map"
        error = codes.error.mean() if is_map else masked_mean(codes.error, tau.prefixes)
        reward = self.exploration_reward(trials, paid or codes)
        steps = with_beliefs(tau, codes.g.detach()) if is_map else tau
        explore = self.td_loss(lambda nets, seen: nets.explore(seen), steps, reward, self.settings.mask_end)
        end = codes.error[-1] if is_map else at(codes.error, tau.length)
        unexplained = end.detach().mean() / codes.variance
        return {"regression": error / self._scale(codes), "explore": explore, "unexplained": unexplained}

    def exploration_reward(self, trials: Trials, codes: Codes) -> Tensor:
        """(T, B) r_t = ||f(mu) - g(tau_:t)||^2 - ||f(mu) - g(tau_:t+1)||^2 - c, with the current encoders."""
        error, scale = codes.error.detach(), self.settings.reward_scale
        told = error[:-1] - error[1:]
        told = scale * told / codes.variance if scale else told
        return told - self.settings.step_cost * trials.exploration.count

    def _scale(self, codes: Codes) -> Tensor | float:
        return codes.variance if self.settings.reward_scale else 1.0

    # ---- acting -----------------------------------------------------------------------------------------------------

    @property
    def id_share(self) -> float:  # type: ignore[override]
        return self.settings.act_on_id

    def begin_trial(self, rng: np.random.Generator) -> DreamTrial:
        return DreamTrial(self, rng)

    def begin_training_trial(self, rng: np.random.Generator, problem: PrivilegedId, by_id: np.ndarray) -> DreamTrial:
        return DreamTrial(self, rng, self.epsilons(), problem, by_id)

    @property
    def plays_alone(self) -> bool:  # type: ignore[override]
        """See Agent: guesses are drawn from the replay."""
        return not self.settings.guess_share

    def explorer(self, rng: np.random.Generator, epsilon: float) -> Policy:
        """A policy for one exploration episode of a batch. Neither id, instruction nor reward is asked for."""
        state = None
        guess = self._guesser(rng) if epsilon > 0 and self.settings.guess_share and self.replay else None

        def values(seen: Observation, last: np.ndarray | None, reward: np.ndarray | None, rows: Any) -> np.ndarray:
            nonlocal state
            obs = self.tensors(seen)
            with torch.no_grad():
                q, state = self.actor.explore_step(obs, self.one_hot(last, len(obs["vector"])), state)
            return guess(obs, q.numpy(force=True)) if guess else q.numpy(force=True)

        return self.epsilon_greedy(values, rng, epsilon, exploring=True, remembers=self.settings.memory != "map")

    def executor(self, z: Tensor, rng: np.random.Generator, epsilon: float) -> Policy:
        """A policy for one execution episode of a batch, given codes z (B, Z)."""
        state = None

        def values(seen: Observation, last: np.ndarray | None, reward: np.ndarray | None, rows: Any) -> np.ndarray:
            nonlocal state
            with torch.no_grad():
                q, state = self.actor.execute_step(self.tensors(seen), z[rows], state)
            return q.numpy(force=True)

        remembers = self.settings.memory != "map" and self.settings.execution_memory != "none"
        return self.epsilon_greedy(values, rng, epsilon, exploring=False, remembers=remembers)

    def encode_trajectory(self, exploration: Rollout) -> Tensor:
        """g(tau) (B, Z) of explorations, by the weights that act."""
        steps = self.steps_of(exploration)
        with torch.no_grad():
            return at(self.actor.g(steps), steps.length)

    def encode_prefixes(self, exploration: Rollout) -> Tensor:
        """g(tau_:t) (T + 1, B, Z) of all prefixes of explorations, the empty one first."""
        with torch.no_grad():
            return self.actor.g(self.steps_of(exploration, whole=True))

    def encode_id(self, problem: PrivilegedId, rng: np.random.Generator) -> Tensor:
        """A sample of N(f(mu), sigma^2) (B, Z): for training, and for the oracle in tables."""
        with torch.no_grad():
            code = self.actor.f(self.ids_of(problem)).numpy(force=True)
        return self.tensor((code + self.settings.sigma * rng.standard_normal(code.shape)).astype(np.float32))

    def _guesser(self, rng: np.random.Generator) -> Callable[[Tensors, np.ndarray], np.ndarray]:
        """Puts execution's action values for a guessed task in the place of exploration's in a share of the episodes.

        Where a goal must be found out, random actions hardly ever reach one, and what rewards mean could not be learnt.
        A guess is independent of the problem, as random actions are."""
        replay, settings = self.replay, self.settings
        assert isinstance(replay, TrialReplay)
        z, state, chosen, t = None, None, None, 0

        def values(obs: Tensors, q: np.ndarray) -> np.ndarray:
            nonlocal z, state, chosen, t
            chosen = rng.random(len(q)) < settings.guess_share if chosen is None else chosen
            with torch.no_grad():
                if t % settings.guess_steps == 0:
                    z, state = self.actor.f(replay.draw_ids(len(q), rng)), None
                guess, state = self.actor.execute_step(obs, z, state)
            t += 1
            return np.where(chosen[:, None], guess.numpy(force=True), q)

        return values


class DreamTrial(TrialPolicy):
    """DREAM in one trial of each of B problems: explore, encode, execute."""

    def __init__(
        self, agent: Dream, rng: np.random.Generator, epsilons: tuple[float, float] = (0.0, 0.0),
        problem: PrivilegedId | None = None, by_id: np.ndarray | None = None,
    ):
        """problem: ids, in training alone, which executions read where `by_id` (B,) is True."""
        self.agent, self._rng, self._epsilons, self._problem, self._by_id = agent, rng, epsilons, problem, by_id
        self.z: Tensor | None = None

    def explorer(self) -> Policy:
        return self.agent.explorer(self._rng, self._epsilons[0])

    def end_exploration(self, exploration: Rollout) -> None:
        self.z = self.agent.encode_trajectory(exploration)
        if self._problem is not None and self._by_id is not None:
            by_id = self.agent.tensor(self._by_id).view(-1, *[1] * (self.z.dim() - 1))
            self.z = torch.where(by_id, self.agent.encode_id(self._problem, self._rng), self.z)

    def executor(self) -> Policy:
        assert self.z is not None, "explore first"
        return self.agent.executor(self.z, self._rng, self._epsilons[1])


def _explores(weight: str) -> bool:
    """Whether a weight, by its name, is one of exploration's values."""
    return weight.startswith("exploration")


def mixed(z_tau: Tensor, z_mu: Tensor, share: float) -> Tensor:
    """(B, Z) z ~ F(z | mu) and, in the first share of the batch, g(tau) in its place."""
    by_tau = torch.arange(len(z_mu), device=z_mu.device) < round(share * len(z_mu))
    return torch.where(by_tau.view(-1, *[1] * (z_mu.dim() - 1)), z_tau, z_mu)


def squared_norm(code: Tensor, batch_axes: int) -> Tensor:
    """||code||^2 over all axes but the first ones."""
    return code.square().sum(tuple(range(batch_axes, code.dim())))


def variance_of(code: Tensor) -> Tensor:
    """() total variance of codes (B, Z) over the batch, which grows while f learns."""
    return squared_norm(code - code.mean(0), 1).mean().clamp(min=1e-3)


def with_beliefs(steps: Steps, beliefs: Tensor) -> Steps:
    """Steps whose observations hold the beliefs (T + 1, B, Z) too."""
    assert isinstance(steps.obs, list), "the memory map reads single steps"
    obs = [seen | {"belief": belief} for seen, belief in zip(steps.obs, beliefs, strict=True)]
    return Steps(obs, steps.action, steps.reward, steps.discount, steps.end, steps.acts, steps.length, steps.count)
