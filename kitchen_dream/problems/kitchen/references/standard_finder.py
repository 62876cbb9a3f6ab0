"""What can be reached on kitchens in standard meta-RL by policies that are not learnt: they infer the dish from
rewards.

They know the cookbook and the households' priors. The explorer looks around first, then takes what tells most about the
dish, and at last looks for what the dish needs; the executor cooks the most likely dish, or nothing if it is too
unlikely. Both are greedy: what they reach is a lower bound of what can be reached."""

from functools import partial

import numpy as np

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.problems.kitchen.references.belief import Belief
from kitchen_dream.problems.kitchen.references.explorers import cook_action, play
from kitchen_dream.problems.kitchen.standard import SALAD, SOUP, StandardKitchenProblem
from kitchen_dream.rules.knowledge import Knowledge
from kitchen_dream.rules.skills import BOWL, POT, STOP, TAKE0
from kitchen_dream.rules.state import NOTHING

WORTH = 0.45
"""A dish less likely than this is not begun: ruining one costs about what finishing one brings."""
TELLS = 0.15
"""Information in nats that makes it worth to take an ingredient."""


class DishBelief:
    """How likely each dish is, in B kitchens."""

    def __init__(self, problem: StandardKitchenProblem):
        self.recipes = problem.episodes.recipes
        self.prior = np.zeros(len(self.recipes.soup))
        self.prior[list(cookbook().recipe_ids(problem.split))] = 1.0

    def of(self, problem: StandardKitchenProblem, seen: np.ndarray, presence: np.ndarray) -> np.ndarray:
        """(B, recipes) from what is known of the dish; seen (B, units, ingredients): what was seen where; presence (B,
        ingredients, units): how likely each is where."""
        needs, soup = self.recipes.needs.astype(float), self.recipes.soup
        there = np.log(np.clip(np.where(seen.any(1), 1.0, presence.sum(2)), 1e-3, 1.0))
        weight = self.prior * np.exp(there @ needs.T)
        wrong = problem.unwanted @ needs.T + problem.wanted @ (1 - needs.T)
        wrong = wrong + problem.kind[:, [SALAD]] * soup + problem.kind[:, [SOUP]] * ~soup
        weight = np.where(wrong > 0, 0.0, weight) + 1e-12 * (self.prior > 0)
        return weight / weight.sum(1, keepdims=True)


class Finder:
    """The explorer and the executor over one batch of kitchens, one kitchen a copy: `explore`, then `execute`."""

    def __init__(self, problem: StandardKitchenProblem, look_seconds: float = 20.0):
        """look_seconds: time to look around before the first taste."""
        self.problem, self.look_seconds = problem, look_seconds
        self.rows = np.arange(problem.batch)
        self.belief, self.dishes = Belief(problem.tables), DishBelief(problem)

    def explore(self) -> tuple[Knowledge, np.ndarray]:
        """Play explorations; returns the maps of the kitchens in order, and how likely each dish is, (B, recipes)."""
        problem, episodes = self.problem, self.problem.episodes
        problem.begin(self.rows, np.full(problem.batch, NOTHING))
        play(episodes, problem.step, self._explore_action, np.zeros(problem.batch, bool))
        _, seen = self._map()
        known = Knowledge(*(value.copy() for value in vars(episodes.known).values()))
        known.seen = seen
        return known, self._dish()

    def execute(self, known: Knowledge, dish: np.ndarray, guess: bool = True) -> tuple[np.ndarray, np.ndarray]:
        """Cook the likeliest of the dishes (B, recipes) after the map `known`; (returns, success), each (B,)."""
        problem, episodes = self.problem, self.problem.episodes
        cooked = dish.argmax(1)
        problem.begin(self.rows, problem.dish[self.rows])
        cook = partial(cook_action, episodes, cooked, known, self.belief)
        return play(episodes, problem.step, cook, (dish.max(1) < WORTH) & guess)

    def _map(self) -> tuple[np.ndarray, np.ndarray]:
        looked = self.problem.episodes.known.looked
        contents = self.problem.tables.contents[self.rows]
        seen = np.zeros((*looked.shape, self.problem.spec.symbols), bool)
        kitchen, unit, slot = np.nonzero((contents != NOTHING) & looked[..., None])
        seen[kitchen, unit, contents[kitchen, unit, slot]] = True
        return looked, seen

    def _dish(self) -> np.ndarray:
        looked, seen = self._map()
        presence = self.belief.presence(looked, seen, self.problem.episodes.known.note)
        return self.dishes.of(self.problem, seen, presence)

    def _explore_action(self) -> np.ndarray:
        problem, episodes = self.problem, self.problem.episodes
        state, mask, n = episodes.state, episodes.mask, problem.batch
        looked, seen = self._map()
        places = self.belief.presence(looked, seen, episodes.known.note)
        dish = self.dishes.of(problem, seen, places)
        needs = self.dishes.recipes.needs.astype(float)
        wanted = dish @ needs
        tells = np.where(problem.wanted + problem.unwanted > 0, 0.0, _entropy(wanted))
        units = looked.shape[1]
        seconds = np.maximum(episodes.seconds[:, :units], 0.1)
        # Looking: everywhere at first, then for what the likeliest dishes need.
        early = (episodes.elapsed < self.look_seconds)[:, None, None]
        gain = (_entropy(np.clip(places, 1e-6, 1 - 1e-6)) * np.where(early, 1.0, wanted[:, :, None])).sum(1)
        look = np.where(mask[:, :units] & ~looked, gain / seconds, 0.0)
        # Tasting: the ingredient that tells most, wherever it is known to lie; taking it and bringing it somewhere
        # takes longer.
        taste = (seen * tells[:, None]).max(2)
        taste = np.where(mask[:, :units] & (taste > TELLS) & ~early[:, 0], 4 * taste / (seconds + 8), 0.0)
        score = np.maximum(look, taste)
        action = np.where(score.max(1) > 1e-3, score.argmax(1), STOP)
        items = state.contents[np.arange(n), np.maximum(state.open_unit, 0)]
        possible = (items != NOTHING) & mask[:, TAKE0:POT]
        here = np.where(possible, tells[np.arange(n)[:, None], np.maximum(items, 0)], 0.0)
        take = (here.max(1) > TELLS) & ~early[:, 0, 0] & (here.max(1) >= 0.5 * (seen * tells[:, None]).max((1, 2)))
        action = np.where(take, TAKE0 + here.argmax(1), action)
        soup = dish @ self.dishes.recipes.soup > 0.5
        put = np.where(soup, POT, BOWL)
        return np.where(state.held != NOTHING, np.where(mask[np.arange(n), put], put, STOP), action)


def _entropy(p: np.ndarray) -> np.ndarray:
    """Of a yes or no with chances p, in nats."""
    q = np.clip(p, 1e-9, 1 - 1e-9)
    return -(q * np.log(q) + (1 - q) * np.log(1 - q))
