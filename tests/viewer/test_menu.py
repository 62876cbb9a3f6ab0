"""The menu of dishes: nothing that is typed is dropped, and enter takes only a dish that fits what is typed."""

import pytest

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.rules.v1.ruleset import V1
from kitchen_dream.viewer.controls import Controls
from kitchen_dream.viewer.menu import Menu

DISHES = tuple(sorted(recipe.name for recipe in cookbook().recipes))


def typing(menu: Menu, text: str) -> Menu:
    for letter in text:
        assert menu.press("space" if letter == " " else letter) is True
    return menu


@pytest.mark.parametrize("text", ["tomatensuppe", "xyz", "soup!", "tomato juice", "min of", "42"])
def test_letters_that_match_nothing_stay_and_enter_takes_nothing(text):
    """`tomatensuppe` cooked minestrone: the letters that matched nothing had vanished."""
    menu = typing(Menu(DISHES), text)
    assert menu.typed == text and menu.shown == ()
    assert menu.press("enter") is True and menu.press("down") is True and menu.press("enter") is True
    controls = Controls(dishes=DISHES)
    for key in ("t", *text.replace(" ", ""), "enter"):
        controls.press(key)
    assert controls.queue == [] and controls.menu is not None


@pytest.mark.parametrize("text", ["to so", "TOMATO SOUP", "tomatoe soup", "soup of tomatoes", "tomatosoup"])
def test_the_dish_that_is_meant_is_taken(text):
    menu = typing(Menu(DISHES), text)
    assert menu.shown == ("tomato soup",) and menu.press("enter") == "tomato soup"


def test_dishes_of_another_cookbook_are_meant_too():
    menu = typing(Menu(tuple(recipe.name for recipe in V1.book.recipes), book=V1.book), "bakon and eggs")
    assert menu.press("enter") == "bacon and eggs"
    controls = Controls(dishes=menu.names, book=V1.book)
    for key in ("t", *"bacon", "space", *"eggs"):
        controls.press(key)
    assert controls.press("enter") == "next dish: bacon and eggs"


def test_only_what_the_kitchen_offers_is_taken():
    assert typing(Menu(("carrot soup", "bean salad")), "tomato soup").press("enter") is True


def test_every_prefix_of_a_name_shows_that_name_and_enter_takes_one_of_those_shown():
    for name in DISHES:
        for end in range(1, len(name) + 1):
            menu = typing(Menu(DISHES), name[:end])
            assert name in menu.shown and menu.press("enter") == menu.shown[0]


def test_letters_are_taken_back_one_by_one():
    menu = typing(Menu(DISHES), "minx")
    assert menu.shown == () and menu.press("left") is True
    assert (menu.typed, menu.shown) == ("min", ("minestrone",))
