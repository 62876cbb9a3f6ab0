"""Recipes in steps as arrays, and how far dishes have come.

A dish is finished when all of its ingredients are in its vessel, each was heated as long as the recipe says, and
nothing is on any more. It is ruined by an ingredient that is not of it, by one in another vessel, and by burning."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kitchen_dream.kitchens.cookbook import Cookbook
from kitchen_dream.kitchens.recipes import STAGES, TOOLS
from kitchen_dream.rules.reward import Progress
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.v1.durations import BURNS_AFTER
from kitchen_dream.rules.v1.state import BOWL, PLACES, TRAY, VESSELS, ToolState

IN_HAND, IN_PLACE, HEATED, COOKED = 0.06, 0.12, 0.08, 0.1
"""Potential of what is needed in the hand; of an ingredient in its vessel, and of the vessel in its place; of heat
under a vessel with all that belongs into it; of a dish all of whose ingredients were heated long enough. There is more
to do than in Kitchen-v0: each thing counts less, and the whole as much."""
RUINED = -0.2
"""Reward of a ruined dish. There are many more ways to ruin one than in Kitchen-v0. At -1, whoever has not learnt yet
what belongs into a dish learns before all to put in nothing."""
_EPS = 1e-3
"""Seconds by which sums of float32 may be wrong."""


@dataclass(frozen=True)
class StepTable:
    """Recipes as arrays over symbols, tools included."""

    vessel: np.ndarray
    """(recipes,) int64."""
    needs: np.ndarray
    """(recipes, symbols) bool: its ingredients."""
    heat: np.ndarray
    """(recipes, symbols) float32: seconds for which each of them is heated at least."""
    stage: np.ndarray
    """(recipes, symbols) int64: heat steps before each of them; STAGES for all others."""

    @cached_property
    def size(self) -> np.ndarray:
        """(recipes,) int64: number of ingredients."""
        return self.needs.sum(1)

    @cached_property
    def heated(self) -> np.ndarray:
        """(recipes,) bool: made in a vessel that is heated."""
        return self.vessel != BOWL

    @cached_property
    def wanted(self) -> np.ndarray:
        """(recipes, symbols) bool: ingredients and the vessel."""
        return self.needs | (np.arange(self.needs.shape[1]) == self.vessel[:, None])

    @classmethod
    def of(cls, book: Cookbook) -> StepTable:
        """The arrays of a cookbook with tools."""
        shape = (len(book.recipes), len(book.symbols))
        needs, heat = np.zeros(shape, bool), np.zeros(shape, np.float32)
        stage = np.full(shape, STAGES)
        for r, recipe in enumerate(book.recipes):
            ids = [book.symbol_id(item) for item in recipe.ingredients]
            needs[r, ids], heat[r, ids], stage[r, ids] = True, recipe.heat_seconds, recipe.stages
        return cls(np.array([TOOLS.index(recipe.vessel) for recipe in book.recipes]), needs, heat, stage)


@dataclass(frozen=True)
class Clock:
    """What a cook's timer tells of K dishes: seconds until what is in the vessel is done, and until something burns."""

    left: np.ndarray
    """(K,) float32: 0 where all that is in it is done."""
    burns: np.ndarray
    """(K,) float32: BURNS_AFTER at most where nothing is in it."""


def progress(
    state: ToolState, recipes: StepTable, recipe: np.ndarray, where: np.ndarray | slice = np.s_[:]
) -> Progress:
    """How far the dishes `recipe` (K,) have come in the episodes `where`, from symbols alone."""
    vessel, held, inside = recipes.vessel[recipe], state.held[where], state.inside[where]
    k = np.arange(len(recipe))
    mine, there = inside[k, vessel], inside[k, vessel] != NOTHING
    right = there & recipes.needs[recipe[:, None], mine]
    twice = ((mine[:, 1:] == mine[:, :-1]) & there[:, 1:]).any(1)
    count = right.sum(1)
    elsewhere = (inside[:, :, 0] != NOTHING).sum(1) > there[:, 0]
    heat, heated = recipes.heat[recipe[:, None], mine], state.heated[where][k, vessel]
    burnt = (there & (heated > heat + BURNS_AFTER + _EPS)).any(1)
    ruined = (count != there.sum(1)) | twice | elsewhere | burnt
    done = (right & (heated >= heat - _EPS)).sum(1)
    finished = ~ruined & (done == recipes.size[recipe]) & ~state.hot[where]
    fetched = state.placed[where][k, vessel]
    missing = recipes.needs[recipe, held] & ~(mine == held[:, None]).any(1)
    in_hand = (held != NOTHING) & (missing | ((held == vessel) & ~fetched))
    on = under_heat(state, vessel, where) & (count == recipes.size[recipe])
    share = np.where(right, np.minimum(heated / np.maximum(heat, _EPS), 1), 0).sum(1) / recipes.size[recipe]
    potential = IN_PLACE * (count + fetched) + IN_HAND * in_hand + HEATED * on
    return Progress(potential + COOKED * share * recipes.heated[recipe], finished, ruined)


def clock(state: ToolState, recipes: StepTable, recipe: np.ndarray) -> Clock:
    """The timers of the dishes `recipe` (B,); index NOTHING reads some dish."""
    k, vessel = np.arange(len(recipe)), recipes.vessel[recipe]
    inside, heated = state.inside[k, vessel], state.heated[k, vessel]
    there, heat = inside != NOTHING, recipes.heat[recipe[:, None], inside]
    left = np.where(there, np.maximum(heat - heated, 0), 0).max(1)
    return Clock(left, np.where(there, heat + BURNS_AFTER - heated, BURNS_AFTER).min(1))


def missing(state: ToolState, recipes: StepTable, recipe: np.ndarray) -> np.ndarray:
    """(B, symbols) bool: ingredients and vessel of the dishes `recipe` (B,) that are not in their place yet."""
    k, vessel = np.arange(len(recipe)), recipes.vessel[recipe]
    out, inside = recipes.wanted[recipe], state.inside[k, vessel]
    for place in range(PLACES):
        some = np.flatnonzero(inside[:, place] != NOTHING)
        out[some, inside[some, place]] = False
    out[:, :VESSELS] &= ~state.placed
    return out


def under_heat(state: ToolState, vessel: np.ndarray, where: np.ndarray | slice = np.s_[:]) -> np.ndarray:
    """(K,) bool: whether what heats each of the vessels (K,) is on; the bowl is never heated."""
    return np.where(vessel == TRAY, state.oven[where], state.hob[where] & (vessel != BOWL))
