"""What RL2, VariBAD and IMPORT share: one learner over the whole trial, paid for executions alone. First-Explore acts
like them.

Its memory goes from exploration over into execution. What exploration is good for reaches it only through executions:
its last step bootstraps from the first step of the execution behind it. That is the coupling problem.

With the memory `map` the same is read from single transitions. The memory is then the map of the exploration, encoded
by a network, and learns from the executions that read it; exploration reads it without gradient."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kitchen_dream.agents.learning.batch import Batch, Ids, Steps, Tensors, Trials, last_step
from kitchen_dream.agents.learning.learner import Learner
from kitchen_dream.agents.learning.targets import at, double_values
from kitchen_dream.agents.learning.trial_sequence import TrialSequence, episode_inputs, step_inputs, trial_sequence
from kitchen_dream.agents.settings import WholeTrialSettings
from kitchen_dream.problems.spec import Observation, PrivilegedId
from kitchen_dream.trial.protocol import TrialPolicy
from kitchen_dream.trial.rollout import Policy, Rollout


class WholeTrialLearner(Learner):
    """A method fills in `nets_by_memory`, and as far as it differs from RL2 `condition` and the extra losses."""

    settings_class: ClassVar[type[WholeTrialSettings]] = WholeTrialSettings
    settings: WholeTrialSettings

    # ---- what a method fills in -------------------------------------------------------------------------------------

    nets_by_memory: ClassVar[tuple[type[nn.Module], type[nn.Module]]]
    """Networks with `memory` and `values(inputs, condition)`; with the memory `map`: `g`, `execute`, `explore`."""

    def condition(self, nets: Any, summary: Tensor, ids: Ids | None) -> Tensor:
        """What values are conditioned on, given what the memory holds, (..., B, C) from (..., B, H). ids: to learn."""
        return summary

    def sequence_losses(self, trial: TrialSequence, summary: Tensor, ids: Ids) -> dict[str, Tensor]:
        """What a method adds to the Q-loss, given the memory (L, B, H); losses are summed up."""
        return {}

    def map_losses(self, summary: Tensor, ids: Ids) -> dict[str, Tensor]:
        """The same with the memory `map`, given what it holds (B, U + 1, Z) at the end of explorations."""
        return {}

    explorations_teach: ClassVar[bool] = False
    """Whether the memory `map` learns from `map_exploration_losses`."""

    def map_exploration_losses(self, explorations: Trials, summary: Tensor) -> dict[str, Tensor]:
        """The same from transitions of explorations, given what it holds before and after them (2, B, U + 1, Z)."""
        return {}

    @property
    def same_shapes(self) -> bool:
        """See Learner: sequences are read only where actions are chosen."""
        return super().same_shapes and self.settings.memory == "map"

    def make_nets(self) -> Any:
        return self.nets_by_memory[self.settings.memory == "map"](self.spec, self.settings)

    # ---- learning ---------------------------------------------------------------------------------------------------

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        losses = self._over_maps(batch) if self.settings.memory == "map" else self._over_sequences(batch.trials)
        return losses | {"total": torch.stack(list(losses.values())).sum()}

    def _over_sequences(self, trials: Trials) -> dict[str, Tensor]:
        trial = trial_sequence(self.spec, [trials.exploration, *trials.executions], self.settings.mask_end)
        inputs = trial.steps["inputs"]
        summary = self.nets.memory(inputs)
        condition = self.condition(self.nets, summary, trials.ids)
        with torch.no_grad():
            condition_target = self.condition(self.target, self.target.memory(inputs), trials.ids)

        acting = trial.steps.acts.flatten().nonzero()[:, 0]  # only there a value is needed
        seen = inputs.flatten(0, 1).index_select(0, acting)
        none = inputs.new_zeros(trial.steps.acts.numel(), self.spec.num_actions)

        def read(nets, steps: Steps) -> Tensor:
            given = (condition if nets is self.nets else condition_target).flatten(0, 1).index_select(0, acting)
            return none.index_copy(0, acting, nets.values(seen, given)).view(*inputs.shape[:2], -1)

        return {"execute": self.td_loss(read, trial.steps)} | self.sequence_losses(trial, summary, trials.ids)

    def _over_maps(self, batch: Batch) -> dict[str, Tensor]:
        trials = batch.trials
        summary = self.nets.g(trials.exploration)[0]
        z = self.condition(self.nets, summary, trials.ids)
        with torch.no_grad():
            z_target = self.condition(self.target, self.target.g(trials.exploration)[0], trials.ids)

        def read(nets, steps: Steps) -> Tensor:
            return nets.execute(steps, z if nets is self.nets else z_target)

        losses = {"execute": torch.stack([self.td_loss(read, execution) for execution in trials.executions]).mean()}
        losses |= self.map_losses(summary, trials.ids)
        if batch.explorations is not None:
            with torch.set_grad_enabled(self.explorations_teach):
                summary = self.nets.g(batch.explorations.exploration)
            losses |= {"explore": self._map_exploration_loss(batch.explorations, summary.detach())}
            losses |= self.map_exploration_losses(batch.explorations, summary)
        return losses

    def _map_exploration_loss(self, explorations: Trials, summary: Tensor) -> Tensor:
        """The Q-loss of exploration; behind its last step comes the execution, which reads the whole map."""
        steps, ids = explorations.exploration, explorations.ids
        begun = {name: value for name, value in explorations.extra.items() if name.startswith("first_")}
        first = last_step({name.removeprefix("first_"): value for name, value in begun.items()})
        with torch.no_grad():
            belief, z = self.condition(self.nets, summary, ids)
            z_target = self.condition(self.target, self.target.g(steps.at(1)), ids)[0]
            now, after, after_target = (with_belief(steps.at(t), b) for t, b in ((0, belief), (1, z), (1, z_target)))
            mask = self._mask(after, self.settings.mask_end)
            inside, _ = double_values(self.nets.explore(after), self.target.explore(after_target), mask)
            online, target = self.nets.execute(first, z), self.target.execute(first, z_target)
            behind, _ = double_values(online, target, first["action_mask"])
            wanted = torch.where(steps.end > 0, behind, steps.discount * inside)
        taken = self.nets.explore(now).gather(2, steps.action[..., None])[..., 0]
        return F.smooth_l1_loss(taken, wanted)

    def exploration_extra(
        self, exploration: Rollout, executions: list[Rollout], t: np.ndarray, b: np.ndarray
    ) -> dict[str, np.ndarray]:
        """See Learner: the first observation of the execution that follows."""
        return {f"first_{key}": value[0, b] for key, value in executions[0].observations.items()}

    # ---- acting -----------------------------------------------------------------------------------------------------

    def begin_trial(self, rng: np.random.Generator) -> WholeTrialPolicy:
        return WholeTrialPolicy(self, rng)

    def begin_training_trial(
        self, rng: np.random.Generator, problem: PrivilegedId, by_id: np.ndarray
    ) -> WholeTrialPolicy:
        return WholeTrialPolicy(self, rng, self.epsilons(), problem, by_id)


class WholeTrialPolicy(TrialPolicy):
    """A method in one trial of each of B problems; its memory goes on through all episodes."""

    def __init__(
        self, agent: WholeTrialLearner, rng: np.random.Generator, epsilons: tuple[float, float] = (0.0, 0.0),
        problem: PrivilegedId | None = None, by_id: np.ndarray | None = None,
    ):
        """problem: ids, in training alone, which the policy reads where `by_id` (B,) is True."""
        self.agent, self._rng, self._epsilons = agent, rng, epsilons
        self._state: Any = None
        self._carried: Any = None
        """The memory's state after the last action of this policy's own episode."""
        self._by_id = None
        if problem is not None and by_id is not None and by_id.any():
            with torch.no_grad():
                self._by_id = (agent.tensor(by_id), agent.actor.f(agent.ids_of(problem)))

    def explorer(self) -> Policy:
        return self._policy(executing=False)

    def executor(self) -> Policy:
        return self._policy(executing=True)

    def end_exploration(self, exploration: Rollout) -> None:
        """See TrialPolicy: the memory's state after the exploration, its last observation included."""
        self._take_in(exploration, executing=False)

    def end_execution(self, execution: Rollout) -> None:
        if self.agent.settings.memory != "map":  # the map of an execution stands in its observations
            self._take_in(execution, executing=True)

    def _take_in(self, rollout: Rollout, executing: bool) -> None:
        agent, steps = self.agent, self.agent.steps_of(rollout)
        with torch.no_grad():
            if agent.settings.memory == "map":
                self._state = self._condition(at(agent.actor.g(steps), steps.length), slice(None))
            else:
                carried, self._carried = self._carried, None
                if carried is not None and rollout.valid.all():  # all that is new is what the last action brought
                    vector, done = steps["vector"], agent.one_hot(rollout.actions[-1], rollout.valid.shape[1])
                    told = (steps["instruction"][-1], steps.reward[-1], executing, vector[-2])
                    self._state = agent.actor.memory.step(step_inputs(vector[-1], done, *told), carried)[1]
                else:
                    inputs = episode_inputs(agent.spec, steps, executing)
                    self._state = agent.actor.memory.state_at(inputs, steps.length + 1, self._state)

    def _condition(self, summary: Tensor, rows: Any) -> Tensor:
        """What values are conditioned on in these trials; in training, in a share of them, the id."""
        plain = self.agent.condition(self.agent.actor, summary, None)
        if self._by_id is None:
            return plain
        chosen, code = (part[rows] for part in self._by_id)
        return torch.where(chosen.view(-1, *[1] * (code.dim() - 1)), code, plain)

    def _policy(self, executing: bool) -> Policy:
        agent, spec = self.agent, self.agent.spec
        state, before = self._state, None

        def over_map(obs: Tensors, rows: Any) -> Tensor:
            steps = last_step(obs)
            if executing:
                return agent.actor.execute(steps, self._state[rows])[0]
            return agent.actor.explore(with_belief(steps, self._condition(agent.actor.g(steps)[0], rows)))[0]

        def values(seen: Observation, last: np.ndarray | None, reward: np.ndarray | None, rows: Any) -> np.ndarray:
            nonlocal state, before
            obs = agent.tensors(seen)
            with torch.no_grad():
                if agent.settings.memory == "map":
                    return over_map(obs, rows).numpy(force=True)
                vector = obs["vector"]
                before = torch.zeros_like(vector) if before is None else before
                paid = vector.new_zeros(len(vector)) if reward is None else agent.tensor(reward)
                done = agent.one_hot(last, len(vector))
                inputs = step_inputs(vector, done, obs["instruction"], paid, executing, before)
                before = vector
                summary, state = agent.actor.memory.step(inputs, state)
                self._carried = state
                return agent.actor.values(inputs, self._condition(summary, rows)).numpy(force=True)

        assert not executing or self._state is not None or spec.max_steps == 0, "explore first"
        remembers = agent.settings.memory != "map"
        return agent.epsilon_greedy(values, self._rng, self._epsilons[executing], not executing, remembers)


def with_belief(steps: Steps, belief: Tensor) -> Steps:
    """One step whose observation holds the belief (B, Z) too."""
    assert isinstance(steps.obs, list), "the memory map reads one step at a time"
    return last_step(steps.obs[0] | {"belief": belief})
