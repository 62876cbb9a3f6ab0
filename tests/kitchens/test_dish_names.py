"""Dishes are found by anybody's words; what is not clear cooks nothing, and is answered with the nearest dishes."""

import pytest

from kitchen_dream.kitchens.cookbook import UnknownName, cookbook, use_cookbook
from kitchen_dream.kitchens.dish_names import find_dish, meaning_of

MINE = """
groups: {chilled: [milk, cream], other: [pea, pear, crème fraîche, noodle]}
recipes:
  Pea Soup: {dish: soup, ingredients: [pea, cream]}
  Crème brûlée: {dish: salad, ingredients: [milk, cream]}
  hot noodles: {dish: soup, ingredients: [noodle, pea]}
  味噌汁: {dish: soup, ingredients: [pea, milk]}
  _: {dish: salad, ingredients: [pear, milk]}
"""


def found(words: str) -> str:
    return cookbook().recipes[find_dish(words)].name


@pytest.mark.parametrize(
    ("words", "dish"),
    [
        ("tomato soup", "tomato soup"),
        ("TOMATO SOUP", "tomato soup"),
        ("  Tomato \t soup\n", "tomato soup"),
        ("tomato_soup", "tomato soup"),
        ("tomatosoup", "tomato soup"),
        ("tomatoe soup", "tomato soup"),
        ("tomaot suop", "tomato soup"),
        ("mushroom sup", "mushroom soup"),
        ("soup of tomatoes", "tomato soup"),
        ("cook tomato soup", "tomato soup"),
        ("Make me a tomato soup, please!", "tomato soup"),
        ("I'd like the egg drop soup", "egg drop soup"),
        ("tomato soup with onions and garlic", "tomato soup"),
        ("Waldorf", "waldorf salad"),
        ("toma soup", "tomato soup"),
        ("chowder", "corn chowder"),
        ("egg soup", "egg drop soup"),
        ("minestroni", "minestrone"),
        ("lentils soup", "lentil soup"),
        ("onion soup", "onion soup"),
    ],
)
def test_words_that_are_clear(words, dish):
    assert found(words) == dish


def test_every_dish_is_found_by_its_name_shouted_reversed_and_in_the_plural():
    for recipe in cookbook().recipes:
        words = recipe.name.split()
        for said in (recipe.name, recipe.name.upper(), " ".join(words[::-1]), f"cook {recipe.name}s", "".join(words)):
            assert found(said) == recipe.name, said


@pytest.mark.slow
def test_one_slip_anywhere_finds_the_same_dish_or_none():
    """A letter left out, doubled, or changed with the next: never another dish, and nearly always the right one."""
    right = tried = 0
    for recipe in cookbook().recipes:
        name = recipe.name
        for i in range(len(name) - 1):
            for said in (name[:i] + name[i + 1 :], name[:i] + name[i] + name[i:], _swapped(name, i)):
                tried += 1
                try:
                    assert found(said) == name, said
                    right += 1
                except UnknownName:
                    pass
    assert right / tried > 0.95, right / tried


def _swapped(name: str, i: int) -> str:
    return name[:i] + name[i + 1] + name[i] + name[i + 2 :]


@pytest.mark.parametrize(
    ("words", "near"),
    [
        ("tomato", ["tomato soup", "minestrone", "avocado salad"]),
        ("make me something warm with tomatoes", ["tomato soup", "minestrone", "avocado salad"]),
        ("soup", ["tomato soup", "carrot soup", "lists all"]),
        ("potato", ["potato soup", "potato salad"]),
        ("Tomatensuppe", ["tomato soup"]),
        ("cheese soup", ["broccoli soup"]),
        ("fruit bowl", ["fruit salad", "banana bowl"]),
        ("mice salad", ["rice salad"]),
        ("no tomato soup", ["tomato soup"]),
        ("tomato soup without garlic", ["tomato soup"]),
        ("tomato soup and carrot soup", ["tomato soup", "carrot soup"]),
        ("stone soup", ["onion soup"]),
        ("", ["names no dish", "tomato soup"]),
        ("please cook", ["names no dish"]),
        ("!!!", ["names no dish"]),
        ("42", ["dishes"]),
        ("xyzzy", ["dishes"]),
        ("min", ["dishes"]),
        ("x" * 100_000, ["xxx...", "dishes"]),
    ],
)
def test_what_is_not_clear_cooks_nothing_and_names_the_nearest(words, near):
    with pytest.raises(UnknownName) as told:
        find_dish(words)
    line = str(told.value)
    assert "\n" not in line and len(line) < 300 and all(name in line for name in near), line


def test_only_the_dishes_that_are_offered_are_meant():
    """A menu offers what can be cooked here: `potato` is clear where there is no other."""
    recipes = [recipe for recipe in cookbook().recipes if recipe.name in ("potato soup", "carrot soup")]
    assert meaning_of("potato", recipes).dish == recipes[1]
    assert meaning_of("tomato soup", recipes).dish is None


@pytest.fixture
def mine(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text(MINE, encoding="utf-8")
    yield use_cookbook(path)
    use_cookbook(None)


@pytest.mark.parametrize(
    ("words", "dish"),
    [
        ("pea soups", "Pea Soup"),
        ("creme brulee", "Crème brûlée"),
        ("HOT NOODLE", "hot noodles"),
        ("noodles", "hot noodles"),
        ("味噌汁", "味噌汁"),
        ("_", "_"),
    ],
)
def test_a_cookbook_of_ones_own(mine, words, dish):
    assert found(words) == dish


@pytest.mark.parametrize("words", ["tomato soup", "pear soup", "cold noodles"])
def test_what_a_cookbook_of_ones_own_lacks(mine, words):
    with pytest.raises(UnknownName):
        found(words)
