"""Exact planning on the cooking grid, for every belief about the drawers at once.

What was seen of the drawers is one of 5^3 combinations: each unknown, or known to hold one of 4 ingredients. The belief
is the prior over `ids`, weighted by how likely each id makes the instruction, and cut to what was seen. Of the bowl
only this matters: empty, the first ingredient alone, or spoilt (no continuation ever puts the right things into its
first places). One backward induction over cell, hand, bowl, stage and steps left, with the rules' own functions, is
exact."""

from collections.abc import Callable
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from kitchen_dream.problems.grids.cooking import (
    BOWL,
    DRAWERS,
    EMPTY,
    INGREDIENTS,
    PLACES,
    CookingGrid,
    advance,
    contents_of,
    handle,
)
from kitchen_dream.problems.grids.rules import MAX_STEPS, STEP_REWARD, Action, move_table

UNKNOWN = INGREDIENTS
"""A drawer that was not seen."""
SEEN = np.array(list(product(range(INGREDIENTS + 1), repeat=len(DRAWERS))))
"""(125, 3): what was seen of the drawers."""
NOTHING_SEEN = len(SEEN) - 1
_SPREAD = (INGREDIENTS + 1) ** np.arange(len(DRAWERS))[::-1]

FRESH, BEGUN, SPOILT = range(3)
"""States of the bowl."""
_SHAPE = (9, EMPTY + 1, 3, 4)
"""Cells, hands, bowls, stages."""
_EVERY = np.arange(np.prod(_SHAPE))
Choose = Callable[[np.ndarray, int], np.ndarray]
"""Makes the values (S, 125) of the options (9, S, 125) and the steps left."""
_START = int(np.ravel_multi_index((CookingGrid.cell_of(CookingGrid.start), EMPTY, FRESH, 0), _SHAPE))


def transitions(asked: int, action: Action, item: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Reward, next state and end (540,) of an action in every state, by the rules; every drawer gives `item`."""
    first, second = divmod(asked, INGREDIENTS)
    cell, hand, bowl_is, stage = np.unravel_index(_EVERY, _SHAPE)
    # One bowl stands for each state: a spoilt one begins with something wrong.
    bowls = np.full((3, PLACES), EMPTY)
    bowls[BEGUN, 0], bowls[SPOILT, 0] = first, (first + 1) % INGREDIENTS
    found = np.full(_SHAPE[0], -1)
    found[CookingGrid.cell_of(BOWL)] = EMPTY
    found[[CookingGrid.cell_of(p) for p in DRAWERS]] = item
    actions = np.full(len(_EVERY), action)
    hand, bowl = handle(actions, cell == CookingGrid.cell_of(BOWL), found[cell], hand, bowls[bowl_is])
    reward, stage, done = advance(actions, hand, bowl, stage, np.full(len(_EVERY), first), np.full(len(_EVERY), second))
    right = (bowl[:, 0] == first) & ((bowl[:, 1] == EMPTY) | (bowl[:, 1] == second))
    bowl_is = np.where(bowl[:, 0] == EMPTY, FRESH, np.where(right, BEGUN, SPOILT))
    cell = move_table(*CookingGrid.size)[cell, action]
    return reward, np.ravel_multi_index((cell, hand, bowl_is, stage), _SHAPE), done | (action == Action.END)


class Dish:
    """One instruction: its reachable states S, of which `start` is the first, and expected returns of actions there."""

    def __init__(self, asked: int):
        models = {(action, EMPTY): transitions(asked, action, EMPTY) for action in Action}
        models |= {(Action.PICK_UP, item): transitions(asked, Action.PICK_UP, item) for item in range(INGREDIENTS)}
        states, frontier = {_START}, [_START]
        while frontier:
            state = frontier.pop()
            new = {int(following[state]) for _, following, done in models.values() if not done[state]} - states
            states |= new
            frontier += new
        self.states = np.array(sorted(states))
        self.start = int(np.searchsorted(self.states, _START))
        place = np.searchsorted(self.states, _EVERY)
        self._models = {  # reward (S, 1) and next state (S,), S after an end
            key: (reward[self.states, None], np.where(done, len(states), place[following])[self.states])
            for key, (reward, following, done) in models.items()
        }
        cell = np.unravel_index(self.states, _SHAPE)[0]
        self._here = [np.flatnonzero(cell == CookingGrid.cell_of(position)) for position in DRAWERS]

    def induce(self, choose: Choose, outlook: np.ndarray, steps: int, seen: np.ndarray | None = None) -> np.ndarray:
        """(K,) expected return at the start.

        outlook (125, 3, 4): chance of each ingredient in each drawer, by what was seen. seen (K,): which rows of SEEN
        matter, in order, with all that may follow them; by default all."""
        seen = np.arange(len(SEEN)) if seen is None else seen
        finds = [self._find(*place, outlook, seen) for place in product(range(len(DRAWERS)), range(INGREDIENTS))]
        value = np.zeros((len(self.states) + 1, len(seen)))  # nothing is to be had behind an end
        for left in range(1, steps + 1):
            value[:-1] = choose(self._options(value, left, finds), left)
        return value[self.start]

    def _find(self, drawer: int, item: int, outlook: np.ndarray, seen: np.ndarray) -> tuple[Any, ...]:
        """Where a drawer is, what picking up there pays (S', 1) and leads to (S', 1), if it holds the item; with what
        chance (K,) it does, and what (K,) is seen then."""
        # What was seen already is found again; what was not, with its chance.
        before = SEEN[seen, drawer]
        chance = np.where(before == UNKNOWN, outlook[seen, drawer, item], before == item)
        known = np.searchsorted(seen, seen + (item - before) * _SPREAD[drawer]).clip(max=len(seen) - 1)
        here, (reward, following) = self._here[drawer], self._models[Action.PICK_UP, item]
        return here, reward[here], following[here, None], chance, known

    def _options(self, after: np.ndarray, left: int, finds: list[tuple[Any, ...]]) -> np.ndarray:
        """(9, S, K): expected return of each action with `left` steps left and the values `after` (S + 1, K) it."""
        out = np.empty((len(Action), len(self.states), after.shape[1]))
        for action in Action:
            reward, following = self._models[action, EMPTY]
            np.add(after[following], reward, out=out[action])
        out[Action.END] += STEP_REWARD * (left - 1)
        out[Action.PICK_UP, np.concatenate(self._here)] = 0
        for here, reward, following, chance, known in finds:
            out[Action.PICK_UP, here] += chance * (reward + after[following, known])
        return out


dish_of = cache(Dish)
"""The states of an instruction do not depend on beliefs."""


def _all_seen(id_: int) -> int:
    """The number in SEEN of all that the drawers of a problem hold."""
    return int(contents_of(np.array([id_]))[0] @ _SPREAD)


class CookingPlanner:
    """Best and random returns, given a prior: all `ids` are equally likely."""

    def __init__(self, ids: np.ndarray, steps: int = MAX_STEPS):
        self.ids, self.steps = np.asarray(ids), steps
        self._chances = CookingGrid("all").instruction_chances(np.arange(INGREDIENTS ** len(DRAWERS)))
        self.best = cache(lambda asked: self._induced(asked, lambda options, left: options.max(0)))
        """(125,) best expected return under an instruction, by what was seen before."""
        self._drawn = cache(lambda asked: self._induced(asked, lambda options, left: options.mean(0)))
        self._plans: dict[int, list[np.ndarray]] = {}

    def oracle(self, ids: np.ndarray | None = None) -> float:
        """Mean best return with full knowledge, over `ids` (the prior's by default) and their instructions."""
        return self._mean(self.ids if ids is None else ids, lambda asked, id_: self.best(asked)[_all_seen(id_)])

    def blind(self) -> float:
        """Best expected return of a policy that never explored, which knows the prior and remembers what it saw."""
        return self._mean(self.ids, lambda asked, id_: self.best(asked)[NOTHING_SEEN])

    def random(self, ids: np.ndarray | None = None) -> float:
        """Mean return of uniformly random actions over `ids` (the prior's by default)."""
        return self._mean(self.ids if ids is None else ids, lambda asked, id_: self._drawn(asked)[_all_seen(id_)])

    def blind_on(self, ids: np.ndarray | list[int]) -> float:
        """Mean return, on other problems than the prior's, of the policy of `blind`.

        Where nothing in the prior fits what was seen, the policy holds that drawers not yet seen have anything with
        equal chances. Among equally good actions it draws."""
        return self._mean(ids, self._follow)

    def outlook(self, asked: int) -> np.ndarray:
        """(125, 3, 4) chance of each ingredient in each drawer, by what was seen; even where no prior fits."""
        contents = contents_of(self.ids)
        fits = ((SEEN[:, None] == contents) | (SEEN[:, None] == UNKNOWN)).all(2) * self._chances[self.ids, asked]
        mass = np.einsum("bi,idc->bdc", fits, np.eye(INGREDIENTS)[contents])
        total = fits.sum(1)[:, None, None]
        return np.where(total > 0, mass / np.where(total > 0, total, 1), 1 / INGREDIENTS)

    def _induced(self, asked: int, choose: Choose) -> np.ndarray:
        return dish_of(asked).induce(choose, self.outlook(asked), self.steps)

    def _plan(self, asked: int) -> list[np.ndarray]:
        """(9, S, 125) bool by steps left - 1: the best actions."""
        if asked not in self._plans:
            plans = self._plans[asked] = []

            def plan(options: np.ndarray, left: int) -> np.ndarray:
                best = options.max(0)
                plans.append(options > best - 1e-9)
                return best

            self._induced(asked, plan)
        return self._plans[asked]

    def _follow(self, asked: int, id_: int) -> float:
        plan, held = self._plan(asked), SEEN[_all_seen(id_)]
        truth = np.broadcast_to(np.eye(INGREDIENTS)[held], (len(SEEN), len(DRAWERS), INGREDIENTS))
        seen = np.flatnonzero(((SEEN == held) | (SEEN == UNKNOWN)).all(1))  # the last one: nothing

        def follow(options: np.ndarray, left: int) -> np.ndarray:
            best = plan[left - 1][..., seen]
            return (options * best).sum(0) / best.sum(0)

        return float(dish_of(asked).induce(follow, truth, self.steps, seen)[-1])

    def _mean(self, ids: np.ndarray | list[int], value: Callable[[int, int], float]) -> float:
        total = 0.0
        for id_ in ids:
            for asked in np.flatnonzero(self._chances[id_]):
                total += self._chances[id_, asked] * value(int(asked), int(id_))
        return float(total / len(ids))
