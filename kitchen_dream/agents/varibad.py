"""VariBAD (Zintgraf et al. 2020, arXiv 1910.08348): the memory holds a posterior over a latent of the problem, on whose
mean and deviation the policy conditions. It is trained by decoding rewards and next observations of the whole trial
from every prefix of it, and must not be surer than that needs: the divergence from the posterior one step earlier
(their eq. 6). The Q-loss sends no gradient into it.

With the memory `map` there is a Gaussian for each unit and one for the whole, at any moment of the exploration. What
the trial shows is then what the map holds at the exploration's end."""

from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn
from torch.distributions import Normal, kl_divergence
from torch.nn import functional as F

from kitchen_dream.agents.learning.batch import Ids, Trials
from kitchen_dream.agents.learning.targets import masked_mean
from kitchen_dream.agents.learning.trial_sequence import TrialSequence, input_size
from kitchen_dream.agents.nets.entity_nets import EntityNets
from kitchen_dream.agents.nets.heads import Conditioned, Dueling
from kitchen_dream.agents.nets.memories import Memory
from kitchen_dream.agents.settings import VaribadSettings
from kitchen_dream.agents.whole_trial import WholeTrialLearner
from kitchen_dream.problems.spec import ProblemSpec
from kitchen_dream.trial.rollout import Rollout


class PosteriorNets(nn.Module):
    """Posterior, decoder, and values conditioned on the posterior's mean and log variance."""

    def __init__(self, spec: ProblemSpec, settings: VaribadSettings):
        super().__init__()
        hidden, latent = settings.hidden, settings.latent
        assert latent, "the overlay sets it where there are no entities"
        self.memory = Memory(settings.memory, input_size(spec), hidden, told=2 * latent)
        self.first = Conditioned(input_size(spec), 2 * latent, hidden)
        # A second layer, as RL2 has behind its memory, which no value trains here: it joins belief, place and goal.
        self.second = nn.Linear(hidden, hidden)
        self.head = Dueling(hidden, spec.num_actions)
        self.decode = Conditioned(spec.vector.size + spec.instruction.size + spec.num_actions, latent, hidden)
        self.decoded = nn.Linear(hidden, spec.vector.size + 1)

    def posterior(self, summary: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log variance, (..., latent) each, from what the memory tells."""
        mean, log_variance = summary.chunk(2, dim=-1)
        return mean, log_variance.clamp(-8.0, 4.0)

    def condition(self, summary: Tensor) -> Tensor:
        """Mean and log variance in one (..., 2 latent)."""
        return torch.cat(self.posterior(summary), dim=-1)

    def values(self, inputs: Tensor, belief: Tensor) -> Tensor:
        """Action values (..., A) given a belief."""
        return self.head(F.relu(self.second(self.first(inputs, belief))))


class PosteriorEntityNets(EntityNets):
    """RL2's networks on sets of entities, a log variance for each code, and a decoder of what is seen in a unit."""

    def __init__(self, spec: ProblemSpec, settings: VaribadSettings):
        super().__init__(spec, settings)
        code, seen = settings.code_size, spec.entity["seen"]
        assert code, "the overlay sets it where there are entities"
        self.log_variance = nn.Linear(code, code)
        self.of_deviation = nn.Linear(code, code, bias=False)
        nn.init.zeros_(self.of_deviation.weight)  # codes are matched with what is asked for, at first by their means
        self.decode = nn.Linear(code, seen.stop - seen.start)

    def posterior(self, summary: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log variance, (..., U + 1, Z) each."""
        return summary, -3.0 + 4.0 * torch.tanh(self.log_variance(summary) / 4.0)

    def condition(self, summary: Tensor) -> Tensor:
        """(..., U + 1, Z) the mean, and what execution makes of the log variance."""
        mean, log_variance = self.posterior(summary)
        return mean.detach() + self.of_deviation(log_variance.detach())


class Varibad(WholeTrialLearner):
    """The agent."""

    title = "VariBAD"
    settings_class = VaribadSettings
    settings: VaribadSettings
    nets_by_memory = PosteriorNets, PosteriorEntityNets
    explorations_teach = True

    def condition(self, nets, summary: Tensor, ids: Ids | None) -> Tensor:
        """See WholeTrialLearner: the posterior, without gradient into it."""
        return nets.condition(summary.detach()) if self.settings.memory == "map" else nets.condition(summary).detach()

    def sequence_losses(self, trial: TrialSequence, summary: Tensor, ids: Ids) -> dict[str, Tensor]:
        """See WholeTrialLearner: the negative ELBO of some of the trials, all steps decoded from all prefixes."""
        n = self.settings.elbo_trials
        mean, log_variance = self.nets.posterior(summary)
        divergence = masked_mean(divergence_from_step_before(mean, log_variance), trial.exists)
        z = mean[:, :n] + (0.5 * log_variance[:, :n]).exp() * torch.randn_like(mean[:, :n])
        # Trial by trial, each as long as it is: padding would cost as its length squared.
        lengths = trial.exists[:, :n].sum(0).int()
        errors = [self._decoding_errors(trial, z, b, int(length)) for b, length in enumerate(lengths)]
        pairs = (lengths * trial.steps.valid[:, :n].sum(0)).sum()
        return self._elbo(torch.stack(errors).sum() / pairs, divergence)

    def _decoding_errors(self, trial: TrialSequence, z: Tensor, b: int, length: int) -> Tensor:
        """() errors of trial b, as many steps long, summed over all steps decoded from all prefixes."""
        steps, spec, seen = trial.steps, self.spec, self.spec.vector.size
        # What follows a step: the next one's observation, and the reward shown.
        inputs = steps["inputs"][:length, b].detach()
        asked = inputs[:-1, seen + spec.num_actions :][:, : spec.instruction.size]
        action = F.one_hot(steps.action[: length - 1, b], spec.num_actions).float()
        given = torch.cat([inputs[:-1, :seen], asked, action], dim=1)
        out = self.nets.decoded(self.nets.decode(given[None], z[:length, None, b]))
        error = decoding_error(out[..., :-1], inputs[1:, :seen].expand(length, -1, -1), self.settings.decoder)
        error = error + (out[..., -1] - trial.shown[: length - 1, b]).square()
        return (error * steps.valid[: length - 1, b]).sum()

    def map_exploration_losses(self, explorations: Trials, summary: Tensor) -> dict[str, Tensor]:
        """See WholeTrialLearner: the negative ELBO, what units show by the end decoded from any prefix."""
        extra = explorations.extra
        mean, log_variance = self.nets.posterior(summary)
        z = mean[0] + (0.5 * log_variance[0]).exp() * torch.randn_like(mean[0])
        wanted = extra["end_entities"][..., self.spec.entity["seen"]]
        looked = extra["end_entities"][..., self.spec.entity["looked"]][..., 0]
        decoding = (decoding_error(self.nets.decode(z[:, :-1]), wanted, self.settings.decoder) * looked).sum(1).mean()
        divergence = divergence_from_step_before(mean.flatten(2), log_variance.flatten(2))
        return self._elbo(decoding, (divergence[1] + extra["start"] * divergence[0]).mean())

    def exploration_extra(
        self, exploration: Rollout, executions: list[Rollout], t: np.ndarray, b: np.ndarray
    ) -> dict[str, np.ndarray]:
        """See Learner: also the map at the exploration's end, and which steps are the first of their episode."""
        end = {"end_entities": exploration.observations["entities"][-1, b], "start": (t == 0).astype(np.float32)}
        return super().exploration_extra(exploration, executions, t, b) | end

    def _elbo(self, decoding: Tensor, divergence: Tensor) -> dict[str, Tensor]:
        weight = self.settings.elbo_weight
        return {"decoding": weight * decoding, "divergence": weight * self.settings.kl_weight * divergence}


def divergence_from_step_before(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL(q_t || q_{t-1}) (T, B) of diagonal Gaussians (T, B, latent), q_{-1} standard normal (Zintgraf, eq. 6)."""
    deviation = (0.5 * log_variance).exp()
    mean_before = torch.cat([torch.zeros_like(mean[:1]), mean[:-1]])
    before = Normal(mean_before, torch.cat([torch.ones_like(mean[:1]), deviation[:-1]]), validate_args=False)
    return kl_divergence(Normal(mean, deviation, validate_args=False), before).sum(-1)


def decoding_error(out: Tensor, wanted: Tensor, decoder: Literal["binary", "gaussian"]) -> Tensor:
    """Negative log likelihood (...), but for a constant, of `wanted` (..., V): bits by logits, or a unit Gaussian."""
    if decoder == "binary":
        return F.binary_cross_entropy_with_logits(out, wanted.clamp(0, 1), reduction="none").sum(-1)
    return 0.5 * (out - wanted).square().sum(-1)
