"""Train, validation and test kitchens: disjoint in seeds and in contents.

A split owns a range of seeds, and a share of all possible contents: what lies in which kind of unit is hashed, and the
hash decides the split. A generated kitchen whose contents hash to another split is drawn again from the same seed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from kitchen_dream.kitchens.cookbook import Cookbook, cookbook
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES, Kitchen, Unit

UNSEEN_LAYOUTS = ("island",)
"""Layout families that training never sees."""
SEEN_LAYOUTS = tuple(family for family in LAYOUT_FAMILIES if family not in UNSEEN_LAYOUTS)


@dataclass(frozen=True)
class Split:
    """A set of kitchens and the recipes instructed there."""

    name: str
    first_seed: int
    seeds: int
    buckets: tuple[int, ...]
    """Hash buckets, out of 10, that this split's contents fall into."""
    layouts: tuple[str, ...] = SEEN_LAYOUTS

    @property
    def recipes(self) -> tuple[int, ...]:
        """Ids of the recipes that may be instructed."""
        return cookbook().recipe_ids(self.name)

    def seed(self, number: int) -> int:
        """The seed of the split's kitchen `number`; raises ValueError past its last."""
        if not 0 <= number < self.seeds:
            raise ValueError(f"split {self.name!r} has kitchens 0 to {self.seeds - 1}, not {number}")
        return self.first_seed + number


_MILLION = 1_000_000
SPLITS = {
    split.name: split
    for split in (
        Split("train", 0, 10 * _MILLION, (0, 1, 2, 3, 4, 5, 6)),
        Split("validation", 10 * _MILLION, _MILLION, (7,)),
        Split("test", 11 * _MILLION, _MILLION, (8, 9)),
        Split("test_layouts", 12 * _MILLION, _MILLION, (8, 9), UNSEEN_LAYOUTS),
        Split("test_recipes", 13 * _MILLION, _MILLION, (8, 9)),
    )
}


def get_split(name: str) -> Split:
    """A split by name; raises ValueError listing the known ones."""
    if name not in SPLITS:
        raise ValueError(f"unknown split {name!r}; use one of: {', '.join(SPLITS)}")
    return SPLITS[name]


def contents_key(units: Sequence[Unit]) -> str:
    """What lies where, as text that geometry, names, slots and decoration do not change."""
    return ";".join(f"{unit.kind}:{','.join(sorted(item for item in unit.contents if item))}" for unit in units)


def bucket(units: Sequence[Unit]) -> int:
    """Hash bucket 0 .. 9 of a kitchen's contents."""
    return hashlib.blake2b(contents_key(units).encode(), digest_size=4).digest()[0] % 10


def belongs(kitchen: Kitchen, split: Split) -> bool:
    """Whether a kitchen's contents fall into the split's buckets."""
    return bucket(kitchen.units) in split.buckets


def offered(units: Sequence[Unit], recipes: Sequence[int], book: Cookbook | None = None) -> list[int]:
    """Ids among `recipes`, of a cookbook or of the one in use, all of whose ingredients lie in the units."""
    book, there = book or cookbook(), {item for unit in units for item in unit.contents if item}
    return [r for r in recipes if there.issuperset(book.recipes[r].ingredients)]
