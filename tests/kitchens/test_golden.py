"""Kitchens from seeds stay the kitchens that they are: scores and shipped policies are about these."""

from __future__ import annotations

import hashlib
from dataclasses import fields

import numpy as np
import pytest

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.contents.splits import SPLITS
from kitchen_dream.kitchens.files.kitchen_files import dump_kitchen, load_family
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES
from kitchen_dream.rules.tables import tabulate


def kitchens(source):
    if source in SPLITS:
        return [sample_kitchen(source, number) for number in range(7)]
    if source in LAYOUT_FAMILIES:
        return [generate(seed, (source,)) for seed in range(5)]
    family = load_family(ASSETS / "layouts" / f"{source.removeprefix('file ')}.yaml")
    return [family.kitchen(seed) for seed in range(2)] + [sample_kitchen("train", 3, family)]


def print_of(source):
    """A hash of some kitchens as data, as files and as arrays, the latter rounded to tenths of a millimetre."""
    found = kitchens(source)
    digest = hashlib.blake2b(digest_size=8)
    for kitchen in found:
        digest.update(kitchen.model_dump_json().encode() + dump_kitchen(kitchen).encode())
    tables = tabulate(found)
    for field in fields(tables):
        value = getattr(tables, field.name)
        digest.update(np.round(value, 4).astype(str).tobytes() if value.dtype.kind == "f" else value.tobytes())
    return digest.hexdigest()


GOLDEN = {
    "train": "830f12125e0971dd",
    "validation": "2fd35504ca655274",
    "test": "1ac617a488afb2b3",
    "test_layouts": "4c9ffde7e6732c6b",
    "test_recipes": "664a238bbcac9bd9",
    "one_wall": "0a4981e5ab546d69",
    "galley": "895820c8dcbc0e34",
    "l_shape": "05a1fbebe35b54b2",
    "u_shape": "d1e58470622996bc",
    "island": "34b92697169612c0",
    "file galley": "7066b69fdb8f5ae9",
    "file island": "51fb19ac188675c2",
    "file l_shape": "33ba79e2ba09b849",
    "file one_wall": "f3efcce11510266a",
    "file u_shape": "2ea0b17ebb6e8448",
}


QUICK = ("train", "u_shape", "file island")


@pytest.mark.parametrize("source", [pytest.param(s, marks=() if s in QUICK else pytest.mark.slow) for s in GOLDEN])
def test_kitchens_stay_what_they_are(source):
    changed = "kitchens or their tables have changed. If that is meant, raise KITCHENS_VERSION in kitchen_set.py"
    assert print_of(source) == GOLDEN[source], f"{changed}, so that no cache gives out old ones, and note the new hash"
