"""Probes against cases whose answer is known, and what they find in an untrained agent."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kitchen_dream.agents.learning.acting import ScriptedPolicy
from kitchen_dream.evaluation.probes import grid_probe, kitchen_probe
from kitchen_dream.evaluation.probes.probe import Probe, auc, explained, mean_auc, step_rewards
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.media.probe_pictures import grid_maps, looks_chart, reward_plan
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.rules.skills import STOP
from kitchen_dream.training.run_config import new_run
from kitchen_dream.trial.protocol import explore


def test_auc_by_hand():
    assert auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True])) == 0.75
    assert auc(np.array([1.0, 1.0, 1.0]), np.array([True, False, False])) == 0.5
    assert np.isnan(auc(np.array([1.0, 2.0]), np.array([True, True])))
    scores, truths = np.array([[0.0, 5.0], [1.0, 5.0]]), np.array([[0, 1], [1, 1]])
    assert mean_auc(scores, truths) == 1.0, "columns of one kind are left out"


def test_a_linear_relation_is_read_and_noise_is_not():
    rng = np.random.default_rng(0)
    codes, weight = rng.standard_normal((400, 6)), rng.standard_normal((6, 2))
    truth = codes @ weight + 3.0
    assert explained(Probe(codes[:200], truth[:200])(codes[200:]), truth[200:]) > 0.99
    noise = rng.standard_normal((400, 2))
    assert explained(Probe(codes[:200], noise[:200])(codes[200:]), noise[200:]) < 0.1


@pytest.fixture(scope="module")
def kitchens():
    """An untrained agent, and a few kitchens."""
    return new_run("kitchen").make_agent(32), KitchenFamily(32, test=32)


@pytest.mark.slow
def test_probes_and_looks_of_kitchens(kitchens):
    rows = kitchen_probe.probes(*kitchens, 32)
    assert len(rows) == 6 and all(0 <= row["contents"] <= 1 for row in rows)
    assert rows[0]["contents"] > 0.9, "a random linear code of the contents can be read"
    looks = kitchen_probe.looks(*kitchens, 32)
    assert looks["random exploration"]["under_sink"] > looks["adaptive exploration"]["under_sink"] == 0
    assert sum(looks["oracle (where food lies)"].values()) == pytest.approx(sum(looks["DREAM"].values()), abs=0.05)
    assert looks_chart(looks).std() > 10


@pytest.mark.slow
def test_rewards_add_up_to_what_is_explained(kitchens):
    agent, family = kitchens
    agent.settings = agent.settings.model_copy(update={"sigma": 0.0})
    problem, rows, rng = family.batch("test", 4), np.arange(4), np.random.default_rng(0)
    exploration = explore(problem, agent.explorer(rng, 0.0), rows, rng)
    rewards = step_rewards(agent, problem.privileged(rows), exploration)
    target = agent.encode_id(problem.privileged(rows), rng)
    begun = replace(exploration, observations={name: value[:1] for name, value in exploration.observations.items()})
    first, last = (((agent.encode_trajectory(tau) - target) ** 2).sum((1, 2)).numpy() for tau in (begun, exploration))
    np.testing.assert_allclose(rewards.sum(0), 1 - last / first, atol=1e-4)


def test_grid_maps_count_steps():
    run = new_run("map")
    problem, agent = run.family.batch("test", 48), run.make_agent(24)
    maps = grid_probe.maps(
        agent, problem, {"script": ScriptedPolicy(problem.spec), "random": grid_probe.random_policy(problem)}
    )
    assert maps["script"]["visits"].sum() == pytest.approx(6)
    assert maps["script"]["visits"][problem.cell_of((7, 3))] == pytest.approx(3), "arrives, waits, ends"
    assert maps["random"]["visits"].sum() == pytest.approx(20)
    assert grid_maps(problem, maps).std() > 5
    assert set(grid_probe.attribute_probe(agent, run.family, copies=48)) == {"needed"}


def test_a_plan_shows_the_way():
    kitchen = sample_kitchen("test", 0)
    plain = reward_plan(kitchen, np.array([STOP]), np.array([0.0]))
    walked = reward_plan(kitchen, np.array([0, 3, STOP]), np.array([0.5, 0.25, 0.0]))
    assert plain.shape == walked.shape and (plain != walked).any(2).sum() > 500
