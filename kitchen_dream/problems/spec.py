"""What agents may know of a problem: named fields, shapes, counts. Sizes flow from here into networks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

import gymnasium as gym
import numpy as np


@dataclass(frozen=True)
class Field:
    """Some neighbouring features of an array that belong together, under one name."""

    name: str
    size: int
    what: str = ""
    """What they tell, in a line: the docs' tables are made from it."""


class Fields:
    """The features of an array, as named fields in order.

    Examples:
        >>> fields = Fields(Field("cell", 9), Field("time_left", 1))
        >>> fields.size, fields["time_left"], "cell" in fields
        (10, slice(9, 10, None), True)
    """

    def __init__(self, *fields: Field):
        names = [field.name for field in fields]
        if len(set(names)) < len(names):
            raise ValueError(f"a field's name must be its own, got {names}")
        self.fields = fields
        ends = list(accumulate(field.size for field in fields))
        self.size = ends[-1] if ends else 0
        self._slices = {f.name: slice(end - f.size, end) for f, end in zip(fields, ends, strict=True)}

    def __getitem__(self, name: str) -> slice:
        """Where a field stands. Raises KeyError, with the known names, for one that is not there."""
        if name not in self._slices:
            raise KeyError(f"no field {name!r}; there are: {', '.join(self._slices) or 'none'}")
        return self._slices[name]

    def __contains__(self, name: str) -> bool:
        return name in self._slices

    def __iter__(self) -> Iterator[Field]:
        return iter(self.fields)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fields) and self.fields == other.fields

    def __hash__(self) -> int:
        return hash(self.fields)

    def __repr__(self) -> str:
        return f"Fields({', '.join(f'{f.name}: {f.size}' for f in self.fields)})"

    def __add__(self, other: Fields) -> Fields:
        return Fields(*self.fields, *other.fields)

    def without(self, *names: str) -> list[slice]:
        """The slices of all fields but these, neighbours joined."""
        kept: list[slice] = []
        for field in self.fields:
            here = self._slices[field.name]
            if field.name in names:
                continue
            if kept and kept[-1].stop == here.start:
                kept[-1] = slice(kept[-1].start, here.stop)
            else:
                kept.append(here)
        return kept


NO_FIELDS = Fields()


@dataclass(frozen=True)
class ProblemSpec:
    """Names and sizes of one problem.

    An observation holds `entities` (n, features), a set whose members come in any number (the mask tells which actions
    exist), `slots` (m, features), `vector` (k,), `instruction` (i,) and `action_mask` (actions,). Action a < n acts on
    entity a; the next m act on slots; the remaining ones stand for themselves. A problem without entities and slots has
    empty sets.

    Fields that networks look for by name, where a problem has entities: `exists` and `looked` of an entity, `seen` in
    it (a multi-hot of symbols, or features of pictures), and in an id's entity `symbols`."""

    name: str
    vector: Fields
    instruction: Fields
    id_vector: Fields
    """Features of the whole in the attributes of a problem id (privileged)."""
    actions: tuple[str, ...]
    """Names of all actions; a policy keeps them, so that it still knows its own when others are added."""
    stop: int
    """The action that ends an episode."""
    max_steps: int
    """Most steps that an episode can have."""
    entities: int = 0
    """Most members of the set."""
    entity: Fields = NO_FIELDS
    slots: int = 0
    slot: Fields = NO_FIELDS
    id_entity: Fields = NO_FIELDS
    """Features of an entity in the attributes of a problem id (privileged)."""
    symbols: int = 0
    """Size of the vocabulary that entities, slots, instructions and ids share."""
    carried: tuple[str, ...] = ()
    """Fields of the vector that are multi-hots of symbols: first what is carried, then what was delivered."""
    instruction_symbols: bool = False
    """Whether an instruction begins with a multi-hot of symbols; if not, it is a one-hot name."""
    task_in_id: bool = False
    """The goal is part of the problem and never instructed (standard meta-RL): the fields `wanted` and `unwanted` of
    the vector tell what is known of it, `asked` of an id's vector what it is, `needed` of an id's entity what of it
    lies there. Explorations may act on slots."""
    fact_sizes: tuple[int, ...] = ()
    """Attributes of an id that tell one fact together, in order, `id_vector` in all. Empty: each by itself."""
    scripted_exploration: tuple[int, ...] = ()
    """Actions of an exploration that a person would script, where there is one: for a baseline, never for learning."""
    picture: tuple[int, ...] = ()
    """Height, width and colours of the picture that an observation's `frame` numbers, if it does."""
    patch: tuple[int, int] = (0, 0)
    """Features of the picture of one place, and numbers in the picture itself: where looks give pictures, the features
    of its places are what was `seen` in an entity, and those of one place stand in a slot."""

    def __post_init__(self):
        if not 0 <= self.stop < len(self.actions):
            raise ValueError(f"{self.name}: stop is action {self.stop}, but actions are 0 to {len(self.actions) - 1}")
        if len(set(self.actions)) < len(self.actions):
            raise ValueError(f"{self.name}: every action needs a name of its own, got {', '.join(self.actions)}")

    @property
    def num_actions(self) -> int:
        """Size of the action space."""
        return len(self.actions)

    @property
    def others(self) -> int:
        """Actions that act on neither entities nor slots."""
        return len(self.actions) - self.entities - self.slots

    @property
    def has_sets(self) -> bool:
        """Whether there are entities or slots; without, networks need no sets, and the code of an id is one vector."""
        return self.entities + self.slots > 0

    def with_vector(self, *fields: Field) -> ProblemSpec:
        """The same with more fields at the vector's end."""
        return replace(self, vector=self.vector + Fields(*fields))

    def observation_space(self) -> gym.spaces.Dict:
        """The Gymnasium space of one observation."""

        def box(*shape: int) -> gym.spaces.Box:
            return gym.spaces.Box(-10.0, 10.0, shape, np.float32)

        shown: dict[str, gym.Space] = {
            "entities": box(self.entities, max(self.entity.size, 1)),
            "slots": box(self.slots, max(self.slot.size, 1)),
            "vector": box(self.vector.size),
            "instruction": box(self.instruction.size),
            "action_mask": gym.spaces.MultiBinary(self.num_actions),
        }
        if self.picture:
            shown["picture"] = gym.spaces.Box(0, 255, self.picture, np.uint8)
        return gym.spaces.Dict(shown)

    def describe(self) -> str:
        """A Markdown table of the observation's and the id's fields: part, field, size, what."""
        parts = {"entities": self.entity, "slots": self.slot, "vector": self.vector, "instruction": self.instruction}
        parts |= {"id: entities": self.id_entity, "id: vector": self.id_vector}
        lines = ["| part | field | size | what |", "|---|---|---|---|"]
        lines += [f"| `{part}` | `{f.name}` | {f.size} | {f.what} |" for part, fields in parts.items() for f in fields]
        return "\n".join(lines) + "\n"


Observation = dict[str, np.ndarray]
"""Arrays of the observation space with a leading batch axis."""


@dataclass(frozen=True)
class PrivilegedId:
    """The id mu of B problems. Training alone may open it."""

    index: np.ndarray
    """(B,) int64: number of the problem in its training set, for one-hot ids."""
    entities: np.ndarray
    """(B, n, features of `id_entity`) float32."""
    vector: np.ndarray
    """(B, features of `id_vector`) float32."""
