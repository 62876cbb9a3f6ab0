"""What all agents on sequences share: double Q-learning through time, averaged weights, replay, and keeping."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kitchen_dream.agents.sequences.acting import Choice, ladder
from kitchen_dream.agents.sequences.eye import Eye, Frames, Sight, WarmStart, seen_spec, warm_start
from kitchen_dream.agents.sequences.replay import Episodes, TrialBatch, TrialReplay, episodes_of
from kitchen_dream.agents.sequences.targets import double_values, masked_mean, q_lambda_targets
from kitchen_dream.problems.spec import Observation, PrivilegedId, ProblemSpec
from kitchen_dream.trial.rollout import Rollout


@dataclass(frozen=True)
class LearnConfig:
    """Settings that all agents on sequences share."""

    gamma: float = 0.9
    """Discount of a step. The grids' goals are at most a dozen steps away; higher ones learn cooking far more slowly."""
    trace: float = 0.9
    """lambda of Watkins's Q(lambda); 0 is one-step double Q-learning."""
    batch: int = 64
    """Trials in an update."""
    rate: float = 4e-3
    """Adam's first learning rate; it falls as rate / (1 + updates / rate_halves)."""
    rate_halves: float = 4000.0
    """Updates after which the learning rate has halved."""
    polyak: float = 0.05
    """Share of the online weights that enters the target at an update."""
    average: float = 0.01
    """Share of the online weights that enters the weights that act; more of them at first."""
    clip: float = 10.0
    """Largest norm of a gradient."""
    replay: int = 16_000
    """Trials kept."""
    execute_epsilon: tuple[float, float, float] = (1.0, 0.15, 500.0)
    """Random actions in execution: first share, last share, updates between them."""
    explore_epsilon: tuple[float, float, float] = (1.0, 0.25, 1800.0)
    """The same in exploration."""
    rewards_in_exploration: bool = False
    """Explorations have an instruction and show its rewards (the article's dotted lines); they count for nothing."""
    relabel: float = 0.0
    """Share of the trials in an update whose executions get another instruction, and what they would have been paid under it; in
    problems that tell their outcomes, for all methods alike."""
    paid_share: float = 0.0
    """Share of the trials in an update that is drawn from those with an execution that was paid something, under whatever instruction:
    for problems in which most trials are not, and that tell their outcomes."""
    eye: int = 256
    """Features of a picture, in problems that show pictures."""
    eye_rate: float = 0.25
    """Learning rate of the eye, as a share of the others'."""
    eye_warm: int = 400
    """Gradient steps of the eye before learning (`warm_start`)."""

    def without_instruction(self) -> LearnConfig:
        """These settings in standard meta-RL: nothing is asked, so that nothing else can be asked of an execution afterwards."""
        return replace(self, relabel=0.0, paid_share=0.0)


class SequenceAgent(ABC):
    """An agent that learns from whole trials. `problems` is the number of training problems.

    A new method fills in `make_nets`, `losses`, `explorer`, `encode` and `executor`; see docs/new-agent.md.
    """

    def __init__(self, spec: ProblemSpec, config: LearnConfig, problems: int, seed: int):
        torch.manual_seed(seed)
        self.given, self.config, self.problems = spec, config, problems
        self.spec = seen_spec(spec, config.eye)
        """Sizes that networks are told: those of the problem and, where it has pictures, the eye's features."""
        self.rng = np.random.default_rng([seed, 17])
        self.nets = self.make_nets()
        if spec.picture:
            self.nets.eye = Eye(spec.picture, config.eye)
        self.target = copy.deepcopy(self.nets).requires_grad_(False)
        self.actor = copy.deepcopy(self.nets).requires_grad_(False)
        self.optimiser = torch.optim.Adam(self._groups(), lr=config.rate, fused=True)
        self.sight: Sight | None = None
        self.replay: TrialReplay | None = None
        self.updates = 0

    # ---- what a method fills in -------------------------------------------------------------------------------------

    @abstractmethod
    def make_nets(self) -> nn.Module:
        """The networks, before learning."""

    @abstractmethod
    def losses(self, batch: TrialBatch) -> dict[str, Tensor]:
        """Losses by name; `total` is the one to descend."""

    @abstractmethod
    def explorer(self, epsilon: float = 0.0) -> Choice:
        """A policy for one exploration episode of a batch."""

    @abstractmethod
    def encode(self, exploration: Rollout) -> Any:
        """What executions know of an exploration: their context."""

    @abstractmethod
    def executor(self, context: Any, epsilon: float = 0.0) -> Choice:
        """A policy for one execution episode of a batch."""

    def after(self, context: Any, execution: Rollout) -> Any:
        """The context of the next execution in the same trial; methods that remember executions replace it."""
        return context

    def training_context(self, problem: PrivilegedId, exploration: Rollout) -> Any:
        """The context in training, where the id may be opened."""
        return self.encode(exploration)

    # ---- shared -----------------------------------------------------------------------------------------------------

    def epsilons(self) -> tuple[float, float]:
        """Shares of random actions now: (explore, execute)."""
        return ladder(self.config.explore_epsilon, self.updates), ladder(self.config.execute_epsilon, self.updates)

    def observe(self, problem: PrivilegedId, rollouts: list[Rollout]) -> None:
        """Take in one trial in each of B problems: an exploration and the executions after it."""
        if self.replay is None:
            self.replay = TrialReplay(self.given, self.config.replay, len(rollouts))
        self.replay.add(problem, rollouts)

    def update(self) -> dict[str, Tensor]:
        """One gradient step; returns the losses by name."""
        config = self.config
        if self.sight and self.updates == 0:
            self._warm_start()
        losses = self.losses(self._seen(self.replay.sample(config.batch, self.rng, config.relabel, config.paid_share)))
        for group in self.optimiser.param_groups:
            group["lr"] = group["share"] * config.rate / (1 + self.updates / config.rate_halves)
        self.optimiser.zero_grad(set_to_none=True)
        losses["total"].backward()
        nn.utils.clip_grad_norm_(self.nets.parameters(), config.clip)
        self.optimiser.step()
        with torch.no_grad():
            online = list(self.nets.parameters())
            torch._foreach_lerp_(list(self.target.parameters()), online, config.polyak)
            torch._foreach_lerp_(list(self.actor.parameters()), online, max(config.average, 10 / (self.updates + 10)))
        self.updates += 1
        if self.sight:
            self.sight.forget()
        return {name: loss.detach() for name, loss in losses.items()}

    def q_loss(
        self, q: Tensor, behind: Tensor, action: Tensor, reward: Tensor, end: Tensor, acts: Tensor, mask: Tensor | None = None
    ) -> Tensor:
        """Loss of action values q (T + 1, B, A), those of the target network `behind`, over the actions (T, B) that were taken.

        reward, end: (T, B); acts: (T + 1, B) 1 where an action is chosen; mask (A,): 0 for actions that do not exist.
        """
        with torch.no_grad():
            value, best = double_values(q, behind, mask)
            greedy = torch.cat([(best[:-1] == action).float(), torch.zeros_like(acts[:1])])
            target = q_lambda_targets(reward, end, acts, greedy, value, self.config.gamma, self.config.trace)
        taken = q[:-1].gather(2, action[..., None])[..., 0]
        return masked_mean(F.smooth_l1_loss(taken, target, reduction="none"), acts[:-1])

    # ---- pictures ---------------------------------------------------------------------------------------------------

    def open_eye(self, frames: Frames) -> None:
        """Give the pictures whose numbers observations hold; for problems with pictures, before anything else."""
        self.sight = Sight(frames)

    def look(self, observation: Observation) -> Tensor:
        """What networks read of an observation, (B, V): its vector, and before it what the acting eye makes of its picture."""
        vector = torch.from_numpy(observation["vector"])
        if self.sight is None:
            return vector
        return torch.cat([self.sight.act(self.actor.eye, observation["frame"]), vector], dim=-1)

    def episode(self, rollout: Rollout) -> Episodes:
        """An episode just played, with what the acting eye makes of its pictures."""
        out = episodes_of(rollout)
        return out if self.sight is None else replace(out, vector=self.look(rollout.observations))

    def _seen(self, batch: TrialBatch) -> TrialBatch:
        """Trials with what the online eye makes of their pictures, with gradient."""
        if self.sight is None:
            return batch
        numbers = torch.cat([episode.frame for episode in batch.episodes])
        features = self.sight.learn(self.nets.eye, numbers).split([len(episode.frame) for episode in batch.episodes])
        episodes = [replace(e, vector=torch.cat([f, e.vector], dim=-1)) for e, f in zip(batch.episodes, features, strict=True)]
        return replace(batch, episodes=episodes)

    def _warm_start(self) -> None:
        """Ready the eye on the pictures of the first trials."""
        pictures = self.sight.pictures(self.replay.frames())
        warm_start(self.nets.eye, pictures, self.rng, WarmStart(self.config.eye_warm))
        for nets in (self.target, self.actor):
            nets.eye.load_state_dict(self.nets.eye.state_dict())

    def _groups(self) -> list[dict]:
        """Parameters for the optimiser, each group with its share of the learning rate."""
        eye = {id(weight) for weight in self.nets.eye.parameters()} if self.given.picture else set()
        groups = [{"params": [w for w in self.nets.parameters() if (id(w) in eye) is own]} for own in (False, True)]
        return [group | {"share": share} for group, share in zip(groups, (1.0, self.config.eye_rate), strict=True) if group["params"]]

    # ---- keeping ----------------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Tensor]:
        """All weights by name: online, target and averaged."""
        return {f"{prefix}.{name}": weight for prefix, nets in self._copies().items() for name, weight in nets.state_dict().items()}

    def load_state(self, state: dict[str, Tensor]) -> None:
        """Set the weights; raises ValueError if names or shapes do not fit this problem and configuration."""
        for prefix, nets in self._copies().items():
            part = {name.removeprefix(f"{prefix}."): weight for name, weight in state.items() if name.startswith(f"{prefix}.")}
            try:
                nets.load_state_dict(part)
            except RuntimeError as error:
                raise ValueError(f"weights do not fit: {str(error).splitlines()[-1].strip()}") from error
        if self.sight:
            self.sight.forget()

    def policy_state(self) -> dict[str, Tensor]:
        """The weights that act."""
        return self.actor.state_dict()

    def load_policy_state(self, state: dict[str, Tensor]) -> None:
        """Set all copies to weights that act; raises ValueError if they do not fit."""
        self.load_state({f"{prefix}.{name}": weight for prefix in self._copies() for name, weight in state.items()})

    def _copies(self) -> dict[str, nn.Module]:
        return {"online": self.nets, "target": self.target, "actor": self.actor}

    def settings(self) -> dict:
        """The configuration as plain data."""
        return asdict(self.config)
