"""The rules of Kitchen-v1: tools, heat, steps and doors that are shut; plans are exact, and nothing is faster."""

from __future__ import annotations

import heapq
from dataclasses import replace

import numpy as np
import pytest

from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.spec import UNIT_KINDS
from kitchen_dream.rules.abstract import AbstractBackend
from kitchen_dream.rules.durations import LOOK, PRESS
from kitchen_dream.rules.episode import Episodes
from kitchen_dream.rules.reward import DONE, SECOND
from kitchen_dream.rules.skills import BOWL, POT, PRESS0, TAKE0
from kitchen_dream.rules.state import NOTHING, STATIONS
from kitchen_dream.rules.tables import Tables, tabulate
from kitchen_dream.rules.v1 import planner
from kitchen_dream.rules.v1.cooking import RUINED, clock
from kitchen_dream.rules.v1.durations import BURNS_AFTER, CLOSE, FULL_HAND, OVEN_DOOR, PUT_HOB, PUT_TOOL, SPARE, WAIT
from kitchen_dream.rules.v1.ruleset import V1
from kitchen_dream.rules.v1.skills import OVEN_ACTION, PUTS, STOP_ACTION, WAIT_ACTION
from kitchen_dream.rules.v1.state import TRAY, VESSELS

BOOK = V1.book
TRAVEL, OPEN_LOOK, TAKE = 2.0, 5.0, 6.0
PAN_ACTION, TRAY_ACTION = PUTS[1], PUTS[2]


@pytest.fixture(scope="module")
def random_tables() -> Tables:
    """12 kitchens of Kitchen-v1."""
    return tabulate([sample_kitchen("train", n, variant="v1") for n in range(12)], BOOK)


def closing(tables: Tables, unit: int, full: bool = False) -> float:
    """Seconds to push a unit of the first kitchen shut with an empty hand, or a full one."""
    kind = UNIT_KINDS[tables.kind[0, unit]]
    return CLOSE[kind] + full * FULL_HAND[kind]


def tables_with(base: Tables, contents: dict[int, list[str]], broken: tuple[bool, bool] = (False, False)) -> Tables:
    """One kitchen with these things in the units and nothing else, in which all ways take TRAVEL seconds."""
    one = base.rows(np.array([0]))
    inside = np.full(one.contents.shape, NOTHING)
    for unit, names in contents.items():
        inside[0, unit, : len(names)] = [BOOK.symbol_id(name) for name in names]
    every = np.float32(1)
    return replace(
        one, contents=inside, broken=np.array([broken]), travel=TRAVEL * (1 - np.eye(STATIONS, dtype=np.float32))[None],
        open_look=one.exists * OPEN_LOOK * every, take=one.exists * TAKE * every,
    )


class Cook:
    """One execution, step by step, with plenty of time."""

    def __init__(self, tables: Tables, recipe: str, row: int = 0, seconds: float = 1000.0):
        one, self.total = np.arange(1), 0.0
        self.episodes = Episodes(tables, np.array([row]), rules=V1)
        self.episodes.begin(one, np.array([row]), np.array([BOOK.recipe_id(recipe)]))
        self.episodes.limit_to(np.ones(1, bool), seconds)
        self.body = AbstractBackend(self.episodes)

    def do(self, *actions: int):
        for action in actions:
            assert self.episodes.mask[0, action], V1.skills.names()[action]
            step = self.body.step(np.array([action]))
            self.total += float(step.reward[0])
        return step

    @property
    def state(self):
        return self.episodes.state


EGGS = {0: ["bacon", "egg", "pan"]}


def test_tools_that_lie_in_no_unit_stand_out_and_others_must_be_fetched(random_tables):
    cook = Cook(tables_with(random_tables, EGGS), "bacon and eggs")
    assert cook.state.placed.tolist() == [[True, False, True, True]]
    cook.do(0, TAKE0)
    assert cook.episodes.mask[0, list(PUTS)].tolist() == [True, False, True, True], "there is no pan yet"
    other = Cook(tables_with(random_tables, EGGS), "bacon and eggs")
    before = other.episodes.seconds[0, PAN_ACTION]
    other.do(0, TAKE0 + 2)
    shut = closing(other.episodes.tables, 0, full=True)
    assert other.episodes.seconds[0, PAN_ACTION] == pytest.approx(before + shut + PUT_TOOL), "it is put down with care"
    assert np.flatnonzero(other.episodes.mask[0]).tolist() == [PAN_ACTION], "a tool has one place"
    other.do(PAN_ACTION)
    assert other.state.placed[0, 1] and other.state.held[0] == NOTHING and other.state.inside[0, 1, 0] == NOTHING


def test_a_dish_is_done_when_all_is_in_was_heated_and_the_heat_is_off(random_tables):
    cook = Cook(tables_with(random_tables, EGGS), "bacon and eggs")
    cook.do(0, TAKE0 + 2, PAN_ACTION, 0, TAKE0, PAN_ACTION, PRESS0)  # the bacon fries ...
    cook.do(0, TAKE0 + 1, PAN_ACTION)  # ... while the egg is fetched
    fetch = TRAVEL + OPEN_LOOK + TAKE + TRAVEL + PUT_HOB + closing(cook.episodes.tables, 0, full=True)
    heated = cook.state.heated[0, 1]
    egg, bacon = (list(cook.state.inside[0, 1]).index(BOOK.symbol_id(name)) for name in ("egg", "bacon"))
    assert heated[bacon] == pytest.approx(fetch, abs=1e-4) and heated[egg] == 0
    cook.do(WAIT_ACTION)
    step = cook.do(WAIT_ACTION)
    assert not step.terminated[0] and heated[egg] == pytest.approx(2 * WAIT)
    step = cook.do(PRESS0)
    assert step.terminated[0] and cook.episodes.progress.finished[0] and not cook.state.lit.any()
    assert step.reward[0] == pytest.approx(DONE - SECOND * PRESS - 0.08, abs=1e-6), "the potential of heat is paid back"


def test_too_long_burns_and_too_short_is_not_done(random_tables):
    cook = Cook(tables_with(random_tables, EGGS), "bacon and eggs")
    cook.do(0, TAKE0 + 2, PAN_ACTION, 0, TAKE0, PAN_ACTION, 0, TAKE0 + 1, PAN_ACTION, PRESS0)
    step = cook.do(PRESS0)
    assert not step.terminated[0], "the egg had 2.9 s of 10"
    cook.do(PRESS0)
    for _ in range(int((10 + BURNS_AFTER - PRESS) / WAIT)):
        step = cook.do(WAIT_ACTION)
        assert not step.terminated[0]
    step = cook.do(WAIT_ACTION)
    assert step.terminated[0] and cook.episodes.progress.ruined[0]
    assert step.reward[0] == pytest.approx(RUINED - SECOND * WAIT)


def test_wrong_ingredients_and_wrong_vessels_ruin_it(random_tables):
    lying = {0: ["bacon", "apple"]}
    for slot, action in ((1, PAN_ACTION), (0, POT)):
        cook = Cook(tables_with(random_tables, lying), "bacon and eggs")
        assert cook.do(0, TAKE0 + slot, action).terminated[0] and cook.episodes.progress.ruined[0]


def test_a_broken_burner_heats_nothing_and_one_knows_it_then(random_tables):
    cook = Cook(tables_with(random_tables, EGGS, broken=(True, False)), "bacon and eggs")
    cook.do(0, TAKE0 + 2, PAN_ACTION)
    assert not cook.episodes.mask[0, PRESS0 : PRESS0 + 2].any(), "nothing is to be heated yet"
    cook.do(0, TAKE0, PAN_ACTION, PRESS0)
    assert not cook.state.lit.any() and not cook.episodes.mask[0, [PRESS0, WAIT_ACTION]].any()
    assert cook.episodes.known.burner[0].tolist() == [2, 0]
    cook.do(PRESS0 + 1, PRESS0 + 1)
    assert cook.episodes.known.burner[0].tolist() == [2, 1] and not cook.state.lit.any(), "off, and known to work"


def test_the_oven_heats_the_tray_alone(random_tables):
    cook = Cook(tables_with(random_tables, {0: ["bread", "cheese"]}), "cheese toast")
    assert cook.episodes.seconds[0, TRAY_ACTION] == pytest.approx(TRAVEL + PUT_HOB + OVEN_DOOR)
    assert not cook.episodes.mask[0, OVEN_ACTION], "nothing is in it yet"
    cook.do(0, TAKE0, TRAY_ACTION, 0, TAKE0 + 1, TRAY_ACTION)
    assert not cook.episodes.mask[0, PRESS0 : PRESS0 + 2].any(), "the hob does not heat it"
    cook.do(OVEN_ACTION, WAIT_ACTION, WAIT_ACTION)
    assert (cook.state.heated[0, TRAY, :2] == 2 * WAIT).all()
    assert cook.do(OVEN_ACTION).terminated[0] and cook.episodes.progress.finished[0]


def test_what_was_opened_is_shut_on_the_way_out(random_tables):
    cook = Cook(tables_with(random_tables, {0: ["apple", "celery"], 1: ["walnut"]}), "waldorf salad")
    before = cook.episodes.seconds[0].copy()
    cook.do(0)
    shut, full = (closing(cook.episodes.tables, 0, full) for full in (False, True))
    assert full > shut > 3 and cook.episodes.seconds[0, 1] == pytest.approx(before[1] + shut)
    assert cook.episodes.seconds[0, TAKE0] == pytest.approx(TAKE), "taking stays there"
    cook.do(TAKE0)
    assert cook.episodes.seconds[0, BOWL] == pytest.approx(before[BOWL] + full), "a full hand takes longer"
    shelf = tables_with(random_tables, {0: ["apple"]})
    shelf.open_look[0, 0] = LOOK  # nothing to open, and so nothing to shut
    cook = Cook(shelf, "waldorf salad")
    cook.do(0)
    assert cook.episodes.seconds[0, 1] == pytest.approx(before[1])


def test_explorations_look_and_try_burners_and_nothing_else(random_tables):
    n = len(random_tables)
    episodes = Episodes(random_tables, np.arange(n), rules=V1)
    names = np.array(V1.skills.names())
    allowed = set(names[episodes.mask.any(0)].tolist())
    assert allowed <= {*(f"look_{k}" for k in range(14)), "press_0", "press_1", "stop"}
    assert episodes.limit.tolist() == [V1.explore_seconds] * n


def test_plans_are_carried_out_as_they_say(random_tables):
    shortest, recipes, done = V1.shortest_seconds(random_tables), V1.recipes(), 0
    for row, recipe in np.argwhere(np.isfinite(shortest[:3])):
        total = []
        for spare in (0.0, SPARE):
            actions, seconds = planner.plan(random_tables, row, recipe, recipes, spare)
            cook = Cook(random_tables, BOOK.recipes[recipe].name, row)
            cook.do(*actions)
            assert cook.episodes.progress.finished[0] and cook.episodes.elapsed[0] == pytest.approx(seconds, abs=0.01)
            total.append(cook.total)
        assert shortest[row, recipe] == pytest.approx(seconds, abs=0.01)
        best = V1.best_returns(random_tables, np.array([row]), np.array([recipe]), True)[0]
        assert total[0] == pytest.approx(best, abs=1e-3) and total[1] <= total[0]
        done += 1
    assert done > 20 and np.isinf(shortest).any()


def test_plans_leave_time_before_anything_burns(random_tables):
    tables, recipes = tables_with(random_tables, {0: ["bacon"], 1: ["egg"]}), V1.recipes()
    number = BOOK.recipe_id("bacon and eggs")
    plans = []
    for spare in (0.0, 15.0):
        plans.append(planner.plan(tables, 0, number, recipes, spare))
        cook = Cook(tables, "bacon and eggs")
        cook.do(*plans[-1][0])
        assert clock(cook.episodes.state, recipes, np.array([number])).burns[0] >= spare
    (sharp, soon), (careful, later) = plans
    assert sharp.index(PRESS0) < careful.index(PRESS0) and soon < later


def test_who_carries_out_a_plan_waits_until_all_is_done_and_no_longer():
    off, wait = PRESS0, WAIT_ACTION
    assert planner.proceed([off], 8.0) == wait, "skills were quicker than planned"
    assert planner.proceed([off], 2.0) == off, "it is done while the button is pressed"
    rest = [wait, wait, off]
    assert planner.proceed(rest, 20.0) == wait and rest == [wait, off]
    assert planner.proceed(rest, 1.0) == off and rest == [], "skills were slower than planned"
    rest = [off, 0]
    assert planner.proceed(rest, 15.0) == off and rest == [0], "it is switched on"
    assert planner.proceed([OVEN_ACTION], 9.0) == wait and planner.proceed([0], 9.0) == 0


def faster(tables: Tables, recipe: str, limit: float) -> list[int] | None:
    """Actions that cook a dish in less than `limit` seconds, by a search over the rules; None if there are none. Time
    is passed by waiting alone: no units are looked into that hold nothing of use.
    """
    number, rows = BOOK.recipe_id(recipe), np.zeros(1, np.int64)
    recipes = V1.recipes()
    wanted, tie, seen = recipes.wanted[number], 0, set()
    frontier = [(0.0, 0, V1.initial(tables.contents.astype(np.int16)), [])]
    while frontier:
        cost, _, state, actions = heapq.heappop(frontier)
        key = (np.round(state.heated, 2).tobytes(), *(v.tobytes() for k, v in vars(state).items() if k != "heated"))
        if key in seen:
            continue
        seen.add(key)
        now = V1.progress(state, recipes, np.array([number]))
        if now.finished[0]:
            return actions
        if now.ruined[0]:
            continue
        seconds = V1.seconds_of_all(state, tables, rows)[0]
        for action in np.flatnonzero(V1.possible(state, tables, rows, np.ones(1, bool))[0]):
            there = state.contents[0, action] if action < TAKE0 else np.zeros(0, int)
            useless = action < TAKE0 and not wanted[there[there != NOTHING]].any()
            if useless or action == STOP_ACTION or cost + seconds[action] >= limit:
                continue
            after = state.copy()
            V1.pass_time(after, seconds[[action]])
            V1.apply(after, np.array([action]), tables, rows)
            if after.held[0] == NOTHING or wanted[after.held[0]]:
                tie += 1
                heapq.heappush(frontier, (cost + float(seconds[action]), tie, after, [*actions, int(action)]))
    return None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("recipe", "contents"),
    [
        ("bacon and eggs", {0: ["bacon"], 1: ["egg"]}),
        ("cheese toast", {0: ["bread", "tray"], 1: ["cheese"]}),
        ("tomato salad", {0: ["tomato", "bowl"], 1: ["onion"]}),
    ],
)
def test_no_plan_is_faster(random_tables, recipe, contents):
    tables = tables_with(random_tables, contents)
    _, seconds = planner.plan(tables, 0, BOOK.recipe_id(recipe), V1.recipes(), spare=0.0)
    assert faster(tables, recipe, seconds - 0.01) is None
    assert faster(tables, recipe, seconds + 0.01) is not None, "the search finds as good a one"


def test_symbols_are_tools_then_ingredients():
    assert BOOK.symbols[:VESSELS] == ("pot", "pan", "tray", "bowl") and BOOK.symbol_id("milk") == VESSELS
    assert [V1.skills.names()[k] for k in PUTS] == ["put_pot", "put_pan", "put_tray", "put_bowl"]
    assert (V1.skills.names()[POT], V1.skills.names()[BOWL]) == ("put_pot", "put_bowl")
