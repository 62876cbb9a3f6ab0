"""Ingredients, food groups and recipes, read from `assets/cookbook.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from kitchen_dream.core.resources import ASSETS

Dish = Literal["soup", "salad"]


class UnknownName(ValueError):
    """A name that the cookbook does not know; the message lists those it knows."""


@dataclass(frozen=True)
class Recipe:
    """A dish: its name, whether it is a soup (pot and burner) or a salad (bowl), and its 2 or 3 different ingredients."""

    name: str
    dish: Dish
    ingredients: tuple[str, ...]


@dataclass(frozen=True)
class Cookbook:
    """All ingredients in the order of their ids, their groups, and all recipes in the order of theirs."""

    ingredients: tuple[str, ...]
    groups: tuple[str, ...]
    group_of: tuple[int, ...]
    """For each ingredient the index of its group."""
    recipes: tuple[Recipe, ...]
    held_out: tuple[int, ...]
    """Ids of the recipes that are never instructed in training."""

    def ingredient_id(self, name: str) -> int:
        """Id of an ingredient; raises UnknownName."""
        return _index(self.ingredients, name, "ingredient")

    def recipe_id(self, name: str) -> int:
        """Id of a recipe; raises UnknownName."""
        return _index(tuple(recipe.name for recipe in self.recipes), name, "recipe")

    def recipe_ids(self, split: str) -> tuple[int, ...]:
        """Ids of the recipes that a split instructs: the held-out ones in `test_recipes`, all others elsewhere."""
        if split == "test_recipes":
            return self.held_out
        return tuple(i for i in range(len(self.recipes)) if i not in self.held_out)


def _index(names: tuple[str, ...], name: str, what: str) -> int:
    if name not in names:
        raise UnknownName(f"unknown {what} {name!r}; the cookbook has: {', '.join(names)}")
    return names.index(name)


def read_cookbook(path: Path) -> Cookbook:
    """Read and validate a cookbook file. Raises ValueError naming the file and the place."""
    data = yaml.safe_load(path.read_text())
    groups = tuple(data["groups"])
    ingredients = tuple(item for members in data["groups"].values() for item in members)
    if len(set(ingredients)) != len(ingredients):
        raise ValueError(f"{path}: groups: an ingredient stands in two places")
    group_of = tuple(g for g, members in enumerate(data["groups"].values()) for _ in members)
    recipes = []
    for name, entry in data["recipes"].items():
        for item in entry["ingredients"]:
            if item not in ingredients:
                raise ValueError(f"{path}: recipes.{name}: {item!r} is in no group")
        if (
            entry["dish"] not in ("soup", "salad")
            or not 2 <= len(set(entry["ingredients"])) == len(entry["ingredients"]) <= 3
        ):
            raise ValueError(f"{path}: recipes.{name}: a dish is a soup or a salad of 2 or 3 different ingredients")
        recipes.append(Recipe(name, entry["dish"], tuple(entry["ingredients"])))
    names = [recipe.name for recipe in recipes]
    held_out = tuple(_index(tuple(names), name, "recipe") for name in data["held_out"])
    return Cookbook(ingredients, groups, group_of, tuple(recipes), held_out)


@cache
def cookbook() -> Cookbook:
    """The cookbook that ships with the project."""
    return read_cookbook(ASSETS / "cookbook.yaml")
