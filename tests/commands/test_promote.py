"""`promote` on flat problems: the shipped map policy stands for all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kitchen_dream.agents.policy import load_policy
from kitchen_dream.cli import main
from kitchen_dream.commands import promote as command
from kitchen_dream.core.resources import POLICIES

SHIPPED = POLICIES / "map" / "dream"


@pytest.fixture
def run(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setattr(command, "POLICIES", tmp_path / "policies")
    return Path(shutil.copytree(SHIPPED, tmp_path / "map-dream-1"))


def test_a_promoted_policy_loads_and_its_card_says_its_scores(run, tmp_path):
    main(["promote", "--run", str(run), "--command", "python run.py train --problem map"])
    target = tmp_path / "policies" / "map" / "dream"
    assert sorted(path.name for path in target.iterdir()) == [
        "card.md",
        "config.yaml",
        "metrics.csv",
        "policy.safetensors",
        "scores.json",
    ]
    _, config, notes = load_policy(target, "map")
    scores, card = json.loads((target / "scores.json").read_text()), (target / "card.md").read_text()
    assert set(scores) == {"train", "test"} and f"| test | {scores['test']['normalized_score']:.4f} |" in card
    assert "`python run.py train --problem map` (seed" in card and f"{notes['updates']:,} updates" in card
    assert f"seed {config.seed}" in card and "`python run.py promote --run runs/map-dream-1`" in card


def test_a_run_without_metrics_ships_nothing(run, tmp_path, capsys):
    (run / "metrics.csv").unlink()
    with pytest.raises(SystemExit):
        main(["promote", "--run", str(run)])
    assert "metrics.csv: missing; give run folders" in capsys.readouterr().err
    assert not (tmp_path / "policies").exists()


@pytest.mark.slow
def test_a_kitchen_policy_is_scored_on_every_split(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "POLICIES", tmp_path / "policies")
    run = shutil.copytree(POLICIES / "kitchen" / "dream", tmp_path / "seed-1")
    main(["promote", "--run", str(run), "--trials", "8"])
    target = tmp_path / "policies" / "kitchen" / "dream"
    scores, card = json.loads((target / "scores.json").read_text()), (target / "card.md").read_text()
    assert list(scores) == list(command.SPLITS)
    for split, score in scores.items():
        assert f"| {split} | 8 | {score['normalized_score']:.3f}" in card
