"""Ingredients, food groups and recipes: those of the assets, or of a file of the user's own.

`Kitchen-v0` has a cookbook of soups and salads, whose pot and bowl stand ready. That of `Kitchen-v1` has recipes in
steps, and tools that must be found."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.files.yaml_text import KitchenError, Lines, Place, read_yaml
from kitchen_dream.kitchens.own_food import Appearance, Due, Household, appearances, due, household
from kitchen_dream.kitchens.recipes import HEAT, LEAST, MOST, SHORT, TOOLS, Recipe, in_steps
from kitchen_dream.kitchens.words import nearest

VARIABLE = "KITCHEN_DREAM_COOKBOOK"
"""Environment variable with the cookbook's file; unset: the one that ships. Worker processes inherit it."""
RECIPES = 4
"""Least number of recipes of a cookbook, and of those that can be cooked in every kitchen."""
MOST_GROUPS = 7
"""Most food groups. The exact planners list all orders of the groups that need no cooling: 6! of them."""
VARIANTS: dict[str, tuple[str, tuple[str, ...]]] = {"v0": ("cookbook.yaml", ()), "v1": ("cookbook_v1.yaml", TOOLS)}
"""By variant of the kitchens: the cookbook that ships, and the tools that must be found."""
KEYS = ("groups", "recipes", "held_out", "ingredients", "households")
"""Of a file."""
FOLDER_LINE = "# of the folder "
"""Begins the text of a cookbook that stands elsewhere: files that it names lie in that folder."""
_SHIPPED = "assets/cookbook.yaml"
_NAME = re.compile(r"\w[\w '&()-]{0,39}")


class UnknownName(ValueError):
    """A name that the cookbook does not know; the message lists those it knows."""


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
    tools: tuple[str, ...] = ()
    """Vessels that lie in units, or stand out; empty: they stand ready."""
    appearances: Mapping[str, Appearance] = field(default_factory=dict, repr=False, hash=False)
    """For names of ingredients how they look, where the file says so."""
    due: Mapping[str, Due] = field(default_factory=dict, repr=False, hash=False)
    """For names of recipes when they are due, where the file says so."""
    household: Household = field(default_factory=Household, repr=False, hash=False)
    """How households keep their food."""

    @property
    def own(self) -> tuple[str, ...]:
        """Words that tell cookbooks with the same ingredients and recipes apart; none where the file says no more."""
        return tuple(repr(part) for part in (self.due, self.household) if part not in ({}, Household()))

    @property
    def symbols(self) -> tuple[str, ...]:
        """All that may lie in a unit: tools, then ingredients, in the order of their ids in arrays."""
        return self.tools + self.ingredients

    def symbol_id(self, name: str) -> int:
        """Id of a tool or an ingredient in arrays; raises UnknownName."""
        return _index(self.symbols, name, "ingredient")

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


def cookbook(variant: str = "v0") -> Cookbook:
    """The cookbook in use: the one of `use_cookbook`, or else the one that ships. Raises KitchenError.

    variant: of the kitchens, see VARIANTS."""
    shipped, tools = VARIANTS[variant]
    return _read(os.environ.get(VARIABLE) or str(ASSETS / shipped), tools)


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
def _read(file: str, tools: tuple[str, ...]) -> Cookbook:
    return replace(read_cookbook(Path(file)), tools=tools)


def read_cookbook(path: Path) -> Cookbook:
    """Read and validate a cookbook file. Raises KitchenError, whose `lines` name every mistake with its place."""
    data, lines = read_yaml(path, "cookbook", "groups and recipes", _SHIPPED, f"begin with a copy of {_SHIPPED}")
    return _Reader(path, data, lines).cookbook()


def _folder_of(path: Path) -> Path:
    """The folder in which files lie that a cookbook names."""
    with path.open(encoding="utf-8") as file:
        first = file.readline().rstrip("\n")
    return Path(first.removeprefix(FOLDER_LINE)) if first.startswith(FOLDER_LINE) else path.parent


class _Reader:
    """Turns the data of a file into a cookbook and collects the mistakes on the way."""

    def __init__(self, path: Path, data: dict[str, Any], lines: Lines) -> None:
        self.path, self.data, self.lines = path, data, lines
        self.mistakes: list[str] = []
        self.due: dict[str, Due] = {}

    def cookbook(self) -> Cookbook:
        for key in (key for key in self.data if key not in KEYS):
            self._wrong((str(key),), f"unknown key; {nearest(key, KEYS).replace('use one of', 'known here:')}")
        groups, group_of = self._groups()
        recipes = self._recipes(tuple(group_of))
        names = [recipe.name for recipe in recipes]
        held_out = self._names(("held_out",), self.data.get("held_out", []), "a recipe", tuple(names))
        if not self.mistakes and len(held_out) == len(recipes):
            self._wrong(("held_out",), "it names every recipe, so that none is left for training; leave some out")
        looks = appearances(self.data.get("ingredients", {}), group_of, _folder_of(self.path), self._wrong)
        kept = household(self.data.get("households", {}), tuple(groups), self._wrong)
        if self.mistakes:
            raise KitchenError(self.path, self.mistakes)
        ids = tuple(names.index(name) for name in held_out)
        return Cookbook(
            tuple(group_of), tuple(groups), tuple(group_of.values()), tuple(recipes), ids, appearances=looks,
            due=self.due, household=kept,
        )

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
                if item in TOOLS:
                    self._wrong(("groups", group, i), f"{item!r} is a vessel; give the ingredient another name")
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
            if isinstance(entry, dict) and "deadline" in entry:
                entry = dict(entry)
                self._due(place, entry.pop("deadline"))
            keys = entry.keys() if isinstance(entry, dict) else ()
            if keys == {"dish", "ingredients"}:
                recipes.append(self._short(place, entry, ingredients))
            elif keys == {"in", "steps"}:
                recipes.append(self._in_steps(place, entry, ingredients))
            else:
                self._wrong(
                    place,
                    "it must have the keys dish and ingredients; write {dish: soup, ingredients: [tomato, onion]}, "
                    "or in and steps: {in: pot, steps: [tomato, onion, heat 20 s]}",
                )
        return recipes

    def _due(self, place: Place, value: Any) -> None:
        found = due(value)
        if found is None:
            way_out = "write 45 s (5 to 600), or oracle + 10 s (3 or more), or leave it out"
            self._wrong((*place, "deadline"), f"{str(value)[:40]!r} is no deadline; {way_out}")
        else:
            self.due[str(place[1])] = found

    def _short(self, place: Place, entry: dict[str, Any], ingredients: tuple[str, ...]) -> Recipe:
        if entry["dish"] not in tuple(SHORT):
            self._wrong((*place, "dish"), f"{entry['dish']!r} is no dish; use one of {', '.join(SHORT)}")
        items = self._put_in((*place, "ingredients"), entry["ingredients"], ingredients, "short")
        return Recipe(str(place[1]), entry["dish"], tuple(items))

    def _in_steps(self, place: Place, entry: dict[str, Any], ingredients: tuple[str, ...]) -> Recipe:
        vessel, steps, where = entry["in"], entry["steps"], (*place, "steps")
        known = len(self.mistakes)
        if vessel not in TOOLS:
            self._wrong((*place, "in"), f"{vessel!r} is no vessel; use one of {', '.join(TOOLS)}")
        heats = [s for s in steps if isinstance(s, str) and HEAT.fullmatch(s)] if isinstance(steps, list) else []
        for i, step in enumerate(steps if isinstance(steps, list) else ()):
            if isinstance(step, str) and step.startswith("heat ") and step not in heats and step not in ingredients:
                self._wrong((*where, i), f"{step!r} is no heat step; write heat 10 s")
        if len(self.mistakes) == known:
            self._put_in(where, [s for s in steps if s not in heats] if heats else steps, ingredients, "steps")
        recipe = Recipe(str(place[1]), "mixed", ())
        if len(self.mistakes) == known:
            try:
                recipe = in_steps(recipe.name, vessel, steps)
            except ValueError as error:
                self._wrong(where, str(error))
        return recipe

    def _put_in(self, place: Place, value: Any, ingredients: tuple[str, ...], form: str) -> list[str]:
        """The ingredients of a recipe, as many as its form allows."""
        items = self._names(place, value, "an ingredient", ingredients)
        if items and not LEAST <= len(items) <= MOST[form]:
            few = "or" if MOST[form] == LEAST + 1 else "to"
            self._wrong(place, f"there are {len(items)}; write {LEAST} {few} {MOST[form]}")
        return items

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
