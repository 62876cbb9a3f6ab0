"""Families of problems: splits share nothing, trials and references are what they say, settings are played."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from helpers import play, random_legal

from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.registry import problem_class, problem_family, problem_names
from kitchen_dream.problems.sign_room.family import SignRoomFamily13
from kitchen_dream.problems.sign_room.rooms import many_random_rooms, random_rooms

GRIDS = ("map", "bus", "cooking", "cooking-fair")


@pytest.fixture(scope="module")
def kitchens() -> KitchenFamily:
    return KitchenFamily(64, validation=20, test=24)


@pytest.mark.parametrize("name", GRIDS)
@pytest.mark.parametrize("seed", [0, 3])
def test_splits_of_grids_share_nothing(name, seed):
    family = problem_family(name, **({"split_seed": seed} if name == "cooking-fair" else {}))
    ids = {split: set(family.batch(split, 1).ids.tolist()) for split in ("train", "validation", "test")}
    assert all(len(ids[split]) == family.size(split) > 0 for split in ids)
    shared = [one & other for one, other in combinations(ids.values(), 2)]
    assert all(len(s) == (24 if name == "map" else 0) for s in shared), "but for the map, which has 24 problems in all"


@pytest.mark.slow
def test_splits_of_kitchens_share_no_contents(kitchens):
    keys = {}
    for split in ("train", "validation", "test"):
        contents, exists, kind = (getattr(kitchens.tables(split), name) for name in ("contents", "exists", "kind"))
        keys[split] = {
            (*kind[k][exists[k]], *np.sort(contents[k][exists[k]], axis=1).ravel()) for k in range(len(kind))
        }
    assert not any(one & other for one, other in combinations(keys.values(), 2))


def test_splits_of_random_rooms_share_no_room():
    for rooms, splits in (random_rooms(), many_random_rooms()):
        places = {split: {rooms[k].places for k in numbers} for split, numbers in splits.items()}
        assert not any(one & other for one, other in combinations(places.values(), 2))
        assert set(splits) == {"train", "validation", "test"}


@pytest.mark.slow
@pytest.mark.parametrize("name", GRIDS)
def test_scores_of_grids_are_expectations(name, rng):
    """Playing the trials of a family at random is worth, weighted, what its reference says of random actions."""
    family = problem_family(name)
    trials = family.trials("validation", executions=2)
    assert trials.weights.sum() == pytest.approx(1) and trials.instructions.shape == (2, len(trials.rows))
    many, total = 20, []
    problem = family.batch("validation", len(trials.rows))
    for _ in range(many):
        played = play(problem, trials.rows, trials.instructions[0], lambda o: rng.integers(9, size=problem.batch))
        total.append((played.returns * trials.weights).sum())
    assert np.mean(total) == pytest.approx(family.references("validation", trials).random, abs=0.1)


def test_trials_in_kitchens_do_not_depend_on_their_number(kitchens):
    few, many = kitchens.trials("test", 5), kitchens.trials("test", executions=2)
    np.testing.assert_array_equal(few.instructions[0], many.instructions[0, :5])
    assert len(many.rows) == 24 and (many.instructions[0] != many.instructions[1]).any()
    offered = kitchens.batch("test", 1).offered
    assert offered[many.rows, many.instructions].all()
    assert (kitchens.trials("test", seed=1).instructions != many.instructions[:1]).any()


def test_what_is_said_of_blind_is_what_it_does(kitchens):
    trials = kitchens.trials("test")
    bounds = kitchens.references("test", trials)
    assert (bounds.oracle > bounds.blind).mean() > 0.8 and np.isin(bounds.blind_success, (0, 1)).all()
    finished = bounds.blind_success == 1
    assert finished.any() and bounds.blind[finished].min() > bounds.blind[~finished].max()
    assert bounds.normalized(bounds.oracle.mean()) == pytest.approx(1) and bounds.normalized(bounds.blind.mean()) == 0


@pytest.mark.slow
def test_what_is_computed_lies_between_nothing_and_the_oracle(kitchens):
    trials = kitchens.trials("test")
    bounds, found = kitchens.references("test", trials), kitchens.computed("test", trials)
    pearl, wise, _ = (found[name].mean() for name in found)
    assert bounds.blind.mean() < pearl < wise < bounds.oracle.mean()
    standard = kitchens.trials("test", setting="standard_meta_rl")
    found = kitchens.computed("test", standard, "standard_meta_rl")
    assert 0 < found["scripted exploration and execution"].mean() < kitchens.references("test", standard).oracle.mean()
    own = problem_family("map").computed("test", problem_family("map").trials("test"), "standard_meta_rl")
    assert own["best exploration and execution"] > own["never explored"] > own["random actions"]


def test_facts_told_in_part_stay_for_a_trial_and_change_with_the_next(kitchens, rng):
    problem, rows = kitchens.batch("train", 64, "partial_facts"), np.arange(64)
    seen = []
    for _ in range(2):
        problem.new_trial(rows, rng)
        first = problem.begin(rows, np.full(64, EXPLORE))["entities"]
        second = problem.begin(rows, problem.sample_instructions(rows, rng))["entities"]
        np.testing.assert_array_equal(first[..., problem.spec.entity["seen"]], second[..., problem.spec.entity["seen"]])
        seen.append(first[..., problem.spec.entity["seen"]])
    assert (seen[0] != seen[1]).any()
    everything = kitchens.batch("train", 64, "oracle_facts").begin(rows, np.full(64, EXPLORE))["entities"]
    shares = [told.sum() / everything[..., problem.spec.entity["seen"]].sum() for told in seen]
    assert all(0.4 < share < 0.6 for share in shares)
    assert not everything[..., problem.spec.entity["looked"]][~kitchens.tables("train").exists].any()
    assert not problem.begin((rows + 1) % 64, np.full(64, EXPLORE))["entities"][..., problem.spec.entity["seen"]].any()


def test_a_trial_in_standard_meta_rl_is_about_the_dish_of_the_kitchen(kitchens):
    trials, problem = (
        kitchens.trials("train", setting="standard_meta_rl"),
        kitchens.batch("train", 4, "standard_meta_rl"),
    )
    np.testing.assert_array_equal(trials.instructions[0], problem.dish[trials.rows])
    assert problem.spec == kitchens.spec_in("standard_meta_rl") and problem.spec.task_in_id


def test_looks_are_counted(kitchens, rng):
    problem, rows = kitchens.batch("train", 64), np.arange(64)
    played = play(problem, rows, np.full(64, EXPLORE), lambda o: random_legal(o["action_mask"], rng))
    told = kitchens.describe_trial(problem, played)
    looked = played.observations[-1]["entities"][..., problem.spec.entity["looked"]].sum((1, 2))
    np.testing.assert_array_equal(told["looks"], looked)
    assert (told["vain_looks"] <= told["looks"]).all() and told["vain_looks"].any()


def test_a_layout_is_a_family_of_kitchens():
    galley = KitchenFamily(3, layout="assets/layouts/galley.yaml", validation=2, test=2)
    assert "test_layouts" not in galley.splits and galley.size("train") == 3
    positions = galley.tables("train").position
    assert (positions == positions[:1]).all()
    assert problem_family("kitchen", **galley.options()).options() == galley.options()


def test_kitchens_of_the_users_own_are_in_all_splits():
    mine = KitchenFamily(kitchen="assets/layouts/galley.yaml")
    assert mine.size("train") == mine.size("test") == 1 and isinstance(mine.batch("train", 2), KitchenProblem)
    with pytest.raises(ValueError, match="write them to a file and name it as `layout`"):
        mine.options()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"look": "sound"}, "look 'sound' is unknown; use one of: symbols, picture"),
        ({"kitchens": 0}, "kitchens must be at least 1"),
        ({"test": 0}, "test must be at least 1"),
        ({"dense": "yes"}, "option dense=yes: input should be a valid boolean"),
        ({"layout": "a.yaml", "kitchen": "b.yaml"}, "layout and kitchen: kitchens come from one of them"),
        ({"look": "picture", "layout": "a.yaml"}, "leave layout out"),
        ({"kitchns": 3}, "there is no option 'kitchns'; did you mean kitchens"),
    ],
)
def test_wrong_options_are_one_line(options, message):
    with pytest.raises(ValueError, match=message) as caught:
        problem_family("kitchen", **options)
    assert "\n" not in str(caught.value)


def test_settings_and_splits_that_are_not_there_are_told(kitchens):
    with pytest.raises(ValueError, match="use one of: instructed, oracle_facts"):
        kitchens.batch("train", 1, "no_exploration")
    with pytest.raises(ValueError, match="unknown split 'tset'; use one of: train"):
        kitchens.size("tset")
    with pytest.raises(ValueError, match="bus has no split 'fair_test'"):
        problem_family("bus").batch("fair_test", 1)


@pytest.mark.slow
def test_trials_in_sign_rooms_have_starts(world):
    family = SignRoomFamily13(world)
    trials = family.trials("test", 24, executions=2)
    problem = family.batch("test", len(trials.rows))
    assert trials.starts.shape == (3, len(trials.rows)) == (3, 24) and trials.weights.sum() == pytest.approx(1)
    for pair in range(6):
        mine = trials.starts[:, pair * 4 : pair * 4 + 4]
        assert all(len(set(episode)) == 4 for episode in mine)
    problem.begin(trials.rows, np.full(24, EXPLORE), start=trials.starts[0])
    np.testing.assert_array_equal(problem.pose, world.graph.starts[0, trials.starts[0]])
    told = family.describe_trial(problem, None)
    assert set(told) == {"sign_in_view", "sign_read"} and (told["sign_read"] <= told["sign_in_view"]).all()
    bounds = family.references("test", trials)
    assert bounds.random < bounds.blind <= bounds.oracle


def test_every_family_has_what_the_house_asks_for():
    for name in problem_names():
        cls = problem_class(name)
        assert cls.name == name and cls.summary and {"train", "validation", "test"} <= set(cls.splits)


@pytest.mark.parametrize("name", GRIDS)
def test_renderers_draw_the_first_episode(name, rng):
    family = problem_family(name)
    problem = family.batch("train", 2)
    problem.begin(np.zeros(2, int), np.zeros(2, int))
    before = family.render(problem)
    problem.step(np.zeros(2, int))
    assert before.shape == (360, 480, 3) and before.dtype == np.uint8 and (family.render(problem) != before).any()


@pytest.mark.parametrize("option", [{"grasp": "physical"}, {"exact": True}, {"robot": "guests.toy_robot:SlowPanda"}])
def test_what_only_physics_has_is_refused_elsewhere(option):
    with pytest.raises(ValueError, match=f"{next(iter(option))} does nothing in the abstract backend"):
        KitchenFamily(8, **option)
    assert KitchenFamily(8, backend="pybullet", **option).options() == {"kitchens": 8, "backend": "pybullet", **option}
