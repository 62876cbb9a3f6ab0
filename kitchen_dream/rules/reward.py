"""Instructions, and what executing them is worth.

The dense variant adds a potential to the sparse one (Ng, Harada and Russell 1999): it grows with each needed ingredient
in hand and in the vessel and with the burner lit, so that steps on the way are paid, and undoing them costs as much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from kitchen_dream.kitchens.cookbook import Cookbook
from kitchen_dream.rules.state import NOTHING, VESSEL_PLACES, State

SECOND = 0.002
"""Cost of a second of the robot's time in an execution episode."""
DONE = 1.0
"""Reward of the finished dish."""
RUINED = -1.0
"""Reward of a ruined dish: a wrong ingredient, or one in the wrong vessel."""
IN_HAND, IN_VESSEL, LIT = 0.1, 0.2, 0.1
"""Potential of a needed ingredient in hand, of one in its vessel, and of a burner lit for a soup."""


@dataclass(frozen=True)
class RecipeTable:
    """Recipes as arrays."""

    needs: np.ndarray
    """(recipes, ingredients) bool."""
    soup: np.ndarray
    """(recipes,) bool: pot and burner, else bowl."""

    @cached_property
    def size(self) -> np.ndarray:
        """(recipes,) int64: number of ingredients."""
        return self.needs.sum(1)

    @property
    def wanted(self) -> np.ndarray:
        """(recipes, ingredients) bool: all that must be found."""
        return self.needs

    @classmethod
    def of(cls, book: Cookbook) -> RecipeTable:
        """The arrays of a cookbook. Raises ValueError for a dish that needs a pan, an oven or four ingredients."""
        for recipe in book.recipes:
            if recipe.vessel not in ("pot", "bowl") or len(recipe.ingredients) > VESSEL_PLACES:
                why = f"{recipe.name} is {recipe.kind} in the {recipe.vessel}, of {len(recipe.ingredients)} ingredients"
                raise ValueError(f"{why}; Kitchen-v0 has soups and salads of at most {VESSEL_PLACES}: use Kitchen-v1")
        needs = np.zeros((len(book.recipes), len(book.ingredients)), bool)
        for r, recipe in enumerate(book.recipes):
            needs[r, [book.ingredient_id(item) for item in recipe.ingredients]] = True
        return cls(needs, np.array([recipe.vessel == "pot" for recipe in book.recipes]))


@dataclass(frozen=True)
class Progress:
    """How far B dishes have come."""

    potential: np.ndarray
    """(B,) float64: see the module."""
    finished: np.ndarray
    """(B,) bool."""
    ruined: np.ndarray
    """(B,) bool."""

    def copy(self) -> Progress:
        """A deep copy."""
        return replace(self, **{name: value.copy() for name, value in vars(self).items()})


def progress(state: State, recipes: RecipeTable, recipe: np.ndarray, where: np.ndarray | slice = np.s_[:]) -> Progress:
    """How far the dishes `recipe` (K,) have come in the episodes `where`, from symbols alone."""
    soup, held, pot, bowl = recipes.soup[recipe], state.held[where], state.pot[where], state.bowl[where]
    vessel = np.where(soup[:, None], pot, bowl)
    other = np.where(soup, bowl[:, 0], pot[:, 0])
    there = vessel != NOTHING
    # Index NOTHING reads some ingredient's column; `there` masks it.
    right = there & recipes.needs.take(recipe[:, None] * recipes.needs.shape[1] + vessel)
    # Ascending order puts equal ingredients next to each other: a second one is as wrong as a foreign one.
    twice = (vessel[:, 1:] == vessel[:, :-1]) & there[:, 1:]
    count = _count(right)
    ruined = (count != _count(there)) | _either(twice) | (other != NOTHING)
    lit = _either(state.lit[where]) & soup
    in_hand = (held != NOTHING) & recipes.needs[recipe, held] & ~_either(vessel == held[:, None])
    finished = ~ruined & (count == recipes.size[recipe]) & (lit | ~soup)
    return Progress(IN_VESSEL * count + IN_HAND * in_hand + LIT * lit, finished, ruined)


def reward(
    before: Progress, after: Progress, seconds: np.ndarray, dense: bool, ruined: float = RUINED
) -> np.ndarray:
    """Reward (B,) float64 of a step that took `seconds` (B,). ruined: of the dish that the step ruins."""
    value = DONE * after.finished + ruined * after.ruined - SECOND * seconds
    if dense:
        value = value + np.where(after.ruined, 0.0, after.potential - before.potential)
    return value


def _either(flags: np.ndarray) -> np.ndarray:
    """(B,) bool: any of the few columns; faster than a reduction along a short axis."""
    out = flags[:, 0]
    for column in range(1, flags.shape[1]):
        out = out | flags[:, column]
    return out


def _count(flags: np.ndarray) -> np.ndarray:
    """(B,) int8: how many of the few columns."""
    out = flags[:, 0].astype(np.int8)
    for column in range(1, flags.shape[1]):
        out = out + flags[:, column]
    return out
