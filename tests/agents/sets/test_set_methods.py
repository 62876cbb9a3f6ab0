"""End-to-end methods on kitchens: what they learn from, and what they never read."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from kitchen_dream.agents.policy import RunConfig, load_training, make_agent, save_training, settings_of
from kitchen_dream.agents.registry import KITCHEN_METHODS
from kitchen_dream.agents.replay import unprefixed
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.skills import POT, TAKE0
from kitchen_dream.training.kitchen import collect_kitchens
from kitchen_dream.training.kitchen_problem import kitchen_options, kitchen_problem
from kitchen_dream.trial.protocol import run_trial
from kitchen_dream.trial.rollout import EXPLORE, run

END_TO_END = ("rl2", "varibad", "import")


def config_of(name: str, setting: str = "instructed") -> RunConfig:
    small = {"hidden": 16, "g_hidden": 16, "code": 8, "batch": 16, "execute_replay": 4000, "explore_replay": 4000}
    return RunConfig("kitchen", name, settings=replace(settings_of("kitchen", name), **small), setting=setting)


@pytest.fixture
def problem(train_tables) -> KitchenProblem:
    return KitchenProblem(train_tables, "train", 16)


def make(name: str, problem: KitchenProblem):
    agent = make_agent(config_of(name), len(problem))
    collect_kitchens(agent, problem, np.random.default_rng(0))
    return agent


@pytest.mark.slow
@pytest.mark.parametrize("name", KITCHEN_METHODS)
def test_updates_are_finite_and_training_is_kept(name, problem, tmp_path):
    agent = make(name, problem)
    for _ in range(3):
        assert all(torch.isfinite(loss) for loss in agent.update().values())
    save_training(tmp_path / "t.safetensors", agent, {})
    again = make_agent(replace(config_of(name), seed=9), len(problem))
    load_training(tmp_path / "t.safetensors", again)
    rows = np.arange(16)
    recipe = problem.sample_instructions(rows, np.random.default_rng(1))
    agent.rng, again.rng = np.random.default_rng(3), np.random.default_rng(3)  # the random explorer draws
    one, other = (run_trial(problem, a, rows, recipe[None]) for a in (agent, again))
    np.testing.assert_array_equal(one.returns, other.returns)


@pytest.mark.parametrize("name", KITCHEN_METHODS)
def test_at_meta_test_the_id_is_never_opened(name, problem, monkeypatch):
    agent = make(name, problem)
    monkeypatch.setattr(KitchenProblem, "privileged", lambda *_: pytest.fail("the id was opened"))
    rows = np.arange(16)
    run_trial(problem, agent, rows, problem.sample_instructions(rows, np.random.default_rng(1))[None])


def test_rl2_trains_its_memory_by_the_execution_loss(problem):
    agent = make("rl2", problem)
    agent._execution_losses(agent.executions.sample(16, agent.rng))["execute"].backward()
    assert any(p.grad is not None and p.grad.abs().sum() > 0 for p in agent.nets.set_code.parameters())


def test_varibad_keeps_the_execution_loss_out_of_its_memory(problem):
    agent = make("varibad", problem)
    agent._execution_losses(agent.executions.sample(16, agent.rng))["execute"].backward()
    assert all(p.grad is None or not p.grad.any() for p in agent.nets.set_code.parameters())
    agent._exploration_losses(agent.explorations.sample(16, agent.rng))["regression"].backward()
    assert any(p.grad is not None and p.grad.any() for p in agent.nets.set_code.parameters())


def test_varibads_belief_is_held_by_its_prior(problem):
    """Before the first look it is pulled to a standard normal; without that, means grew by many orders of magnitude in a minute."""
    agent = make("varibad", problem)
    batch = agent.explorations.sample(64, agent.rng)
    assert 0 < batch["start"].sum() < 64
    torch.manual_seed(0)
    with_prior = agent._exploration_losses(batch)["regression"]
    torch.manual_seed(0)
    without = agent._exploration_losses(batch | {"start": torch.zeros(64)})["regression"]
    assert with_prior > without


@pytest.mark.parametrize("name", ["rl2", "varibad"])
def test_some_methods_never_read_the_id(name, problem):
    agent = make(name, problem)
    losses = agent._execution_losses(agent.executions.sample(16, agent.rng))
    losses |= agent._exploration_losses(agent.explorations.sample(16, agent.rng))
    sum(loss for loss in losses.values() if loss.requires_grad).backward()
    assert all(p.grad is None or not p.grad.any() for p in agent.nets.id_code.parameters())


@pytest.mark.parametrize("name", END_TO_END)
def test_the_last_exploration_step_is_worth_what_execution_is(name, problem, monkeypatch):
    """Its target is the value of the execution's first step, undiscounted; before it, the discounted next exploration step."""
    agent = make(name, problem)
    batch = agent.explorations.sample(16, agent.rng)
    batch["end"] = (torch.arange(16) % 2).float()
    batch["discount"] = torch.full((16,), 0.25)
    actions, taken = agent.spec.actions, {}
    monkeypatch.setattr(agent.target, "explore", lambda o, belief: torch.full((16, actions), 3.0))
    monkeypatch.setattr(agent.target, "execute", lambda o, z: torch.full((16, actions), 5.0))
    monkeypatch.setattr(agent.nets, "explore", lambda o, belief: torch.zeros(16, actions, requires_grad=True))

    def keep(value, target):
        taken["target"] = target
        return (value - target).square().mean()

    monkeypatch.setattr("kitchen_dream.agents.sets.rl2.F.smooth_l1_loss", keep)
    agent._exploration_losses(batch)
    expected = torch.where(batch["end"] > 0, 5.0, 3.0 * 0.25)
    torch.testing.assert_close(taken["target"], expected)
    assert unprefixed("first_", batch)["instruction"].any(), "the execution's first observation is kept"


@pytest.mark.parametrize(("setting", "share"), [("told", 1.0), ("part-told", 0.5)])
def test_what_is_told_of_kitchens_stands_on_the_map(train_tables, setting, share):
    options = kitchen_options(config_of("dream", setting))
    assert options["told"] == share
    problem = KitchenProblem(train_tables, "train", 16, **options)
    rows = np.arange(16)
    problem.begin(rows, np.full(16, -1))
    known, tables = problem.episodes.known, train_tables.rows(rows)
    truth = np.zeros_like(known.seen)
    kitchen, unit, slot = np.nonzero(tables.contents >= 0)
    truth[kitchen, unit, tables.contents[kitchen, unit, slot]] = True
    assert not (known.seen & ~truth).any(), "only what is true is told"
    told = known.seen.sum() / truth.sum()
    assert told == 1 if share == 1 else 0.3 < told < 0.7
    assert (known.looked == tables.exists).all() if share == 1 else not known.looked.any()
    before = known.seen.copy()
    problem.begin(rows, problem.sample_instructions(rows, np.random.default_rng(0)))
    np.testing.assert_array_equal(before, problem.episodes.known.seen)


@pytest.mark.parametrize("name", ["dream", "rl2", "varibad", "import"])
def test_standard_setting_pays_for_what_is_wanted_and_shows_no_instruction(train_tables, name):
    config = config_of(name, "uninstructed")
    problem = kitchen_problem(config, train_tables, "train", 16)
    agent = make_agent(config, len(problem))
    collect_kitchens(agent, problem, np.random.default_rng(0))
    assert all(torch.isfinite(loss) for loss in agent.update().values())
    n, rng = len(train_tables), np.random.default_rng(1)
    problem, rows = kitchen_problem(config, train_tables, "train", n), np.arange(n)

    def greedy_hands(observation):
        """Random skills, with takes before others."""
        score = rng.random(observation["action_mask"].shape) * observation["action_mask"]
        score[:, TAKE0:POT] *= 10
        return score.argmax(1)

    exploration = run(problem, rows, np.full(n, EXPLORE), greedy_hands)
    assert not exploration.observations["instruction"].any()
    assert exploration.rewards.any(), "explorations are paid, for nothing"
    assert (exploration.seconds < problem.episodes.explore_seconds + 1e-3).all()
    symbols = agent.spec.symbols
    wanted = exploration.last()["vector"][:, -2 * symbols - 1 : -symbols - 1]
    unwanted = exploration.last()["vector"][:, -symbols - 1 : -1]
    needs = problem.episodes.recipes.needs[problem.dish[rows]]
    assert wanted.any() and unwanted.any()
    assert not (wanted * ~needs).any() and not (unwanted * needs).any()
    mu = problem.privileged(rows)
    np.testing.assert_array_equal(mu.vector[:, -2 - symbols : -2], needs)
    everything, needed = mu.entities[..., -2 * symbols : -symbols], mu.entities[..., -symbols:]
    np.testing.assert_array_equal(needed, everything * needs[:, None])
    np.testing.assert_array_equal(problem.sample_instructions(rows, rng), problem.sample_instructions(rows, rng))
