"""What cannot be filmed is refused in one line, before anything is drawn."""

from types import SimpleNamespace

import pytest
from one_look import OneLook

from kitchen_dream.media.choice import kitchen_options
from kitchen_dream.media.trial_film import film_policy
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.registry import problem_family


def policy(family, setting="instructed", **settings):
    return SimpleNamespace(
        family=family, config=SimpleNamespace(problem=family.name, setting=setting, settings=settings)
    )


def test_a_grid_has_so_many_trials(tmp_path):
    with pytest.raises(ValueError, match="--seed 100000: map has the trials 0 to"):
        film_policy(policy(problem_family("map")), tmp_path / "a.mp4", seed=100_000)
    assert not list(tmp_path.iterdir())


def test_sign_rooms_are_filmed_as_published_only(tmp_path):
    with pytest.raises(ValueError, match="told more than instructions"):
        film_policy(policy(problem_family("sign-room"), rewards_in_exploration=True), tmp_path / "a.mp4")


def test_a_policy_without_instructions_is_not_filmed(tmp_path):
    with pytest.raises(ValueError, match="only trials as published"):
        film_policy(OneLook().loaded("standard_meta_rl"), tmp_path / "a.mp4")
    assert not list(tmp_path.iterdir())


def test_a_problem_is_paid_and_told_as_the_policys_own():
    options = kitchen_options(
        policy(KitchenFamily(dense=False, instruction="name", explore_seconds=20.0), "oracle_facts")
    )
    assert options == {"dense": False, "instruction": "name", "explore_seconds": 20.0, "facts": 1.0}


def test_a_policy_of_other_ids_is_shown_as_one_of_trials_as_published():
    assert kitchen_options(policy(KitchenFamily(), "several_ids")) == kitchen_options(policy(KitchenFamily()))
