"""What learning reads: steps of episodes, and trials made of them, as tensors.

Shapes: T steps, B trials. Sequences are time-major."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

Tensors = dict[str, Tensor]
CPU = torch.device("cpu")


@dataclass
class Ids:
    """Ids mu of B problems. Privileged: losses may read them, acting in tests must not."""

    index: Tensor
    """(B,) int64: number of the problem, for one-hot ids."""
    vector: Tensor
    """(B, id_vector) float32."""
    entities: Tensor
    """(B, U, id_entity) float32; empty where there are no entities."""


@dataclass
class Steps:
    """T + 1 successive steps of B episodes, and the T actions between them.

    With the memory `map`, whose belief is a function of one observation, these are two steps of an episode that need
    not be neighbours: `reward` is then a return of several steps, and `discount` what stands behind it is worth. With
    all other memories they are whole episodes, where steps beyond an episode's length are padding."""

    obs: Tensors | list[Tensors]
    """(T + 1, B, ...) by name; or a list of (B, ...) by name, for each step."""
    action: Tensor
    """(T, B) int64."""
    reward: Tensor
    """(T, B)."""
    discount: Tensor
    """(T, B) by how much what comes after the action is discounted."""
    end: Tensor
    """(T, B) 1 where nothing comes after the action. Time is observed, so that running out of it is an end as well."""
    acts: Tensor
    """(T + 1, B) 1 where an action is chosen."""
    length: Tensor
    """(B,) int64: number of actions."""
    count: Tensor
    """(T, B) how many actions each of the T stands for."""

    def __getitem__(self, name: str) -> Tensor:
        """(T + 1, B, ...) a part of the observations."""
        if isinstance(self.obs, dict):
            return self.obs[name]
        return self.obs[0][name][None] if len(self.obs) == 1 else torch.stack([obs[name] for obs in self.obs])

    def at(self, t: int) -> Steps:
        """The observation of one step alone, as steps without actions (T = 0)."""
        obs = {name: value[t] for name, value in self.obs.items()} if isinstance(self.obs, dict) else self.obs[t]
        none = self.reward[:0]
        return Steps([obs], self.action[:0], none, none, none, self.acts[t][None], torch.zeros_like(self.length), none)

    @property
    def valid(self) -> Tensor:
        """(T, B) 1 where an action belongs to the episode."""
        return self.acts[:-1]

    @property
    def prefixes(self) -> Tensor:
        """(T + 1, B) 1 at every prefix of an episode, the empty one and the whole included."""
        steps = torch.arange(len(self.acts), device=self.length.device)
        return (steps[:, None] <= self.length).float()


def last_step(obs: Tensors) -> Steps:
    """The last observation (B, ...) of episodes as steps without actions (T = 0)."""
    acts = obs["vector"].new_zeros(1, len(obs["vector"]))
    none, length = acts[:0], acts[0].long()
    return Steps([obs], length[None][:0], none, none, none, acts, length, none)


@dataclass
class Trials:
    """B trials, or what is drawn of them: the problems' ids, an exploration, and executions after it."""

    ids: Ids
    exploration: Steps
    """With the memory `map`, in a batch for execution, the last step of it alone."""
    executions: list[Steps]
    """Empty in a batch that is drawn for exploration alone."""
    extra: Tensors
    """What else a method keeps, (B, ...) by name."""


@dataclass
class Batch:
    """What an update is made of."""

    trials: Trials
    """What execution learns from."""
    explorations: Trials | None
    """What exploration learns from: the same trials, with the memory `map` others; None when it pauses."""
