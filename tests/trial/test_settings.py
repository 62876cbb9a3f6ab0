"""What trials tell: each setting against the problem inside."""

import numpy as np
import pytest
from playing import trial

from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.grids.family import MapFamily
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.trial.facts import FactsTold
from kitchen_dream.trial.no_exploration import FirstExecution
from kitchen_dream.trial.settings import SETTINGS, check_setting, make_batch, spec_in, trials_of
from kitchen_dream.trial.standard_meta_rl import StandardMetaRL

ROWS = np.arange(24)


def test_all_facts_told_are_the_id():
    told = FactsTold(MapGrid("train", 24), 1.0)
    told.new_trial(ROWS, np.random.default_rng(0))
    vector = told.begin(ROWS, np.zeros(24, int))["vector"]
    np.testing.assert_array_equal(vector[:, told.spec.vector["told"]], told.privileged(ROWS).vector)
    assert (vector[:, told.spec.vector["is_told"]] == 1).all()


@pytest.mark.parametrize("kind", ["map", "kitchen"])
def test_part_of_the_facts_stays_for_a_trial_and_is_drawn_anew_for_the_next(kind, train_tables):
    """One meaning on every problem: REVIEW found kitchens always told the same."""
    if kind == "map":
        problem, part = make_batch(MapFamily(), "train", 24, "partial_facts"), "vector"
    else:
        problem, part = make_batch(KitchenFamily(tables=train_tables), "train", 24, "partial_facts"), "entities"
    seen = []
    for seed in (0, 0, 1):
        problem.new_trial(ROWS, np.random.default_rng(seed))
        first = problem.begin(ROWS, np.full(24, EXPLORE))[part].copy()
        again = problem.begin(ROWS, np.full(24, EXPLORE))[part]
        np.testing.assert_array_equal(first, again)
        seen.append(first)
    np.testing.assert_array_equal(seen[0], seen[1])
    assert not np.array_equal(seen[0], seen[2])


def test_the_first_execution_pays_nothing_and_is_asked_something():
    problem = FirstExecution(MapGrid("train", 24))
    observation = problem.begin(ROWS, np.full(24, EXPLORE), np.random.default_rng(0))
    assert (observation["instruction"].sum(1) == 1).all()
    assert not problem.step(np.zeros(24, int)).reward.any()
    assert not problem.step(np.zeros(24, int)).reward.any()
    np.testing.assert_allclose(problem.first_returns, -0.2, err_msg="two steps of -0.1 each, kept for the sum")
    stopped = np.where(np.arange(24) < 5, problem.spec.stop, 0)
    problem.step(stopped)
    problem.step(stopped)
    # Ending costs 0.1 for each of the 18 steps left, and what comes after the end costs nothing more.
    np.testing.assert_allclose(problem.first_returns, np.where(np.arange(24) < 5, -2.0, -0.4), atol=1e-6)
    problem.begin(ROWS, np.zeros(24, int))
    assert problem.step(np.zeros(24, int)).reward.all()
    assert problem.first_returns.min() == pytest.approx(-2.0), "executions change nothing about it"


def test_tasks_of_standard_meta_rl_are_problems_with_goals():
    family = MapFamily()
    problem = make_batch(family, "train", 96, "standard_meta_rl")
    trials = trials_of(problem, family.trials("train"))
    assert sorted(trials.rows) == list(range(96)) and not trials.instructions.any()
    ids = problem.privileged(trials.rows).vector
    plain = family.batch("train", 1)
    goal = problem.spec.id_vector["goal"]
    given = family.trials("train")
    np.testing.assert_array_equal(ids[:, goal].argmax(1), given.instructions[0])
    np.testing.assert_array_equal(ids[:, : goal.start], plain.privileged(given.rows).vector)
    assert not problem.begin(trials.rows, trials.instructions[0])["instruction"].any()


def test_standard_meta_rl_needs_a_problem_that_tells_its_instructions(train_tables):
    class Silent(MapGrid):
        instruction_chances = property(lambda self: (_ for _ in ()).throw(AttributeError()))

    with pytest.raises(ValueError, match=r"instruction_chances"):
        StandardMetaRL(Silent("train", 2))


@pytest.mark.parametrize("setting", SETTINGS)
def test_specs_are_known_without_a_batch(setting, train_tables):
    for family in (MapFamily(), KitchenFamily(tables=train_tables)):
        if setting in family.settings:
            assert spec_in(family, setting) == make_batch(family, "train", 2, setting).spec


def test_unknown_settings_and_those_that_a_family_lacks_are_told(train_tables):
    with pytest.raises(ValueError, match="unknown setting 'instructd'; did you mean instructed"):
        check_setting(MapFamily(), "instructd")
    with pytest.raises(ValueError, match="kitchen does not have it; use one of: instructed"):
        check_setting(KitchenFamily(tables=train_tables), "no_exploration")


def test_a_trial_gives_the_agent_observations_and_nothing_else(train_tables, monkeypatch):
    """Reward-free means reward-free: the privileged record is never opened, exploration pays and asks nothing."""
    problem = KitchenFamily(tables=train_tables).batch("train", 8)
    monkeypatch.setattr(type(problem), "privileged", lambda *_: pytest.fail("the privileged record was opened"))
    seen, explored = [], []

    class Spy:
        settings = None

        def begin_trial(self, rng):
            return self

        def explorer(self):
            return self

        executor = explorer

        def __call__(self, observation):
            seen.append(observation)
            mask = observation["action_mask"]
            score = np.random.default_rng(len(seen)).random(mask.shape) * mask
            return score.argmax(1), np.ones(len(mask), bool)

        def observe_reward(self, reward):
            seen.append(reward)

        def end_exploration(self, rollout):
            explored.append(len(seen))

    result = trial(problem, Spy())
    (cut,) = explored
    space = problem.spec.observation_space()
    for given in seen[:cut]:
        if isinstance(given, dict):
            assert set(given) == set(space.spaces) and not given["instruction"].any()
        else:
            assert not given.any(), "exploration pays nothing"
    assert not result.exploration.rewards.any() and len(result.executions) == 1
