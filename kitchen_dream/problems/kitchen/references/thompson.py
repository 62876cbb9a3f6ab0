"""PEARL-UB on kitchens: exploring by Thompson sampling, with everything else better than PEARL could have it.

As on the grids (problems/grids/thompson.py): the exploration episode draws a kitchen from the exact prior over
households, and a dish, and does what is optimal for the draw: it looks where the dish's ingredients would lie, nearest
first, and is then done. One draw serves a whole episode (Rakelly et al. 2019). The execution is not Thompson's but the
better one that reads the exact posterior (`explorers.execute`), so that a second draw would give less."""

import numpy as np

from kitchen_dream.problems.kitchen.references.belief import Belief
from kitchen_dream.problems.kitchen.references.explorers import Explorer, execute, explore
from kitchen_dream.rules.episode import Episodes
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.skills import STOP
from kitchen_dream.rules.tables import Tables


def thompson_explorer(needs: np.ndarray, belief: Belief, rng: np.random.Generator) -> Explorer:
    """Looks where what the drawn dish `needs` (B, ingredients) bool lies in the drawn kitchen, then stops."""
    prior = belief.prior
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


def returns_after(
    tables: Tables, recipe: np.ndarray, explorer: Explorer, dense: bool = True, rules: RuleSet = V0
) -> np.ndarray:
    """(N,) returns of the executor that reads the exact posterior, after an explorer, one trial in each kitchen."""
    belief = Belief(tables, rules)
    known, _ = explore(tables, explorer, belief)
    return execute(tables, recipe, known, belief, dense)[0]
