"""B episodes under the rules: clock, mask, reward and end. Both backends drive one, and have no rules of their own."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kitchen_dream.rules.knowledge import Knowledge
from kitchen_dream.rules.reward import Progress, reward
from kitchen_dream.rules.rulebook import in_time
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.state import NOTHING, BaseState
from kitchen_dream.rules.tables import Tables

IDLE_SECONDS = 1.0
"""Seconds that an impossible action costs; nothing else happens."""


@dataclass(frozen=True)
class Step:
    """What B steps brought; every array is (B,)."""

    reward: np.ndarray
    """float64; 0 in exploration."""
    terminated: np.ndarray
    """bool: the dish is finished or ruined, or the robot stopped."""
    truncated: np.ndarray
    """bool: no skill can be ended in the time that is left."""
    seconds: np.ndarray
    """float64: robot's time that the skill took."""


def _put(some: BaseState | Progress, into: BaseState | Progress, where: np.ndarray) -> None:
    for name, value in vars(some).items():
        getattr(into, name)[where] = value


class Episodes:
    """State, map and clock of B episodes in the kitchens `rows` (B,) of `tables`."""

    def __init__(
        self, tables: Tables, rows: np.ndarray, *, dense: bool = True, explore_seconds: float | None = None,
        rules: RuleSet = V0,
    ):
        """explore_seconds: None: as the rules have it."""
        book = rules.book
        explore_seconds = rules.explore_seconds if explore_seconds is None else explore_seconds
        if tables.note.shape[1] != len(book.groups) or tables.contents.max(initial=NOTHING) >= len(book.symbols):
            raise ValueError("these kitchens are of another cookbook; call use_cookbook before they are made or loaded")
        self.tables, self.rows, self.dense, self.explore_seconds = tables, np.asarray(rows), dense, explore_seconds
        self.rules, self.recipes = rules, rules.recipes()
        self.deadlines, self._contents = rules.deadlines(tables), tables.contents.astype(np.int16)
        n = len(self.rows)
        self.state = rules.initial(self._contents[self.rows])
        self.known = Knowledge.empty(n, tables.exists.shape[1], len(book.symbols), len(book.groups))
        self.executing = np.zeros(n, bool)
        self.recipe = np.full(n, NOTHING)
        self.elapsed = np.zeros(n)
        self.limit = np.full(n, explore_seconds)
        self._everyone = np.arange(n)
        kitchens, start = np.arange(len(tables)), rules.initial(self._contents)
        fresh = [
            rules.possible(start, tables, kitchens, np.full(len(tables), executing)) for executing in (False, True)
        ]
        self._possible_at_start = np.concatenate(fresh)
        """(2 * kitchens, actions) bool: what is possible in time without end, in explorations, then in executions."""
        self.progress = rules.progress(self.state, self.recipes, np.zeros(n, np.int64))
        self.seconds, self.mask = self._outlook()

    def begin(self, where: np.ndarray, rows: np.ndarray, recipe: np.ndarray) -> None:
        """Start new episodes at the indices `where`, in kitchens `rows`; recipe NOTHING means exploration."""
        self.rows[where] = rows
        self.known.forget(where)
        self.recipe[where] = recipe
        self.executing[where] = recipe != NOTHING
        self.elapsed[where] = 0.0
        deadline = self.deadlines[rows, np.maximum(recipe, 0)]
        self.limit[where] = np.where(recipe == NOTHING, self.explore_seconds, deadline)
        self.attempt_again(where)

    def limit_to(self, where: np.ndarray, seconds: float) -> None:
        """Give the episodes `where` (B,) bool another time limit, before their first step."""
        self.limit = np.where(where, seconds, self.limit)
        self.seconds, self.mask = self._outlook()

    def attempt_again(self, where: np.ndarray) -> None:
        """Put the kitchens of the episodes `where` (indices) in order, the robot at its start; map and clock go on."""
        rows = self.rows[where]
        fresh = self.rules.initial(self._contents.take(rows, axis=0))
        _put(fresh, self.state, where)
        _put(self.rules.first_progress(self.state, self.recipes, self.recipe[where], where), self.progress, where)
        self.seconds[where] = seconds = self.rules.seconds_of_all(fresh, self.tables, rows)
        mask = self._possible_at_start.take(self.executing[where] * len(self.tables) + rows, axis=0)
        self.mask[where] = self._in_time(mask, seconds, self.limit[where] - self.elapsed[where], self.executing[where])

    def _outlook(self) -> tuple[np.ndarray, np.ndarray]:
        """What is possible next, and how long it takes."""
        rules, state, tables, rows = self.rules, self.state, self.tables, self.rows
        seconds = rules.seconds_of_all(state, tables, rows)
        mask = rules.possible(state, tables, rows, self.executing)
        return seconds, self._in_time(mask, seconds, self.limit - self.elapsed, self.executing)

    def _in_time(self, mask: np.ndarray, seconds: np.ndarray, left: np.ndarray, executing: np.ndarray) -> np.ndarray:
        stop = self.rules.stop
        mask = in_time(mask, seconds, left, stop)
        if not self.rules.gives_up:
            mask[:, stop] = ~executing | (mask.sum(1) == 1)
        return mask

    def finish_step(self, actions: np.ndarray, state: Any, seconds: np.ndarray, observed: np.ndarray) -> Step:
        """Update map, clock and mask after the skills `actions` (B,), and return rewards and ends.

        Args:
            actions: (B,) int64.
            state: the symbols after them.
            seconds: (B,) how long they took.
            observed: (B,) bool: the skill succeeded, so that the map takes in what it shows."""
        stop = self.rules.stop
        before, done = self.progress, np.where(observed, actions, stop)
        # Rules alone change nothing about a dish but by what was done.
        acted = np.flatnonzero(self.rules.may_progress(state, done)) if state is self.state else self._everyone
        self.progress, self.state = before.copy(), state
        _put(self.rules.progress(state, self.recipes, np.maximum(self.recipe[acted], 0), acted), self.progress, acted)
        self.known.update(done, state, self.tables, self.rows)
        self.elapsed = self.elapsed + seconds
        self.seconds, self.mask = self._outlook()
        value = reward(before, self.progress, seconds, self.dense, self.rules.ruined)
        value = np.where(self.executing, value, 0.0)
        over = self.executing & (self.progress.finished | self.progress.ruined)
        terminated = over | (actions == stop)
        alone = self.mask @ np.ones(self.mask.shape[1], np.float32) == 1
        truncated = ~terminated & alone & self.mask[:, stop]
        return Step(value, terminated, truncated, np.asarray(seconds, float))

    def nominal_seconds(self, actions: np.ndarray) -> np.ndarray:
        """(B,) seconds that the rules state for the skills; IDLE_SECONDS for impossible ones."""
        return np.where(self.possible(actions), self.seconds.reshape(-1).take(self._at(actions)), IDLE_SECONDS)

    def possible(self, actions: np.ndarray) -> np.ndarray:
        """(B,) bool: whether the mask allows the skills."""
        return self.mask.reshape(-1).take(self._at(actions))

    def _at(self, actions: np.ndarray) -> np.ndarray:
        return self._everyone * self.mask.shape[1] + actions
