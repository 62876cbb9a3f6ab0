"""Kitchens in the standard meta-RL setting: no instruction. A kitchen's dish is always the same one, to be inferred
from rewards.

An exploration is a series of attempts at the dish, by the rules and rewards of executions, within a budget of its own;
the rewards count for nothing. Where an execution would end with a ruined dish, the next attempt begins: the kitchen is
in order again, the robot at its start; the clock goes on. So the dish can be found out: taking an ingredient that is
needed pays, and putting it into the pot or the bowl tells a soup from a salad. What has been found out so stands on the
robot's map, in executions as well. The map of an exploration shows where things lie when the kitchen is in order,
though some may be in the pot by then."""

from dataclasses import replace

import numpy as np

from kitchen_dream.problems.base import EXPLORE, BatchStep
from kitchen_dream.problems.kitchen.observation import KINDS, one_hot, standard_spec
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.spec import Observation, PrivilegedId
from kitchen_dream.rules.limits import ATTEMPT_SECONDS
from kitchen_dream.rules.skills import BOWL, POT, TAKE0
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables

SOUP, SALAD = 0, 1


class StandardKitchenProblem(KitchenProblem):
    """B episodes; see KitchenProblem. Instructions other than EXPLORE, which asks for an exploration, are not read."""

    def __init__(self, tables: Tables, split: str, batch: int, *, explore_seconds: float = ATTEMPT_SECONDS, **options):
        super().__init__(tables, split, batch, explore_seconds=explore_seconds, **options)
        self.spec = standard_spec(self.spec)
        self.dish = super().sample_instructions(np.arange(len(tables)), np.random.default_rng([len(split), 37]))
        """(N,) the dish of each kitchen."""
        shape = (batch, self.spec.symbols)
        self.wanted, self.unwanted = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        """(B, symbols) what is known to be needed, and not to be."""
        self.kind = np.zeros((batch, KINDS), np.float32)
        """(B, KINDS) a soup or a salad, where that is known."""
        self.exploring = np.zeros(batch, bool)

    def begin_at(
        self, where: np.ndarray, rows: np.ndarray, instruction: np.ndarray, rng: np.random.Generator | None = None,
        start: np.ndarray | None = None,
    ) -> None:
        """Start episodes in the places `where` (k,) alone; where the instruction (k,) is EXPLORE, an exploration."""
        for known in (self.wanted, self.unwanted, self.kind):
            known[where] = 0.0
        self.exploring[where] = np.asarray(instruction) == EXPLORE
        super().begin_at(where, rows, self.dish[np.asarray(rows)])
        begun = np.isin(np.arange(self.batch), where)
        self.episodes.limit_to(begun & self.exploring, self.episodes.explore_seconds)

    def observe(self) -> Observation:
        """The map, with what is known of the dish and the phase at the vector's end; no instruction."""
        seen = super().observe()
        extra = [seen["vector"], self.kind, self.wanted, self.unwanted, self.exploring[:, None]]
        in_order = (
            one_hot(self.tables.contents[self.episodes.rows], self.spec.symbols).sum(2)
            * self.episodes.known.looked[..., None]
        )
        there = seen["entities"][..., self.spec.entity["seen"]]
        there[self.exploring] = in_order[self.exploring]
        return seen | {
            "vector": np.concatenate(extra, axis=1, dtype=np.float32),
            "instruction": np.zeros_like(seen["instruction"]),
        }

    def step(self, actions: np.ndarray) -> BatchStep:
        """One skill (B,) in each episode; explorations are paid too, for nothing."""
        episodes = self.episodes
        before, held = episodes.progress.potential, episodes.state.held.copy()
        step = super().step(actions)
        after, now = episodes.progress, episodes.state.held
        took = np.flatnonzero((actions >= TAKE0) & (actions < POT) & (now != NOTHING))
        paid = after.potential[took] > before[took]
        self.wanted[took[paid], now[took[paid]]] = 1
        self.unwanted[took[~paid], now[took[~paid]]] = 1
        for action, kind in ((POT, SOUP), (BOWL, SALAD)):
            put = np.flatnonzero((actions == action) & (held != NOTHING) & (now == NOTHING))
            put = put[(self.wanted[put, held[put]] > 0) & ~self.kind[put].any(1)]
            self.kind[put, np.where(after.ruined[put], 1 - kind, kind)] = 1
        again = np.flatnonzero(self.exploring & after.ruined)
        if not len(again):
            return step
        episodes.attempt_again(again)
        terminated, truncated = step.terminated.copy(), step.truncated.copy()
        terminated[again], truncated[again] = False, episodes.mask[again].sum(1) == 1
        return replace(step, terminated=terminated, truncated=truncated)

    def sample_instructions(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """The dish of each of `rows` (B,): it is not drawn, and not shown."""
        return self.dish[rows]

    def privileged(self, rows: np.ndarray) -> PrivilegedId:
        """Ids that end with the dish, its ingredients and its kind; units' ids end with what it needs of them."""
        inner, dish, recipes = super().privileged(rows), self.dish[np.asarray(rows)], self.episodes.recipes
        needed = inner.entities[..., self.spec.id_entity["symbols"]] * recipes.needs[dish][:, None]
        entities = np.concatenate([inner.entities, needed], axis=2, dtype=np.float32)
        kind = np.eye(KINDS)[np.where(recipes.soup[dish], SOUP, SALAD)]
        vector = np.concatenate([inner.vector, recipes.needs[dish], kind], axis=1, dtype=np.float32)
        return PrivilegedId(inner.index, entities, vector)
