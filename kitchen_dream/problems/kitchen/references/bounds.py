"""What bounds the returns of trials in kitchens: who knows the kitchen, and who never explored."""

import numpy as np

from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.references.belief import Belief
from kitchen_dream.problems.kitchen.references.explorers import execute, explore
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.tables import Tables


def draw_dishes(problem: KitchenProblem, rows: np.ndarray, seed: int, execution: int = 0) -> np.ndarray:
    """(n,) the dish asked for in each of the kitchens `rows` (n,): it depends on the kitchen, the seed and the number
    of the execution, not on how many trials are run."""
    key = [execution] if execution else []
    draws = [
        problem.sample_instructions(np.array([row]), np.random.default_rng([seed, 41, int(row), *key])) for row in rows
    ]
    return np.concatenate(draws)


def blind_trials(
    tables: Tables, recipe: np.ndarray, dense: bool = True, rules: RuleSet = V0
) -> tuple[np.ndarray, np.ndarray]:
    """Returns and success, each (N,), of cooking `recipe` (N,) without having explored, by the households' priors."""
    belief = Belief(tables, rules)
    known, _ = explore(tables, None, belief, 0.0)
    return execute(tables, recipe, known, belief, dense)
