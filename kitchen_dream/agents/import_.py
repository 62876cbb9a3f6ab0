"""IMPORT (Kamienny, Pirotta, Lazaric, Lavril, Usunier, Denoyer 2020, arXiv 2005.02934): informed policy regularisation.

RL2 whose policy reads an embedding of the id in a share of the trials, in learning as in acting, and in the others its
memory, which a loss pulls to that embedding (their eq. 5). At meta-test the memory alone is read."""

import torch
from torch import Tensor, nn

from kitchen_dream.agents.dream import squared_norm, variance_of
from kitchen_dream.agents.learning.batch import Ids
from kitchen_dream.agents.learning.targets import masked_mean
from kitchen_dream.agents.learning.trial_sequence import TrialSequence, input_size
from kitchen_dream.agents.nets.entity_nets import EntityNets
from kitchen_dream.agents.nets.heads import Conditioned, Dueling
from kitchen_dream.agents.nets.memories import Memory
from kitchen_dream.agents.nets.sequence_nets import IdEncoder
from kitchen_dream.agents.settings import ImportSettings
from kitchen_dream.agents.whole_trial import WholeTrialLearner
from kitchen_dream.problems.spec import ProblemSpec


class InformedNets(nn.Module):
    """A memory that is read as an id's embedding, the embedding itself, and values conditioned on either."""

    def __init__(self, spec: ProblemSpec, settings: ImportSettings):
        super().__init__()
        hidden, code = settings.hidden, settings.code_size
        assert code and settings.embedding_init, "the overlay sets these"
        self.f = IdEncoder(spec, 0, code, settings.embedding_init)
        self.memory = Memory(settings.memory, input_size(spec), hidden, told=code)
        self.first = Conditioned(input_size(spec), code, hidden)
        self.head = Dueling(hidden, spec.num_actions)

    def values(self, inputs: Tensor, code: Tensor) -> Tensor:
        """Action values (..., A) given a code."""
        return self.head(self.first(inputs, code))


class InformedEntityNets(EntityNets):
    """RL2's networks on sets of entities, and codes of the id."""

    def __init__(self, spec: ProblemSpec, settings: ImportSettings):
        super().__init__(spec, settings, one_hot=0)


class Import(WholeTrialLearner):
    """The agent."""

    title = "IMPORT"
    settings_class = ImportSettings
    settings: ImportSettings
    nets_by_memory = InformedNets, InformedEntityNets

    @property
    def id_share(self) -> float:  # type: ignore[override]
        return self.settings.id_share

    def condition(self, nets, summary: Tensor, ids: Ids | None) -> Tensor:
        """See WholeTrialLearner: the id's embedding in the first share of a batch, and else the memory's guess."""
        if ids is None:
            return summary
        code = nets.f(ids)
        by_id = torch.arange(len(code), device=code.device) < round(self.settings.id_share * len(code))
        return torch.where(by_id.view(-1, *[1] * (code.dim() - 1)), code, summary)

    def sequence_losses(self, trial: TrialSequence, summary: Tensor, ids: Ids) -> dict[str, Tensor]:
        """See WholeTrialLearner: the pull of the memory to the id's embedding, at every step."""
        away = (summary - self.nets.f(ids).detach()).square().sum(2)
        return {"pull": self.settings.pull * masked_mean(away, trial.exists)}

    def map_losses(self, summary: Tensor, ids: Ids) -> dict[str, Tensor]:
        """See WholeTrialLearner: the same at the end of explorations, in units of the variance of the embeddings."""
        code = self.nets.f(ids).detach()
        return {"pull": self.settings.pull * squared_norm(summary - code, 1).mean() / variance_of(code)}
