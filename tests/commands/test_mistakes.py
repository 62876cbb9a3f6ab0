"""A user's mistakes end in one line that names what is wrong and the mend, and leave nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from kitchen_dream.agents.dream import Dream, DreamConfig
from kitchen_dream.agents.policy import CONFIG, WEIGHTS, RunConfig, save_config, save_policy
from kitchen_dream.cli import main
from kitchen_dream.problems.kitchen.observation import kitchen_spec


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """An untrained policy on disk."""
    folder = tmp_path / "policy"
    folder.mkdir()
    config = RunConfig(kitchens=10, settings=DreamConfig(hidden=8))
    save_config(folder, config)
    save_policy(folder, Dream(kitchen_spec(), config.settings, 10, 0), {"seconds": 1.0, "steps": 1})
    return folder


def fails(capsys: pytest.CaptureFixture, *arguments: str) -> str:
    """Run a command that must end with status 2 and one line on standard error; returns the line."""
    with pytest.raises(SystemExit) as stop:
        main(list(arguments))
    text = capsys.readouterr().err.strip()
    assert stop.value.code == 2, text
    assert text.startswith("error: ") and "\n" not in text and "Traceback" not in text
    return text


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("train", "--problem", "bathroom"), ("bathroom", "kitchen")),
        (("train", "--agent", "sarsa"), ("sarsa", "dream")),
        (("train", "--minutes", "0"), ("--minutes", "above 0")),
        (("train", "--minutes", "nan"), ("--minutes", "above 0")),
        (("train", "--kitchens", "-3"), ("--kitchens", "above 0")),
        (("train", "--instruction", "smell"), ("smell", "ingredients")),
        (("evaluate", "--policy", "no/such/folder"), ("no/such/folder", "run folder")),
        (("evaluate", "--world", "moon"), ("moon", "abstract")),
        (("evaluate", "--split", "exam"), ("exam", "test_layouts")),
        (("evaluate", "--trials", "0"), ("--trials", "above 0")),
        (("evaluate", "--grasp", "teeth"), ("teeth", "assisted")),
        (("evaluate", "--json", "no/such/folder/x.json"), ("no/such/folder", "make it first")),
    ],
)
def test_wrong_options_name_the_option_and_the_mend(
    capsys: pytest.CaptureFixture, arguments: tuple, words: tuple
) -> None:
    text = fails(capsys, *arguments)
    assert all(word in text for word in words), text


def test_resume_without_a_run(capsys: pytest.CaptureFixture, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    assert "no checkpoint" in fails(capsys, "train", "--resume", "--out", str(folder))
    assert not folder.exists()


def test_a_run_is_not_overwritten(capsys: pytest.CaptureFixture, tmp_path: Path) -> None:
    (tmp_path / "training.safetensors").write_bytes(b"precious")
    assert "--resume" in fails(capsys, "train", "--out", str(tmp_path))
    assert (tmp_path / "training.safetensors").read_bytes() == b"precious"


def test_truncated_weights(capsys: pytest.CaptureFixture, policy: Path) -> None:
    path = policy / WEIGHTS
    path.write_bytes(path.read_bytes()[:-100])
    assert "truncated" in fails(capsys, "evaluate", "--policy", str(policy), "--trials", "2")


def test_weights_of_another_configuration(capsys: pytest.CaptureFixture, policy: Path) -> None:
    text = (policy / CONFIG).read_text()
    (policy / CONFIG).write_text(text.replace("hidden: 8", "hidden: 9"))
    assert "does not fit" in fails(capsys, "evaluate", "--policy", str(policy), "--trials", "2")


def test_a_policy_of_another_problem(capsys: pytest.CaptureFixture, policy: Path) -> None:
    text = (policy / CONFIG).read_text()
    (policy / CONFIG).write_text(text.replace("problem: kitchen", "problem: cave"))
    assert "'cave'" in fails(capsys, "evaluate", "--policy", str(policy), "--trials", "2")


def test_a_configuration_that_is_no_yaml(capsys: pytest.CaptureFixture, policy: Path) -> None:
    (policy / CONFIG).write_text("{: broken")
    assert str(policy / CONFIG) in fails(capsys, "evaluate", "--policy", str(policy), "--trials", "2")


def test_evaluate_writes_the_promised_keys(policy: Path, tmp_path: Path) -> None:
    import json

    torch.manual_seed(0)
    file = tmp_path / "scores.json"
    main(["evaluate", "--policy", str(policy), "--trials", "8", "--json", str(file)])
    scores = json.loads(file.read_text())
    promised = "problem world split trials return_mean normalized_score success_rate oracle_return blind_return"
    promised += " explore_seconds_mean"
    assert set(promised.split()) <= set(scores)
    assert scores["trials"] == 8 and scores["world"] == "abstract"
