"""The kitchen problem: many kitchens at once, in the abstract backend, for training and evaluation at speed."""

from typing import Any, ClassVar

import numpy as np

from kitchen_dream.kitchens.dish_names import find_dish
from kitchen_dream.problems.base import BatchStep
from kitchen_dream.problems.kitchen.facts import tell, told_map
from kitchen_dream.problems.kitchen.kitchen_set import offered_mask
from kitchen_dream.problems.kitchen.observation import (
    InstructionAs,
    instruction_table,
    kitchen_spec,
    observe,
    privileged_id,
    unknown_maps,
)
from kitchen_dream.problems.restartable import RestartableProblem
from kitchen_dream.problems.spec import Observation, PrivilegedId, ProblemSpec
from kitchen_dream.rules.abstract import AbstractBackend
from kitchen_dream.rules.episode import Episodes
from kitchen_dream.rules.knowledge import Knowledge
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.tables import Tables


class KitchenProblem(RestartableProblem):
    """B episodes side by side, each in one of the N kitchens of `tables`. Instructions are recipe ids.

    Args:
        tables: the kitchens.
        split: whose recipes are instructed.
        batch: B.
        dense: steps on the way to a dish are paid.
        instruction: how a dish is asked for.
        explore_seconds: the budget of an exploration; None: the rules'.
        facts: how likely each fact about a kitchen is told in advance; `new_trial` draws which.

    Raises ValueError where a kitchen offers no recipe of the split."""

    instruction_option: ClassVar[str] = "recipe"
    rules: ClassVar[RuleSet] = V0

    def __init__(
        self, tables: Tables, split: str, batch: int, *, dense: bool = True, instruction: InstructionAs = "ingredients",
        explore_seconds: float | None = None, facts: float = 0.0,
    ):
        self.tables, self.split, self.batch, self.dense = tables, split, batch, dense
        self.spec = self.make_spec(instruction)
        self.offered = offered_mask(tables, split, self.rules)
        """(N, recipes) bool: what may be instructed where."""
        if not (some := self.offered.any(1)).all():
            raise ValueError(f"kitchen {some.argmin()} of the set offers no recipe of the split {split!r}")
        self._seen, self._unknown = self.spec, unknown_maps(tables, self.spec.entity)
        self._asked = self.make_instructions(instruction)
        rows, budget = np.zeros(batch, np.int64), explore_seconds
        self.episodes = Episodes(tables, rows, dense=dense, explore_seconds=budget, rules=self.rules)
        self.backend = AbstractBackend(self.episodes)
        self._facts = facts
        self._told: tuple[np.ndarray, Knowledge] | None = None
        """The kitchens (B,) of the trials under way, and what is told of them."""

    @classmethod
    def make_spec(cls, instruction: InstructionAs) -> ProblemSpec:
        """Names and sizes, which follow from the cookbook in use."""
        return kitchen_spec(instruction)

    @classmethod
    def make_instructions(cls, instruction: InstructionAs) -> np.ndarray:
        """(instructions + 1, features) float32; at the end zeros, for NOTHING."""
        return instruction_table(instruction)

    def __len__(self) -> int:
        return len(self.tables)

    def new_trial(self, rows: np.ndarray, rng: np.random.Generator) -> None:
        """Draw which facts about the kitchens `rows` (B,) are told in all episodes there until the next call."""
        if 0 < self._facts < 1:
            self._told = np.array(rows), told_map(self.tables, np.asarray(rows), self._facts, rng, self.rules.book)

    def begin_at(
        self, where: np.ndarray, rows: np.ndarray, instruction: np.ndarray, rng: np.random.Generator | None = None,
        start: np.ndarray | None = None,
    ) -> None:
        """Start episodes in the places `where` (k,) alone, in the kitchens `rows` (k,); nothing is left to chance."""
        self.episodes.begin(where, rows, instruction)
        if self._facts >= 1:
            everything = told_map(self.tables, rows, 1.0, np.random.default_rng(0), self.rules.book)
            tell(self.episodes.known, where, everything, np.arange(len(where)))
        elif self._told is not None:
            of, told = self._told
            here = where[of[where] == rows]
            tell(self.episodes.known, here, told, here)

    @property
    def instruction_count(self) -> int:
        return self.offered.shape[1]

    def instruction_of(self, asked: Any) -> int:
        """The recipe that words name, see `find_dish`. Raises ValueError where they name none."""
        return find_dish(asked, self.rules.book)

    def where_possible(self, instruction: int) -> np.ndarray:
        """(N,) bool: the kitchens that offer a recipe."""
        return self.offered[:, instruction]

    def offers(self, row: int) -> list[str]:
        """Names of the recipes that a kitchen offers."""
        return [self.rules.book.recipes[recipe].name for recipe in np.flatnonzero(self.offered[row])]

    def observe(self) -> Observation:
        """What the policy is given: the map, the clock, the instruction and the mask."""
        return observe(self.episodes, self._seen, self._unknown, self._asked, self._facts > 0)

    def step(self, actions: np.ndarray) -> BatchStep:
        """One skill (B,) in each episode. Raises ValueError for what is no action."""
        return BatchStep(**vars(self.backend.step(actions)))

    def succeeded(self) -> np.ndarray:
        """(B,) bool: the dish is finished."""
        return self.episodes.executing & self.episodes.progress.finished

    def sample_instructions(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """One of the offered recipes for each of `rows` (B,), with equal chances."""
        return (rng.random((len(rows), self.offered.shape[1])) * self.offered[rows]).argmax(1)

    def privileged(self, rows: np.ndarray) -> PrivilegedId:
        return privileged_id(self.tables, rows, self.spec.symbols)

    def oracle_returns(self, rows: np.ndarray, recipe: np.ndarray) -> np.ndarray:
        """(B,) best return with full knowledge: the fastest plan, without wasting a press."""
        return self.rules.best_returns(self.tables, rows, recipe, self.dense)
