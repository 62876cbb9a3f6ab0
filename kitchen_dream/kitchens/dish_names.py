"""Which dish of the cookbook somebody means: case, blanks, plurals, order and slips of the fingers are forgiven.

A dish is found where the words fit one alone. Words that are no part of its name are taken only if they are true of it
("tomato soup with onions"), so that "no tomato soup" finds nothing.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from kitchen_dream.kitchens.cookbook import Cookbook, UnknownName, cookbook
from kitchen_dream.kitchens.recipes import Recipe

FILLERS = frozenset(
    "a an and can could cook d dish do for get give good have hot i let like make me my need nice now of please "
    "prepare s serve some something the to us want warm we will with would you".split()
)
"""Words that say nothing of the dish, where no name in the cookbook has them."""
ALIKE = 0.75
"""Least similarity of two words of which one is a slip of the other: one slip in four letters, two in eight."""
JOINED = 0.9
"""Least similarity of names written without their blanks."""
SHORT, LONG = 4, 6
"""Letters of words in which a slip is forgiven; letters of those whose first one may be another."""
LONGEST = 200
"""Letters that are read at most: no name is so long."""
NEAREST = 4
"""Dishes that a message names at most."""


class Meaning(NamedTuple):
    """What words may mean."""

    dish: Recipe | None
    """The one dish that they name; None where they are not clear."""
    near: tuple[Recipe, ...]
    """Dishes that they fit, where they fit several; none where they fit nothing."""


def find_dish(words: str, book: Cookbook | None = None) -> int:
    """The id of the dish that somebody asks for, in a cookbook or in the one in use.

    Raises UnknownName, in one line with the nearest dishes, where the words fit none or several.

    Examples:
        >>> find_dish("Make me a TOMATOE soup, please") == find_dish("soup of tomatoes") == find_dish("tomato soup")
        True
        >>> find_dish("tomato")
        Traceback (most recent call last):
        kitchen_dream.kitchens.cookbook.UnknownName: 'tomato' may be tomato soup, minestrone or avocado salad; name one
    """
    book = book or cookbook()
    recipes = book.recipes
    meaning = meaning_of(words, recipes)
    if meaning.dish is not None:
        return recipes.index(meaning.dish)
    said = repr(words if len(words) <= LONGEST else f"{words[:40]}...")
    every = f'"python run.py dishes{" --problem kitchen-v1" if book.tools else ""}" lists all'
    if not _asked(words, recipes):
        raise UnknownName(f"{said} names no dish; name one, such as {recipes[0].name}; {every}")
    if len(meaning.near) > 1:
        names = [recipe.name for recipe in meaning.near[:NEAREST]]
        more = f"; so may others: {every}" if len(meaning.near) > NEAREST else ""
        raise UnknownName(f"{said} may be {', '.join(names[:-1])} or {names[-1]}; name one{more}")
    names = [recipe.name for recipe in meaning.near or nearest(words, recipes)]
    hint = f"the nearest: {', '.join(names)}; " if names else ""
    raise UnknownName(f"{said} is no dish of the cookbook; {hint}{every}")


def meaning_of(words: str, recipes: Sequence[Recipe]) -> Meaning:
    """What words may mean among some recipes."""
    words = words[:LONGEST]
    letters = _letters(words)
    for recipe in recipes:
        if recipe.name == words or (letters and _letters(recipe.name) == letters):
            return Meaning(recipe, (recipe,))
    asked = _asked(words, recipes)
    fits = [(fit, recipe) for recipe in recipes if (fit := _fit(asked, recipe)) is not None]
    best = max((fit.rank for fit, _ in fits), default=None)
    if best is not None and best[0]:  # a whole name
        same = [recipe for fit, recipe in fits if fit.rank == best]
        return Meaning(same[0] if len(same) == 1 else None, tuple(same))
    # A part of a name is clear if there is no other dish with such a name, or with such an ingredient.
    clear = len(fits) == 1 and fits[0][0].more == 0
    fits.sort(key=lambda pair: pair[0].rank, reverse=True)
    return Meaning(fits[0][1] if clear else None, tuple(recipe for _, recipe in fits))


def nearest(words: str, recipes: Sequence[Recipe]) -> list[Recipe]:
    """A few recipes whose names or ingredients look most like words that name none of them; none for nonsense."""
    asked = _asked(words, recipes)

    def likeness(recipe: Recipe) -> float:
        name, more = _words(recipe.name), _further(recipe)
        whole = _ratio("".join(asked), "".join(name))
        return whole + sum(max(_ratio(word, other) for other in (*name, *more)) for word in asked) / max(len(asked), 1)

    found = sorted(((likeness(recipe), recipe) for recipe in recipes), key=lambda pair: -pair[0])
    return [recipe for value, recipe in found[:NEAREST] if value > 1.0]


@dataclass(frozen=True)
class _Fit:
    """How all words fit one dish."""

    whole: bool
    """Whether every word of its name is among them."""
    more: int
    """Words that are its ingredients or its kind, and no part of its name."""
    likeness: float

    @property
    def rank(self) -> tuple[bool, int, float]:
        return self.whole, -self.more, self.likeness


def _fit(asked: list[str], recipe: Recipe) -> _Fit | None:
    """How words fit a dish; None if one of them does not."""
    name = _words(recipe.name)
    if not asked or not name:
        return None
    joined = _ratio("".join(asked), "".join(name))
    # Blanks are left out ("tomatosoup"), or one too many; more words than the name has may deny it.
    if joined == 1.0 or (len(asked) < len(name) and joined >= JOINED and asked[0][0] == name[0][0]):
        return _Fit(True, 0, joined * len(name))
    left, further, whole, more, total = list(name), _further(recipe), 0, 0, 0.0
    for word in asked:
        alike = {other: _alike(word, other) for other in left}
        best = max(left, key=lambda other: alike[other], default="")
        begun = [other for other in left if len(word) >= max(SHORT, len(other) / 2) and other.startswith(word)]
        if best and alike[best]:
            total += alike[best]
            whole += 1
            left.remove(best)
        elif begun:
            left.remove(begun[0])
        elif any(_alike(word, other) for other in further):
            more += 1
        else:
            return None
    return _Fit(whole == len(name), more, total)


def _alike(word: str, other: str) -> float:
    """The similarity of a word with one that it may be a slip of; 0 if it is another word."""
    if word == other:
        return 1.0
    shorter = min(len(word), len(other))
    left_out = (len(word), len(other), word[0]) == (SHORT - 1, SHORT, other[0])  # "sup"; but "pear" is not "pea"
    another = word[0] != other[0] and len(word) == len(other) and sorted(word) != sorted(other)  # "mice" for "rice"
    if (shorter < SHORT and not left_out) or (shorter < LONG and another):
        return 0.0
    ratio = _ratio(word, other)
    return ratio if ratio >= ALIKE else 0.0


@lru_cache(maxsize=4096)
def _ratio(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _asked(words: str, recipes: Sequence[Recipe]) -> list[str]:
    """The words that say something of a dish."""
    named = {word for recipe in recipes for word in _words(recipe.name)}
    return [word for word in _words(words[:LONGEST]) if word in named or word not in FILLERS]


def _further(recipe: Recipe) -> tuple[str, ...]:
    """Words that are true of a dish beside its name."""
    return _words(" ".join((recipe.dish, *recipe.ingredients)))


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[str, ...]:
    """The words of a text, in small letters, without accents, in the singular."""
    return tuple(_singular(word) for word in _plain(text))


def _letters(text: str) -> str:
    """The same without blanks, and as it is: `tomatos oup`."""
    return "".join(_plain(text))


def _plain(text: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", plain)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and re.search("(sh|ch|x|ss|z|o)es$", word):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
