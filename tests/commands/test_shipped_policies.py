"""Policies that are shipped: they load, and score what is told beside them."""

import json

import pytest

from kitchen_dream.core.resources import POLICIES
from kitchen_dream.evaluation.scores.scorer import Scorer
from kitchen_dream.training.policies import load_policy


@pytest.mark.slow
@pytest.mark.parametrize("problem", ["map", "bus"])
def test_a_grids_policy_scores_what_is_told(problem):
    """Exact scores: the same on every machine, up to ties that rounding may break."""
    folder = POLICIES / problem / "dream"
    kept = json.loads((folder / "scores.json").read_text())["test"]
    loaded = load_policy(folder)
    again = Scorer(loaded.family, "test", loaded.config.setting, loaded.config.executions)(loaded.agent)
    assert again["normalized_score"] == pytest.approx(kept["normalized_score"], abs=0.02)
    assert f"{kept['normalized_score']:.4f}"[:5] in (folder / "card.md").read_text()


def test_the_sign_rooms_policy_loads():
    """Its weights fit; scoring it needs the whole room drawn, which `python run.py evaluate` does."""
    folder = POLICIES / "sign-room" / "dream"
    loaded = load_policy(folder)
    assert loaded.config.problem.startswith("sign-room") and loaded.agent.updates == loaded.notes["updates"] > 0
    assert json.loads((folder / "scores.json").read_text())["test"]["return_mean"] >= 0.95
