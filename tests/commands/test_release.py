"""`release`: the shipped map policy stands for a run."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kitchen_dream.cli import main
from kitchen_dream.commands import release as command
from kitchen_dream.core.resources import POLICIES
from kitchen_dream.training.policies import load_policy
from kitchen_dream.training.run_config import load_config, save_config


def released(run: Path, tmp_path: Path, monkeypatch, *words: str) -> tuple[Path, dict, str]:
    """The folder of the policy that ships, its scores, and its card."""
    monkeypatch.setattr(command, "POLICIES", tmp_path / "policies")
    config = load_policy(run).config
    main(["release", "--run", str(run), *words])
    target = tmp_path / "policies" / config.problem / config.agent
    return target, json.loads((target / "scores.json").read_text()), (target / "card.md").read_text()


@pytest.mark.slow
def test_a_released_policy_loads_and_its_card_says_its_scores(tmp_path, monkeypatch):
    run = Path(shutil.copytree(POLICIES / "map" / "dream", tmp_path / "map-dream-1"))
    target, scores, card = released(run, tmp_path, monkeypatch)
    files = {path.name for path in target.iterdir()}
    assert files == {"card.md", "config.yaml", "metrics.csv", "policy.safetensors", "scores.json"}
    loaded = load_policy(target)
    assert set(scores) == set(loaded.family.splits) - {"train"}
    assert f"{scores['test']['normalized_score']}" in card and f"{loaded.notes['updates']:,} updates" in card
    assert f"--seed {loaded.config.seed} --steps {loaded.notes['steps']}" in card, "the command that trained it"
    assert "`python run.py release --run runs/map-dream-1`" in card


@pytest.mark.slow
def test_a_kitchen_policy_is_scored_on_every_split_that_is_never_trained_on(tmp_path, monkeypatch):
    run = Path(shutil.copytree(POLICIES / "kitchen" / "dream", tmp_path / "seed-1"))
    config = load_config(run)
    save_config(run, config.model_copy(update={"options": config.options | {"validation": 8, "test": 8}}))
    _, scores, card = released(run, tmp_path, monkeypatch, "--trials", "8", "--command", "as it was")
    assert list(scores) == ["validation", "test", "test_layouts", "test_recipes"]
    assert all(f"| {split} | 8 | {score['normalized_score']}" in card for split, score in scores.items())
    assert "Trained by `as it was`" in card


def test_a_folder_without_a_policy_ships_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(command, "POLICIES", tmp_path / "policies")
    with pytest.raises(SystemExit):
        main(["release", "--run", str(tmp_path)])
    assert "no policy here" in capsys.readouterr().err and not list(tmp_path.iterdir())
