"""RL2 (Duan et al. 2016, arXiv 1611.02779; Wang et al. 2016, arXiv 1611.05763): one recurrent policy over the whole
trial.

It reads observation, instruction, last action and reward, and its memory goes from exploration over into execution. It
is trained end to end on the rewards of executions."""

from torch import Tensor, nn
from torch.nn import functional as F

from kitchen_dream.agents.learning.trial_sequence import input_size
from kitchen_dream.agents.nets.entity_nets import EntityNets
from kitchen_dream.agents.nets.heads import Dueling
from kitchen_dream.agents.nets.memories import Memory
from kitchen_dream.agents.settings import WholeTrialSettings
from kitchen_dream.agents.whole_trial import WholeTrialLearner
from kitchen_dream.problems.spec import ProblemSpec


class RecurrentNets(nn.Module):
    """A memory over the trial, and action values (L, B, A) read from it beside the step itself."""

    def __init__(self, spec: ProblemSpec, settings: WholeTrialSettings):
        super().__init__()
        hidden = settings.hidden
        self.memory = Memory(settings.memory, input_size(spec), hidden)
        self.now, self.then = nn.Linear(input_size(spec), hidden), nn.Linear(hidden, hidden)
        self.head = Dueling(hidden, spec.num_actions)

    def values(self, inputs: Tensor, summary: Tensor) -> Tensor:
        """Action values (..., A) at steps (..., F), given what the memory holds there (..., H)."""
        return self.head(F.relu(self.now(inputs) + self.then(summary)))


class RL2(WholeTrialLearner):
    """The agent."""

    title = "RL2"
    nets_by_memory = RecurrentNets, EntityNets
