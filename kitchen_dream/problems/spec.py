"""What agents may know of a problem: shapes and counts. Sizes flow from here into networks, never back."""

from __future__ import annotations

from dataclasses import dataclass

import gymnasium as gym
import numpy as np


@dataclass(frozen=True)
class ProblemSpec:
    """Sizes of one problem.

    An observation holds `entities` (n, features), a set whose members come in any number (the mask tells which skills exist),
    `slots` (m, features), `vector` (k,), `instruction` (i,) and `action_mask` (actions,). Action a < n acts on entity a; the
    next m act on slots; the remaining ones stand for themselves.
    """

    name: str
    entities: tuple[int, int]
    slots: tuple[int, int]
    vector: int
    instruction: int
    others: int
    id_entities: int
    """Features of an entity in the attributes of a problem id (privileged)."""
    id_vector: int
    """Features of the whole in the attributes of a problem id (privileged)."""
    symbols: int
    """Size of the vocabulary that entities, slots, instructions and ids share (the ingredients)."""
    entity_symbols: int
    """Where an entity's multi-hot of symbols begins; a slot is one such multi-hot, and in an id it stands last."""
    carried: int
    """How many multi-hots of symbols lead the vector: the first tells what is carried, the others what has been delivered."""
    instruction_symbols: bool
    """Whether an instruction begins with a multi-hot of symbols; if not, it is a one-hot name."""
    stop: int
    """The action that ends an episode."""
    max_steps: int
    """Most steps that an episode can have."""
    task_in_id: bool = False
    """The goal is part of the problem and never instructed: an id's vector ends with a multi-hot of symbols that are asked for and two
    features about the rest, and its entities with the symbols in them that are asked for; an observation's vector ends with symbols
    known to be asked for, symbols known not to be, and the phase. Explorations may act on slots."""
    tour: tuple[int, ...] = ()
    """Actions of an exploration that a person would script, where there is one: for the heuristic explorer, never for learning."""
    picture: tuple[int, int, int] = ()
    """Height, width and colours of the picture that an observation's `frame` numbers, where the agent is to see pictures."""
    place: tuple[int, int] = (0, 0)
    """Features of the picture of one place, and numbers in the picture itself: where looks give pictures, the features of its places
    stand in an entity in the place of the multi-hot of what was seen, and those of one place in a slot."""

    @classmethod
    def flat_problem(
        cls,
        name: str,
        *,
        vector: int,
        instruction: int,
        actions: int,
        id_vector: int,
        stop: int,
        max_steps: int,
        tour: tuple[int, ...] = (),
        picture: tuple[int, int, int] = (),
    ) -> ProblemSpec:
        """Sizes of a problem without entities and slots: what is seen stands in `vector` and the picture, and all actions are plain.

        Its sets are empty, of one feature, so that observations, ids and actions keep their form.
        """
        return cls(
            name=name,
            entities=(0, 1),
            slots=(0, 1),
            vector=vector,
            instruction=instruction,
            others=actions,
            id_entities=1,
            id_vector=id_vector,
            symbols=0,
            entity_symbols=0,
            carried=0,
            instruction_symbols=False,
            stop=stop,
            max_steps=max_steps,
            tour=tour,
            picture=picture,
        )

    @property
    def flat(self) -> bool:
        """Whether there are neither entities nor slots: networks need no sets, and the code of an id is one vector."""
        return self.entities[0] == self.slots[0] == 0

    @property
    def seen(self) -> slice:
        """What was seen in an entity: a multi-hot of symbols, or the features of the pictures of its places."""
        return slice(self.entity_symbols, self.entity_symbols + (self.slots[0] * self.place[0] or self.symbols))

    @property
    def actions(self) -> int:
        """Size of the action space."""
        return self.entities[0] + self.slots[0] + self.others

    def observation_space(self) -> gym.spaces.Dict:
        """The Gymnasium space of one observation."""

        def box(*shape: int) -> gym.spaces.Box:
            return gym.spaces.Box(-10.0, 10.0, shape, np.float32)

        seen = {"picture": gym.spaces.Box(0, 255, self.picture, np.uint8)} if self.picture else {}
        return gym.spaces.Dict(
            {
                "entities": box(*self.entities),
                "slots": box(*self.slots),
                "vector": box(self.vector),
                "instruction": box(self.instruction),
                "action_mask": gym.spaces.MultiBinary(self.actions),
            }
            | seen
        )


Observation = dict[str, np.ndarray]
"""Arrays of the observation space with a leading batch axis."""


@dataclass(frozen=True)
class PrivilegedId:
    """The id mu of B problems. Training alone may open it."""

    index: np.ndarray
    """(B,) int64: number of the problem in its training set, for one-hot ids."""
    entities: np.ndarray
    """(B, n, id_entities) float32."""
    vector: np.ndarray
    """(B, id_vector) float32."""
