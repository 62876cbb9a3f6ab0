"""Contract 5: held-out means held-out."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.contents.splits import SPLITS, UNSEEN_LAYOUTS, belongs, contents_key, get_split
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES
from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens
from kitchen_dream.problems.kitchen.problem import KitchenProblem


def test_seed_ranges_do_not_overlap():
    ranges = sorted((split.first_seed, split.first_seed + split.seeds) for split in SPLITS.values())
    assert all(end <= start for (_, end), (start, _) in pairwise(ranges))


def test_contents_of_training_validation_and_test_are_disjoint():
    buckets = {name: set(split.buckets) for name, split in SPLITS.items()}
    for name in ("validation", "test", "test_layouts", "test_recipes"):
        assert not buckets["train"] & buckets[name]
    assert not buckets["validation"] & buckets["test"]
    keys = {}
    for name, split in SPLITS.items():
        kitchens = [sample_kitchen(name, number) for number in range(12)]
        assert all(belongs(kitchen, split) for kitchen in kitchens)
        assert all(split.first_seed <= kitchen.seed < split.first_seed + split.seeds for kitchen in kitchens)
        families = {kitchen.layout for kitchen in kitchens}
        assert families <= (
            set(UNSEEN_LAYOUTS) if name == "test_layouts" else set(LAYOUT_FAMILIES) - set(UNSEEN_LAYOUTS)
        )
        keys[name] = {contents_key(kitchen.units) for kitchen in kitchens}
    assert not keys["train"] & (keys["test"] | keys["validation"])


def test_held_out_recipes_are_never_instructed_in_training(train_tables, rng):
    book = cookbook()
    held_out = list(book.held_out)
    assert held_out
    for split in ("train", "validation", "test", "test_layouts"):
        assert not set(held_out) & set(get_split(split).recipes)
    assert set(get_split("test_recipes").recipes) == set(held_out)
    problem = KitchenProblem(train_tables, "train", 4000)
    rows = rng.integers(len(train_tables), size=4000)
    drawn = problem.sample_instructions(rows, rng)
    assert not np.isin(drawn, held_out).any()
    assert problem.offered[rows, drawn].all(), "only what a kitchen offers is asked for"
    assert len(np.unique(drawn)) == len(book.recipes) - len(held_out)


@pytest.mark.slow
def test_kitchens_are_the_same_however_they_are_made(tmp_path, monkeypatch, train_tables):
    monkeypatch.setenv("KITCHEN_DREAM_CACHE", str(tmp_path))
    cached, again = (load_kitchens("train", 64, workers=2) for _ in range(2))
    assert len(list(tmp_path.rglob("*.npz"))) == 1
    for name, value in train_tables.arrays().items():
        np.testing.assert_array_equal(value, getattr(cached, name))
        np.testing.assert_array_equal(value, getattr(again, name))
        assert value.dtype == getattr(again, name).dtype


def test_a_set_whose_kitchens_offer_nothing_is_refused(train_tables):
    with pytest.raises(ValueError, match="offers no recipe of the split 'test_recipes'"):
        KitchenProblem(train_tables.rows(slice(0, 40)), "test_recipes", 1)
