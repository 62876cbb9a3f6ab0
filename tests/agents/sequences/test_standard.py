"""DREAM without instruction: what it learns from besides, and what stays out of its explorations at meta-test."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from kitchen_dream.agents.policy import RunConfig, make_agent, settings_of
from kitchen_dream.agents.sequences.dream import SequenceDream, SequenceDreamConfig
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.training.flat import collect_flat
from kitchen_dream.trial.agent_trial import explore
from kitchen_dream.trial.uninstructed import Uninstructed


def make(**changes) -> tuple[SequenceDream, Uninstructed]:
    settings = replace(settings_of("map", "dream").without_instruction(), **changes)
    problem = Uninstructed(MapGrid("train", 32))
    agent = make_agent(RunConfig("map", "dream", settings=settings, setting="uninstructed"), len(problem))
    collect_flat(agent, problem, len(problem), np.random.default_rng(0))
    return agent, problem


def test_the_preset_paper_stays_as_it_is():
    paper = SequenceDreamConfig.paper()
    assert paper.without_instruction() == paper


def test_explorations_of_training_are_guesses_and_those_of_tests_are_not():
    """With every exploration a guess, changing exploration's own weights changes none in training, and those of tests."""
    agent, problem = make(guess_share=1.0)
    rows = np.arange(32)
    assert agent.other_goals is None, "set while trials of training are collected, and no longer"
    agent.other_goals = lambda: problem.privileged(rows)

    def actions(epsilon: float) -> np.ndarray:
        agent.rng = np.random.default_rng(3)
        return explore(problem, agent, rows, epsilon=epsilon).actions

    before = actions(1e-9), actions(0.0)
    with torch.no_grad():
        for weight in agent.actor.explore.parameters():
            weight.copy_(torch.randn_like(weight))
    after = actions(1e-9), actions(0.0)
    np.testing.assert_array_equal(before[0], after[0])
    assert before[1].shape != after[1].shape or (before[1] != after[1]).any()


@pytest.mark.parametrize("explored", [False, True])
def test_execution_learns_from_explorations_after_true_codes(explored):
    """Where executions hold nothing, execution still learns, and never through g of the exploration itself."""
    agent, _ = make(execute_explored=explored, trajectory_share=0.0)
    batch = agent.replay.sample(16, agent.rng)
    batch.episodes[1].length[:] = 0
    agent.losses(batch)["execute"].backward()
    assert any(weight.grad is not None and weight.grad.any() for weight in agent.nets.execute.parameters()) is explored
    assert all(weight.grad is None or not weight.grad.any() for weight in agent.nets.g.parameters())
