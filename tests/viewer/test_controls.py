"""The window's controls, driven without a window."""

import pytest

from kitchen_dream.viewer.controls import SPEEDS, VIEWS, Controls
from kitchen_dream.viewer.menu import Menu

DISHES = ("carrot salad", "mushroom soup", "tomato salad", "tomato soup")


def test_pause_and_single_pictures():
    controls = Controls()
    assert controls.runs()
    assert controls.press("space") == "paused" and not controls.runs()
    assert controls.press(".") == "one step"
    assert controls.runs() and not controls.runs()
    assert controls.press("space") == "goes on" and controls.runs() and controls.runs()


def test_a_step_pauses_what_runs():
    controls = Controls()
    controls.press(".")
    assert controls.paused and controls.runs() and not controls.runs()


def test_one_skill_runs_to_its_end_and_stands():
    controls = Controls(paused=True)
    assert controls.press(",") == "to the end of this skill"
    assert controls.runs() and controls.runs()
    controls.skill_ended()
    assert controls.paused and not controls.runs()
    controls.press("space")
    controls.skill_ended()
    assert not controls.paused  # nobody asked for a stop


def test_speed_stays_within_its_range():
    controls = Controls()
    for _ in range(20):
        controls.press("=")
    assert controls.speed == SPEEDS[-1]
    for _ in range(20):
        controls.press("-")
    assert controls.speed == SPEEDS[0]
    assert controls.click("speed:1.0") == f"speed x{SPEEDS[-1]:g}"
    assert controls.click("speed:-3") == f"speed x{SPEEDS[0]:g}"
    assert controls.click("speed:0.5") == f"speed x{SPEEDS[3]:g}"


def test_views_come_round():
    controls = Controls()
    assert [controls.press("v") for _ in VIEWS] == ["view: follow", "view: free", "view: room"]


@pytest.mark.parametrize(("key", "leave"), [("n", "next"), ("q", "quit")])
def test_leaving_ends_a_pause(key, leave):
    controls = Controls(paused=True)
    controls.press(key)
    assert controls.leave == leave and not controls.paused


def test_a_dish_is_typed():
    controls = Controls(dishes=DISHES)
    assert controls.press("t") == "choose a dish"
    for key, typed in zip(("t", "o", "space", "s", "o"), ("t", "to", "to ", "to s", "to so"), strict=True):
        assert controls.press(key) == "" and controls.message == f"typed: {typed}"  # shown in the panel, not printed
    assert controls.menu.shown == ("tomato soup",) and controls.leave == ""
    assert controls.press("enter") == "next dish: tomato soup"
    assert controls.menu is None and controls.queue == ["tomato soup"]


def test_letters_of_controls_are_letters_in_the_menu():
    controls = Controls(dishes=("quark soup", "nut salad"))
    controls.press("t")
    controls.press("q")
    controls.press("enter")
    assert controls.leave == "" and controls.queue == ["quark soup"]


def test_a_dish_is_picked_by_click_and_arrows():
    controls = Controls(dishes=DISHES)
    controls.click("t")
    assert controls.click("row:2") == "next dish: tomato salad"
    controls.press("t")
    controls.press("down")
    controls.press("up")
    controls.press("up")
    assert controls.press("enter") == "next dish: tomato soup"
    assert controls.queue == ["tomato salad", "tomato soup"]


def test_giving_up_a_choice():
    controls = Controls(dishes=DISHES)
    controls.press("t")
    controls.press("c")
    controls.press("left")
    assert controls.menu.typed == ""
    assert controls.press("left") == "no dish chosen" and controls.menu is None and controls.queue == []
    controls.press("t")
    assert controls.click("space") == "paused" and controls.menu is None
    assert controls.click("row:1") == ""  # the list is gone


def test_letters_that_match_nothing_choose_nothing():
    """They must not vanish: enter would then take a dish that nobody asked for."""
    controls = Controls(dishes=DISHES)
    controls.press("t")
    for key in ("t", "o", "x"):
        controls.press(key)
    assert controls.message == "no dish matches tox" and controls.menu.shown == ()
    for key in ("down", "up", "enter"):
        assert controls.press(key) == "" and controls.queue == []
    controls.press("left")
    assert controls.press("enter").startswith("next dish: tomato")
    assert Menu(DISHES).pick(7) is True


def test_nothing_to_choose_and_unknown_keys():
    controls = Controls()
    assert controls.press("t") == "no dish can be chosen here" and controls.menu is None
    assert controls.press("j") == "" and controls.message == "no dish can be chosen here"


def test_a_field_of_a_page_is_the_menu_filled_in_at_once():
    controls = Controls(dishes=DISHES)
    assert controls.click("typed:to so") == "" and controls.menu.shown == ("tomato soup",)
    assert controls.message == "typed: to so"
    assert controls.press("enter") == "next dish: tomato soup" and controls.menu is None
    controls.click("typed:x")
    assert controls.message == "no dish matches x" and controls.press("enter") == ""
    assert controls.queue == ["tomato soup"]
    controls.click("typed:")
    assert controls.menu is None


def test_a_dish_is_taken_by_its_name_and_no_other():
    controls = Controls(dishes=DISHES)
    controls.click("typed:so")
    assert controls.click("dish:mushroom soup") == "next dish: mushroom soup" and controls.menu is None
    assert controls.click("dish:nothing") == "" and controls.queue == ["mushroom soup"]
    assert Controls().click("typed:so") == "" and Controls().click("dish:tomato soup") == ""
