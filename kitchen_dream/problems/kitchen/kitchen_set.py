"""Sets of kitchens of a split as tables: made from seeds in parallel, and kept on disk for the next time."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from kitchen_dream.kitchens import roles, spec
from kitchen_dream.kitchens.checks import paths
from kitchen_dream.kitchens.contents import family as families
from kitchen_dream.kitchens.contents import habits, sampling, splits
from kitchen_dream.kitchens.contents.family import Family
from kitchen_dream.kitchens.contents.sampling import NoContentsError, sample_kitchen
from kitchen_dream.kitchens.contents.splits import get_split
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.files import defaults as file_defaults
from kitchen_dream.kitchens.layout import assembly as build_kitchen
from kitchen_dream.kitchens.layout import blueprint as build_blueprint
from kitchen_dream.kitchens.layout import boxes as layout
from kitchen_dream.kitchens.layout import generator
from kitchen_dream.kitchens.layout import parts as build_parts
from kitchen_dream.kitchens.layout import placement as build_place
from kitchen_dream.kitchens.layout import plan as layout_plan
from kitchen_dream.rules import durations, limits, tables
from kitchen_dream.rules.limits import feasible
from kitchen_dream.rules.tables import Tables, tabulate

CHUNK = 64
"""Kitchens that a worker makes at a time."""

_SOURCES = (generator, habits, layout, layout_plan, paths, roles, sampling, spec, splits, durations, limits, tables)
_FAMILY_SOURCES = (build_blueprint, build_kitchen, build_parts, build_place, families, file_defaults)


def make_kitchens(split: str, count: int, first: int = 0, workers: int = 1, family: Family | None = None) -> Tables:
    """Tables of the first `count` kitchens, from number `first`, in which the split's recipes can be instructed.

    With a `family`, kitchens of that layout. They do not depend on `workers`. Raises ValueError for an unknown split, or a family
    in whose kitchens nothing can be cooked in time.
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


def load_kitchens(
    split: str, count: int, first: int = 0, workers: int = 1, cache: Path | None = None, family: Family | None = None
) -> Tables:
    """As `make_kitchens`, but kept in the folder `cache` under a name that changes with the code that makes kitchens."""
    if cache is None:
        return make_kitchens(split, count, first, workers, family)
    cache.mkdir(parents=True, exist_ok=True)
    path = cache / f"{split}-{first}-{count}-{_fingerprint(family)}.npz"
    if path.exists():
        return Tables.load(path)
    made = make_kitchens(split, count, first, workers, family)
    made.save(path)
    return made


def _fingerprint(family: Family | None = None) -> str:
    digest = hashlib.blake2b(repr(cookbook()).encode(), digest_size=6)
    for module in (*_SOURCES, *(_FAMILY_SOURCES if family is not None else ())):
        digest.update(Path(module.__file__ or os.devnull).read_bytes())
    if family is not None:
        digest.update(json.dumps(family.data, sort_keys=True, default=str).encode())
    return digest.hexdigest()
