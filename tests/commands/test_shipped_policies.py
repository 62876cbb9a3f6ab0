"""Policies that are shipped: they load, and score what their cards say."""

import json

import pytest

from kitchen_dream.agents.policy import load_policy
from kitchen_dream.core.resources import POLICIES
from kitchen_dream.evaluation.scores.flat import part_scorer


@pytest.mark.slow
@pytest.mark.parametrize("problem", ["map", "bus"])
def test_a_grids_card_says_what_its_policy_scores(problem):
    """Exact scores: the same on every machine, up to ties that rounding may break."""
    folder = POLICIES / problem / "dream"
    kept = json.loads((folder / "scores.json").read_text())["test"]
    agent, config, _ = load_policy(folder, problem)
    again = part_scorer(config, "test")(agent)
    assert again["normalized_score"] == pytest.approx(kept["normalized_score"], abs=0.02)
    assert f"{kept['normalized_score']:.4f}" in (folder / "card.md").read_text()


def test_the_sign_rooms_policy_loads():
    """Its weights fit; scoring it needs the whole room drawn, which `python run.py evaluate` does."""
    folder = POLICIES / "sign-room" / "dream"
    agent, config, notes = load_policy(folder, "sign-room-features")
    assert (config.problem, config.agent) == ("sign-room-features", "dream") and agent.updates == notes["updates"] > 0
    scores = json.loads((folder / "scores.json").read_text())["test"]
    assert scores["return_mean"] >= 0.95 and f"{scores['return_mean']:.4f}" in (folder / "card.md").read_text()
