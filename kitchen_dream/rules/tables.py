"""Kitchens as arrays: everything the rules need to know of N kitchens, computed once.

This is the privileged side: contents and broken burners are the hidden part of a problem. What the robot may see of it
passes through `knowledge.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np

from kitchen_dream.core.cache import Form
from kitchen_dream.kitchens.checks.paths import PathMap
from kitchen_dream.kitchens.contents.habits import PLACES, zone_orders
from kitchen_dream.kitchens.cookbook import Cookbook, cookbook
from kitchen_dream.kitchens.roles import Role, roles
from kitchen_dream.kitchens.spec import BURNERS, MAX_UNITS, SLOTS, UNIT_KINDS, Kitchen
from kitchen_dream.rules.durations import drive_seconds, open_and_look
from kitchen_dream.rules.state import NOTHING, STATIONS, STOVE_STATION

POSITION = 9
"""Numbers that tell where a unit is: see `_positions`."""
DECORATION = 9
"""Numbers that tell how a kitchen looks and nothing else: colours of wall, lower and upper fronts."""


@dataclass
class Tables:
    """Arrays over N kitchens; units are padded to MAX_UNITS."""

    seed: np.ndarray
    """(N,) int64: the seed that the kitchen was generated from, NOTHING for others."""
    exists: np.ndarray
    """(N, MAX_UNITS) bool."""
    kind: np.ndarray
    """(N, MAX_UNITS) int64: index into UNIT_KINDS of what each unit is seen as."""
    role: np.ndarray
    """(N, MAX_UNITS) int64: Role."""
    position: np.ndarray
    """(N, MAX_UNITS, POSITION) float32: visible geometry."""
    zones: np.ndarray
    """(N, zones, MAX_UNITS) int64: rank of each unit in the order of a zone, MAX_UNITS for no place; for planners."""
    contents: np.ndarray
    """(N, MAX_UNITS, SLOTS) int64: ingredient ids, NOTHING where empty. Hidden."""
    broken: np.ndarray
    """(N, BURNERS) bool. Hidden."""
    noted: np.ndarray
    """(N,) bool: whether a note hangs on the fridge, which one sees from afar."""
    note: np.ndarray
    """(N, groups) int64: unit that the note gives for a food group, NOTHING for none. Hidden until read."""
    decoration: np.ndarray
    """(N, DECORATION) float32: colours."""
    travel: np.ndarray
    """(N, STATIONS, STATIONS) float32: seconds to drive from a station (first index) to another."""
    open_look: np.ndarray
    """(N, MAX_UNITS) float32: seconds to open and look, without the way there."""
    take: np.ndarray
    """(N, MAX_UNITS) float32: seconds to take something out."""

    def __len__(self) -> int:
        return len(self.exists)

    @cached_property
    def derived(self) -> dict[tuple[str, ...], np.ndarray]:
        """Arrays that others work out from these once and keep here."""
        return {}

    def rows(self, index: np.ndarray | slice) -> Tables:
        """The same for some of the kitchens."""
        return Tables(**{f.name: getattr(self, f.name)[index] for f in fields(self)})

    @classmethod
    def concatenate(cls, parts: Sequence[Tables]) -> Tables:
        """Join several sets."""
        return cls(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(cls)})

    def arrays(self) -> dict[str, np.ndarray]:
        """All arrays by name, of the forms FORMS; `Tables(**arrays)` makes them tables again."""
        return {f.name: getattr(self, f.name) for f in fields(self)}


FORMS: dict[str, Form] = {
    "seed": ("int64", ("kitchens",)),
    "exists": ("bool", ("kitchens", MAX_UNITS)),
    "kind": ("int64", ("kitchens", MAX_UNITS)),
    "role": ("int64", ("kitchens", MAX_UNITS)),
    "position": ("float32", ("kitchens", MAX_UNITS, POSITION)),
    "zones": ("int64", ("kitchens", "zones", MAX_UNITS)),
    "contents": ("int64", ("kitchens", MAX_UNITS, SLOTS)),
    "broken": ("bool", ("kitchens", BURNERS)),
    "noted": ("bool", ("kitchens",)),
    "note": ("int64", ("kitchens", "groups")),
    "decoration": ("float32", ("kitchens", DECORATION)),
    "travel": ("float32", ("kitchens", STATIONS, STATIONS)),
    "open_look": ("float32", ("kitchens", MAX_UNITS)),
    "take": ("float32", ("kitchens", MAX_UNITS)),
}
"""Types and shapes of the arrays of Tables."""


def tabulate(kitchens: Sequence[Kitchen], book: Cookbook | None = None) -> Tables:
    """Arrays of some kitchens, with driving times along real paths; book: of their contents, None: the one in use."""
    return Tables.concatenate([_one(kitchen, book or cookbook()) for kitchen in kitchens])


def refilled(tables: Tables, kitchen: Kitchen, book: Cookbook) -> Tables:
    """Arrays of a kitchen that has the room and the furniture of the only one of `tables`, where things lie otherwise:
    ways are not sought again."""
    return replace(tables, **_hidden(kitchen, book))


def _one(kitchen: Kitchen, book: Cookbook) -> Tables:
    n, look, paths = len(kitchen.units), kitchen.decoration, PathMap(kitchen)
    kind = np.zeros(MAX_UNITS, np.int64)
    kind[:n] = [UNIT_KINDS.index(unit.traits.seen_as) for unit in kitchen.units]
    role = np.zeros(MAX_UNITS, np.int64)
    role[:n] = roles(kitchen.units, kitchen.stove, kitchen.sink)
    values = {
        "exists": np.arange(MAX_UNITS) < n, "kind": kind, "role": role, "position": _positions(kitchen),
        "zones": _zone_ranks(kitchen), "decoration": np.array([*look.wall, *look.lower, *look.upper], np.float32),
        "travel": _travel(paths, n), "open_look": _padded([*map(open_and_look, kitchen.units, paths.poses)]),
        "take": _padded([unit.traits.take_seconds for unit in kitchen.units]),
    }
    return Tables(**{name: value[None] for name, value in values.items()}, **_hidden(kitchen, book))


def _hidden(kitchen: Kitchen, book: Cookbook) -> dict[str, np.ndarray]:
    """The arrays (1, ...) that do not follow from room and furniture."""
    contents = np.full((MAX_UNITS, SLOTS), NOTHING)
    for u, unit in enumerate(kitchen.units):
        contents[u] = [book.symbol_id(item) if item else NOTHING for item in unit.contents]
    note = np.full(len(book.groups), NOTHING)
    if kitchen.note:
        names = [unit.name for unit in kitchen.units]
        for group, name in kitchen.note.places.items():
            note[book.groups.index(group)] = names.index(name)
    values = {
        "seed": np.array(NOTHING if kitchen.seed is None else kitchen.seed), "contents": contents,
        "broken": np.array(kitchen.stove.broken, bool).reshape(BURNERS), "noted": np.array(kitchen.note is not None),
        "note": note,
    }
    return {name: value[None] for name, value in values.items()}


def _padded(values: list[float]) -> np.ndarray:
    """(MAX_UNITS,) float32: one value a unit, then zeros."""
    return np.pad(np.array(values, np.float32), (0, MAX_UNITS - len(values)))


def _positions(kitchen: Kitchen) -> np.ndarray:
    """Visible geometry of each unit.

    Distances to fridge and stove and the height of the middle (scaled); its ranks among the units that may hold food,
    counted from the fridge, from the stove, from the top and from the bottom (up to PLACES, then all alike); the place
    relative to the stove along and across its front (scaled)."""
    n = len(kitchen.units)
    xy = np.array([(unit.x, unit.y) for unit in kitchen.units])
    height = np.array([unit.z + unit.height / 2 for unit in kitchen.units])
    stove = np.array((kitchen.stove.x, kitchen.stove.y))
    fridge = next((np.array((unit.x, unit.y)) for unit in kitchen.units if unit.traits.cold), stove)
    ranks = np.minimum(_zone_ranks(kitchen)[:, :n], PLACES).T / PLACES
    c, s = np.cos(kitchen.stove.yaw), np.sin(kitchen.stove.yaw)
    offset = (xy - stove) @ np.array([[c, -s], [s, c]])
    out = np.zeros((MAX_UNITS, POSITION), np.float32)
    distances = [np.linalg.norm(xy - place, axis=1) / 3 for place in (fridge, stove)]
    out[:n] = np.column_stack([*distances, height, ranks, offset / 3])
    return out


def _zone_ranks(kitchen: Kitchen) -> np.ndarray:
    orders = zone_orders(kitchen.units, kitchen.stove, kitchen.sink)
    ranks = np.full((len(orders), MAX_UNITS), MAX_UNITS)
    for zone, order in enumerate(orders):
        ranks[zone, order] = np.arange(len(order))
    return ranks


def _travel(paths: PathMap, n: int) -> np.ndarray:
    """(STATIONS, STATIONS) seconds along the shortest paths between the stations of n units and all others."""
    metres, yaw = paths.distances, np.array([pose.yaw for pose in paths.poses])
    turn = (yaw[:, None] - yaw[None] + np.pi) % (2 * np.pi) - np.pi
    where = np.concatenate([np.arange(n), STOVE_STATION + np.arange(3)])
    out = np.zeros((STATIONS, STATIONS), np.float32)
    out[np.ix_(where, where)] = drive_seconds(metres, turn)
    return out


FOOD_ROLES = (Role.FOOD, Role.FRIDGE)
"""Roles of units that may hold food."""
