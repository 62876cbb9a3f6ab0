"""What trials tell: each setting against the problem inside."""

import numpy as np
import pytest

from kitchen_dream.agents.policy import RunConfig, make_agent, settings_of
from kitchen_dream.problems.flat import FLAT_PROBLEMS
from kitchen_dream.problems.grids.bus import DistractingBus
from kitchen_dream.problems.grids.cooking import CookingGrid
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.training.flat import collect_flat
from kitchen_dream.trial.agent_trial import agent_trial
from kitchen_dream.trial.first_execution import FirstExecution
from kitchen_dream.trial.rollout import EXPLORE
from kitchen_dream.trial.settings import SETTINGS, with_setting
from kitchen_dream.trial.told import FACT, Told
from kitchen_dream.trial.uninstructed import Uninstructed


@pytest.mark.parametrize("kind", [MapGrid, DistractingBus, CookingGrid])
def test_ids_are_facts_of_one_size(kind):
    ids = kind("train").privileged(np.arange(3)).vector.reshape(3, -1, FACT)
    assert (ids.sum(2) == 1).all(), "each fact is a one-hot"


def test_all_facts_told_are_the_id():
    told = Told(MapGrid("train", 24))
    rows = np.arange(24)
    vector = told.begin(rows, np.zeros(24, int))["vector"]
    np.testing.assert_array_equal(vector[:, -32:-16], told.privileged(rows).vector)
    assert (vector[:, -16:] == 1).all()


def test_facts_told_in_part_stay_for_a_trial_and_change_with_the_next():
    told, rows = Told(MapGrid("train", 24), 0.5), np.arange(24)
    told.new_trials()
    first = told.begin(rows, np.full(24, EXPLORE))["vector"][:, -32:]
    again = told.begin(rows, np.zeros(24, int))["vector"][:, -32:]
    np.testing.assert_array_equal(first, again)
    told.new_trials()
    assert not np.array_equal(first, told.begin(rows, np.full(24, EXPLORE))["vector"][:, -32:])
    mask = first[:, 16:].reshape(24, 4, FACT)
    assert 0.3 < mask.mean() < 0.7 and (mask == mask[:, :, :1]).all(), "facts are told whole"


def test_without_instruction_the_goal_is_paid_in_exploration_too():
    problem = Uninstructed(MapGrid("train", 96))
    assert len(problem) == 96 and np.isclose(problem.chance.sum(), 1)
    observation = problem.begin(np.arange(96), np.full(96, EXPLORE))
    assert not observation["instruction"].any() and not observation["vector"][:, -1].any()
    step = problem.step(np.zeros(96, np.int64))
    np.testing.assert_allclose(step.reward, -0.1)
    np.testing.assert_allclose(problem.observe()["vector"][:, -1], -0.1)


def test_ids_without_instruction_tell_facts_goal_and_their_products():
    grid = MapGrid("train", 4)
    problem, rows = Uninstructed(grid), np.array([0, 41, 95])
    vector = problem.privileged(rows).vector
    facts, goal = grid.privileged(problem.problems[rows]).vector, np.eye(4)[problem.goals[rows]]
    assert vector.shape[1] == problem.spec.id_vector
    np.testing.assert_array_equal(vector[:, :16], facts)
    np.testing.assert_array_equal(vector[:, 16:20], goal)
    np.testing.assert_array_equal(vector[:, 20:].reshape(3, 16, 4), facts[:, :, None] * goal[:, None])


def test_goals_that_cannot_be_asked_for_are_no_tasks():
    grid = CookingGrid("train", 4)
    chance = grid.instruction_chances(np.arange(len(grid)))
    assert len(Uninstructed(grid)) == (chance > 0).sum() < chance.size


def test_a_first_execution_has_an_instruction_that_pays_nothing_and_ends_it():
    problem = FirstExecution(MapGrid("train", 24))
    rows = np.arange(24)
    first = problem.begin(rows, np.full(24, EXPLORE))
    assert (first["instruction"].sum(1) == 1).all(), "an instruction is shown"
    rewards, ends = [], []
    for action in [0] * 4 + [3] * 4:  # to the lower left corner, which is some episodes' goal
        step = problem.step(np.full(24, action))
        rewards.append(step.reward)
        ends.append(step.terminated)
    assert not np.any(rewards)
    assert not np.any(ends[:-1]) and 0 < ends[-1].sum() < 24
    problem.begin(rows, np.zeros(24, int))
    np.testing.assert_allclose(problem.step(np.zeros(24, int)).reward, -0.1)


@pytest.mark.slow
@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("agent", ["dream", "rl2", "varibad", "import"])
def test_methods_learn_in_every_setting_with_several_executions(setting, agent):
    problem = with_setting(FLAT_PROBLEMS["map"].kind("train", 64), setting)
    config = RunConfig("map", agent, settings=settings_of("map", agent), setting=setting, executions=2)
    learner = make_agent(config, len(problem))
    collect_flat(learner, problem, len(problem), np.random.default_rng(0), executions=2)
    assert all(np.isfinite(float(loss)) for loss in learner.update().values())
    rows = np.arange(64) % len(problem)
    instructions = np.stack([problem.sample_instructions(rows, np.random.default_rng(s)) for s in range(2)])
    exploration, executions = agent_trial(problem, learner, rows, instructions)
    assert len(executions) == 2 and exploration.valid.any()


def test_rl2_remembers_executions():
    """The second execution is played with what the first one showed in memory."""
    problem = FLAT_PROBLEMS["map"].kind("train", 8)
    agent = make_agent(RunConfig("map", "rl2", settings=settings_of("map", "rl2")), len(problem))
    rows = np.arange(8)
    exploration, (execution,) = agent_trial(problem, agent, rows, np.zeros((1, 8), int))
    context = agent.encode(exploration)
    assert not np.allclose(context.numpy(), agent.after(context, execution).numpy())
