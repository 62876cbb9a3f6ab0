"""Ids of training that are worse than one for each problem."""

import numpy as np
import pytest
from playing import collected

from kitchen_dream.evaluation.scores.scorer import Scorer
from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.grids.family import BusFamily, MapFamily
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.sign_room.family import SignRoomFeaturesFamily13
from kitchen_dream.trial.ids import ALIASES
from kitchen_dream.trial.settings import make_batch


@pytest.mark.parametrize("family", [MapFamily, BusFamily])
def test_several_ids_of_a_problem_say_the_same_but_for_their_number(family):
    several, plain = make_batch(family(), "train", 8, "several_ids"), family().batch("train", 8)
    count = len(plain)
    assert len(several) == ALIASES * count
    rows = np.arange(8) + np.arange(8) % ALIASES * count
    ids, known = several.privileged(rows), plain.privileged(rows % count)
    facts = plain.spec.id_vector.size
    np.testing.assert_array_equal(ids.vector[:, :facts], known.vector)
    np.testing.assert_array_equal(ids.vector[:, facts:].argmax(1), np.arange(8) % ALIASES)
    assert len(set(ids.index.tolist())) == 8, "a table of codes has one for each"
    begun, same = (problem.begin(r, np.full(8, EXPLORE)) for problem, r in ((several, rows), (plain, rows % count)))
    for name in begun:
        np.testing.assert_array_equal(begun[name], same[name])


@pytest.mark.parametrize("family", [MapFamily, BusFamily])
def test_problems_that_share_an_id_differ_in_what_it_leaves_out_alone(family):
    shared, plain = make_batch(family(), "train", 4, "shared_ids"), family().batch("train", 4)
    every, known = (problem.privileged(np.arange(len(plain))) for problem in (shared, plain))
    of = np.repeat(np.arange(len(plain.spec.fact_sizes)), plain.spec.fact_sizes)
    left_out = np.flatnonzero(of % 2 == 0)
    told = np.setdiff1d(np.arange(plain.spec.id_vector.size), left_out)
    assert not every.vector[:, left_out].any() and known.vector[:, left_out].any()
    np.testing.assert_array_equal(every.vector[:, told], known.vector[:, told])
    for index in set(every.index.tolist()):
        alike = np.flatnonzero(every.index == index)
        assert index == alike[0] and (every.vector[alike] == every.vector[index]).all()
    assert len(set(every.index.tolist())) == len(np.unique(every.vector, axis=0)) < len(plain)


@pytest.mark.parametrize("setting", ["several_ids", "shared_ids"])
def test_kitchens_have_them_too_and_methods_learn_from_them(setting, train_tables):
    family = KitchenFamily(tables=train_tables)
    problem = make_batch(family, "train", 16, setting)
    agent, _ = collected(problem, rounds=2)
    agent.update()
    scorer = Scorer(family, "train", setting, count=4)
    explored = scorer.scores(scorer.play(agent, family.explorers()["adaptive exploration"]))
    assert explored["explore_steps"] > 0
    if setting == "shared_ids":
        burner = problem.spec.id_vector["broken"]
        assert not problem.privileged(np.arange(16)).vector[:, burner].any()


@pytest.mark.physics
@pytest.mark.slow
@pytest.mark.parametrize("setting", ["oracle_facts", "several_ids", "standard_meta_rl"])
def test_what_a_family_tells_of_trials_is_asked_of_its_own_problem(setting, sign_rooms):
    """In a sign room with a setting the wrapper was asked, which has never seen a sign."""
    family = SignRoomFeaturesFamily13(sign_rooms)
    problem = make_batch(family, "train", 4, setting)
    agent, _ = collected(problem, rounds=1)
    scores = Scorer(family, "test", setting, count=6)(agent)
    assert 0 <= scores["sign_read"] <= scores["sign_in_view"] <= 1
