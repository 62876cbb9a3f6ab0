"""A ring of transitions as tensors of the observation space, sampled uniformly."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from kitchen_dream.problems.spec import Observation

Batch = dict[str, Tensor]


class Replay:
    """Keeps the last `capacity` rows of named arrays; floats are stored in half precision, since they are bits and small numbers."""

    def __init__(self, capacity: int):
        self.capacity, self.size, self._next = capacity, 0, 0
        self._store: dict[str, Tensor] = {}

    def add(self, rows: dict[str, np.ndarray]) -> None:
        """Append rows: every array has the same first length, which must fit into the ring."""
        n = len(next(iter(rows.values())))
        if n > self.capacity:
            raise ValueError(f"{n} rows do not fit into a replay of {self.capacity}")
        where = (self._next + np.arange(n)) % self.capacity
        for name, value in rows.items():
            tensor = torch.from_numpy(np.ascontiguousarray(value))
            if name not in self._store:
                kind = torch.float16 if tensor.dtype == torch.float32 else tensor.dtype
                self._store[name] = torch.zeros((self.capacity, *tensor.shape[1:]), dtype=kind)
            self._store[name][where] = tensor.to(self._store[name].dtype)
        self._next = int((self._next + n) % self.capacity)
        self.size = min(self.size + n, self.capacity)

    def sample(self, count: int, rng: np.random.Generator) -> Batch:
        """`count` rows drawn with replacement; floats and masks come as float32."""
        where = torch.from_numpy(rng.integers(self.size, size=count))
        return {
            name: value[where].float() if value.dtype in (torch.float16, torch.int8) else value[where]
            for name, value in self._store.items()
        }


def prefixed(prefix: str, observation: Observation) -> Observation:
    """The observation's arrays under names with a prefix."""
    return {prefix + key: value for key, value in observation.items()}


def unprefixed(prefix: str, batch: Batch) -> Batch:
    """The part of a batch whose names have the prefix, without it."""
    return {key[len(prefix) :]: value for key, value in batch.items() if key.startswith(prefix)}
