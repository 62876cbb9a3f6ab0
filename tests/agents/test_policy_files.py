"""Policies on disk: round trips, and every way in which a file can be wrong is one line."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from kitchen_dream.agents.dream import Dream
from kitchen_dream.agents.policy import (
    CONFIG,
    WEIGHTS,
    PolicyError,
    RunConfig,
    load_config,
    load_policy,
    load_training,
    save_config,
    save_policy,
    save_training,
)
from kitchen_dream.core import files
from kitchen_dream.trial.rollout import EXPLORE


@pytest.fixture
def saved(agent, tmp_path):
    """A folder with a small policy."""
    for _ in range(4):
        agent.update()
    save_config(tmp_path, RunConfig(kitchens=64, settings=agent.config))
    save_policy(tmp_path, agent, {"score": {"normalized_score": 0.5}})
    return tmp_path


def one_line(caught) -> str:
    text = str(caught.value)
    assert "\n" not in text and len(text) < 400
    return text


def test_a_policy_acts_the_same_after_loading(agent, problem, saved):
    other, config, notes = load_policy(saved)
    assert config.settings == agent.config and notes["updates"] == agent.updates == other.updates
    assert notes["score"] == {"normalized_score": 0.5}
    observation = problem.begin(np.arange(problem.batch), np.full(problem.batch, EXPLORE))
    np.testing.assert_array_equal(agent.explore(observation), other.explore(observation))
    np.testing.assert_array_equal(agent.encode_trajectory(observation), other.encode_trajectory(observation))


def test_the_configuration_comes_back_whole(tmp_path, agent):
    config = RunConfig(seed=7, minutes=3.5, dense=False, instruction="name", settings=replace(agent.config, ids="one_hot", sigma=0.2))
    save_config(tmp_path, config)
    assert load_config(tmp_path) == config


def test_training_goes_on_where_it_stopped(agent, problem, tmp_path):
    for _ in range(5):
        agent.update()
    path = tmp_path / "training.safetensors"
    save_training(path, agent, {"seconds": 12.5, "steps": 80})
    other = Dream(agent.spec, agent.config, len(problem), seed=99)
    notes = load_training(path, other)
    assert notes["seconds"] == 12.5 and notes["steps"] == 80 and other.updates == 5
    assert other.epsilons() == agent.epsilons()
    # The same data and noise lead to the same next weights only if weights and optimiser both came back.
    other.executions, other.explorations = agent.executions, agent.explorations
    for one in (agent, other):
        one.rng = np.random.default_rng(1)
        torch.manual_seed(1)
        one.update()
    for name, value in agent.state().items():
        torch.testing.assert_close(other.state()[name], value, rtol=0, atol=0, msg=name)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_truncated_policy_is_told(saved, share):
    path = saved / WEIGHTS
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(PolicyError, match="truncated or no safetensors file") as caught:
        load_policy(saved)
    assert str(path) in one_line(caught)


def test_a_truncated_training_file_is_told_and_leaves_the_agent(agent, tmp_path):
    path = tmp_path / "training.safetensors"
    save_training(path, agent, {})
    path.write_bytes(path.read_bytes()[:-100])
    before = {name: value.clone() for name, value in agent.state().items()}
    with pytest.raises(PolicyError, match="truncated") as caught:
        load_training(path, agent)
    one_line(caught)
    assert all(torch.equal(value, before[name]) for name, value in agent.state().items())


def test_weights_of_another_size_are_told(saved, agent):
    save_config(saved, RunConfig(settings=replace(agent.config, hidden=24)))
    with pytest.raises(PolicyError, match="weights do not fit") as caught:
        load_policy(saved)
    one_line(caught)


def test_a_policy_for_another_problem_is_told(saved):
    with pytest.raises(PolicyError, match="not 'map'") as caught:
        load_policy(saved, problem="map")
    one_line(caught)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not a policy's configuration"),
        ("[1, 2]", "not a policy's configuration"),
        ("settings: {hidden: 8", "not a policy's configuration"),
        ("settings: {}\nspeed: 3\n", "unknown key 'speed'"),
        ("settings: {hiden: 8}\n", "unknown key 'hiden'"),
    ],
)
def test_a_wrong_configuration_is_told(tmp_path, text, message):
    (tmp_path / CONFIG).write_text(text)
    with pytest.raises(PolicyError, match=message) as caught:
        load_config(tmp_path)
    assert str(tmp_path / CONFIG) in str(caught.value)


def test_missing_files_are_told(tmp_path, agent):
    with pytest.raises(PolicyError, match="no policy here"):
        load_policy(tmp_path)
    save_config(tmp_path, RunConfig(settings=agent.config))
    with pytest.raises(PolicyError, match="missing"):
        load_policy(tmp_path)


@pytest.mark.parametrize("at", ["fsync", "replace"])
def test_a_kill_while_writing_leaves_the_old_file_whole(agent, problem, tmp_path, monkeypatch, at):
    path = tmp_path / "training.safetensors"
    save_training(path, agent, {"seconds": 1.0})
    old = path.read_bytes()

    def killed(*_):
        raise KeyboardInterrupt

    agent.update()
    monkeypatch.setattr(files.os, at, killed)
    with pytest.raises(KeyboardInterrupt):
        save_training(path, agent, {"seconds": 2.0})
    monkeypatch.undo()
    assert path.read_bytes() == old
    other = Dream(agent.spec, agent.config, len(problem), seed=0)
    assert load_training(path, other)["seconds"] == 1.0
    save_training(path, agent, {"seconds": 3.0})
    assert load_training(path, other)["seconds"] == 3.0
