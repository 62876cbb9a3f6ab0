"""Recipes in steps: the cookbook of Kitchen-v1, what steps mean, and what is told where they make no sense."""

from __future__ import annotations

from collections import Counter

import pytest

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.cookbook import cookbook, read_cookbook
from kitchen_dream.kitchens.files.yaml_text import KitchenError
from kitchen_dream.kitchens.recipes import KINDS, TOOLS, in_steps
from kitchen_dream.rules.reward import RecipeTable

BOOK = ASSETS / "cookbook_v1.yaml"


def test_the_shipped_book_is_as_large_as_it_says():
    book = cookbook("v1")
    assert len(book.ingredients) >= 32 and len(book.recipes) >= 48 and book.tools == TOOLS
    kinds = Counter(recipe.kind for recipe in book.recipes)
    held_out = Counter(book.recipes[k].kind for k in book.held_out)
    assert set(kinds) == set(held_out) == set(KINDS) and min(kinds.values()) >= 12
    assert {item for recipe in book.recipes for item in recipe.ingredients} == set(book.ingredients)
    assert {"apple", "celery", "walnut"} == set(book.recipes[book.recipe_id("waldorf salad")].ingredients)


def test_steps_say_how_long_each_ingredient_is_heated_and_when_it_is_put_in():
    soup = in_steps("soup", "pot", ["onion", "garlic", "heat 10 s", "tomato", "heat 15 s"])
    assert (soup.kind, soup.vessel, soup.ingredients) == ("boiled", "pot", ("onion", "garlic", "tomato"))
    assert soup.heat_seconds == (25.0, 25.0, 15.0) and soup.stages == (0, 0, 1)
    salad = in_steps("salad", "bowl", ["apple", "walnut"])
    assert salad.kind == "mixed" and salad.heat_seconds == (0.0, 0.0) and salad.stages == (0, 0)


def test_the_short_form_is_a_soup_in_the_pot_or_a_salad_in_the_bowl():
    book = cookbook()
    assert book.tools == () and book.symbols == book.ingredients
    made = {recipe.dish: (recipe.kind, recipe.vessel, recipe.heat_seconds[0]) for recipe in book.recipes}
    assert made == {"soup": ("boiled", "pot", 20.0), "salad": ("mixed", "bowl", 0.0)}


def test_kitchen_v0_says_what_it_cannot_cook():
    with pytest.raises(ValueError, match=r"bacon and eggs is fried in the pan.*use Kitchen-v1|minestrone .* of 4"):
        RecipeTable.of(cookbook("v1"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("in: pan, steps: [bacon, heat", "in: wok, steps: [bacon, heat", r"eggs\.in .*'wok' is no vessel; use"),
        ("bacon, heat 5 s, egg, heat 10 s]", "bacon, heat 5, egg, heat 10 s]", r"\[1\] .*'heat 5' is no heat"),
        ("bacon, heat 5 s, egg, heat 10 s]", "bacon, heat 5 s, egg]", r"put in and then heated; end with a step"),
        ("bacon, heat 5 s, egg, heat 10 s]", "heat 5 s, bacon, egg, heat 10 s]", r"put in and then heated"),
        ("bacon, heat 5 s, egg, heat 10 s]", "bacon, egg, heat 5 s, heat 10 s]", r"two heat steps follow each other"),
        ("bacon, heat 5 s, egg, heat 10 s]", "bacon, heat 500 s, egg, heat 10 s]", r"each of 1 to 120 s"),
        ("bacon, heat 5 s, egg, heat 10 s]", "bacon, heat 5 s]", r"steps .*there are 1; write 2 to 4"),
        ("bacon, heat 5 s, egg, heat 10 s]", "bacon, heat 5 s, ege, heat 10 s]", r"'ege' is not an ingredient"),
        ("[tomato, onion]}\n", "[tomato, onion, heat 5 s]}\n", r"nothing is heated in the bowl"),
        ("[milk, cheese,", "[milk, pan, cheese,", r"chilled\[1\] .*'pan' is a vessel"),
    ],
)
def test_mistakes_in_steps_are_told(tmp_path, old, new, said):
    text, path = BOOK.read_text(), tmp_path / "bad.yaml"
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(KitchenError, match=said):
        read_cookbook(path)
