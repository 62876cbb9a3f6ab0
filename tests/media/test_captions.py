"""Words for what is done, by the rules that are played."""

import numpy as np
import pytest

from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.media.captions import describe_skill, skill_station
from kitchen_dream.media.choice import choose
from kitchen_dream.problems.kitchen.v1.family import KitchenV1Family
from kitchen_dream.rules.state import BOWL_STATION, STOVE_STATION
from kitchen_dream.rules.v1.ruleset import V1

NAMES = V1.skills.names()


@pytest.mark.parametrize(
    ("action", "held", "words", "station"),
    [
        ("put_pan", "pan", "put the pan on the hob", STOVE_STATION),
        ("put_tray", "bread", "put bread onto tray", STOVE_STATION),
        ("put_bowl", "bowl", "put the bowl on the worktop", BOWL_STATION),
        ("oven", None, "press the oven's button", STOVE_STATION),
        ("wait", None, "wait", 3),
    ],
)
def test_skills_of_kitchen_v1_have_words_and_places(action: str, held: str | None, words: str, station: int) -> None:
    number, kitchen = NAMES.index(action), sample_kitchen("train", 0, variant="v1")
    thing = -1 if held is None else V1.book.symbol_id(held)
    assert describe_skill(number, kitchen, None, thing, V1) == words
    assert skill_station(number, 3, V1) == station


def test_what_is_taken_may_be_a_tool() -> None:
    contents = np.array([V1.book.symbol_id("pot"), -1, -1, -1])
    assert describe_skill(14, sample_kitchen("train", 0, variant="v1"), contents, rules=V1) == "take pot"


def test_a_dish_of_kitchen_v1_is_chosen_by_its_name() -> None:
    drawn = choose("test", 0, family=KitchenV1Family)
    assert drawn.family is KitchenV1Family and drawn.dish in V1.book.recipes
    again = choose("test", 0, drawn.kitchen, drawn.dish.name, KitchenV1Family)
    assert again.recipe == drawn.recipe
    missing = next(r.name for r, why in zip(V1.book.recipes, V1.why_not(drawn.tables), strict=True) if why[:2] == "no")
    with pytest.raises(ValueError, match="cannot be cooked"):
        choose("test", 0, drawn.kitchen, missing, KitchenV1Family)
