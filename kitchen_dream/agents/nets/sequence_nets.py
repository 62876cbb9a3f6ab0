"""The networks of DREAM where all that is seen stands in one vector and all actions are plain, with a memory over the
steps.

Shapes: T steps, B trials, V vector, I instruction, A actions, H hidden, Z code. Sequences are time-major."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kitchen_dream.agents.learning.batch import Ids, Steps, Tensors
from kitchen_dream.agents.nets.heads import Conditioned, Dueling
from kitchen_dream.agents.nets.memories import Memory, State
from kitchen_dream.agents.settings import DreamSettings
from kitchen_dream.problems.spec import ProblemSpec


class ExecutionNet(nn.Module):
    """Action values of execution from what is seen, the instruction, and a code z (B, Z)."""

    def __init__(self, spec: ProblemSpec, memory: str, hidden: int, code: int):
        super().__init__()
        self.first = Conditioned(spec.vector.size + spec.instruction.size, code, hidden)
        self.memory = Memory(memory, hidden, hidden)
        self.head = Dueling(hidden, spec.num_actions)

    def forward(self, steps: Steps, z: Tensor) -> Tensor:
        """(T + 1, B, A) at all steps."""
        return self.head(self.memory(self.first(torch.cat([steps["vector"], steps["instruction"]], dim=-1), z)))

    def step(self, obs: Tensors, z: Tensor, state: State) -> tuple[Tensor, State]:
        """Values (B, A) at one step, and the memory's state after it."""
        inputs = self.first(torch.cat([obs["vector"], obs["instruction"]], dim=-1), z)
        summary, state = self.memory.step(inputs, state)
        return self.head(summary), state


def transitions(vector: Tensor, action: Tensor, actions: int) -> Tensor:
    """What every memory is told at each step, (T + 1, B, 2 V + A): what is seen, the last action, and what was seen
    before it.

    vector (T + 1, B, V), action (T, B). At the first step the last two are zeros."""
    last, before = preceding(vector, action, actions)
    return torch.cat([vector, last, before], dim=-1)


def preceding(vector: Tensor, action: Tensor, actions: int) -> tuple[Tensor, Tensor]:
    """The last action of each step (T + 1, B, A), one-hot, and what was seen before it (T + 1, B, V); see
    `transitions`."""
    before = torch.zeros_like(vector)
    before[1:] = vector[:-1]
    last = vector.new_zeros(*vector.shape[:2], actions)
    last[1:] = F.one_hot(action, actions)
    return last, before


class ExplorationNet(nn.Module):
    """Action values of exploration (T, B, A) from transitions (T, B, 2 V + A): neither instruction, id nor reward."""

    def __init__(self, spec: ProblemSpec, memory: str, hidden: int):
        super().__init__()
        self.memory = Memory(memory, 2 * spec.vector.size + spec.num_actions, hidden)
        self.now = nn.Linear(2 * spec.vector.size + spec.num_actions, hidden)
        self.then = nn.Linear(hidden, hidden)
        self.head = Dueling(hidden, spec.num_actions)

    def forward(self, inputs: Tensor) -> Tensor:
        return self._head(inputs, self.memory(inputs))

    def step(self, inputs: Tensor, state: State) -> tuple[Tensor, State]:
        """One step (B, ...): values (B, A) and the memory's state after it."""
        summary, state = self.memory.step(inputs, state)
        return self._head(inputs, summary), state

    def _head(self, inputs: Tensor, summary: Tensor) -> Tensor:
        return self.head(F.relu(self.now(inputs) + self.then(summary)))


class TrajectoryEncoder(nn.Module):
    """The trajectory encoder g: codes (T, B, Z) of all prefixes of transitions (T, B, 2 V + A).

    It is linear in its memory: what it has learnt of single events then adds up in problems that combine them anew. A
    hidden layer in between can learn the combinations of the training problems by heart. `deep` puts one there."""

    def __init__(self, spec: ProblemSpec, memory: str, hidden: int, code: int, deep: bool = False):
        super().__init__()
        self.memory = Memory(memory, 2 * spec.vector.size + spec.num_actions, hidden)
        self.out: nn.Module = nn.Linear(hidden, code)
        if deep:
            self.out = nn.Sequential(nn.Linear(hidden, hidden), nn.ReLU(), self.out)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.out(self.memory(inputs))


class IdEncoder(nn.Module):
    """The id encoder f: a code (B, Z) that is linear in the attributes of the id (all, or the first `part`), or in its
    one-hot number.

    It starts small, so that its noise at first hides it and it grows only as execution needs it."""

    def __init__(self, spec: ProblemSpec, one_hot: int, code: int, init: float, part: int = 0):
        super().__init__()
        self.one_hot, self.part = one_hot, part or spec.id_vector.size
        self.out: nn.Module = nn.Embedding(one_hot, code) if one_hot else nn.Linear(self.part, code)
        nn.init.normal_(self.out.weight, std=init)

    def forward(self, ids: Ids) -> Tensor:
        return self.out(ids.index) if self.one_hot else self.out(ids.vector[:, : self.part])


class SequenceDreamNets(nn.Module):
    """All networks of DREAM on sequences of vectors."""

    def __init__(self, spec: ProblemSpec, settings: DreamSettings, one_hot: int):
        """one_hot: 0: f reads attributes of the id; else it has a code for each of so many problems."""
        super().__init__()
        self.actions = spec.num_actions
        self.f = IdEncoder(spec, one_hot, settings.code_size, settings.embedding_init, settings.id_part)
        hidden, memory = settings.explore_hidden, settings.memory
        self.trajectory_encoder = TrajectoryEncoder(spec, memory, hidden, settings.code_size, settings.deep_g)
        self.execute = ExecutionNet(spec, settings.execution_memory, settings.hidden, settings.code_size)
        self.exploration = ExplorationNet(spec, memory, hidden)

    def g(self, steps: Steps) -> Tensor:
        """g of every prefix (T + 1, B, Z)."""
        return self.trajectory_encoder(transitions(steps["vector"], steps.action, self.actions))

    def explore(self, steps: Steps) -> Tensor:
        """Action values of exploration (T + 1, B, A) at all steps."""
        return self.exploration(transitions(steps["vector"], steps.action, self.actions))

    def execute_step(self, obs: Tensors, z: Tensor, state: State) -> tuple[Tensor, State]:
        """Action values (B, A) while acting, and the state after the step."""
        return self.execute.step(obs, z, state)

    def explore_step(self, obs: Tensors, last: Tensor, state: Any) -> tuple[Tensor, Any]:
        """The same of exploration; last (B, A) is the last action, one-hot, zeros at first."""
        vector = obs["vector"]
        memory, before = (None, torch.zeros_like(vector)) if state is None else state
        values, memory = self.exploration.step(torch.cat([vector, last, before], dim=1), memory)
        return values, (memory, vector)
