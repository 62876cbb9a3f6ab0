"""What every method must do on every kind of problem: learn without the id in tests, act alike twice, be kept."""

import copy

import numpy as np
import pytest
import torch
from playing import PaidByChance, agent_for, collected, small_kitchens, small_map, trial

from kitchen_dream.agents.agent import Agent, DivergedError
from kitchen_dream.agents.registry import checked, find_method, methods, register_algorithm
from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.trial.rollout import run

REWARDED = ("rl2-rewards", "varibad-rewards", "import-rewards", "first-explore-rewards")
CANNOT = {("kitchen", name) for name in (*REWARDED, "dream-paper")}
"""Kitchens' memory is the map, which keeps no rewards and needs no LSTM."""
PAIRS = [(kind, name) for kind in ("map", "kitchen") for name in methods() if (kind, name) not in CANNOT]


IDLE = ("exploration_q.of_slot", "of_deviation")
"""Nothing is taken while exploring a kitchen; what execution makes of deviations begins at zero."""


@pytest.fixture(params=PAIRS, ids=lambda pair: "-".join(pair), scope="module")
def played(request, train_tables):
    kind, name = request.param
    problem = small_map() if kind == "map" else small_kitchens(train_tables)
    agent, _ = collected(PaidByChance(problem), name)
    return problem, agent


@pytest.mark.slow
def test_updates_change_all_networks_and_are_found_again(played):
    problem, agent = played
    before = {name: weight.clone() for name, weight in agent.nets.state_dict().items()}
    for _ in range(3):
        losses = agent.update()
    assert all(torch.isfinite(loss) for loss in losses.values())
    same = [name for name, weight in agent.nets.state_dict().items() if torch.equal(weight, before[name])]
    assert not [name for name in same if not name.startswith(IDLE)]
    again = type(agent)(problem.spec, agent.settings, agent.problems, 9)
    again.load_training_state(agent.training_state(), agent.updates)
    found = again.training_state()
    for key, value in agent.training_state().items():
        assert torch.equal(value, found[key]), key


@pytest.mark.slow
def test_a_greedy_trial_repeats_and_opens_no_id(played, monkeypatch):
    problem, agent = played
    monkeypatch.setattr(type(problem), "privileged", lambda *_: pytest.fail("the id was opened"))
    one, other = (trial(problem, agent) for _ in range(2))
    np.testing.assert_array_equal(one.exploration.actions, other.exploration.actions)
    np.testing.assert_array_equal(one.executions[0].actions, other.executions[0].actions)
    assert not one.exploration.rewards.any()


@pytest.mark.parametrize(("kind", "name"), sorted(CANNOT))
def test_what_a_method_cannot_do_is_told_in_one_line(kind, name, train_tables):
    with pytest.raises(ValueError) as error:
        problem = small_kitchens(train_tables)
        agent = agent_for(problem, name)
        type(agent).check(problem.spec, agent.settings)
    assert "\n" not in str(error.value)


@pytest.mark.slow
def test_learning_that_diverges_stops_and_says_where():
    agent, _ = collected(small_map())
    agent.update()
    with torch.no_grad():
        agent.nets.f.out.weight[0, 0] = float("nan")
    kept = copy.deepcopy(agent.actor.state_dict())
    with pytest.raises(DivergedError, match=r"update 1: .*not finite; lower learning_rate"):
        agent.update()
    assert all(torch.equal(value, kept[name]) for name, value in agent.actor.state_dict().items())


@pytest.mark.parametrize("harm", ["shape", "nan", "missing", "generator", "weights"])
def test_a_damaged_training_state_is_refused_before_it_is_used(harm):
    agent, _ = collected(small_map())
    agent.update()
    state = agent.training_state()
    if harm == "shape":
        state["adam.mean0"] = torch.zeros(3)
    elif harm == "nan":
        state["adam.square0"] = torch.full_like(state["adam.square0"], float("nan"))
    elif harm == "missing":
        del state["adam.steps1"]
    elif harm == "generator":
        state["generator.numpy"] = torch.zeros(3, dtype=torch.uint8)
    else:
        state["online.f.out.bias"] = torch.full((32,), float("inf"))
    with pytest.raises(ValueError):
        agent_for(small_map()).load_training_state(state, 1)


def test_unknown_and_unfit_methods_are_told():
    with pytest.raises(ValueError, match=r"unknown agent 'dreem'; did you mean dream\?"):
        find_method("dreem")
    with pytest.raises(ValueError, match="no subclass"):
        find_method("fractions:Fraction")
    with pytest.raises(ValueError, match=r"collections has no 'Nothing'"):
        find_method("collections:Nothing")

    class Half(Agent):
        title = "half"

    with pytest.raises(ValueError, match=r"Half lacks .*update"):
        checked(Half, "half")
    with pytest.raises(ValueError, match="taken"):
        register_algorithm("dream", find_method("dream").agent)


@pytest.mark.parametrize("name", ["dream", "rl2", "varibad", "import", "first-explore"])
def test_episodes_that_are_over_change_nothing_in_the_others(name, train_tables):
    """Policies that remember nothing look at the episodes that go on alone, and choose what they would have chosen."""
    problem = small_kitchens(train_tables)
    rows = np.arange(problem.batch)
    dishes = problem.sample_instructions(rows, np.random.default_rng(1))
    playing = agent_for(problem, name).begin_trial(np.random.default_rng(0))
    playing.end_exploration(run(problem, rows, np.full(len(rows), EXPLORE), playing.explorer()))
    for policy, asked in ((playing.explorer(), np.full(len(rows), EXPLORE)), (playing.executor(), dishes)):
        seen = problem.begin(rows, asked)
        together, _ = policy(seen)
        policy.live = rows % 3 == 0
        alone, _ = policy(seen)
        np.testing.assert_array_equal(alone[policy.live], together[policy.live])
        assert (alone[~policy.live] != together[~policy.live]).any(), "the others were not looked at"
