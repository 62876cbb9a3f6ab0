"""PEARL-UB against cases that can be worked out."""

import numpy as np
import pytest

from kitchen_dream.problems.grids.bus import DistractingBus
from kitchen_dream.problems.grids.cooking import CookingGrid
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.grids.reference import grid_reference
from kitchen_dream.problems.grids.thompson import pearl_bound


@pytest.mark.slow
def test_with_one_problem_there_is_nothing_to_find_out():
    """The cooking test split has one id: the drawn problem is the true one, and its policy is the oracle's."""
    bound = pearl_bound(CookingGrid, "test", trials=2000)
    assert abs(bound.value - grid_reference(CookingGrid, "test").oracle) < 4 * bound.error + 1e-9


@pytest.mark.parametrize("kind", [MapGrid, pytest.param(DistractingBus, marks=pytest.mark.slow)])
def test_thompson_sampling_is_no_oracle(kind):
    bound = pearl_bound(kind, "train", trials=1000)
    reference = grid_reference(kind, "train")
    assert reference.random < bound.value + 4 * bound.error < reference.oracle


def test_the_same_seed_gives_the_same_bound():
    assert pearl_bound(MapGrid, "train", trials=300) == pearl_bound(MapGrid, "train", trials=300)


def test_the_error_is_that_of_a_mean():
    small, large = (pearl_bound(MapGrid, "train", trials=n).error for n in (400, 6400))
    assert np.isclose(small / large, 4.0, rtol=0.25)
