"""A replay of whole trials: an exploration episode and the executions after it, in the same problem."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from kitchen_dream.agents.learning.batch import CPU, Batch, Ids, Steps, Tensors, Trials
from kitchen_dream.agents.settings import LearnerSettings
from kitchen_dream.problems.spec import PrivilegedId, ProblemSpec
from kitchen_dream.trial.rollout import Rollout

UNTOLD = "this problem does not tell what an episode pays under other instructions"


class TrialReplay:
    """The last trials of `episodes` episodes each."""

    def __init__(self, spec: ProblemSpec, settings: LearnerSettings, episodes: int, device: torch.device = CPU):
        self._settings, self.capacity, self.episodes = settings, settings.replay_size, episodes
        self._room_for = partial(_room_for, device=device)
        self._device = device
        self.size, self.next, self.added = 0, 0, 0
        shape, steps = (self.capacity, episodes), spec.max_steps
        # Half precision: observations are mostly one-hot, and pictures' features need no more.
        self._vector = self._room_for((*shape, steps + 1, spec.vector.size), np.float16)
        self._instruction = self._room_for((*shape, spec.instruction.size), np.float16)
        self._mask = self._room_for((*shape, steps + 1, spec.num_actions), np.int8)
        self._action = self._room_for((*shape, steps), np.int64)
        self._reward = self._room_for((*shape, steps))
        self._length = self._room_for(shape, np.int64)
        self._frame = self._room_for((*shape, steps + 1), np.int32) if spec.picture else None
        self._index = self._room_for((self.capacity,), np.int64)
        self._attributes = self._room_for((self.capacity, spec.id_vector.size))
        self._outcomes: Tensor | None = None
        self._pays = np.zeros(self.capacity, bool)

    @property
    def rings(self) -> tuple["TrialReplay"]:
        """The one ring of trials; kept as an attribute it would keep this alive after its last use."""
        return (self,)

    def add(self, problem: PrivilegedId, rollouts: list[Rollout], updates: int = 0) -> None:
        """Append one trial for each of B problems; raises ValueError if they are too many or have other lengths.

        updates: the agent's so far, which do not matter to whole trials."""
        n = len(problem.index)
        if n > self.capacity:
            raise ValueError(f"{n} trials do not fit into a replay of {self.capacity}; raise replay_size")
        if len(rollouts) != self.episodes:
            raise ValueError(f"a trial here has {self.episodes} episodes, got {len(rollouts)}")
        begin = self.next
        for part in (slice(0, self.capacity - begin), slice(self.capacity - begin, n)):  # the ring's end, its beginning
            if rows := len(problem.index[part]):
                self._put(slice(begin, begin + rows), part, problem, rollouts)
            begin = (begin + rows) % self.capacity
        self.next = begin
        self.size = min(self.size + n, self.capacity)
        self.added += n

    def _put(self, to: slice, part: slice, problem: PrivilegedId, rollouts: list[Rollout]) -> None:
        """Write a part of the trials into rows of the ring."""
        for e, rollout in enumerate(rollouts):
            steps, seen = len(rollout.actions), rollout.observations
            for store, name in ((self._vector, "vector"), (self._mask, "action_mask"), (self._frame, "frame")):
                if store is not None:
                    value = torch.from_numpy(seen[name])[:, part].transpose(0, 1)
                    store[to, e, : steps + 1] = value
                    store[to, e, steps + 1 :] = value[:, -1:]
            self._instruction[to, e] = torch.from_numpy(seen["instruction"][0, part])
            self._action[to, e, :steps] = torch.from_numpy(rollout.actions[:, part].T)
            self._reward[to, e, :steps] = torch.from_numpy(rollout.rewards[:, part].T)
            self._reward[to, e, steps:] = 0
            self._length[to, e] = torch.from_numpy(rollout.valid[:, part].sum(0))
            if rollout.reward_by_instruction is not None:
                self._keep_outcomes(to, e, rollout.reward_by_instruction[part])
        self._index[to] = torch.from_numpy(problem.index[part])
        self._attributes[to] = torch.from_numpy(problem.vector[part])

    def draw(self, rng: np.random.Generator, explore: bool = True) -> Tensors:
        """Rows of a batch with replacement, for execution and exploration alike, and what its executions are asked.

        In a share `relabel` of them, executions get another instruction and its reward. A share `paid_share` is drawn
        from the trials with an execution that pays something, under whatever instruction, as far as there are any.
        Raises ValueError if the problem does not tell its outcomes, which both need."""
        settings = self._settings
        where = torch.from_numpy(rng.integers(self.size, size=settings.batch_size))
        if settings.paid_share:
            where = self._with_paid(where, rng, settings.paid_share)
        drawn = {"rows": where}
        if settings.relabel:
            if self._outcomes is None:
                raise ValueError(f"relabel: {UNTOLD}; set relabel=0")
            for e in range(1, self.episodes):
                other = rng.integers(self._outcomes.shape[-1], size=len(where))
                changed = rng.random(len(where)) < settings.relabel
                drawn |= {f"other{e}": torch.from_numpy(other), f"changed{e}": torch.from_numpy(changed)}
        return drawn

    def read(self, drawn: Tensors) -> Batch:
        """The batch of what was drawn."""
        drawn = {name: value.to(self._device) for name, value in drawn.items()}
        where = drawn["rows"]
        episodes = [self._episode(where, e) for e in range(self.episodes)]
        if "other1" in drawn:
            asked = [(drawn[f"other{e}"], drawn[f"changed{e}"]) for e in range(1, self.episodes)]
            episodes[1:] = [self._relabelled(episodes[e], where, e, *told) for e, told in enumerate(asked, 1)]
        trials = Trials(self._ids(where), episodes[0], episodes[1:], {})
        return Batch(trials, trials)

    def draw_ids(self, count: int, rng: np.random.Generator) -> Ids:
        """Ids of the problems of `count` trials. Privileged."""
        return self._ids(torch.from_numpy(rng.integers(self.size, size=count)).to(self._device))

    def _ids(self, where: Tensor) -> Ids:
        attributes = self._attributes[where]
        return Ids(self._index[where], attributes, attributes.new_zeros(len(where), 0, 1))

    def frames(self) -> np.ndarray:
        """Distinct numbers of the frames that the trials kept here show."""
        assert self._frame is not None, "asked for problems with pictures only"
        return torch.unique(self._frame[: self.size]).numpy(force=True)

    def _episode(self, where: Tensor, e: int) -> Steps:
        def drawn(store: Tensor) -> Tensor:  # several times faster than store[where, e]
            return store[:, e].index_select(0, where)

        vector = drawn(self._vector).float().transpose(0, 1)
        instruction = drawn(self._instruction).float().expand(len(vector), -1, -1)
        obs = {"vector": vector, "instruction": instruction, "action_mask": drawn(self._mask).float().transpose(0, 1)}
        if self._frame is not None:
            obs["frame"] = drawn(self._frame).T
        played = (drawn(self._action).T, drawn(self._reward).T, drawn(self._length))
        return steps_of(obs, *played, self._settings.gamma)

    def _with_paid(self, where: Tensor, rng: np.random.Generator, share: float) -> Tensor:
        """Rows (B,) of which a share is drawn anew, from trials that pay. Raises ValueError as `_relabelled` does."""
        if self._outcomes is None:
            raise ValueError(f"paid_share: {UNTOLD}; set paid_share=0")
        paying = torch.from_numpy(np.flatnonzero(self._pays[: self.size]))
        anew = round(share * len(where)) if len(paying) else 0
        drawn = paying[torch.from_numpy(rng.integers(max(1, len(paying)), size=anew))]
        # Scattered over the batch: which trials read g(tau) goes by their order.
        where[torch.from_numpy(rng.permutation(len(where))[:anew])] = drawn
        return where

    def _keep_outcomes(self, to: slice, e: int, outcomes: np.ndarray) -> None:
        if self._outcomes is None:
            self._outcomes = self._room_for((self.capacity, self.episodes, outcomes.shape[1]))
        self._outcomes[to, e] = torch.from_numpy(outcomes)
        paid = outcomes.any(1)
        self._pays[to] = paid if e == 1 else self._pays[to] | paid

    def _relabelled(self, episode: Steps, where: Tensor, e: int, other: Tensor, changed: Tensor) -> Steps:
        """Executions as if something else had been asked, where `changed` (B,): what they did would have been paid
        otherwise, and Q-learning may use it. Instructions are one-hots there, of the numbers `other` (B,)."""
        assert self._outcomes is not None
        paid = episode.end * self._outcomes[where, e].gather(1, other[:, None])[:, 0]
        asked = F.one_hot(other, self._outcomes.shape[-1]).float()
        instruction = torch.where(changed[:, None], asked, episode["instruction"][0])
        assert isinstance(episode.obs, dict)
        obs = episode.obs | {"instruction": instruction.expand(len(episode.acts), -1, -1)}
        return replace(episode, obs=obs, reward=torch.where(changed, paid, episode.reward))


def _room_for(
    shape: tuple[int, ...], dtype: np.typing.DTypeLike = np.float32, *, device: torch.device
) -> Tensor:
    """Zeros that take up memory, and time, only where they are written to: most runs fill a part of their replay."""
    return torch.from_numpy(np.zeros(shape, dtype)).to(device)


def steps_of(obs: dict[str, Tensor], action: Tensor, reward: Tensor, length: Tensor, gamma: float = 1.0) -> Steps:
    """Episodes from their observations (T + 1, B, ...), actions and rewards (T, B), and lengths (B,)."""
    t = torch.arange(len(action) + 1, device=action.device)[:, None]
    one = torch.ones_like(reward)
    return Steps(obs, action, reward, gamma * one, (t[:-1] == length - 1).float(), (t < length).float(), length, one)


def steps_of_rollout(rollout: Rollout, tensor: Callable[[np.ndarray], Tensor]) -> Steps:
    """Episodes that were just played, as the networks read them; `tensor` brings an array to where they are."""
    seen = rollout.observations
    obs: Tensors = {n: tensor(seen[n]) for n in ("entities", "vector", "instruction", "frame") if n in seen}
    actions, rewards = tensor(rollout.actions.astype(np.int64)), tensor(rollout.rewards)
    return steps_of(obs, actions, rewards, tensor(rollout.valid.sum(0)))
