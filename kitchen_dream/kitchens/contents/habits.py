"""Where a household keeps its food: the hidden part of a kitchen, drawn from priors and habits.

A household has a **zone**: its food lies near the fridge, near the stove, high up, or low down. The zone's four
foremost units are its **places**, and each of the four groups that need no cooling has one place. Both are free to
differ from kitchen to kitchen, so what one unit shows (food of a group, or plates) changes where to look next. What is
chilled lies mostly in the fridge. Some things stray to another place. In some kitchens a note on the fridge tells every
group's place. Units under the sink and drawers beside the stove never hold food.

Where a cookbook has tools, each of them stands out or lies in a unit of its list, away from the homes of food if it
can; see `tool_places`. Notes tell nothing of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import Literal, get_args

import numpy as np

from kitchen_dream.kitchens.contents.tool_places import LIST_OF, choices, tool_lists
from kitchen_dream.kitchens.cookbook import RECIPES, Cookbook, cookbook
from kitchen_dream.kitchens.roles import Role, roles
from kitchen_dream.kitchens.spec import BURNERS, SLOTS, UNIT_KINDS, Note, Sink, Stove, Unit

Zone = Literal["near the fridge", "near the stove", "high up", "low down"]
ZONES: tuple[Zone, ...] = get_args(Zone)
PLACES = 4
"""Most units in which a household keeps what needs no cooling."""
PRESENT = 0.7
"""Probability that a household has an ingredient at all."""
CHILLED_IN_FRIDGE = 0.95
"""Probability that a chilled ingredient lies in the fridge."""
STRAY = 0.02
"""Probability that another ingredient lies in a place of another group."""
NOTED = 0.25
"""Probability of a note on the fridge."""
BROKEN = 0.5
"""Probability that one of the burners is broken."""


@dataclass(frozen=True)
class Habits:
    """The priors of a kind of household; the standard ones unless a layout file says otherwise."""

    present: float = PRESENT
    chilled_in_fridge: float = CHILLED_IN_FRIDGE
    stray: float = STRAY
    noted: float = NOTED
    zones: tuple[str, ...] = ZONES
    homes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """For a food group the units (indices) of which one is its place, whatever the zone."""
    keeps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For a food group the kinds of units of which one is its place, whatever the zone; `homes` go before."""
    tools_out: float = 0.0
    """Probability that a tool stands out where it is used."""
    dishes: int = RECIPES
    """Least number of dishes whose ingredients a kitchen holds; some may still be too far for their deadline."""


STANDARDS = {"v0": Habits(), "v1": Habits(present=0.5, tools_out=0.25, dishes=6)}
"""The usual ones by variant of the kitchens. Those of v1 know more ingredients, and have fewer of them."""


def standard(variant: str = "v0") -> Habits:
    """The habits of households that no layout file says more of: as the cookbook in use has them."""
    household = cookbook(variant).household
    return replace(STANDARDS[variant], **household.habits, keeps=household.keeps)  # type: ignore[arg-type]


class NoFoodUnitError(ValueError):
    """A kitchen without a fridge in which no other unit may hold food."""


def zone_orders(units: Sequence[Unit], stove: Stove, sink: Sink | None) -> np.ndarray:
    """The places of each zone as unit indices, (len(ZONES), k) int64 with k = min(PLACES, units that may hold food)."""
    food = [u for u, role in enumerate(roles(units, stove, sink)) if role == Role.FOOD]
    if not food:
        return np.zeros((len(ZONES), 0), np.int64)
    centre = np.array([(units[u].x, units[u].y) for u in food])
    height = np.array([units[u].z + units[u].height / 2 for u in food])
    fridge = next(((unit.x, unit.y) for unit in units if unit.traits.cold), (stove.x, stove.y))
    to_fridge = np.linalg.norm(centre - fridge, axis=1)
    to_stove = np.linalg.norm(centre - (stove.x, stove.y), axis=1)
    # A little of the distance breaks ties between units of one height, and a little height those of one column.
    keys = (to_fridge + 0.01 * height, to_stove + 0.01 * height, -height + 0.01 * to_fridge, height + 0.01 * to_fridge)
    return np.array([[food[i] for i in np.argsort(key, kind="stable")[:PLACES]] for key in keys])


def group_homes(zone: np.ndarray, order: Sequence[int] | np.ndarray) -> np.ndarray:
    """The home unit of each group that needs no cooling, (groups,) int64.

    `zone` (k,) has the zone's places, `order` an order of the groups. Where there are too few places, groups share."""
    return zone[np.asarray(order) % len(zone)]


def group_orders(groups: int) -> list[tuple[int, ...]]:
    """All orders in which a household may lay its groups out over the places."""
    return list(permutations(range(groups)))


def fill(
    units: Sequence[Unit], stove: Stove, sink: Sink | None, rng: np.random.Generator, habits: Habits | None = None,
    book: Cookbook | None = None,
) -> tuple[tuple[Unit, ...], Note | None, tuple[bool, ...]]:
    """Draw the contents of every unit, the note (or None) and which burners are broken.

    book: whose ingredients and tools these are; None: the one in use.

    Raises NoFoodUnitError if there is neither a fridge nor another unit for food."""
    book, habits = book or cookbook(), habits or standard()
    fridges = [u for u, unit in enumerate(units) if unit.traits.cold]
    orders = zone_orders(units, stove, sink)
    if not fridges and orders.shape[1] == 0:
        raise NoFoodUnitError("units: no unit may hold food; add a fridge or a cabinet away from sink and stove")
    orders = orders[[ZONES.index(zone) for zone in habits.zones]]
    if habits.keeps:
        food = [u for u, role in enumerate(roles(units, stove, sink)) if role == Role.FOOD]
        kept = {group: tuple(u for u in food if units[u].kind in kinds) for group, kinds in habits.keeps.items()}
        habits = replace(habits, homes={group: own for group, own in kept.items() if own} | dict(habits.homes))
    lists = _tool_lists(units, stove, sink) if book.tools else np.zeros((0, len(units)))
    contents, homes = _place_all(book, fridges, orders, lists, rng, habits)
    note = None
    if fridges and rng.random() < habits.noted and homes:
        note = Note(places={book.groups[g]: units[u].name for g, u in homes.items()})
    broken = [False] * BURNERS
    if rng.random() < BROKEN:
        broken[rng.integers(BURNERS)] = True
    filled = tuple(
        unit.model_copy(update={"contents": _shelve([book.symbols[i] for i in items], rng)})
        for unit, items in zip(units, contents, strict=True)
    )
    return filled, note, tuple(broken)


def _place_all(
    book: Cookbook, fridges: Sequence[int], orders: np.ndarray, lists: np.ndarray, rng: np.random.Generator,
    habits: Habits,
) -> tuple[list[list[int]], dict[int, int]]:
    """Ids of ingredients and tools in each unit, and the home unit of each group that needs no cooling."""
    zone = orders[rng.integers(len(orders))]
    groups = len(book.groups) - 1
    homes = {g + 1: int(u) for g, u in enumerate(group_homes(zone, rng.permutation(groups)))} if len(zone) else {}
    for group, choice in habits.homes.items():
        homes[book.groups.index(group)] = choice[int(rng.integers(len(choice)))]
    places = [int(u) for u in zone]
    contents: list[list[int]] = [[] for _ in range(lists.shape[1])]
    for tool in range(len(book.tools)):
        if rng.random() >= habits.tools_out:
            taken = np.isin(np.arange(len(contents)), list(homes.values()))
            some = np.flatnonzero(choices(lists[LIST_OF[tool]], taken))
            if len(some):
                contents[rng.choice(some)].append(tool)
    for item in rng.permutation(len(book.ingredients)):
        if rng.random() >= habits.present:
            continue
        group = book.group_of[item]
        fridge = fridges[int(rng.integers(len(fridges))) if len(fridges) > 1 else 0] if fridges else None
        home = homes.get(group, fridge) if group else (fridge if fridge is not None else places[0])
        away = [u for u in places if u != home]
        if away and rng.random() < (1 - habits.chilled_in_fridge if group == 0 else habits.stray):
            home = away[rng.integers(len(away))]
        if home is not None and len(contents[home]) < SLOTS:
            contents[home].append(len(book.tools) + int(item))
    return contents, homes


def _tool_lists(units: Sequence[Unit], stove: Stove, sink: Sink | None) -> np.ndarray:
    """Ranks (LISTS, units); numbers as `rules.tables` has them."""
    away = [np.linalg.norm(np.array((unit.x - stove.x, unit.y - stove.y))) / 3 for unit in units]
    height = [unit.z + unit.height / 2 for unit in units]
    return tool_lists(
        np.ones(len(units), bool), np.array([UNIT_KINDS.index(unit.traits.seen_as) for unit in units]),
        np.array(roles(units, stove, sink)), np.array(away, np.float32), np.array(height, np.float32),
    )


def _shelve(items: list[str], rng: np.random.Generator) -> tuple[str | None, ...]:
    slots: list[str | None] = [None] * SLOTS
    for slot, item in zip(rng.permutation(SLOTS), items, strict=False):
        slots[slot] = item
    return tuple(slots)
