"""Thompson sampling on kitchens."""

import numpy as np

from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.references import explorers as reference
from kitchen_dream.problems.kitchen.references.belief import Belief
from kitchen_dream.problems.kitchen.references.thompson import thompson_explorer
from kitchen_dream.rules.limits import EXPLORE_SECONDS


def test_it_looks_for_the_drawn_dish_and_no_further(test_tables):
    n = len(test_tables)
    problem, rng = KitchenProblem(test_tables, "test", n), np.random.default_rng(0)
    needs = problem.episodes.recipes.needs[problem.sample_instructions(np.arange(n), rng)]
    belief = Belief(test_tables)
    known, _ = reference.explore(test_tables, thompson_explorer(needs, belief, rng), belief, EXPLORE_SECONDS)
    looks = known.looked.sum(1)
    assert (looks <= needs.sum(1)).all() and (looks >= 1).mean() > 0.9
