"""A replay of single steps, for the memory `map`: what came before a step stands in its observation."""

from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor

from kitchen_dream.agents.learning.batch import CPU, Batch, Ids, Steps, Tensors, Trials, last_step
from kitchen_dream.agents.learning.targets import n_step_returns
from kitchen_dream.agents.settings import LearnerSettings
from kitchen_dream.problems.spec import Observation, PrivilegedId
from kitchen_dream.trial.rollout import Rollout

MAP = ("entities", "vector")
"""Parts of an observation that sum the episode up."""
SEEN = ("entities", "slots", "vector", "action_mask")
EXECUTING = (*SEEN, "instruction")

Extra = Callable[[Rollout, list[Rollout], np.ndarray, np.ndarray], dict[str, np.ndarray]]
"""What else a method keeps of steps t (n,) of the explorations b (n,)."""


class TransitionReplay:
    """The last transitions of executions and, apart from them, of explorations; returns are summed when stored."""

    def __init__(self, settings: LearnerSettings, extra: Extra | None = None, device: torch.device = CPU):
        self._settings, self._extra = settings, extra
        self.rings = self.executions, self.explorations = tuple(Ring(settings.replay_size, device) for _ in range(2))

    def add(self, problem: PrivilegedId, rollouts: list[Rollout], updates: int = 0) -> None:
        """Take in one trial in each of B problems: an exploration, and executions after it.

        updates: the agent's so far; returns get shorter with them."""
        exploration, *executions = rollouts
        settings = self._settings
        assert settings.explore_n_step and settings.n_step, "the memory map has both"
        left = max(0.0, 1 - updates / settings.n_step_updates) if settings.n_step_updates else 1.0
        explore_n, n = (round(1 + left * (first - 1)) for first in (settings.explore_n_step, settings.n_step))
        ids = {"id_index": problem.index, "id_entities": problem.entities, "id_vector": problem.vector}
        tau = _prefixed("tau_", {key: exploration.last()[key] for key in MAP})

        rows, t, b = _transitions(exploration, SEEN, explore_n, settings.gamma)
        rows |= {key: value[b] for key, value in ids.items()}
        if self._extra:
            rows |= self._extra(exploration, executions, t, b)
        self.explorations.add(rows)
        for execution in executions:
            rows, _, b = _transitions(execution, EXECUTING, n, settings.gamma)
            rows |= {"episode_return": execution.returns[b]}
            self.executions.add(rows | {key: value[b] for key, value in (ids | tau).items()})

    def draw(self, rng: np.random.Generator, explore: bool) -> Tensors:
        """Rows of a batch for execution and, if wanted, of another one for exploration."""
        drawn = {"execution": self.executions.draw(self._settings.batch_size, rng)}
        return drawn | {"exploration": self.explorations.draw(self._settings.batch_size, rng)} if explore else drawn

    def read(self, drawn: Tensors) -> Batch:
        """The batch of rows that were drawn."""
        trials = self._trials(self.executions.read(drawn["execution"]), executing=True)
        if "exploration" not in drawn:
            return Batch(trials, None)
        return Batch(trials, self._trials(self.explorations.read(drawn["exploration"]), executing=False))

    def _trials(self, rows: Tensors, executing: bool) -> Trials:
        ids = Ids(rows["id_index"], rows["id_vector"], rows["id_entities"])
        one = torch.ones_like(rows["end"])
        obs = [_unprefixed("now_", rows), _unprefixed("next_", rows)]
        action, reward, discount, end, count = (
            rows[name][None] for name in ("action", "return", "discount", "end", "count")
        )
        steps = Steps(obs, action, reward, discount, end, torch.stack([one, one]), torch.ones_like(action[0]), count)
        if not executing:
            return Trials(ids, steps, [], rows)
        return Trials(ids, last_step(_unprefixed("tau_", rows)), [steps], rows)


class Ring:
    """The last `capacity` rows of named arrays; floats, which are bits or small, are kept in half precision."""

    def __init__(self, capacity: int, device: torch.device = CPU):
        self.capacity, self.size, self.next, self.added = capacity, 0, 0, 0
        self._device = device
        self._store: Tensors = {}

    def add(self, rows: dict[str, np.ndarray]) -> None:
        """Append rows: every array has the same first length, which must fit into the ring."""
        n = len(next(iter(rows.values())))
        if n > self.capacity:
            raise ValueError(f"{n} rows do not fit into a replay of {self.capacity}; raise replay_size")
        where = ((torch.arange(n) + self.next) % self.capacity).to(self._device)
        for name, value in rows.items():
            tensor = torch.from_numpy(np.ascontiguousarray(value))
            if name not in self._store:  # takes up memory as it is filled: short runs need little
                kind = torch.float16 if tensor.dtype == torch.float32 else tensor.dtype
                room = (self.capacity, *tensor.shape[1:])
                self._store[name] = torch.empty(room, dtype=kind, device=self._device)
            self._store[name][where] = tensor.to(self._store[name].dtype).to(self._device)
        self.next = int((self.next + n) % self.capacity)
        self.size = min(self.size + n, self.capacity)
        self.added += n

    def draw(self, count: int, rng: np.random.Generator) -> Tensor:
        """The numbers of `count` rows, drawn with replacement."""
        return torch.from_numpy(rng.integers(self.size, size=count))

    def read(self, rows: Tensor) -> Tensors:
        """Rows by their numbers; floats and masks come as float32."""
        rows = rows.to(self._device)
        return {name: _as_float(value.index_select(0, rows)) for name, value in self._store.items()}


def _transitions(
    rollout: Rollout, keys: tuple[str, ...], n_step: int, gamma: float
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Rows of all steps of an episode, and their steps t and episodes b (n,)."""
    cut = (rollout.valid, rollout.terminated, rollout.greedy)
    returns, count, end = n_step_returns(rollout.rewards, *cut, n_step, gamma)
    t, b = np.nonzero(rollout.valid)
    steps = count[t, b]
    rows = _prefixed("now_", {key: rollout.observations[key][t, b] for key in keys})
    rows |= _prefixed("next_", {key: rollout.observations[key][t + steps, b] for key in keys})
    rows |= {"action": rollout.actions[t, b], "return": returns[t, b], "end": end[t, b]}
    return rows | {"count": steps.astype(np.float32), "discount": (gamma**steps).astype(np.float32)}, t, b


def _as_float(value: Tensor) -> Tensor:
    return value.float() if value.dtype in (torch.float16, torch.int8) else value


def _prefixed(prefix: str, observation: Observation) -> dict[str, np.ndarray]:
    return {prefix + key: value for key, value in observation.items()}


def _unprefixed(prefix: str, rows: Tensors) -> Tensors:
    return {key[len(prefix) :]: value for key, value in rows.items() if key.startswith(prefix)}
