"""First-Explore (Norman and Clune, NeurIPS 2024, arXiv 2307.02276): one policy that only explores, and one that only
exploits what explorations have shown.

Both are trained to imitate episodes of their own, after each of which it is known what it was good for. With R the
return of an execution and M the best return so far:

- an execution with R >= M is maximal, and the executing policy imitates it;
- an exploration is informative if R > M in the execution after it, and the exploring policy imitates it.

The loss of an imitated episode is the cross-entropy of its actions, summed over its steps, times 1 + R - M. What is
fitted are the factors by which an action is more frequent among imitated episodes than in those played: the logits of
the policy that played, without gradient, are added to the learnt ones. The next policy then plays by the learnt ones
alone. This is `train_exploit_explore` of the authors' public code (treasure-room_first-explore.py), whose text was at
hand; the paper's own equations were not.

Exploration and execution are decoupled in what they are paid for, but not in when they can learn: an exploration is
informative only for executions that already use it.

What is otherwise here, by this project's one protocol:

- A trial has one exploration, so that there is no best return of earlier ones. M is the mean return of the executions
  in a batch. (Theirs begins at a number that is chosen for each domain.)
- The policy that played is taken to be the averaged weights that act now, over a replay of the last few rounds. (Theirs
  is a copy that is renewed every 10,000 updates, the first of which is uniform.)
- The usual memory in the place of a transformer. Executions are told what they are to do; explorations neither that nor
  a reward, but in `first-explore-rewards`.
- Nothing is random but what policies draw in training; tests are greedy (theirs: logits times 10)."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kitchen_dream.agents.learning.acting import Values
from kitchen_dream.agents.learning.batch import Batch, Trials
from kitchen_dream.agents.learning.targets import masked
from kitchen_dream.agents.learning.trial_sequence import input_size, trial_sequence
from kitchen_dream.agents.nets.entity_nets import EntityNets
from kitchen_dream.agents.nets.memories import Memory
from kitchen_dream.agents.settings import WholeTrialSettings
from kitchen_dream.agents.whole_trial import WholeTrialLearner, WholeTrialPolicy, with_belief
from kitchen_dream.problems.spec import PrivilegedId, ProblemSpec
from kitchen_dream.trial.rollout import Policy, Rollout

ROUNDING = 1e-4
"""Returns that differ by less are alike: the same rewards in another order sum to a little more or less."""


class TwoHeadedNets(nn.Module):
    """A memory over the exploration and the execution that is played, and a head of logits for each of the two."""

    def __init__(self, spec: ProblemSpec, settings: WholeTrialSettings):
        super().__init__()
        hidden = settings.hidden
        self.phase = -spec.vector.size - 1
        """Where `step_inputs` tells the phase."""
        self.memory = Memory(settings.memory, input_size(spec), hidden)
        self.now, self.then = nn.Linear(input_size(spec), hidden), nn.Linear(hidden, hidden)
        self.exploring, self.exploiting = nn.Linear(hidden, spec.num_actions), nn.Linear(hidden, spec.num_actions)

    def values(self, inputs: Tensor, summary: Tensor) -> Tensor:
        """Logits (..., A) at steps (..., F), given what the memory holds there (..., H)."""
        seen = F.relu(self.now(inputs) + self.then(summary))
        return torch.where(inputs[..., self.phase, None] > 0, self.exploiting(seen), self.exploring(seen))


class FirstExplore(WholeTrialLearner):
    """The agent."""

    title = "First-Explore"
    nets_by_memory = TwoHeadedNets, EntityNets

    # ---- learning ---------------------------------------------------------------------------------------------------

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        losses = self._of_steps(batch) if self.settings.memory == "map" else self._of_trials(batch.trials)
        return losses | {"total": torch.stack(list(losses.values())).sum()}

    def _of_trials(self, trials: Trials) -> dict[str, Tensor]:
        returns = torch.stack([(steps.reward * steps.valid).sum(0) for steps in trials.executions])
        maximal, informative = imitated(returns)
        exploit, explore = [], []
        for e, execution in enumerate(trials.executions):  # one execution does not see another
            trial = trial_sequence(self.spec, [trials.exploration, execution], self.settings.mask_end)
            steps, inputs = trial.steps, trial.steps["inputs"]
            acting = steps.acts.flatten().nonzero()[:, 0]
            seen, mask = (steps[name].flatten(0, 1).index_select(0, acting) for name in ("inputs", "action_mask"))

            def logits(nets: Any, inputs=inputs, acting=acting, seen=seen) -> Tensor:
                return nets.values(seen, nets.memory(inputs).flatten(0, 1).index_select(0, acting))

            error = self._error(logits, mask, steps.action.flatten().index_select(0, acting))
            executing, trial_of = seen[:, self.nets.phase] > 0, acting % inputs.shape[1]
            exploit.append((error * executing * maximal[e, trial_of]).sum() / inputs.shape[1])
            explore.append((error * ~executing * informative[e, trial_of]).sum() / inputs.shape[1])
        return {"exploit": torch.stack(exploit).mean(), "explore": torch.stack(explore).mean()}

    def _of_steps(self, batch: Batch) -> dict[str, Tensor]:
        """The same from steps that are drawn one by one, each from an episode whose return is known: means over steps,
        which an episode has in proportion to its length."""
        trials, explorations = batch.trials, batch.explorations
        (execution,) = trials.executions
        now = execution.at(0)
        maximal, _ = imitated(trials.extra["episode_return"])

        def exploits(nets: Any) -> Tensor:
            return nets.execute(now, nets.g(trials.exploration)[0])[0]

        losses = {"exploit": (self._error(exploits, now["action_mask"][0], execution.action[0]) * maximal).mean()}
        if explorations is not None:
            seen = explorations.exploration.at(0)
            _, informative = imitated(explorations.extra["trial_return"])

            def explores(nets: Any) -> Tensor:
                return nets.explore(with_belief(seen, nets.g(seen)[0]))[0]

            mask = self._mask(seen, self.settings.mask_end)[0]
            error = self._error(explores, mask, explorations.exploration.action[0])
            losses |= {"explore": (error * informative).mean()}
        return losses

    def _error(self, logits: Callable[[Any], Tensor], mask: Tensor, action: Tensor) -> Tensor:
        """(n,) see `imitation`, of the logits that networks give."""
        with torch.no_grad():
            played = logits(self.actor)
        return imitation(logits(self.nets), played, mask, action)

    def exploration_extra(
        self, exploration: Rollout, executions: list[Rollout], t: np.ndarray, b: np.ndarray
    ) -> dict[str, np.ndarray]:
        """See Learner: the mean return of the executions that follow."""
        return {"trial_return": np.stack([e.returns for e in executions]).mean(axis=0, dtype=np.float32)[b]}

    # ---- acting -----------------------------------------------------------------------------------------------------

    def begin_trial(self, rng: np.random.Generator) -> WholeTrialPolicy:
        return FirstExploreTrial(self, rng)

    def begin_training_trial(
        self, rng: np.random.Generator, problem: PrivilegedId, by_id: np.ndarray
    ) -> WholeTrialPolicy:
        return FirstExploreTrial(self, rng, (1.0, 1.0))

    def epsilon_greedy(
        self, values: Values, rng: np.random.Generator, epsilon: float, exploring: bool, remembers: bool
    ) -> Policy:
        """See Learner; where actions are random at all, they are drawn from the policy itself (Gumbel's trick)."""

        def drawn(*seen: Any) -> np.ndarray:
            logits = values(*seen)
            return logits + rng.gumbel(size=logits.shape)

        return super().epsilon_greedy(drawn if epsilon else values, rng, 0.0, exploring, remembers)


class FirstExploreTrial(WholeTrialPolicy):
    """The two policies in one trial of each of B problems."""

    def end_execution(self, execution: Rollout) -> None:
        """See TrialPolicy: what is remembered are explorations alone."""


def imitated(returns: Tensor) -> tuple[Tensor, Tensor]:
    """By how much executions with these returns, and the explorations before them, are imitated, each like returns.

    1 + R - M where R >= M, and where R > M, with M their mean; else 0."""
    best = returns.mean()
    gain = 1 + returns - best
    return gain * (returns >= best - ROUNDING), gain * (returns > best + ROUNDING)


def imitation(logits: Tensor, played: Tensor, mask: Tensor, action: Tensor) -> Tensor:
    """Cross-entropy (n,) of actions (n,) under the learnt logits (n, A) on top of those that played, among what was
    possible."""
    return F.cross_entropy(masked(logits + played, mask), action, reduction="none")
