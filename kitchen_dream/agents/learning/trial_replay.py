"""A replay of whole trials: an exploration episode and the executions after it, in the same problem."""

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from kitchen_dream.agents.learning.batch import Batch, Ids, Steps, Trials
from kitchen_dream.agents.settings import LearnerSettings
from kitchen_dream.problems.spec import PrivilegedId, ProblemSpec
from kitchen_dream.trial.rollout import Rollout

UNTOLD = "this problem does not tell what an episode pays under other instructions"


class TrialReplay:
    """The last trials of `episodes` episodes each."""

    def __init__(self, spec: ProblemSpec, settings: LearnerSettings, episodes: int):
        self._settings, self.capacity, self.episodes = settings, settings.replay_size, episodes
        self.size, self.next, self.added = 0, 0, 0
        shape, steps = (self.capacity, episodes), spec.max_steps
        # Half precision: observations are mostly one-hot, and pictures' features need no more.
        self._vector = _room_for((*shape, steps + 1, spec.vector.size), np.float16)
        self._instruction = _room_for((*shape, spec.instruction.size), np.float16)
        self._mask = _room_for((*shape, steps + 1, spec.num_actions), np.int8)
        self._action = _room_for((*shape, steps), np.int64)
        self._reward = _room_for((*shape, steps))
        self._length = _room_for(shape, np.int64)
        self._frame = _room_for((*shape, steps + 1), np.int32) if spec.picture else None
        self._index = _room_for((self.capacity,), np.int64)
        self._attributes = _room_for((self.capacity, spec.id_vector.size))
        self._outcomes: Tensor | None = None
        self._pays = np.zeros(self.capacity, bool)

    @property
    def rings(self) -> tuple["TrialReplay"]:
        """The one ring of trials; kept as an attribute it would keep this alive after its last use."""
        return (self,)

    def add(self, problem: PrivilegedId, rollouts: list[Rollout]) -> None:
        """Append one trial for each of B problems; raises ValueError if they are too many or have other lengths."""
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

    def sample(self, rng: np.random.Generator, explore: bool = True) -> Batch:
        """Trials drawn with replacement, for execution and exploration alike.

        In a share `relabel` of them, executions get another instruction and its reward. A share `paid_share` is drawn
        from the trials with an execution that pays something, under whatever instruction, as far as there are any."""
        settings = self._settings
        where = torch.from_numpy(rng.integers(self.size, size=settings.batch_size))
        if settings.paid_share:
            where = self._with_paid(where, rng, settings.paid_share)
        episodes = [self._episode(where, e) for e in range(self.episodes)]
        if settings.relabel:
            changed = enumerate(episodes[1:], 1)
            episodes[1:] = [self._relabelled(episode, where, e, rng, settings.relabel) for e, episode in changed]
        ids = Ids(self._index[where], self._attributes[where], torch.zeros(len(where), 0, 1))
        trials = Trials(ids, episodes[0], episodes[1:], {})
        return Batch(trials, trials)

    def sample_ids(self, count: int, rng: np.random.Generator) -> Ids:
        """Ids of the problems of `count` trials. Privileged."""
        where = torch.from_numpy(rng.integers(self.size, size=count))
        return Ids(self._index[where], self._attributes[where], torch.zeros(count, 0, 1))

    def frames(self) -> np.ndarray:
        """Distinct numbers of the frames that the trials kept here show."""
        assert self._frame is not None, "asked for problems with pictures only"
        return torch.unique(self._frame[: self.size]).numpy()

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
            self._outcomes = _room_for((self.capacity, self.episodes, outcomes.shape[1]))
        self._outcomes[to, e] = torch.from_numpy(outcomes)
        paid = outcomes.any(1)
        self._pays[to] = paid if e == 1 else self._pays[to] | paid

    def _relabelled(self, episode: Steps, where: Tensor, e: int, rng: np.random.Generator, share: float) -> Steps:
        """Executions as if something else had been asked: what they did would have been paid otherwise, and Q-learning
        may use it.

        Raises ValueError if the problem does not tell its outcomes. Instructions are one-hots there."""
        if self._outcomes is None:
            raise ValueError(f"relabel: {UNTOLD}; set relabel=0")
        outcomes = self._outcomes[where, e]
        count = outcomes.shape[1]
        other = torch.from_numpy(rng.integers(count, size=len(where)))
        changed = torch.from_numpy(rng.random(len(where)) < share)
        instruction = torch.where(changed[:, None], torch.eye(count)[other], episode["instruction"][0])
        paid = episode.end * outcomes[torch.arange(len(where)), other]
        assert isinstance(episode.obs, dict)
        obs = episode.obs | {"instruction": instruction.expand(len(episode.acts), -1, -1)}
        return replace(episode, obs=obs, reward=torch.where(changed, paid, episode.reward))


def _room_for(shape: tuple[int, ...], dtype: np.typing.DTypeLike = np.float32) -> Tensor:
    """Zeros that take up memory, and time, only where they are written to: most runs fill a part of their replay."""
    return torch.from_numpy(np.zeros(shape, dtype))


def steps_of(obs: dict[str, Tensor], action: Tensor, reward: Tensor, length: Tensor, gamma: float = 1.0) -> Steps:
    """Episodes from their observations (T + 1, B, ...), actions and rewards (T, B), and lengths (B,)."""
    t = torch.arange(len(action) + 1)[:, None]
    one = torch.ones(action.shape)
    return Steps(obs, action, reward, gamma * one, (t[:-1] == length - 1).float(), (t < length).float(), length, one)


def steps_of_rollout(rollout: Rollout) -> Steps:
    """Episodes that were just played, as the networks read them."""
    seen = rollout.observations
    obs = {name: torch.from_numpy(np.ascontiguousarray(seen[name])) for name in ("entities", "vector", "instruction")}
    if "frame" in seen:
        obs["frame"] = torch.from_numpy(seen["frame"])
    actions, rewards = torch.from_numpy(rollout.actions.astype(np.int64)), torch.from_numpy(rollout.rewards)
    return steps_of(obs, actions, rewards, torch.from_numpy(rollout.valid.sum(0)))
