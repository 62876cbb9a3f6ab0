"""Sets of kitchens of a split as tables: made from seeds in parallel, and kept on disk for the next time."""

import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np

import kitchen_dream
from kitchen_dream.core.cache import ArrayCache, digest
from kitchen_dream.core.children import bound
from kitchen_dream.core.units import USUAL
from kitchen_dream.kitchens.catalogue import registered_kinds
from kitchen_dream.kitchens.contents.family import Family
from kitchen_dream.kitchens.contents.sampling import NoContentsError, sample_kitchen
from kitchen_dream.kitchens.contents.splits import get_split
from kitchen_dream.kitchens.spec import MAX_UNITS, Kitchen
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.tables import FORMS, Tables, refilled, tabulate
from kitchen_dream.rules.v1.ruleset import RULES

CHUNK, FEW = 64, 8
"""Kitchens that a worker makes at a time: not many more than are wanted, and at least some, as a few are left out."""
LEAST = 4
"""Kitchens in the smallest set that is kept."""
KITCHENS_VERSION = 1
"""To be raised with every change of the kitchens that seeds or layout files give, or of tables; a golden test asks."""
DRAWS_VERSION = {"v0": (), "v1": (7,)}
"""The same for one variant of the rules: what is cooked in time there decides which contents are drawn."""
LAYOUTS_VERSION = 3
"""The same for changes that concern kitchens of layout files alone."""
CACHE = ArrayCache("kitchens", KITCHENS_VERSION, FORMS)
Made = Callable[[int], None]
"""Is told how many kitchens are made."""


def make_kitchens(
    split: str, count: int, first: int = 0, workers: int = 1, family: Family | None = None,
    made: Made = lambda kitchens: None, variant: str = "v0",
) -> Tables:
    """Tables of the first `count` kitchens, from number `first`, in which the split's recipes can be instructed.

    With a `family`, kitchens of that layout. They do not depend on `workers`. `variant`: of the rules. Raises
    ValueError for an unknown split, for more kitchens than it has, or a family in whose kitchens nothing can be cooked
    in time."""
    get_split(split)
    parts: list[Tables] = []
    have = 0
    told: list[int] = []

    def tell(part: Tables) -> None:
        told.append(len(part))
        made(min(sum(told), count))

    for part in _parts(split, first, workers, count, family, tell, variant):
        parts.append(part)
        have += len(part)
        if family is not None and have == 0:
            raise ValueError(
                f"{family.source}: no dish of the split {split!r} can be cooked there in time; shorten the ways"
            )
        if have >= count:
            break
    if have < count:
        raise ValueError(f"the split {split!r} has only {have} such kitchens from number {first}; ask for no more")
    return Tables.concatenate(parts).rows(slice(0, count))


def _parts(
    split: str, first: int, workers: int, count: int, family: Family | None, tell: Callable[[Tables], None],
    variant: str,
) -> Iterator[Tables]:
    # Whether a dish can be cooked in a family at all is not told by few.
    size = CHUNK if family is not None else min(CHUNK, max(FEW, count))
    starts = range(first, get_split(split).seeds - CHUNK, size)
    if workers <= 1 or registered_kinds():  # a kind of the user's own is known in this process alone
        yield from _here(split, (range(start, start + size) for start in starts), family, tell, variant)
        return
    least = -(-count // size)
    with ThreadPoolExecutor(workers) as pool:
        shares = [[range(start, start + size) for start in starts[k:least:workers]] for k in range(workers)]
        found = list(pool.map(partial(_in_a_process, split, family, tell, variant), shares))
    # In the order of their numbers, whoever made them.
    yield from (part for row in zip_longest(*found) for part in row if part is not None)
    rest = (range(start, start + size) for start in starts[least:])
    yield from _here(split, rest, family, tell, variant)


def _here(
    split: str, share: Iterable[range], family: Family | None, tell: Callable[[Tables], None], variant: str
) -> Iterator[Tables]:
    """Chunks made in this process, each when it is asked for."""
    for numbers in share:
        part = _chunk(split, numbers, family, variant)
        tell(part)
        yield part


def _in_a_process(
    split: str, family: Family | None, tell: Callable[[Tables], None], variant: str, share: list[range]
) -> list[Tables]:
    """Chunks made by another Python, which does not import the user's script: that need not be made for it.

    tell: is told each chunk as soon as it is there."""
    here = "from kitchen_dream.problems.kitchen.kitchen_set import _chunk"
    code = f"import pickle, sys; {here}; split, family, variant, share = pickle.load(sys.stdin.buffer)"
    made = "pickle.dump(_chunk(split, part, family, variant), sys.stdout.buffer)"
    code += f"; [{made} or sys.stdout.flush() for part in share]"
    package = str(Path(kitchen_dream.__file__).parents[1])
    path = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
    parts = []
    environment = os.environ | {"PYTHONPATH": path}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(bound([sys.executable, "-c", code]), env=environment, **pipes) as worker:
        assert worker.stdin is not None and worker.stdout is not None
        pickle.dump((split, family, variant, share), worker.stdin)
        worker.stdin.close()
        try:
            for _ in share:
                parts.append(pickle.load(worker.stdout))
                tell(parts[-1])
        except EOFError:  # it ended before: its own words stand on standard error
            raise subprocess.CalledProcessError(worker.wait(), worker.args) from None
    return parts


def _chunk(split: str, numbers: range, family: Family | None, variant: str = "v0") -> Tables:
    rules, kitchens = RULES[variant], []
    for number in numbers:
        try:
            kitchens.append(sample_kitchen(split, number, family, also=OffersEnough(rules), variant=variant))
        except NoContentsError:
            if family is not None:
                raise  # the layout is the user's, who can mend it
    part = tabulate(kitchens, rules.book)
    return part.rows(np.flatnonzero(offered_mask(part, split, rules).any(1)))


class OffersEnough:
    """Whether as many dishes as the rules ask for can be cooked in a kitchen in time, and then in the same one with
    other contents."""

    def __init__(self, rules: RuleSet):
        self._rules = rules
        self._tables: Tables | None = None

    def __call__(self, kitchen: Kitchen) -> bool:
        rules, known = self._rules, self._tables
        if not rules.least_dishes:
            return True
        self._tables = refilled(known, kitchen, rules.book) if known else tabulate([kitchen], rules.book)
        return bool(rules.feasible(self._tables).sum() >= rules.least_dishes)


def offered_mask(part: Tables, split: str, rules: RuleSet = V0) -> np.ndarray:
    """(N, recipes) bool: the recipes that the split instructs in each kitchen."""
    book = rules.book
    return rules.feasible(part) & np.isin(np.arange(len(book.recipes)), book.recipe_ids(split))


def load_kitchens(
    split: str, count: int, first: int = 0, workers: int = 1, family: Family | None = None,
    made: Made = lambda kitchens: None, variant: str = "v0",
) -> Tables:
    """As `make_kitchens`, but sets of LEAST kitchens or more are kept in the cache for the next time.

    made: is told how many there are, while they are made."""
    make = partial(make_kitchens, split, count, first, workers, family, made, variant)
    if count < LEAST:
        return make()
    return Tables(**CACHE.get(_key(split, count, first, family, variant), lambda: make().arrays(), kitchens=count))


def kitchen_number(split: str, number: int, rules: RuleSet = V0) -> tuple[Kitchen, Tables]:
    """Kitchen `number` of a split as one sees it by its number, also as arrays (N = 1): something can be cooked there.

    Where nothing can be cooked in time in the first contents that belong to the split, sets leave the number out. By
    its number it is the same room with the first contents that do, so that each number is another kitchen. Raises
    ValueError for an unknown split, or a number that is not in it; NoContentsError where no contents help."""

    enough = OffersEnough(rules)

    def useful(kitchen: Kitchen) -> bool:
        return enough(kitchen) and bool(offered_mask(tabulate([kitchen], rules.book), split, rules).any())

    kitchen = sample_kitchen(split, number, also=useful, variant=rules.name)
    return kitchen, tabulate([kitchen], rules.book)


def kept(split: str, count: int, first: int = 0, family: Family | None = None, variant: str = "v0") -> bool:
    """Whether `load_kitchens` will find these in the cache."""
    return CACHE.path(_key(split, count, first, family, variant)).is_file()


def _key(split: str, count: int, first: int, family: Family | None, variant: str) -> str:
    layout = f"{LAYOUTS_VERSION} {json.dumps(family.data, sort_keys=True, default=str)}" if family is not None else None
    layout = f"{layout} {variant}" if layout and variant != "v0" else layout  # whose habits differ
    book = RULES[variant].book
    room = () if MAX_UNITS == USUAL else (MAX_UNITS,)
    words = (*book.own, *registered_kinds(), *room, *DRAWS_VERSION[variant])
    return f"{split}-{first}-{count}-{digest(book, layout, *words)}"
