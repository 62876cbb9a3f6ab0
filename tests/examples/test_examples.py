"""The examples run as they stand, for a few steps. benchmarks/examples.py runs them whole."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

FOLDER = Path(__file__).parents[2] / "examples"
BUDGETS = {"maskable_ppo": 1024, "ppo": 1024, "recurrent_ppo": 1024}


def example(name: str) -> ModuleType:
    pytest.importorskip("sb3_contrib", reason='pip install "kitchen-dream[sb3]"')
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_example_is_forgotten():
    assert {path.stem for path in FOLDER.glob("*.py")} == set(BUDGETS)


@pytest.mark.slow
@pytest.mark.parametrize("name", BUDGETS)
def test_an_example_learns_and_tells_its_score(name, capsys):
    scores = example(name).main(BUDGETS[name], seed=3, kitchens=16, test_kitchens=16)
    told = capsys.readouterr().out
    assert all(np.isfinite(value) for value in scores.values()) and {"return", "random return"} <= set(scores)
    assert f"{scores['return']:.3f}" in told and f"{BUDGETS[name]} steps" in told


@pytest.mark.slow
def test_seeing_is_paid_once(test_tables):
    module = example("maskable_ppo")
    env = module.PaidForSeeing(module.gym.make(module.ID, tables=test_tables, split="test"))
    _, info = env.reset(seed=0)
    paid = [env.step(int(np.flatnonzero(info["action_mask"])[0]))[1] for _ in range(2)]
    known = env.unwrapped.problem.episodes.known
    assert paid == [known.seen.sum(), 0.0] and info["phase"] == 0


@pytest.mark.slow
def test_an_explorer_that_acts_at_random_scores_as_the_reference(test_tables):
    from kitchen_dream.evaluation.exploration_value import score_explorer

    rng = np.random.default_rng([0, 3])

    def choose(observation):
        score = rng.random(observation["action_mask"].shape) * observation["action_mask"]
        score[:, 22] = 1e-9
        return score.argmax(1)

    scores = score_explorer(choose, 64)
    assert scores["return"] == scores["random return"] and scores["score"] == scores["random score"]
    assert scores["blind return"] < scores["return"] < scores["oracle return"]
    nothing = score_explorer(lambda observation: np.full(64, 22), 64)
    assert nothing["score"] == 0.0
