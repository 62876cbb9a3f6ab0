"""Sets of kitchens of a split as tables: made from seeds in parallel, and kept on disk for the next time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np

from kitchen_dream.core.cache import ArrayCache, digest
from kitchen_dream.kitchens.contents.family import Family
from kitchen_dream.kitchens.contents.sampling import NoContentsError, sample_kitchen
from kitchen_dream.kitchens.contents.splits import get_split
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.rules.limits import feasible
from kitchen_dream.rules.tables import FORMS, Tables, tabulate

CHUNK = 64
"""Kitchens that a worker makes at a time."""

KITCHENS_VERSION = 1
"""To be raised with every change of the kitchens that seeds or layout files give, or of their tables; a golden test asks for it."""

CACHE = ArrayCache("kitchens", KITCHENS_VERSION, FORMS)


def make_kitchens(split: str, count: int, first: int = 0, workers: int = 1, family: Family | None = None) -> Tables:
    """Tables of the first `count` kitchens, from number `first`, in which the split's recipes can be instructed.

    With a `family`, kitchens of that layout. They do not depend on `workers`. Raises ValueError for an unknown split, for more
    kitchens than it has, or a family in whose kitchens nothing can be cooked in time.
    """
    get_split(split)
    parts: list[Tables] = []
    have = 0
    for part in _parts(split, first, workers, -(-count // CHUNK), family):
        parts.append(part)
        have += len(part)
        if family is not None and have == 0:
            raise ValueError(f"{family.source}: no dish of the split {split!r} can be cooked there before its deadline; shorten the ways")
        if have >= count:
            break
    if have < count:
        raise ValueError(f"the split {split!r} has only {have} such kitchens from number {first}; ask for no more")
    return Tables.concatenate(parts).rows(slice(0, count))


def _parts(split: str, first: int, workers: int, least: int, family: Family | None) -> Iterator[Tables]:
    starts = range(first, get_split(split).seeds - CHUNK, CHUNK)
    if workers <= 1:
        yield from (_chunk(split, start, family) for start in starts)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_chunk, [split] * least, starts[:least], [family] * least)
        yield from (_chunk(split, start, family) for start in starts[least:])


def _chunk(split: str, start: int, family: Family | None) -> Tables:
    kitchens = []
    for number in range(start, start + CHUNK):
        try:
            kitchens.append(sample_kitchen(split, number, family))
        except NoContentsError:
            if family is not None:
                raise  # the layout is the user's, who can mend it
    part = tabulate(kitchens)
    return part.rows(offered_mask(part, split).any(1))


def offered_mask(part: Tables, split: str) -> np.ndarray:
    """(N, recipes) bool: the recipes that the split instructs in each kitchen."""
    instructed = np.isin(np.arange(len(cookbook().recipes)), get_split(split).recipes)
    return feasible(part) & instructed


def load_kitchens(split: str, count: int, first: int = 0, workers: int = 1, family: Family | None = None) -> Tables:
    """As `make_kitchens`, but sets of CHUNK kitchens or more are kept in the cache for the next time."""
    if count < CHUNK:
        return make_kitchens(split, count, first, workers, family)
    layout = json.dumps(family.data, sort_keys=True, default=str) if family is not None else None
    key = f"{split}-{first}-{count}-{digest(cookbook(), layout)}"
    return Tables(**CACHE.get(key, lambda: make_kitchens(split, count, first, workers, family).arrays(), kitchens=count))
