"""Which trials are watched, one after the other."""

from itertools import count, islice

import pytest

from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.contents.splits import belongs, get_split
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.media.choice import CannotCookError, choose, trial_choices
from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens

DISH = "tomato soup"


@pytest.fixture(scope="module")
def able() -> list[int]:
    """Numbers of the first two kitchens that can cook the dish."""

    def can_cook(seed: int) -> bool:
        try:
            choose("test", seed, cook=DISH)
        except CannotCookError:
            return False
        return True

    return list(islice(filter(can_cook, count()), 2))


@pytest.mark.slow
def test_without_a_seed_the_first_kitchen_that_can_cook_the_dish_is_taken(able):
    assert able[0] > 0, "the test needs a dish that the first kitchen lacks"
    choice = next(trial_choices("test", cook=DISH))
    assert choice.kitchen == choose("test", able[0]).kitchen and cookbook().recipes[choice.recipe].name == DISH


@pytest.mark.slow
def test_a_seed_is_taken_at_its_word_and_later_kitchens_may_be_skipped(able):
    chosen = list(islice(trial_choices("test", able[0], cook=DISH), 2))
    assert [choice.kitchen for choice in chosen] == [choose("test", seed).kitchen for seed in able]
    with pytest.raises(CannotCookError, match="here one can cook"):
        next(trial_choices("test", 0, cook=DISH))


def test_each_number_is_another_kitchen_in_which_a_dish_can_be_cooked():
    # In the first contents that 2 and 5 draw there is no dish that can be cooked in time: sets leave them out.
    listed = load_kitchens("test", 6).seed - get_split("test").first_seed
    assert {2, 5} & set(listed.tolist()) == set() and len(set(listed.tolist())) == 6
    chosen = [choose("test", number) for number in range(7)]
    assert [choice.tables.seed[0] - get_split("test").first_seed for choice in chosen] == list(range(7))
    rooms = {choice.kitchen.model_copy(update={"name": "", "seed": None}).model_dump_json() for choice in chosen}
    assert len(rooms) == 7
    for number, choice in enumerate(chosen):
        assert belongs(choice.kitchen, get_split("test"))
        if number in listed:
            assert choice.kitchen == sample_kitchen("test", number), "numbers of sets keep their kitchens"


def test_n_goes_on_with_the_next_number():
    chosen = list(islice(trial_choices("test", 2), 3))
    assert [choice.kitchen for choice in chosen] == [choose("test", number).kitchen for number in (2, 3, 4)]


def test_a_kitchen_of_ones_own_stays_and_its_dish_is_drawn_anew():
    kitchen = choose("test", 3).kitchen
    chosen = list(islice(trial_choices("test", kitchen=kitchen), 6))
    assert all(choice.kitchen == kitchen for choice in chosen) and len({choice.recipe for choice in chosen}) > 1


def test_a_search_in_vain_ends(monkeypatch):
    monkeypatch.setattr("kitchen_dream.media.choice.MOST_SKIPPED", 1)
    with pytest.raises(ValueError, match=r"none of the 1 kitchens.*choose another dish"):
        next(trial_choices("test", cook=DISH))


@pytest.mark.parametrize(("options", "words"), [({"cook": "stone soup"}, "stone soup"), ({"seed": -1}, "-1")])
def test_mistakes_are_no_reason_to_search(options, words):
    with pytest.raises(ValueError, match=words):
        next(trial_choices("test", **options))
