"""Kitchens in the standard meta-RL setting: no instruction. A kitchen's dish is always the same one, to be inferred from rewards.

Explorations are cooked in like executions, with rewards that count for nothing, within the exploration budget. The dense rewards
tell which ingredients are wanted: taking one that is needed pays. What has been found out so stands on the robot's map.
"""

from __future__ import annotations

import numpy as np

from kitchen_dream.problems.kitchen import KitchenProblem
from kitchen_dream.problems.kitchen_observation import KINDS, standard_spec
from kitchen_dream.problems.spec import Observation, PrivilegedId
from kitchen_dream.rules.episode import Step
from kitchen_dream.rules.skills import POT, TAKE0
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables


class StandardKitchenProblem(KitchenProblem):
    """B episodes; see KitchenProblem. Instructions other than NOTHING, which asks for an exploration, are not read."""

    def __init__(self, tables: Tables, split: str, batch: int, **options):
        super().__init__(tables, split, batch, **options)
        self.spec = standard_spec(self.spec)
        self.dish = super().sample_instructions(np.arange(len(tables)), np.random.default_rng([len(split), 37]))
        """(N,) the dish of each kitchen."""
        shape = (batch, self.spec.symbols)
        self._wanted, self._unwanted = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        self._exploring = np.zeros(batch, bool)

    def begin(self, rows: np.ndarray, instruction: np.ndarray) -> Observation:
        """Start an episode in each of the kitchens `rows` (B,); where the instruction (B,) is NOTHING, with the exploration budget."""
        rows = np.asarray(rows)
        self._wanted[:], self._unwanted[:] = 0.0, 0.0
        self._exploring = np.asarray(instruction) == NOTHING
        super().begin(rows, self.dish[rows])
        self.episodes.limit_to(self._exploring, self.episodes.explore_seconds)
        return self.observe()

    def observe(self) -> Observation:
        """The map, with what is wanted and unwanted as far as it is known and the phase at the vector's end; no instruction."""
        seen = super().observe()
        extra = [seen["vector"], self._wanted, self._unwanted, self._exploring[:, None]]
        return seen | {"vector": np.concatenate(extra, axis=1, dtype=np.float32), "instruction": np.zeros_like(seen["instruction"])}

    def step(self, actions: np.ndarray) -> Step:
        """One skill (B,) in each episode; explorations are paid too, for nothing."""
        before = self.episodes.progress.potential
        step = super().step(actions)
        held = self.episodes.state.held
        took = np.flatnonzero((actions >= TAKE0) & (actions < POT) & (held != NOTHING))
        paid = self.episodes.progress.potential[took] > before[took]
        self._wanted[took[paid], held[took[paid]]] = 1
        self._unwanted[took[~paid], held[took[~paid]]] = 1
        return step

    def sample_instructions(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """The dish of each of `rows` (B,): it is not drawn, and not shown."""
        return self.dish[rows]

    def privileged(self, rows: np.ndarray) -> PrivilegedId:
        """Ids of the problems `rows`, which end with the dish: its ingredients and its kind."""
        inner, dish, recipes = super().privileged(rows), self.dish[np.asarray(rows)], self.episodes.recipes
        kind = np.eye(KINDS)[np.where(recipes.soup[dish], 0, 1)]
        vector = np.concatenate([inner.vector, recipes.needs[dish], kind], axis=1, dtype=np.float32)
        return PrivilegedId(inner.index, inner.entities, vector)
