"""Probes against cases whose answer is known, and what they find in an untrained agent."""

from __future__ import annotations

import numpy as np
import pytest

from kitchen_dream.agents.policy import RunConfig, make_agent, settings_of
from kitchen_dream.agents.sequences.acting import scripted
from kitchen_dream.evaluation.probes import grid_probe, kitchen_probe
from kitchen_dream.evaluation.probes.probe import Probe, auc, explained, mean_auc
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.media.probe_pictures import grid_maps, looks_chart, reward_plan
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.skills import STOP


def test_auc_by_hand():
    assert auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True])) == 0.75
    assert auc(np.array([1.0, 1.0, 1.0]), np.array([True, False, False])) == 0.5
    assert np.isnan(auc(np.array([1.0, 2.0]), np.array([True, True])))
    assert mean_auc(np.array([[0.0, 5.0], [1.0, 5.0]]), np.array([[0, 1], [1, 1]])) == 1.0, (
        "columns of one kind are left out"
    )


def test_a_linear_relation_is_read_and_noise_is_not():
    rng = np.random.default_rng(0)
    codes, weight = rng.standard_normal((400, 6)), rng.standard_normal((6, 2))
    truth = codes @ weight + 3.0
    assert explained(Probe(codes[:200], truth[:200])(codes[200:]), truth[200:]) > 0.99
    noise = rng.standard_normal((400, 2))
    assert explained(Probe(codes[:200], noise[:200])(codes[200:]), noise[200:]) < 0.1


@pytest.fixture
def kitchen_agent(test_tables):
    config = RunConfig(settings=settings_of("kitchen", "dream"))
    return make_agent(config, len(test_tables)), config


@pytest.mark.slow
def test_probes_and_looks_of_kitchens(kitchen_agent, train_tables, test_tables):
    agent, config = kitchen_agent
    rows = kitchen_probe.probes(agent, config, train_tables, test_tables)
    assert len(rows) == 6 and all(0 <= row["contents"] <= 1 for row in rows)
    assert rows[0]["contents"] > 0.9, "a random linear code of the contents can be read"
    looks = kitchen_probe.looks(agent, config, test_tables)
    assert looks["random"]["under_sink"] > looks["heuristic (adaptive)"]["under_sink"] == 0
    total = sum(looks["oracle (where food lies)"].values())
    assert total == pytest.approx(sum(looks["DREAM"].values()), abs=0.05)
    assert looks_chart(looks).std() > 10


def test_rewards_add_up_to_what_is_explained(kitchen_agent, test_tables):
    agent, _ = kitchen_agent
    problem = KitchenProblem(test_tables, "test", 4)
    exploration = kitchen_probe.explore(problem, agent.explore, keep=True)
    agent.config = agent.config.__class__(sigma=0.0)
    rewards = kitchen_probe.step_rewards(agent, problem, exploration)
    target = agent.encode_id(problem.privileged(np.arange(4)))
    ends = [{key: value[t] for key, value in exploration.observations.items()} for t in (0, -1)]
    first, last = (((agent.encode_trajectory(end) - target) ** 2).sum((1, 2)) for end in ends)
    np.testing.assert_allclose(rewards.sum(0), 1 - last / first, atol=1e-4)


def test_grid_maps_count_steps(test_tables):
    problem = MapGrid("test", 48)
    agent = make_agent(RunConfig("map", "dream", settings=settings_of("map", "dream")), len(problem))
    tour = scripted(problem.spec, np.random.default_rng(0))
    maps = grid_probe.maps(agent, problem, {"tour": tour, "random": grid_probe.random_policy(problem)})
    assert maps["tour"]["visits"].sum() == pytest.approx(6)
    assert maps["tour"]["visits"][problem.cell_of((7, 3))] == pytest.approx(3), "arrives, waits, ends"
    assert maps["random"]["visits"].sum() == pytest.approx(20)
    assert grid_maps(problem, maps).std() > 5


def test_a_plan_shows_the_way(test_tables):
    kitchen = sample_kitchen("test", 0)
    plain = reward_plan(kitchen, np.array([STOP]), np.array([0.0]))
    walked = reward_plan(kitchen, np.array([0, 3, STOP]), np.array([0.5, 0.25, 0.0]))
    assert plain.shape == walked.shape and (plain != walked).any(2).sum() > 500
