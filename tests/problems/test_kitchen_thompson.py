"""Thompson sampling on kitchens."""

import numpy as np

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.kitchen.references.belief import Belief
from kitchen_dream.problems.kitchen.references.explorers import explore
from kitchen_dream.problems.kitchen.references.thompson import thompson_explorer
from kitchen_dream.rules.limits import EXPLORE_SECONDS
from kitchen_dream.rules.reward import RecipeTable


def test_it_looks_for_the_drawn_dish_and_no_further(test_tables):
    known, _ = explore(test_tables, thompson_explorer(test_tables, "test"), Belief(test_tables), EXPLORE_SECONDS)
    looks = known.looked.sum(1)
    assert looks.max() <= RecipeTable.of(cookbook()).needs.sum(1).max() and (looks >= 1).mean() > 0.9


def test_it_is_worth_more_than_nothing_and_less_than_a_wise_order(test_tables):
    family = KitchenFamily(tables=test_tables)
    trials = family.trials("test")
    references, rows = family.references("test", trials), family.computed_rows("test", trials)
    assert np.mean(references.blind) < rows["PEARL-UB"] < rows["adaptive exploration, exact posterior"]
    assert family.computed_rows("test", trials, "oracle_facts") == {}
