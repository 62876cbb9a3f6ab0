"""Networks for flat problems, on sequences: all that is seen stands in one vector, and all actions are plain.

Shapes: T steps, B trials, V vector, I instruction, A actions, H hidden, Z code. Sequences are time-major.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kitchen_dream.agents.sequences.memory import Memory, MemoryKind, State
from kitchen_dream.problems.spec import ProblemSpec


class Dueling(nn.Module):
    """Action values (..., A) from features (..., H): the state's value and advantages counted from their mean over actions
    (Wang et al. 2016, eq. 9)."""

    def __init__(self, features: int, actions: int):
        super().__init__()
        self.out = nn.Linear(features, actions + 1)

    def forward(self, features: Tensor) -> Tensor:
        value, advantage = self.out(features).split([1, self.out.out_features - 1], dim=-1)
        return value + advantage - advantage.mean(-1, keepdim=True)


class Conditioned(nn.Module):
    """A layer on inputs and a code that multiplies as well as adds: relu(W x + V z + (M x) * (G z)).

    What to do is a product of where one is, what is asked and what the code says; sums alone find it slowly.
    """

    def __init__(self, features: int, code: int, hidden: int):
        super().__init__()
        self.plain, self.code = nn.Linear(features, hidden), nn.Linear(code, hidden, bias=False)
        self.gated, self.gate = nn.Linear(features, hidden), nn.Linear(code, hidden)

    def forward(self, inputs: Tensor, z: Tensor) -> Tensor:
        return F.relu(self.plain(inputs) + self.code(z) + self.gated(inputs) * self.gate(z))


class ExecuteNet(nn.Module):
    """Action values of execution (T, B, A) from what is seen, the instruction, and a code z (B, Z)."""

    def __init__(self, spec: ProblemSpec, memory: MemoryKind, hidden: int, code: int):
        super().__init__()
        self.first = Conditioned(spec.vector + spec.instruction, code, hidden)
        self.memory = Memory(memory, hidden, hidden)
        self.head = Dueling(hidden, spec.actions)

    def forward(self, vector: Tensor, instruction: Tensor, z: Tensor) -> Tensor:
        return self.head(self.memory(self._inputs(vector, instruction.expand(len(vector), -1, -1), z)))

    def step(self, vector: Tensor, instruction: Tensor, z: Tensor, state: State) -> tuple[Tensor, State]:
        """One step (B, V): values (B, A) and the memory's state after it."""
        summary, state = self.memory.step(self._inputs(vector, instruction, z), state)
        return self.head(summary), state

    def _inputs(self, vector: Tensor, instruction: Tensor, z: Tensor) -> Tensor:
        return self.first(torch.cat([vector, instruction], dim=-1), z)


def transitions(vector: Tensor, action: Tensor, actions: int) -> Tensor:
    """What an explorer and g are told at each step, (T + 1, B, 2 V + A): now, the last action, and what was seen before it.

    vector (T + 1, B, V), action (T, B). At the first step the last two are zeros.
    """
    before = torch.zeros_like(vector)
    before[1:] = vector[:-1]
    last = torch.zeros(*vector.shape[:2], actions)
    last[1:] = F.one_hot(action, actions).float()
    return torch.cat([vector, last, before], dim=-1)


class ExploreNet(nn.Module):
    """Action values of exploration (T, B, A) from transitions (T, B, 2 V + A): neither instruction, id nor reward."""

    def __init__(self, spec: ProblemSpec, memory: MemoryKind, hidden: int):
        super().__init__()
        self.memory = Memory(memory, 2 * spec.vector + spec.actions, hidden)
        self.now = nn.Linear(2 * spec.vector + spec.actions, hidden)
        self.then = nn.Linear(hidden, hidden)
        self.head = Dueling(hidden, spec.actions)

    def forward(self, inputs: Tensor) -> Tensor:
        return self._head(inputs, self.memory(inputs))

    def step(self, inputs: Tensor, state: State) -> tuple[Tensor, State]:
        """One step (B, ...): values (B, A) and the memory's state after it."""
        summary, state = self.memory.step(inputs, state)
        return self._head(inputs, summary), state

    def _head(self, inputs: Tensor, summary: Tensor) -> Tensor:
        return self.head(F.relu(self.now(inputs) + self.then(summary)))


class TrajectoryCode(nn.Module):
    """The trajectory encoder g: codes (T, B, Z) of all prefixes of transitions (T, B, 2 V + A).

    It is linear in its memory: what it has learnt of single events then adds up in problems that combine them anew. A hidden
    layer in between can learn the combinations of the training problems by heart. `deep` puts one there, for what is joint by nature.
    """

    def __init__(self, spec: ProblemSpec, memory: MemoryKind, hidden: int, code: int, deep: bool = False):
        super().__init__()
        self.memory = Memory(memory, 2 * spec.vector + spec.actions, hidden)
        self.out: nn.Module = nn.Linear(hidden, code)
        if deep:
            self.out = nn.Sequential(nn.Linear(hidden, hidden), nn.ReLU(), self.out)

    def forward(self, inputs: Tensor) -> Tensor:
        return self.out(self.memory(inputs))


class ProblemCode(nn.Module):
    """The id encoder f: a code (B, Z) that is linear in the attributes of the id (all, or the first `part`), or in its one-hot number.

    It starts small, so that its noise at first hides it and it grows only as execution needs it.
    """

    def __init__(self, spec: ProblemSpec, one_hot: int, code: int, scale: float, part: int = 0):
        super().__init__()
        self.one_hot, self.part = one_hot, part or spec.id_vector
        self.out: nn.Module = nn.Embedding(one_hot, code) if one_hot else nn.Linear(self.part, code)
        nn.init.normal_(self.out.weight, std=scale)

    def forward(self, index: Tensor, attributes: Tensor) -> Tensor:
        return self.out(index) if self.one_hot else self.out(attributes[:, : self.part])
