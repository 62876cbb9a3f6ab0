"""Ingredients, food groups and recipes: those of `assets/cookbook.yaml`, or of a file of the user's own."""

import os
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.files.yaml_text import KitchenError, Lines, Place, read_yaml

Dish = Literal["soup", "salad"]

VARIABLE = "KITCHEN_DREAM_COOKBOOK"
"""Environment variable with the cookbook's file; unset: the one that ships. Worker processes inherit it."""
RECIPES = 4
"""Least number of recipes of a cookbook, and of those that can be cooked in every kitchen."""
INGREDIENTS_OF_A_RECIPE = (2, 3)
"""Least and most ingredients of a recipe; pot and bowl hold no more."""
MOST_GROUPS = 7
"""Most food groups. The exact planners list all orders of the groups that need no cooling: 6! of them."""
_SHIPPED = "assets/cookbook.yaml"
_NAME = re.compile(r"\w[\w '&()-]{0,39}")


class UnknownName(ValueError):
    """A name that the cookbook does not know; the message lists those it knows."""


@dataclass(frozen=True)
class Recipe:
    """A dish: its name, whether it is a soup (pot and burner) or a salad (bowl), and 2 or 3 ingredients."""

    name: str
    dish: Dish
    ingredients: tuple[str, ...]


@dataclass(frozen=True)
class Cookbook:
    """All ingredients in the order of their ids, their groups, and all recipes in the order of theirs.

    The first group is what is chilled: it lies in the fridge."""

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


def cookbook() -> Cookbook:
    """The cookbook in use: the one of `use_cookbook`, or else the one that ships. Raises KitchenError."""
    return _read(os.environ.get(VARIABLE) or str(ASSETS / "cookbook.yaml"))


def use_cookbook(path: Path | str | None) -> Cookbook:
    """Cook by another file from now on, in this process and in those that it starts; None is the shipped one.

    Nothing is sized at import, but kitchens, tables, problems and agents made before keep the sizes and ids of the
    cookbook that they were made with: call this first. Raises KitchenError, and then changes nothing."""
    _read.cache_clear()
    if path is None:
        os.environ.pop(VARIABLE, None)
    else:
        read_cookbook(Path(path))
        os.environ[VARIABLE] = str(Path(path).absolute())
    return cookbook()


@cache
def _read(file: str) -> Cookbook:
    return read_cookbook(Path(file))


def read_cookbook(path: Path) -> Cookbook:
    """Read and validate a cookbook file. Raises KitchenError, whose `lines` name every mistake with its place."""
    data, lines = read_yaml(path, "cookbook", "groups and recipes", _SHIPPED, f"begin with a copy of {_SHIPPED}")
    return _Reader(path, data, lines).cookbook()


class _Reader:
    """Turns the data of a file into a cookbook and collects the mistakes on the way."""

    def __init__(self, path: Path, data: dict[str, Any], lines: Lines) -> None:
        self.path, self.data, self.lines = path, data, lines
        self.mistakes: list[str] = []

    def cookbook(self) -> Cookbook:
        for key in (key for key in self.data if key not in ("groups", "recipes", "held_out")):
            self._wrong((str(key),), "unknown key; known here: groups, recipes, held_out")
        groups, group_of = self._groups()
        recipes = self._recipes(tuple(group_of))
        names = [recipe.name for recipe in recipes]
        held_out = self._names(("held_out",), self.data.get("held_out", []), "a recipe", tuple(names))
        if not self.mistakes and len(held_out) == len(recipes):
            self._wrong(("held_out",), "it names every recipe, so that none is left for training; leave some out")
        if self.mistakes:
            raise KitchenError(self.path, self.mistakes)
        ids = tuple(names.index(name) for name in held_out)
        return Cookbook(tuple(group_of), tuple(groups), tuple(group_of.values()), tuple(recipes), ids)

    def _wrong(self, place: Place, what: str) -> None:
        self.mistakes.append(f"{self.lines.locate(place)}: {what}")

    def _groups(self) -> tuple[list[str], dict[str, int]]:
        """Names of the groups, and for each ingredient the index of its group."""
        group_of: dict[str, int] = {}
        groups = self._mapping("groups", "{chilled: [milk, egg], roots: [carrot, onion]}")
        if groups and not 2 <= len(groups) <= MOST_GROUPS:
            self._wrong(
                ("groups",), f"there are {len(groups)}; write 2 to {MOST_GROUPS}, of which the first lies in the fridge"
            )
        for g, (group, members) in enumerate(groups.items()):
            for i, item in enumerate(self._names(("groups", group), members, "an ingredient")):
                if item in group_of:
                    self._wrong(("groups", group, i), f"{item!r} stands in two places; keep one")
                group_of.setdefault(item, g)
        return list(groups), group_of

    def _recipes(self, ingredients: tuple[str, ...]) -> list[Recipe]:
        recipes = []
        entries = self._mapping("recipes", "{tomato soup: {dish: soup, ingredients: [tomato, onion]}}")
        if entries and len(entries) < RECIPES:
            self._wrong(
                ("recipes",),
                f"there are {len(entries)}; write at least {RECIPES}: so many can be cooked in every kitchen",
            )
        for name, entry in entries.items():
            place: Place = ("recipes", name)
            if not isinstance(entry, dict) or entry.keys() != {"dish", "ingredients"}:
                self._wrong(
                    place,
                    "it must have the keys dish and ingredients; write {dish: soup, ingredients: [tomato, onion]}",
                )
                continue
            if entry["dish"] not in ("soup", "salad"):
                self._wrong((*place, "dish"), f"{entry['dish']!r} is no dish; use one of soup, salad")
            items = self._names((*place, "ingredients"), entry["ingredients"], "an ingredient", ingredients)
            least, most = INGREDIENTS_OF_A_RECIPE
            if items and not least <= len(items) <= most:
                self._wrong((*place, "ingredients"), f"there are {len(items)}; write {least} or {most}")
            recipes.append(Recipe(name, entry["dish"], tuple(items)))
        return recipes

    def _mapping(self, key: str, example: str) -> dict[str, Any]:
        """The mapping under a key of the file, whose own keys are names."""
        value = self.data.get(key)
        if not isinstance(value, dict) or not value:
            self._wrong(
                (key,), f"it is {'missing' if value is None else 'no mapping with entries'}; write {key}: {example}"
            )
            return {}
        return {name: entry for name, entry in value.items() if self._is_name((key, str(name)), name)}

    def _names(self, place: Place, value: Any, what: str, known: tuple[str, ...] = ()) -> list[str]:
        """A list of different names, each of which is in `known`, where that says anything."""
        if not isinstance(value, list) or (not value and place != ("held_out",)):
            self._wrong(place, f"{value!r} is no list of names; write [first, second]")
            return []
        for i, name in enumerate(value):
            if self._is_name((*place, i), name) and known and name not in known:
                self._wrong((*place, i), f"{name!r} is not {what} of this file; use one of {', '.join(known)}")
            elif name in value[:i]:
                self._wrong((*place, i), f"{name!r} stands there twice; keep one")
        return [str(name) for name in value]

    def _is_name(self, place: Place, name: Any) -> bool:
        if isinstance(name, str) and _NAME.fullmatch(name):
            return True
        way_out = "write it in quotes, if it is meant as one"
        if isinstance(name, str):
            way_out = "use up to 40 letters, digits and blanks"
        self._wrong(place, f"{name!r} is no name; {way_out}")
        return False
