"""PEARL-UB on kitchens: exploring by Thompson sampling, with everything else better than PEARL could have it.

As on the grids (problems/grids/thompson.py): the exploration episode draws a kitchen from the exact prior over households, and a
dish, and does what is optimal for the draw: it looks where the dish's ingredients would lie, nearest first, and is then done. One
draw serves a whole episode (Rakelly et al. 2019). The execution is not Thompson's but the better one that reads the exact posterior
(`prior_reader`), so that the value is above what a second draw would give.
"""

from __future__ import annotations

import numpy as np

from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.references.belief import Belief
from kitchen_dream.problems.kitchen.references.explorers import Explorer, execute, explore
from kitchen_dream.rules.episode import Episodes
from kitchen_dream.rules.limits import EXPLORE_SECONDS
from kitchen_dream.rules.skills import STOP
from kitchen_dream.rules.tables import Tables


def thompson_explorer(tables: Tables, split: str, seed: int = 0) -> Explorer:
    """Draws a dish of the split and a kitchen for each of `tables`; looks where the dish's ingredients lie in it, then stops."""
    rng, prior = np.random.default_rng([seed, 11]), Belief(tables).prior
    problem = KitchenProblem(tables, split, len(tables))
    needs = problem.episodes.recipes.needs[problem.sample_instructions(np.arange(len(tables)), rng)]
    habit = rng.integers(prior.shape[1], size=len(prior))
    place = prior[np.arange(len(prior)), habit].cumsum(2)
    # An ingredient of the dish is there for sure: its places are weighed without its absence.
    drawn = (rng.random((*place.shape[:2], 1)) * place[:, :, -1:] >= place).sum(2)
    wanted = np.zeros((len(prior), prior.shape[3]), bool)
    episode, item = np.nonzero(needs & (place[:, :, -1] > 0))
    wanted[episode, drawn[episode, item]] = True

    def act(episodes: Episodes, belief: Belief) -> np.ndarray:
        units = wanted.shape[1]
        open_ = wanted & ~episodes.known.looked & episodes.mask[:, :units]
        nearest = np.where(open_, episodes.seconds[:, :units], np.inf).argmin(1)
        return np.where(open_.any(1), nearest, STOP)

    return act


def prior_reader(tables: Tables, recipe: np.ndarray, explorer: Explorer, dense: bool = True) -> np.ndarray:
    """Returns (N,) of cooking `recipe` (N,) by the exact posterior over where things lie, after an explorer."""
    belief = Belief(tables)
    known, _ = explore(tables, explorer, belief, EXPLORE_SECONDS)
    return execute(tables, recipe, known, belief, dense)[0]
