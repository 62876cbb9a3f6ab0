"""The executor of Kitchen-v1 that never learnt: it fetches where things are believed to lie, and minds the heat."""

import numpy as np

from kitchen_dream.problems.kitchen.references.belief import Belief
from kitchen_dream.rules.episode import Episodes
from kitchen_dream.rules.knowledge import Knowledge
from kitchen_dream.rules.skills import POT, PRESS0, TAKE0
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.v1.cooking import clock, missing, under_heat
from kitchen_dream.rules.v1.skills import OVEN_ACTION, PUTS, WAIT_ACTION
from kitchen_dream.rules.v1.state import TRAY, VESSELS

WORTH = 0.15
"""Chance below which it is not worth to look for something."""
FETCH_SECONDS = 22.0
"""Nothing is fetched with the heat on that would burn within so many seconds."""


def cook_in_steps(episodes: Episodes, recipe: np.ndarray, before: Knowledge, belief: Belief) -> np.ndarray:
    """(B,) the next skill of somebody who cooks `recipe` (B,) with what was seen, step by step: the vessel, then the
    ingredients of a stage, then heat, and while it is on those of the next one."""
    state, mask, recipes, now = episodes.state, episodes.mask, episodes.recipes, episodes.known
    b, stop = np.arange(len(recipe)), episodes.rules.stop
    vessel, fresh = recipes.vessel[recipe], now.looked
    lacking = missing(state, recipes, recipe)
    lacking[b, np.maximum(state.held, 0)] &= state.held == NOTHING
    tool = lacking[b, vessel]
    stage = np.where(lacking[:, VESSELS:], recipes.stage[recipe][:, VESSELS:], recipes.stage.max()).min(1)
    due = lacking & (recipes.stage[recipe] <= stage[:, None])
    due[:, :VESSELS] = lacking[:, :VESSELS]
    due[:, VESSELS:] &= ~tool[:, None]
    looked, seen = before.looked | fresh, np.where(fresh[:, :, None], now.seen, before.seen)
    p = belief.locate(looked, seen, np.maximum(before.note, now.note))
    units = p.shape[2]
    worth = np.einsum("biu,bi->bu", p, due.astype(np.float32))
    score = np.where(mask[:, :units] & (worth > WORTH), worth - 0.004 * episodes.seconds[:, :units], -1.0)
    actions = np.where(score.max(1) > -1.0, score.argmax(1), stop)

    told = np.maximum(before.burner, now.burner)
    burner = np.where(told == 2, 2, np.where(told == 1, 0, 1)).argmin(1)
    burner = np.where(state.lit.any(1), state.lit.argmax(1), burner)
    switch = np.where(vessel == TRAY, OVEN_ACTION, PRESS0 + burner)
    on = under_heat(state, vessel)
    timer = clock(state, recipes, recipe)
    empty = state.inside[b, vessel, 0] == NOTHING
    all_in = ~lacking.any(1)
    # While later stages are fetched, it is on if what is in the vessel does not burn meanwhile.
    ready, calm = recipes.heated[recipe] & ~empty, timer.burns > FETCH_SECONDS
    heat = ready & np.where(all_in, timer.left > 0, (stage > 0) & calm)
    turn = ready & (heat != on)
    actions = np.where(turn & mask[b, switch], switch, np.where(heat & all_in, WAIT_ACTION, actions))

    items = state.contents[b, np.maximum(state.open_unit, 0)]
    useful = (items != NOTHING) & due[b[:, None], np.maximum(items, 0)] & mask[:, TAKE0:POT]
    actions = np.where(useful.any(1), TAKE0 + useful.argmax(1), actions)
    put = np.array(PUTS)[np.where((state.held >= 0) & (state.held < VESSELS), state.held, vessel)]
    return np.where(state.held != NOTHING, np.where(mask[b, put], put, stop), actions)
