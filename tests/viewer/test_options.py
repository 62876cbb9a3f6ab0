"""What a person is offered, and by which keys."""

import numpy as np
import pytest

from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.media.captions import Caption, SeenUnit
from kitchen_dream.rules.ruleset import V0
from kitchen_dream.rules.skills import BOWL, POT, PRESS0, SKILLS, STOP, TAKE0
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.v1.ruleset import V1
from kitchen_dream.viewer.options import action_keys, options

NOTHING_THERE = np.full(4, NOTHING)
KITCHEN = generate(3)
NAMES = V1.skills.names()


def test_exploring_offers_places_and_burners_and_no_hidden_knowledge():
    caption = Caption(True, "Exploring", 0.0, 34.0, "")
    mask = np.zeros(SKILLS.count, bool)
    mask[[0, 2, PRESS0, STOP]] = True
    found = options(mask, np.full(SKILLS.count, 7.0), KITCHEN, caption, NOTHING_THERE, NOTHING)
    assert [o.action for o in found] == [*range(len(KITCHEN.units)), PRESS0, PRESS0 + 1, STOP]
    assert [o.key for o in found if o.possible] == ["a", "c", "8", "0"]
    assert all(o.detail == "" for o in found)
    items = {item for unit in KITCHEN.units for item in unit.contents if item}
    assert not any(item in f"{o.text} {o.detail}" for o in found for item in items)


def test_cooking_offers_what_lies_there_and_what_the_hand_can_do():
    tomato = cookbook().ingredient_id("tomato")
    mask = np.ones(SKILLS.count, bool)
    seen = (SeenUnit(KITCHEN.units[1].name, ("tomato",), True),)
    caption = Caption(False, "Cook", 0.0, 34.0, "", seen=seen)
    contents = np.array([NOTHING, tomato, NOTHING, NOTHING])
    empty_hand = np.where(np.isin(np.arange(SKILLS.count), (POT, BOWL)), False, mask)
    texts = {o.action: o for o in options(empty_hand, np.ones(SKILLS.count), KITCHEN, caption, contents, NOTHING)}
    assert texts[TAKE0 + 1].text == "take tomato" and TAKE0 not in texts and POT not in texts
    assert texts[1].detail == "tomato"
    texts = {o.action: o for o in options(mask, np.ones(SKILLS.count), KITCHEN, caption, NOTHING_THERE, tomato)}
    assert texts[POT].text == "put tomato into pot" and texts[BOWL].key == "w"


@pytest.mark.parametrize("rules", [V0, V1])
def test_every_action_has_its_own_key_and_none_is_the_windows(rules):
    keys = action_keys(rules)
    assert len(set(keys)) == rules.skills.count and not set(keys) & {"n", "q", "v", "t", "+", "-", "=", ".", ",", " "}


def offered(possible: tuple[str, ...], held: str = "", lies: str = "", exploring: bool = False) -> dict[str, str]:
    """Key and words of what is offered beside the units in Kitchen-v1."""
    mask, contents = np.isin(NAMES, possible), NOTHING_THERE.copy()
    contents[1] = V1.book.symbol_id(lies) if lies else NOTHING
    thing = V1.book.symbol_id(held) if held else NOTHING
    caption = Caption(exploring, "", 0.0, 90.0, "")
    found = options(mask, np.ones(len(NAMES)), sample_kitchen("train", 0, variant="v1"), caption, contents, thing, V1)
    return {option.key: option.text for option in found if not NAMES[option.action].startswith("look")}


def test_kitchen_v1_offers_its_own_skills_where_they_are_possible():
    press = {"8": "press the button of burner 1", "9": "press the button of burner 2"}
    assert offered(("put_pan",), held="pan") == press | {"r": "put the pan on the hob"}
    into = offered(("put_pan", "put_tray", "put_bowl"), held="egg")
    assert into == press | {"r": "put egg into pan", "y": "put egg onto tray", "w": "put egg into bowl"}
    assert offered(("oven", "wait")) == press | {"7": "press the oven's button", "z": "wait"}
    assert offered(("take_1",), lies="pot") == press | {"2": "take pot"}
    assert offered(("stop",), exploring=True, lies="pot") == press | {"0": "looked around enough"}
