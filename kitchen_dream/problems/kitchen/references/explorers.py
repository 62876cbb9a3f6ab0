"""Reference policies that are not learnt: explorers of growing wisdom, and an executor that makes the best of a map.

They show what the kitchen family asks for: how much exploring is worth, and how much a wise order is worth."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from kitchen_dream.kitchens.contents import habits
from kitchen_dream.kitchens.contents.tool_places import LISTS, PLACES
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.problems.kitchen.references.belief import Belief
from kitchen_dream.problems.kitchen.references.steps import cook_in_steps
from kitchen_dream.rules.abstract import AbstractBackend
from kitchen_dream.rules.episode import Episodes
from kitchen_dream.rules.knowledge import Knowledge
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.skills import BOWL, POT, PRESS0, STOP, TAKE0
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables
from kitchen_dream.rules.v1.planner import tool_places

Explorer = Callable[[Episodes, Belief], np.ndarray]
"""Chooses actions (B,) in exploration."""
FRIDGE = (-1, 0)
Pick = tuple[int, int]
"""An entry of a fixed order: (zone, rank) for the unit at that rank of the zone's order, zones of food first, then
lists of places for tools; FRIDGE for the fridge."""


def random_explorer(rng: np.random.Generator) -> Explorer:
    """Any possible skill but stopping, while there is one."""

    def act(episodes: Episodes, belief: Belief) -> np.ndarray:
        score = rng.random(episodes.mask.shape) * episodes.mask
        score[:, episodes.rules.stop] = 1e-9
        return score.argmax(1)

    return act


def fixed_order(picks: Sequence[Pick]) -> Explorer:
    """Look into the same kinds of places in the same order, whatever they show."""

    def act(episodes: Episodes, belief: Belief) -> np.ndarray:
        tables, rows = episodes.tables, episodes.rows
        out = np.full(len(rows), episodes.rules.stop)
        everyone = np.arange(len(rows))
        for pick in reversed(picks):
            unit = pick_unit(tables, rows, pick)
            ok = (unit != NOTHING) & ~episodes.known.looked[everyone, unit] & episodes.mask[everyone, unit]
            out = np.where(ok, unit, out)
        return out

    return act


def pick_unit(tables: Tables, rows: np.ndarray, pick: Pick) -> np.ndarray:
    """(B,) the unit that an entry of a fixed order means in each kitchen, NOTHING where there is none."""
    zone, rank = pick
    if pick == FRIDGE:
        hit = (tables.role[rows] == Role.FRIDGE) & tables.exists[rows]
    elif zone < len(habits.ZONES):
        hit = tables.zones[rows, zone] == rank
    else:
        hit = tool_places(tables)[rows, zone - len(habits.ZONES)] == rank
    return np.where(hit.any(1), hit.argmax(1), NOTHING)


def all_picks(rules: RuleSet = V0) -> list[Pick]:
    """Every entry that a fixed order can have."""
    zones, lists = len(habits.ZONES), len(LISTS) if rules.book.tools else 0
    food = ((zone, rank) for zone in range(zones) for rank in range(habits.PLACES))
    return [FRIDGE, *food, *((zones + number, rank) for number in range(lists) for rank in range(PLACES))]


def adaptive_explorer(episodes: Episodes, belief: Belief) -> np.ndarray:
    """Look where most is to be learnt for a second of the way, given all that has been seen; read a note first.

    What is to be learnt is where things lie, each as much as there are dishes that need it: a dish is asked for where
    the kitchen holds what it needs, so that whether it holds a thing tells nothing."""
    known, tables, rows = episodes.known, episodes.tables, episodes.rows
    p = np.clip(belief.locate(known.looked, known.seen, known.note), 1e-6, 1 - 1e-6)
    units = p.shape[2]
    doubt = -(p * np.log(p) + (1 - p) * np.log(1 - p))
    gain = np.einsum("biu,i->bu", doubt, episodes.recipes.wanted.mean(0))
    unread = tables.noted[rows] & (known.note[:, 1:] == NOTHING).all(1)
    gain += 20.0 * ((tables.role[rows] == Role.FRIDGE) & unread[:, None])
    seconds = np.maximum(episodes.seconds[:, :units], 0.1)
    score = np.where(episodes.mask[:, :units] & ~known.looked, gain / seconds, -1.0)
    best = score.argmax(1)
    return np.where(score.max(1) > 1e-5, best, episodes.rules.stop)


def play(
    episodes: Episodes, step: Callable[[np.ndarray], Any], choose: Callable[[], np.ndarray], over: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Go on with actions (B,) that `choose` makes until all episodes are `over` (B,); (returns, success), each (B,)."""
    returns, success = np.zeros(len(over)), np.zeros(len(over), bool)
    while not over.all():
        done = step(np.where(over, episodes.rules.stop, choose()))
        returns += np.where(over, 0.0, done.reward)
        success |= ~over & episodes.progress.finished
        over = over | done.terminated | done.truncated
    return returns, success


def explore(
    tables: Tables, explorer: Explorer | None, belief: Belief, explore_seconds: float | None = None
) -> tuple[Knowledge, np.ndarray]:
    """Run one exploration episode in every kitchen, by the rules that the belief is about. Returns the maps and the
    seconds used (B,). None looks nowhere."""
    n = len(tables)
    episodes = Episodes(tables, np.arange(n), explore_seconds=explore_seconds, rules=belief.rules)
    if explorer is not None:
        play(episodes, AbstractBackend(episodes).step, lambda: explorer(episodes, belief), np.zeros(n, bool))
    return episodes.known, episodes.elapsed.copy()


def execute(
    tables: Tables, recipe: np.ndarray, known: Knowledge, belief: Belief, dense: bool = True
) -> tuple[np.ndarray, np.ndarray]:
    """Cook `recipe` (B,) in every kitchen, given what exploration showed. Returns (returns, success), each (B,).

    Goes to where most of what is missing is believed to lie, takes it, brings it; gives up when nothing pays."""
    n = len(tables)
    episodes = Episodes(tables, np.arange(n), dense=dense, rules=belief.rules)
    episodes.begin(np.arange(n), np.arange(n), recipe)
    cook_by = cook_action if belief.rules.name == "v0" else cook_in_steps
    cook = partial(cook_by, episodes, recipe, known, belief)
    return play(episodes, AbstractBackend(episodes).step, cook, np.zeros(n, bool))


def cook_action(episodes: Episodes, recipe: np.ndarray, before: Knowledge, belief: Belief) -> np.ndarray:
    """(B,) the next skill of somebody who cooks `recipe` (B,) with what was seen, and looks where `belief` expects what
    is missing."""
    state, mask, recipes = episodes.state, episodes.mask, episodes.recipes
    everyone = np.arange(len(state.held))
    soup = recipes.soup[recipe]
    missing = recipes.needs[recipe].copy()
    for place in [*state.pot.T, *state.bowl.T, state.held]:
        missing[everyone, np.maximum(place, 0)] &= place == NOTHING
    now = episodes.known
    fresh = now.looked
    looked, seen = before.looked | fresh, np.where(fresh[:, :, None], now.seen, before.seen)
    note = np.maximum(before.note, now.note)
    p = belief.locate(looked, seen, note)
    units = p.shape[2]
    worth = np.einsum("biu,bi->bu", p, missing.astype(np.float32))
    score = np.where(mask[:, :units] & (worth > 0.15), worth - 0.004 * episodes.seconds[:, :units], -1.0)
    actions = np.where(score.max(1) > -1.0, score.argmax(1), STOP)
    burner = np.where(np.maximum(before.burner, now.burner) == 2, 2, np.where(state.pressed, 1, 0)).argmin(1)
    press = soup & ~missing.any(1) & ~state.lit.any(1)
    actions = np.where(press & mask[everyone, PRESS0 + burner], PRESS0 + burner, actions)
    items = state.contents[everyone, np.maximum(state.open_unit, 0)]
    useful = (items != NOTHING) & missing[everyone[:, None], np.maximum(items, 0)] & mask[:, TAKE0:POT]
    actions = np.where(useful.any(1), TAKE0 + useful.argmax(1), actions)
    put = np.where(soup, POT, BOWL)
    return np.where(state.held != NOTHING, np.where(mask[everyone, put], put, STOP), actions)
