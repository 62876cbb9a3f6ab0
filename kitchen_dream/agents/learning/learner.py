"""What all Q-learners share: double Q-learning, target and averaged weights, schedules, the replay, and their state."""

import copy
import json
import math
from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kitchen_dream.agents.adam import Adam
from kitchen_dream.agents.agent import Agent, DivergedError, State
from kitchen_dream.agents.learning.acting import EpsilonGreedy, Values, annealed
from kitchen_dream.agents.learning.batch import Batch, Ids, Steps, Tensors, last_step
from kitchen_dream.agents.learning.captured import Captured
from kitchen_dream.agents.learning.targets import double_values, masked_mean, q_lambda_targets
from kitchen_dream.agents.learning.transition_replay import TransitionReplay
from kitchen_dream.agents.learning.trial_replay import TrialReplay, steps_of_rollout
from kitchen_dream.agents.nets.pictures import FrameFeatures, Frames, PictureEncoder, warm_up, with_picture_features
from kitchen_dream.agents.settings import LearnerSettings
from kitchen_dream.problems.spec import Observation, PrivilegedId, ProblemSpec
from kitchen_dream.trial.rollout import Policy, Rollout

Read = Callable[[Any, Steps], Tensor]
"""Action values (T + 1, B, A) of steps by some networks."""


class Learner(Agent):
    """An agent with networks, a copy of them as target, and a third, averaged over longer, that acts.

    A method fills in `make_nets`, `losses`, `begin_trial`, and `begin_training_trial` where it trains otherwise."""

    def __init__(self, spec: ProblemSpec, settings: LearnerSettings, problems: int, seed: int):
        super().__init__(with_picture_features(spec, settings.picture_features), settings, problems, seed)
        torch.manual_seed(seed)
        self.given = spec
        """What the problem shows; `spec` has the features of pictures in their place."""
        self.rng = np.random.default_rng([seed, 17])
        """Draws batches."""
        self.nets = self.make_nets()
        if spec.picture:
            self.nets.pictures = PictureEncoder(spec.picture, settings.picture_features)
        self.target = copy.deepcopy(self.nets).requires_grad_(False)
        self.actor = copy.deepcopy(self.nets).requires_grad_(False)
        self.frames: FrameFeatures | None = None
        self.replay: TransitionReplay | TrialReplay | None = None
        self._captured: dict[tuple[str, ...], Captured] = {}
        """Updates as CUDA graphs, by what is drawn for them."""

    def to(self, device: torch.device) -> None:
        """See Agent. The first weights are those of the processor."""
        self.device = device
        for _, nets in self._copies():
            nets.to(device)

    @cached_property
    def optimiser(self) -> Adam:
        """Who only acts needs none."""
        groups: dict[tuple[float, float, int], list[nn.Parameter]] = {}
        for name, weight in self.nets.named_parameters():
            groups.setdefault(self.rate(name), []).append(weight)
        return Adam(groups, self.settings.lr_power)

    @cached_property
    def _weights(self) -> list[list[Tensor]]:
        """Of all three networks: to find them takes as long as some layers."""
        return [list(nets.parameters()) for _, nets in self._copies()]

    # ---- what a method fills in -------------------------------------------------------------------------------------

    @abstractmethod
    def make_nets(self) -> Any:
        """The networks (an nn.Module), before learning."""

    @abstractmethod
    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """Losses by name; `total` is the one to descend."""

    def exploration_extra(
        self, exploration: Rollout, executions: list[Rollout], t: np.ndarray, b: np.ndarray
    ) -> dict[str, np.ndarray]:
        """What else is kept of steps t (n,) of the explorations b (n,), with the memory `map`."""
        return {}

    # ---- learning ---------------------------------------------------------------------------------------------------

    def open_replay(self, episodes: int) -> None:
        torch.empty(7_500_000)  # glibc keeps what is freed after it has seen 30 MB freed, and no longer gives it back
        if self.settings.memory == "map":
            self.replay = TransitionReplay(self.settings, self.exploration_extra, self.device)
        else:
            self.replay = TrialReplay(self.given, self.settings, episodes, self.device)

    def observe(self, problem: PrivilegedId, rollouts: list[Rollout]) -> None:
        assert self.replay is not None, "open_replay comes first"
        self.replay.add(problem, rollouts, self.updates)

    def update(self) -> dict[str, Tensor]:
        settings, replay = self.settings, self.replay
        assert replay is not None, "trials are observed first"
        if self.frames and self.updates == 0:
            self._warm_up()
        explore = self.updates % getattr(settings, "explore_every", 1) == 0
        online, target, actor = self._weights
        drawn = replay.draw(self.rng, explore)
        if self.device.type == "cuda" and self.same_shapes:
            if (kind := tuple(drawn)) not in self._captured:
                self._captured[kind] = Captured(self._gradients, drawn, online, self.device)
            losses = self._captured[kind](drawn)
        else:
            losses = self._gradients(drawn)
        if not math.isfinite(losses["gradient"]):
            bad = ", ".join(name for name, loss in losses.items() if not torch.isfinite(loss))
            what = f"learning diverged at update {self.updates}: {bad} is not finite"
            raise DivergedError(f"{what}; lower learning_rate or max_grad_norm")
        self.optimiser.step(self.updates)
        with torch.no_grad():
            torch._foreach_lerp_(target, online, settings.target_tau)
            torch._foreach_lerp_(actor, online, max(settings.ema_rate, 10 / (self.updates + 10)))
        self.updates += 1
        self.forget()
        return losses

    def _gradients(self, drawn: Tensors) -> Tensors:
        """Losses of a batch, whose clipped gradients it leaves at the weights, and `gradient`: their norm before."""
        assert self.replay is not None
        losses = self.losses(self._encoded(self.replay.read(drawn)))
        losses["total"].backward()
        norm = nn.utils.clip_grad_norm_(self._weights[0], self.settings.max_grad_norm)
        return {name: loss.detach() for name, loss in losses.items()} | {"gradient": norm}

    @property
    def same_shapes(self) -> bool:
        """Whether all updates do the same on the same shapes, and read nothing back: a CUDA graph can then hold one."""
        return not (self.given.picture or self.spec.patch[0])

    def td_loss(self, read: Read, steps: Steps, reward: Tensor | None = None, mask_end: bool = False) -> Tensor:
        """Loss of the action values that `read` gives for the actions taken, by double Q-learning.

        reward: (T, B) in the place of the steps' own. mask_end: see LearnerSettings."""
        reward = steps.reward if reward is None else reward
        if isinstance(steps.obs, list):
            taken = read(self.nets, steps.at(0)).gather(2, steps.action[..., None])[..., 0]
            with torch.no_grad():
                after = steps.at(1)
                value, _ = double_values(read(self.nets, after), read(self.target, after), self._mask(after, mask_end))
                target = reward + steps.discount * (1 - steps.end) * value
            return F.smooth_l1_loss(taken, target)
        q = read(self.nets, steps)
        with torch.no_grad():
            value, best = double_values(q, read(self.target, steps), self._mask(steps, mask_end))
            greedy = torch.cat([(best[:-1] == steps.action).float(), torch.zeros_like(steps.acts[:1])])
            ahead = (steps.discount, steps.end, steps.acts, greedy, value)
            target = q_lambda_targets(reward, *ahead, self.settings.td_lambda)
        taken = q[:-1].gather(2, steps.action[..., None])[..., 0]
        return masked_mean(F.smooth_l1_loss(taken, target, reduction="none"), steps.valid)

    def _mask(self, steps: Steps, mask_end: bool) -> Tensor:
        """(T + 1, B, A) 1 where an action is possible."""
        mask = steps["action_mask"]
        if mask_end:
            mask = mask.clone()
            mask[..., self.spec.stop] = (steps["action_mask"].sum(-1) <= 1).float()
        return mask

    # ---- acting -----------------------------------------------------------------------------------------------------

    def epsilons(self) -> tuple[float, float]:
        """Shares of random actions in training now: (exploration, execution)."""
        schedules = (self.settings.exploration_epsilon, self.settings.execution_epsilon)
        explore, execute = (annealed(schedule, self.updates) for schedule in schedules)
        return explore, execute

    def epsilon_greedy(
        self, values: Values, rng: np.random.Generator, epsilon: float, exploring: bool, remembers: bool
    ) -> Policy:
        """A policy that acts on values, which may remember."""
        mask_end = exploring and self.settings.mask_end
        return EpsilonGreedy(self.spec, values, rng, epsilon, mask_end, remembers=remembers)

    def tensors(self, observation: Observation) -> dict[str, Tensor]:
        """An observation (B, ...) as tensors; what the acting encoder makes of a picture stands before the vector."""
        read = [key for key in observation if key != "frame"]
        shown = {key: self.tensor(np.asarray(observation[key], np.float32)) for key in read}
        if self.frames is not None:
            features = self.frames.act(self.actor.pictures, observation["frame"])
            shown["vector"] = torch.cat([features, shown["vector"]], dim=-1)
        return shown

    def one_hot(self, action: np.ndarray | None, batch: int) -> Tensor:
        """(B, A) float32; zeros where there was no action yet."""
        actions = self.spec.num_actions
        if action is None:
            return torch.zeros(batch, actions, device=self.device)
        return torch.eye(actions, device=self.device)[self.tensor(action)]

    def tensor(self, array: np.ndarray) -> Tensor:
        """An array where the networks are."""
        return torch.from_numpy(np.ascontiguousarray(array)).to(self.device)

    def ids_of(self, problem: PrivilegedId) -> Ids:
        """Ids as tensors."""
        return Ids(*(self.tensor(array) for array in (problem.index, problem.vector, problem.entities)))

    def steps_of(self, rollout: Rollout, whole: bool = False) -> Steps:
        """An episode that was just played, with what the acting encoder makes of its pictures.

        With the memory `map` its last observation alone, which sums it up, unless the `whole` is wanted."""
        if self.settings.memory == "map" and not whole:
            return last_step(self.tensors(rollout.last()))
        steps = steps_of_rollout(rollout, self.tensor)
        assert isinstance(steps.obs, dict)
        if self.frames is not None:
            features = self.frames.act(self.actor.pictures, rollout.observations["frame"])
            steps.obs["vector"] = torch.cat([features, steps.obs["vector"]], dim=-1)
        return steps

    # ---- pictures of places ---------------------------------------------------------------------------------------

    @property
    def patch_encoder(self) -> tuple[np.ndarray, np.ndarray]:
        """The frozen encoder of pictures of places, kept with the weights: mean (D,), basis (D, K); zeros at first."""
        patches = self.actor.symbols.patches
        return patches.mean.numpy(force=True), patches.basis.numpy(force=True)

    @patch_encoder.setter
    def patch_encoder(self, encoder: tuple[np.ndarray, np.ndarray]) -> None:
        for _, nets in self._copies():
            for kept, given in zip((nets.symbols.patches.mean, nets.symbols.patches.basis), encoder, strict=True):
                kept.copy_(torch.from_numpy(given))

    # ---- pictures ---------------------------------------------------------------------------------------------------

    def show_frames(self, frames: Frames) -> None:
        """Give the pictures whose numbers observations hold; for problems with pictures, before anything else."""
        self.frames = FrameFeatures(frames)

    def forget(self) -> None:
        """Forget features of pictures: the acting encoder has changed, or what was asked before shall not matter."""
        if self.frames:
            self.frames.forget()

    def _encoded(self, batch: Batch) -> Batch:
        """Trials with what the online encoder makes of their pictures, with gradient."""
        if self.frames is None:
            return batch
        episodes = [batch.trials.exploration, *batch.trials.executions]
        numbers = torch.cat([steps["frame"] for steps in episodes])
        features = self.frames.learn(self.nets.pictures, numbers).split([len(steps.acts) for steps in episodes])
        seen = []
        for steps, f in zip(episodes, features, strict=True):
            assert isinstance(steps.obs, dict), "problems with pictures keep whole trials"
            seen.append(replace(steps, obs=steps.obs | {"vector": torch.cat([f, steps["vector"]], dim=-1)}))
        trials = replace(batch.trials, exploration=seen[0], executions=seen[1:])
        return Batch(trials, trials)

    def _warm_up(self) -> None:
        assert self.frames is not None and isinstance(self.replay, TrialReplay)
        pictures = self.frames.pictures(self.replay.frames())
        warm_up(self.nets.pictures, pictures, self.rng, self.settings.picture_warmup)
        for nets in (self.target, self.actor):
            nets.pictures.load_state_dict(self.nets.pictures.state_dict())

    def rate(self, weight: str) -> tuple[float, float, int]:
        """The first learning rate of a weight, given its name, the updates after which it has halved, and those after
        which it begins anew."""
        share = self.settings.picture_lr_share if self.given.picture and weight.startswith("pictures.") else 1.0
        return share * self.settings.learning_rate, self.settings.lr_half_life, 0

    # ---- keeping ----------------------------------------------------------------------------------------------------

    def policy_state(self) -> State:
        return self.actor.state_dict()

    def load_policy_state(self, state: State) -> None:
        for nets in (self.nets, self.target, self.actor):
            _load(nets, state, "")
        self.forget()

    def training_state(self) -> State:
        parts = (*self._copies(), ("adam", self.optimiser))
        state = {f"{name}.{key}": value for name, part in parts for key, value in part.state_dict().items()}
        numpy = json.dumps(self.rng.bit_generator.state).encode()
        state["generator.numpy"] = torch.frombuffer(bytearray(numpy), dtype=torch.uint8)
        return state | {"generator.torch": torch.get_rng_state()}

    def load_training_state(self, state: State, updates: int) -> None:
        for name, part in (*self._copies(), ("adam", self.optimiser)):
            _load(part, state, f"{name}.")
        try:
            torch.set_rng_state(state["generator.torch"])
            self.rng.bit_generator.state = json.loads(bytes(state["generator.numpy"].tolist()))
        except (KeyError, RuntimeError, ValueError, TypeError) as error:
            raise ValueError(f"the state of a generator is missing or damaged ({error})") from error
        self.updates = updates
        self.forget()

    def _copies(self) -> tuple[tuple[str, Any], ...]:
        return ("online", self.nets), ("target", self.target), ("actor", self.actor)


def _load(nets: nn.Module, state: State, prefix: str) -> None:
    """Set weights whose names begin with a prefix. Raises ValueError where one does not fit or is not finite."""
    part = {name.removeprefix(prefix): weight for name, weight in state.items() if name.startswith(prefix)}
    for name, weight in part.items():
        if not torch.isfinite(weight).all():
            raise ValueError(f"{name} holds numbers that are not finite")
    try:
        nets.load_state_dict(part)
    except RuntimeError as error:
        raise ValueError(str(error).splitlines()[-1].strip()) from error
