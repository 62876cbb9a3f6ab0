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


def test_g_learns_most_at_the_end_of_explorations():
    """The error at the end, where execution reads g, counts beside the mean over all prefixes."""
    agent, _ = make(end_weight=0.0)
    batch = agent.replay.sample(16, agent.rng)
    plain = agent.losses(batch)
    agent.config = replace(agent.config, end_weight=2.0)
    weighed = agent.losses(batch)
    assert float(weighed["regression"]) == pytest.approx(float(plain["regression"] + 2 * plain["unexplained"]), rel=1e-4)
