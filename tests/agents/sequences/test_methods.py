"""What every method must do: learn from trials without the id, act without rewards, be kept and found again."""

import numpy as np
import pytest
import torch

from kitchen_dream.agents.policy import load_training, save_training
from kitchen_dream.agents.registry import METHODS, changed, method
from kitchen_dream.trial.agent_trial import agent_trial


def flat(trial):
    """All episodes of a trial."""
    return [trial[0], *trial[1]]


@pytest.mark.slow
def test_updates_change_all_networks(agent):
    before = {name: weight.clone() for name, weight in agent.nets.state_dict().items()}
    for _ in range(3):
        losses = agent.update()
    assert all(torch.isfinite(loss) for loss in losses.values())
    same = [name for name, weight in agent.nets.state_dict().items() if torch.equal(weight, before[name])]
    assert not same


@pytest.mark.slow
def test_a_trial_is_deterministic_without_epsilon(agent, problem):
    rows = np.arange(32) % len(problem)
    seen = [agent_trial(problem, agent, rows, np.stack([rows % 4])) for _ in range(2)]
    if getattr(agent.config, "wander", False):  # the random explorer is random in tests as well
        assert (seen[0][0].actions != seen[1][0].actions).mean() > 0.5
        return
    for one, other in zip(*(flat(trial) for trial in seen), strict=True):
        np.testing.assert_array_equal(one.actions, other.actions)


def test_at_meta_test_the_id_is_never_opened(agent, problem, monkeypatch):
    monkeypatch.setattr(type(problem), "privileged", lambda *_: pytest.fail("the id was opened"))
    agent_trial(problem, agent, np.arange(32) % 24, np.zeros((1, 32), int))


@pytest.mark.slow
def test_training_is_kept_and_found_again(agent, problem, tmp_path):
    agent.update()
    save_training(tmp_path / "t.safetensors", agent, {})
    again = type(agent)(agent.spec, agent.config, agent.problems, seed=9)
    load_training(tmp_path / "t.safetensors", again)
    agent.rng, again.rng = np.random.default_rng(3), np.random.default_rng(3)  # the random explorer draws
    rows = np.arange(32) % len(problem)
    both = [flat(agent_trial(problem, one, rows, np.stack([rows % 4]))) for one in (agent, again)]
    for one, other in zip(*both, strict=True):
        np.testing.assert_array_equal(one.actions, other.actions)


def test_settings_change_by_name_and_type():
    settings = changed(METHODS["dream"].settings, ("gamma=0.95", "explore_epsilon=[1, 0.5, 100]", "ids=one_hot"))
    assert (settings.gamma, settings.explore_epsilon, settings.ids) == (0.95, (1.0, 0.5, 100.0), "one_hot")


@pytest.mark.parametrize("change", ["gama=0.9", "gamma", "gamma=high", "batch=1.5", "explore_epsilon=[1, 2]"])
def test_wrong_settings_are_told(change):
    with pytest.raises(ValueError, match=r"--change"):
        changed(METHODS["dream"].settings, (change,))


def test_an_unknown_method_is_told():
    with pytest.raises(ValueError, match="unknown agent 'ppo' for the problem map; use one of: dream"):
        method("ppo")
