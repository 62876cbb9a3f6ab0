"""A short training: losses fall, a better policy than an untrained one comes out, and a killed run goes on."""

from __future__ import annotations

import csv
from functools import partial

import numpy as np
import pytest

from kitchen_dream.agents.dream import Dream, DreamConfig
from kitchen_dream.agents.policy import PolicyError, RunConfig, load_policy, load_tensors
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.training import loop
from kitchen_dream.training.kitchen import TRIALS, collect_kitchens
from kitchen_dream.training.loop import TRAINING, train
from kitchen_dream.trial.rollout import EXPLORE

SETTINGS = DreamConfig(hidden=32, code=16, execute_epsilon=(1.0, 0.1, 200.0), execute_replay=8000, explore_replay=8000)


class Killed(Exception):
    """Stands for the end of the process."""


@pytest.fixture
def problem(train_tables) -> KitchenProblem:
    return KitchenProblem(train_tables, "train", TRIALS)


def trials(agent: Dream, problem: KitchenProblem):
    """What the loop calls to collect."""
    return partial(collect_kitchens, agent, problem)


@pytest.mark.slow
def test_a_short_training_learns(problem):
    """240 updates, about ten seconds: maps come to tell of the kitchens, and values fit."""
    agent, rng = Dream(problem.spec, SETTINGS, len(problem), seed=0), np.random.default_rng(0)
    losses = []
    for _ in range(15):
        collect_kitchens(agent, problem, rng)
        losses += [{name: value.item() for name, value in agent.update().items()} for _ in range(16)]

    def average(name: str, part: list[dict]) -> float:
        return float(np.mean([row[name] for row in part if name in row]))

    first, last = losses[:16], losses[-16:]
    assert average("execute", last) < 0.5 * average("execute", first)
    assert average("regression", last) < 0.5 * average("regression", first)
    assert average("unexplained", last) < 0.85, "an exploration explains part of what sets kitchens apart"


@pytest.mark.slow
def test_training_writes_a_policy_a_checkpoint_and_a_log(problem, tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "EVALUATE_EVERY", 1.0)
    agent, reports = Dream(problem.spec, SETTINGS, len(problem), seed=0), []
    config = RunConfig(kitchens=len(problem), settings=SETTINGS)
    done = train(config, agent, trials(agent, problem), tmp_path, lambda a: {"normalized_score": 0.25}, reports.append, seconds=4.0)
    assert done.updates == agent.updates == loop.UPDATES * len(reports) and done.steps > 0
    rows = list(csv.DictReader((tmp_path / "metrics.csv").open()))
    assert int(rows[-1]["updates"]) == agent.updates and float(rows[-1]["normalized_score"]) == 0.25
    assert all(np.isfinite(float(row[f"loss_{name}"])) for row in rows for name in ("execute", "explore", "regression"))
    loaded, _, notes = load_policy(tmp_path)
    assert notes["updates"] == agent.updates and notes["score"] == {"normalized_score": 0.25}
    observation = problem.begin(np.arange(problem.batch) % len(problem), np.full(problem.batch, EXPLORE))
    np.testing.assert_array_equal(loaded.explore(observation), agent.explore(observation))
    assert (tmp_path / TRAINING).is_file() and list((tmp_path / "tensorboard").iterdir())


@pytest.mark.slow
def test_a_killed_run_goes_on_from_its_last_checkpoint(problem, tmp_path, monkeypatch):
    monkeypatch.setattr(loop, "EVALUATE_EVERY", 0.0)
    config = RunConfig(kitchens=len(problem), settings=SETTINGS)
    agent = Dream(problem.spec, SETTINGS, len(problem), seed=0)
    looks = []

    def score(agent: Dream) -> dict[str, float]:
        looks.append(agent.updates)
        if len(looks) == 3:
            raise Killed
        return {"normalized_score": 0.1 * len(looks)}

    with pytest.raises(Killed):
        train(config, agent, trials(agent, problem), tmp_path, score, lambda p: None, seconds=1e6)
    tensors, notes = load_tensors(tmp_path / TRAINING)
    assert notes["updates"] == looks[1] < looks[2] and tensors
    again = Dream(problem.spec, SETTINGS, len(problem), seed=0)
    seen = []
    more = trials(again, problem)
    done = train(config, again, more, tmp_path, lambda a: {"new": 1.0, "normalized_score": 0.9}, seen.append, seconds=0.0, resume=True)
    assert done.updates == looks[1] + loop.UPDATES and done.steps > notes["steps"] and done.seconds > notes["seconds"]
    rows = list(csv.DictReader((tmp_path / "metrics.csv").open()))
    assert [int(row["updates"]) for row in rows] == [looks[0], looks[1], done.updates], "the log goes on in the same file"
    assert [float(row["normalized_score"]) for row in rows] == [0.1, 0.2, 0.9], "and in the same columns, whatever is measured since"


def test_there_is_nothing_to_resume_in_an_empty_folder(problem, tmp_path):
    agent = Dream(problem.spec, SETTINGS, len(problem), seed=0)
    with pytest.raises(PolicyError, match="missing"):
        train(RunConfig(), agent, trials(agent, problem), tmp_path, lambda a: {}, lambda p: None, seconds=0.0, resume=True)
