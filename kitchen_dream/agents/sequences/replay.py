"""A ring of whole trials: an exploration episode and the executions after it, in the same problem."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from kitchen_dream.problems.spec import PrivilegedId, ProblemSpec
from kitchen_dream.trial.rollout import Rollout


@dataclass
class Episodes:
    """B episodes as time-major tensors; steps beyond an episode's length are padding."""

    vector: Tensor
    """(T + 1, B, V) float32: what was observed."""
    instruction: Tensor
    """(B, I) float32: what was asked; zeros in exploration."""
    action: Tensor
    """(T, B) int64."""
    reward: Tensor
    """(T, B) float32."""
    length: Tensor
    """(B,) int64: number of actions."""
    frame: Tensor | None = None
    """(T + 1, B) numbers of the frames that were seen, in problems with pictures."""

    @property
    def valid(self) -> Tensor:
        """(T, B) float32: 1 at steps that belong to the episode."""
        return (torch.arange(len(self.action))[:, None] < self.length).float()

    @property
    def end(self) -> Tensor:
        """(T, B) float32: 1 at the last step: time is observed, so that running out of it is an end as well."""
        return (torch.arange(len(self.action))[:, None] == self.length - 1).float()


@dataclass
class TrialBatch:
    """B trials."""

    episodes: list[Episodes]
    """The exploration, then the executions."""
    index: Tensor
    """(B,) int64: number of the problem, for one-hot ids. Privileged."""
    attributes: Tensor
    """(B, id_vector) float32. Privileged."""


class TrialReplay:
    """Keeps the last `capacity` trials of `episodes` episodes each."""

    def __init__(self, spec: ProblemSpec, capacity: int, episodes: int):
        shape, steps = (capacity, episodes), spec.max_steps
        self.capacity, self.episodes, self.steps, self.size, self._next = capacity, episodes, steps, 0, 0
        # Half precision: observations are mostly one-hot, and pictures' features need no more.
        self._vector = torch.zeros((*shape, steps + 1, spec.vector), dtype=torch.float16)
        self._instruction = torch.zeros((*shape, spec.instruction), dtype=torch.float16)
        self._action = torch.zeros((*shape, steps), dtype=torch.int64)
        self._reward = torch.zeros((*shape, steps))
        self._length = torch.zeros(shape, dtype=torch.int64)
        self._frame = torch.zeros((*shape, steps + 1), dtype=torch.int32) if spec.picture else None
        self._index = torch.zeros(capacity, dtype=torch.int64)
        self._attributes = torch.zeros((capacity, spec.id_vector))
        self._outcomes: Tensor | None = None
        self._pays = np.zeros(capacity, bool)

    def add(self, problem: PrivilegedId, rollouts: list[Rollout]) -> None:
        """Append one trial for each of B problems; raises ValueError if they are too many or have other lengths."""
        n = len(problem.index)
        if n > self.capacity:
            raise ValueError(f"{n} trials do not fit into a replay of {self.capacity}")
        if len(rollouts) != self.episodes:
            raise ValueError(f"a trial here has {self.episodes} episodes, got {len(rollouts)}")
        where = torch.from_numpy((self._next + np.arange(n)) % self.capacity)
        for e, rollout in enumerate(rollouts):
            steps = len(rollout.actions)
            vector = torch.from_numpy(rollout.observations["vector"]).half().transpose(0, 1)
            self._vector[where, e, : steps + 1] = vector
            self._vector[where, e, steps + 1 :] = vector[:, -1:]
            if self._frame is not None:
                frame = torch.from_numpy(rollout.observations["frame"].astype(np.int32)).T
                self._frame[where, e, : steps + 1] = frame
                self._frame[where, e, steps + 1 :] = frame[:, -1:]
            self._instruction[where, e] = torch.from_numpy(rollout.observations["instruction"][0]).half()
            self._action[where, e, :steps] = torch.from_numpy(rollout.actions.T.astype(np.int64))
            self._reward[where, e, :steps] = torch.from_numpy(np.ascontiguousarray(rollout.rewards.T))
            self._reward[where, e, steps:] = 0
            self._length[where, e] = torch.from_numpy(rollout.valid.sum(0))
            self._keep_outcomes(where, e, rollout)
        self._index[where] = torch.from_numpy(problem.index)
        self._attributes[where] = torch.from_numpy(problem.vector)
        self._next = int((self._next + n) % self.capacity)
        self.size = min(self.size + n, self.capacity)

    def sample(self, count: int, rng: np.random.Generator, relabel: float = 0.0, paid: float = 0.0) -> TrialBatch:
        """`count` trials drawn with replacement; in a share `relabel` of them, executions get another instruction and its reward.

        A share `paid` is drawn from the trials with an execution that pays something, under whatever instruction, as far as there are any.
        """
        where = torch.from_numpy(rng.integers(self.size, size=count))
        if paid:
            where = self._with_paid(where, rng, paid)
        episodes = [
            Episodes(
                self._vector[where, e].float().transpose(0, 1),
                self._instruction[where, e].float(),
                self._action[where, e].T,
                self._reward[where, e].T,
                self._length[where, e],
                None if self._frame is None else self._frame[where, e].T,
            )
            for e in range(self.episodes)
        ]
        if relabel:
            episodes[1:] = [self._relabelled(episode, where, e, rng, relabel) for e, episode in enumerate(episodes[1:], 1)]
        return TrialBatch(episodes, self._index[where], self._attributes[where])

    def sample_ids(self, count: int, rng: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Numbers and attributes of the problems of `count` trials. Privileged."""
        where = torch.from_numpy(rng.integers(self.size, size=count))
        return self._index[where], self._attributes[where]

    def _with_paid(self, where: Tensor, rng: np.random.Generator, share: float) -> Tensor:
        """Rows (B,) of which a share is drawn anew, from the trials that pay. Raises ValueError as `_relabelled` does."""
        if self._outcomes is None:
            raise ValueError("paid_share: this problem does not tell what an episode pays under other instructions; set paid_share=0")
        paying = torch.from_numpy(np.flatnonzero(self._pays[: self.size]))
        anew = round(share * len(where)) if len(paying) else 0
        drawn = paying[torch.from_numpy(rng.integers(max(1, len(paying)), size=anew))]
        # Scattered over the batch: which trials read g(tau) goes by their order.
        where[torch.from_numpy(rng.permutation(len(where))[:anew])] = drawn
        return where

    def _keep_outcomes(self, where: Tensor, e: int, rollout: Rollout) -> None:
        if rollout.outcomes is not None:
            if self._outcomes is None:
                self._outcomes = torch.zeros((self.capacity, self.episodes, rollout.outcomes.shape[1]))
            self._outcomes[where, e] = torch.from_numpy(rollout.outcomes)
            paid = rollout.outcomes.any(1)
            self._pays[where] = paid if e == 1 else self._pays[where] | paid

    def _relabelled(self, episode: Episodes, where: Tensor, e: int, rng: np.random.Generator, share: float) -> Episodes:
        """Executions as if something else had been asked: what they did would have been paid otherwise, and Q-learning may use it.

        Raises ValueError if the problem does not tell its outcomes. Instructions are one-hots there.
        """
        if self._outcomes is None:
            raise ValueError("relabel: this problem does not tell what an episode pays under other instructions; set relabel=0")
        outcomes = self._outcomes[where, e]
        count = outcomes.shape[1]
        other = torch.from_numpy(rng.integers(count, size=len(where)))
        changed = torch.from_numpy(rng.random(len(where)) < share)
        instruction = torch.where(changed[:, None], torch.eye(count)[other], episode.instruction)
        paid = episode.end * outcomes[torch.arange(len(where)), other]
        return replace(episode, instruction=instruction, reward=torch.where(changed, paid, episode.reward))

    def frames(self) -> np.ndarray:
        """Distinct numbers of the frames that the trials kept here show."""
        return torch.unique(self._frame[: self.size]).numpy()


def episodes_of(rollout: Rollout) -> Episodes:
    """A rollout just made, as the networks read episodes."""
    return Episodes(
        torch.from_numpy(rollout.observations["vector"]),
        torch.from_numpy(rollout.observations["instruction"][0]),
        torch.from_numpy(rollout.actions.astype(np.int64)),
        torch.from_numpy(rollout.rewards),
        torch.from_numpy(rollout.valid.sum(0)),
        torch.from_numpy(rollout.observations["frame"]) if "frame" in rollout.observations else None,
    )
