"""The fastest way to cook a recipe in steps with full knowledge, and how much time there is for it.

Everything is fetched by itself, as the hand holds one thing: first the vessel, unless it stands out, then the
ingredients in some order. What is heated is switched on once, after some ingredient was put in, and off at the end,
some seconds before anything burns. All orders and moments are tried, and the robot waits as long as then is needed. So
a plan is exact among those that leave these seconds, pass the time by waiting alone and switch on once;
`tests/rules/test_v1.py` compares it with a search."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from kitchen_dream.kitchens.contents.tool_places import LIST_OF, choices, tool_lists
from kitchen_dream.kitchens.spec import BURNERS, MAX_UNITS, UNIT_KINDS
from kitchen_dream.rules.durations import LOOK, PRESS
from kitchen_dream.rules.limits import FOOD_ROLES
from kitchen_dream.rules.rulebook import skill_seconds
from kitchen_dream.rules.skills import PRESS0, TAKE0
from kitchen_dream.rules.state import NOTHING, START_STATION
from kitchen_dream.rules.tables import Tables
from kitchen_dream.rules.v1.cooking import StepTable
from kitchen_dream.rules.v1.durations import BURNS_AFTER, CLOSE, FULL_HAND, PUT_TOOL, SPARE, WAIT
from kitchen_dream.rules.v1.skills import OVEN_ACTION, PUTS, SKILLS, WAIT_ACTION
from kitchen_dream.rules.v1.state import STATION_OF, TRAY, VESSELS, ToolState

SLACK_SECONDS = 8.0
"""Time in a deadline beyond the average way of cooking; a wrong look costs more."""
_SURE = 0.5
"""Seconds by which the press that puts the heat out may be shorter than the rules say."""
_SWITCHES = (*range(PRESS0, PRESS0 + BURNERS), OVEN_ACTION)
_EPS = 1e-3


def closing(tables: Tables) -> np.ndarray:
    """(N, 2, units) float32 seconds to push each unit shut, with an empty and with a full hand; 0 where nothing was
    opened."""
    if ("closing",) not in tables.derived:
        hands = np.array([[CLOSE[kind], CLOSE[kind] + FULL_HAND[kind]] for kind in UNIT_KINDS], np.float32)
        both = np.moveaxis(hands[tables.kind], 2, 1)
        tables.derived[("closing",)] = both * (tables.open_look > LOOK + _EPS)[:, None]
    return tables.derived[("closing",)]


def tool_places(tables: Tables) -> np.ndarray:
    """(N, LISTS, units) int64: ranks of units in the lists of places for tools; see `tool_lists`."""
    if ("tool_places",) not in tables.derived:
        position = tables.position
        tables.derived[("tool_places",)] = tool_lists(
            tables.exists, tables.kind, tables.role, position[..., 1], position[..., 2]
        )
    return tables.derived[("tool_places",)]


def fetch_seconds(tables: Tables) -> np.ndarray:
    """(N, VESSELS, 2, units) seconds to fetch an ingredient from a unit and put it into each vessel: from the vessel's
    station, and from the start. The vessel itself takes PUT_TOOL longer."""
    seconds = skill_seconds(tables, SKILLS)
    inside = tables.take + closing(tables)[:, 1]
    out = []
    for vessel, put in enumerate(PUTS):
        back = inside + seconds[:, :MAX_UNITS, put]
        begins = (STATION_OF[vessel], START_STATION)
        out.append(np.stack([seconds[:, station, :MAX_UNITS] + back for station in begins]))
    return np.stack(out).transpose(2, 0, 1, 3)


@dataclass(frozen=True)
class Fastest:
    """The fastest plans for one recipe in N kitchens."""

    seconds: np.ndarray
    """(N,) float64; inf where it cannot be cooked."""
    order: np.ndarray
    """(N, k) int64: the symbols of the ingredients in the order in which they are fetched."""
    switch: np.ndarray
    """(N,) int64: how many of them are put in before the heat is switched on."""
    waits: np.ndarray
    """(N,) int64: waits at the end."""


def fastest(
    recipes: StepTable, recipe: int, fetch: np.ndarray, lying: np.ndarray, spare: float = SPARE
) -> Fastest:
    """The fastest plans for a recipe; fetch: see `fetch_seconds`; lying (N, units, symbols) bool: what lies where.

    spare: seconds that are left at least before anything burns."""
    vessel, items = int(recipes.vessel[recipe]), np.flatnonzero(recipes.needs[recipe])
    heat, k = recipes.heat[recipe, items].astype(float), len(items)
    with np.errstate(invalid="ignore"):
        trip = np.where(lying[:, None, :, items], fetch[:, vessel, :, :, None], np.inf).min(2)  # (N, 2, k)
        tool = np.where(lying[:, :, vessel], fetch[:, vessel, 1] + PUT_TOOL, np.inf).min(1)  # (N,)
    # Where the vessel stands out, the first ingredient is fetched from the start.
    out: np.ndarray = ~np.any(lying[:, :, vessel], axis=1)
    orders = np.array(list(permutations(range(k))))  # (P, k)
    way = trip[:, 0][:, orders]  # (N, P, k)
    way[:, :, 0] = np.where(out[:, None], trip[:, 1][:, orders[:, 0]], way[:, :, 0])
    put = np.where(out, 0.0, tool)[:, None, None] + way.cumsum(2)
    if not recipes.heated[recipe]:
        best = put[:, :, -1].argmin(1)
        zero = np.zeros(len(best), np.int64)
        return Fastest(put[np.arange(len(best)), best, -1], items[orders[best]], zero, zero)
    # After j puts the robot switches on, which delays what comes after.
    j = np.arange(1, k + 1)
    shifted = put[:, :, None, :] + PRESS * (np.arange(k) >= j[:, None])  # (N, P, j, k)
    on = put + PRESS
    start = np.maximum(shifted, on[..., None])
    last = np.maximum(shifted[..., -1], on)
    heat = heat[orders][None, :, None]
    with np.errstate(invalid="ignore"):
        waits = np.ceil(np.maximum(((start + heat).max(3) - last - PRESS) / WAIT - _EPS, 0))
        end = last + waits * WAIT + PRESS
        burnt = (end[..., None] - start > heat + BURNS_AFTER - spare).any(3)
    end = np.where(burnt | ~np.isfinite(end), np.inf, end).reshape(len(put), -1)
    best = end.argmin(1)
    n, p, switch = np.arange(len(best)), best // k, 1 + best % k
    some = np.nan_to_num(waits.reshape(len(put), -1)[n, best], posinf=0).astype(np.int64)
    return Fastest(end[n, best], items[orders[p]], switch, some)


def where_things_lie(tables: Tables, symbols: int) -> np.ndarray:
    """(N, units, symbols) bool."""
    n, units, _ = tables.contents.shape
    lying = np.zeros((n, units, symbols + 1), bool)
    k, u, _ = np.indices(tables.contents.shape)
    lying[k, u, np.where(tables.contents == NOTHING, symbols, tables.contents)] = True
    return lying[:, :, :symbols]


def shortest_seconds(tables: Tables, recipes: StepTable, spare: float = SPARE) -> np.ndarray:
    """(N, recipes) float32 seconds of the fastest plans; inf where there is none. spare: see `fastest`."""
    fetch, lying = fetch_seconds(tables), where_things_lie(tables, recipes.needs.shape[1])
    out = np.full((len(tables), len(recipes.size)), np.inf, np.float32)
    there: np.ndarray = np.any(lying, axis=1)
    for r, needs in enumerate(recipes.needs):
        rows = np.flatnonzero(there[:, needs].all(1))  # most kitchens lack something
        if len(rows):
            out[rows, r] = fastest(recipes, r, fetch[rows], lying[rows], spare).seconds
    return out


def deadlines(tables: Tables, recipes: StepTable) -> np.ndarray:
    """(N, recipes) float32 seconds to cook each recipe: as if everything lay at average distance and was heated when
    all of it is in, plus a little slack.

    Contents play no part, but for what stands out, which one sees."""
    fetch = fetch_seconds(tables)[:, :, 0]
    food = (np.isin(tables.role, FOOD_ROLES) & tables.exists)[:, None]
    item = (fetch * food).sum(2) / np.maximum(food.sum(2), 1)
    homes = np.zeros(tables.exists.shape, bool)
    places = np.stack([choices(tool_places(tables)[:, LIST_OF[v]], homes) for v in range(VESSELS)], axis=1)
    tool = (fetch * places).sum(2) / np.maximum(places.sum(2), 1) + PUT_TOOL
    fetched = np.where(ToolState.initial(tables.contents).placed, 0.0, tool)
    heating = np.where(recipes.heated, PRESS + recipes.heat.max(1) + WAIT / 2 + PRESS, 0.0)
    vessel = recipes.vessel
    return (fetched[:, vessel] + item[:, vessel] * recipes.size + heating + SLACK_SECONDS).astype(np.float32)


def plan(
    tables: Tables, row: int, recipe: int, recipes: StepTable, spare: float = SPARE
) -> tuple[list[int], float] | None:
    """Actions of the fastest plan and its seconds, or None if the recipe cannot be cooked there.

    spare: see `fastest`."""
    one = tables.rows(np.array([row]))
    fetch, lying = fetch_seconds(one), where_things_lie(one, recipes.needs.shape[1])
    found = fastest(recipes, recipe, fetch, lying, spare)
    if not np.isfinite(found.seconds[0]):
        return None
    vessel, contents, first = int(recipes.vessel[recipe]), one.contents[0].copy(), True
    switch = OVEN_ACTION if vessel == TRAY else PRESS0 + int(one.broken[0].argmin())
    actions: list[int] = []

    def bring(symbol: int) -> None:
        nonlocal first
        seconds = np.where((contents == symbol).any(1), fetch[0, vessel, int(first)], np.inf)
        unit = int(seconds.argmin())
        slot = int((contents[unit] == symbol).argmax())
        contents[unit, slot], first = NOTHING, False
        actions.extend([unit, TAKE0 + slot, PUTS[vessel]])

    if lying[0, :, vessel].any():
        bring(vessel)
    for number, symbol in enumerate(found.order[0]):
        if recipes.heated[recipe] and number == found.switch[0]:
            actions.append(switch)
        bring(int(symbol))
    if recipes.heated[recipe]:
        late = [switch] if found.switch[0] == len(found.order[0]) else []
        actions += [*late, *[WAIT_ACTION] * int(found.waits[0]), switch]
    return actions, float(found.seconds[0])


def proceed(rest: list[int], left: float) -> int:
    """The next action of a plan, taken off `rest`, what is to be done yet: for a robot whose skills take longer or
    shorter than the rules say. It waits until all is done, and no longer.

    left: seconds of heat until all that is in the dish's vessel is done, as `cooking.clock` has it."""
    done = left <= PRESS - _SURE
    while done and rest[0] == WAIT_ACTION:
        rest.pop(0)
    if not done and len(rest) == 1 and rest[0] in _SWITCHES:
        return WAIT_ACTION
    return rest.pop(0)
