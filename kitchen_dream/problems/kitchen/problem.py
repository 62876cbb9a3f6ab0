"""The kitchen problem: many kitchens at once, in the abstract body, for training and evaluation at speed."""

from __future__ import annotations

import numpy as np

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.problems.kitchen.facts import tell, told_map
from kitchen_dream.problems.kitchen.kitchen_set import offered_mask
from kitchen_dream.problems.kitchen.observation import (
    InstructionAs,
    instruction_table,
    kitchen_spec,
    observe,
    privileged_id,
    static_features,
)
from kitchen_dream.problems.spec import Observation, PrivilegedId
from kitchen_dream.rules.abstract import AbstractBody
from kitchen_dream.rules.episode import Episodes, Step
from kitchen_dream.rules.limits import EXPLORE_SECONDS, shortest_seconds
from kitchen_dream.rules.reward import DONE, IN_VESSEL, LIT, SECOND, RecipeTable
from kitchen_dream.rules.tables import Tables


class KitchenProblem:
    """B episodes side by side, each in one of the N kitchens of `tables`.

    Instructions are recipe ids; NOTHING (-1) asks for an exploration episode, which has no reward.
    """

    def __init__(
        self,
        tables: Tables,
        split: str,
        batch: int,
        *,
        dense: bool = True,
        instruction: InstructionAs = "ingredients",
        explore_seconds: float = EXPLORE_SECONDS,
        told: float = 0.0,
    ):
        """dense: steps on the way to a dish are paid; told: share of the facts that stand on the map from the beginning."""
        self.tables, self.split, self.batch, self.dense = tables, split, batch, dense
        self.spec = kitchen_spec(instruction)
        self.offered = offered_mask(tables, split)
        """(N, recipes) bool: what may be instructed where."""
        if not self.offered.any(1).all():
            raise ValueError(f"kitchen {self.offered.any(1).argmin()} of the set offers no recipe of the split {split!r}")
        self._static = static_features(tables)
        self._instructions = instruction_table(instruction)
        self.episodes = Episodes(tables, np.zeros(batch, np.int64), dense=dense, explore_seconds=explore_seconds)
        self.body = AbstractBody(self.episodes)
        self._told = told_map(tables, told) if told else None

    def __len__(self) -> int:
        return len(self.tables)

    def begin(self, rows: np.ndarray, instruction: np.ndarray) -> Observation:
        """Start an episode in each of the B kitchens `rows` (B,); instruction (B,) recipe ids or NOTHING."""
        self.episodes.begin(np.arange(self.batch), rows, instruction)
        if self._told is not None:
            tell(self.episodes.known, self._told, np.asarray(rows))
        return self.observe()

    @property
    def executing(self) -> np.ndarray:
        """(B,) bool: the episode has an instruction."""
        return self.episodes.executing

    @property
    def action_mask(self) -> np.ndarray:
        """(B, actions) int8: 1 where a skill is possible now."""
        return self.episodes.mask.astype(np.int8)

    def observe(self) -> Observation:
        """What the policy is given: the map, the clock, the instruction and the mask."""
        return observe(self.episodes, self._static, self._instructions)

    def step(self, actions: np.ndarray) -> Step:
        """One skill (B,) in each episode."""
        return self.body.step(actions)

    def succeeded(self) -> np.ndarray:
        """(B,) bool: the dish is finished."""
        return self.episodes.executing & self.episodes.progress.finished

    def sample_instructions(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """One of the offered recipes for each of `rows` (B,), with equal chances."""
        return (rng.random((len(rows), self.offered.shape[1])) * self.offered[rows]).argmax(1)

    def privileged(self, rows: np.ndarray) -> PrivilegedId:
        """Ids of the problems `rows`: for training alone."""
        return privileged_id(self.tables, rows)

    def oracle_returns(self, rows: np.ndarray, recipe: np.ndarray) -> np.ndarray:
        """(B,) best return with full knowledge: the fastest plan, without wasting a burner press."""
        recipes = RecipeTable.of(cookbook())
        seconds = shortest_seconds(self.tables)[rows, recipe]
        shaping = IN_VESSEL * recipes.needs[recipe].sum(1) + LIT * recipes.soup[recipe] if self.dense else 0.0
        return DONE + shaping - SECOND * seconds
