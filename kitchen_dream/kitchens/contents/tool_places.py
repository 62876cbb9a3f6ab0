"""Where households keep their tools: pot, pan and tray low down and near the stove, the bowl high up and near it.

Rules and planners read the same places from arrays: what tells of them is visible."""

import numpy as np

from kitchen_dream.kitchens.recipes import TOOLS
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.kitchens.spec import UNIT_KINDS

PLACES = 3
"""Most units among which a household chooses the place of a tool."""
LISTS = ("low down, near the stove", "high up, near the stove")
"""Lists of units in which tools are kept."""
LIST_OF = tuple(1 if tool == "bowl" else 0 for tool in TOOLS)
"""The list of each tool."""
_LOW = np.isin(UNIT_KINDS, ("drawer", "base_cabinet"))
_NEVER = (Role.FRIDGE, Role.UNDER_SINK)


def tool_lists(
    exists: np.ndarray, kind: np.ndarray, role: np.ndarray, to_stove: np.ndarray, height: np.ndarray
) -> np.ndarray:
    """Ranks (..., LISTS, units) int64 of units in each list, `units` for those that are not in it.

    Args:
        exists: (..., units) bool.
        kind, role: (..., units) what each unit is seen as, an index of UNIT_KINDS, and its Role.
        to_stove: (..., units) float32, distances that grow with that to the stove.
        height: (..., units) float32, of the units' middles.

    A kitchen that has no unit of a list's kind uses all that may hold anything."""
    units = exists.shape[-1]
    usable = exists & ~np.isin(role, _NEVER)
    low = usable & _LOW[kind]
    lists = []
    for there in (low, usable & ~low):
        there = np.where(there.any(-1, keepdims=True), there, usable)
        # Height breaks ties between what stands above each other; float32 in both callers, so that ties stay ties.
        key = np.where(there, to_stove + np.float32(0.01) * height, np.inf).astype(np.float32)
        rank = np.argsort(np.argsort(key, axis=-1, kind="stable"), axis=-1, kind="stable")
        lists.append(np.where(there & (rank < PLACES), rank, units))
    return np.stack(lists, axis=-2)


def choices(ranks: np.ndarray, homes: np.ndarray) -> np.ndarray:
    """(..., units) bool: where a tool may lie, given the ranks (..., units) of its list and which units are homes of
    food (..., units) bool: not in these, if there is another."""
    listed = ranks < ranks.shape[-1]
    free = listed & ~homes
    return np.where(free.any(-1, keepdims=True), free, listed)
