"""Mistakes about runs and policies end in one line that names what is wrong and the mend, and leave nothing behind."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kitchen_dream.cli import main
from kitchen_dream.training.policies import WEIGHTS, save_policy
from kitchen_dream.training.run_config import CONFIG, new_run, save_config


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    """An untrained policy on disk."""
    folder = tmp_path / "policy"
    folder.mkdir()
    run = new_run("kitchen", options={"kitchens": 10, "test": 16}, changes=("hidden=8",))
    save_config(folder, run.config)
    save_policy(folder, run.make_agent(10), {"steps": 1})
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
        (("--problem", "bathroom"), ("bathroom", "kitchen")),
        (("--agent", "sarsa"), ("sarsa", "dream")),
        (("--setting", "whispered"), ("whispered", "instructed")),
        (("--problem", "map", "--preset", "turbo"), ("turbo", "paper")),
        (("--minutes", "0"), ("--minutes", "above 0")),
        (("--minutes", "nan"), ("--minutes", "above 0")),
        (("--steps", "-1"), ("--steps", "above 0")),
        (("--kitchens", "-3"), ("kitchens", "at least 1")),
        (("--option", "instruction=smell"), ("smell", "ingredients")),
        (("--option", "look=sound"), ("sound", "picture")),
        (("--option", "look=picture", "--layout", "mine.yaml"), ("leave layout out",)),
        (("--option", "look"), ("NAME=VALUE",)),
        (("--set", "hiden=8"), ("hiden", "hidden")),
        (("--device", "tpu"), ("tpu", "cuda")),
    ],
)
def test_wrong_options_name_the_option_and_the_mend(capsys, tmp_path, arguments, words):
    text = fails(capsys, "train", "--out", str(tmp_path / "run"), *arguments)
    assert all(word in text for word in words), text
    assert not list(tmp_path.iterdir())


def test_resume_without_a_run(capsys, tmp_path):
    folder = tmp_path / "run"
    assert "no policy here" in fails(capsys, "train", "--resume", "--out", str(folder))
    assert not folder.exists()


def test_a_run_is_not_overwritten(capsys, policy):
    before = (policy / CONFIG).read_bytes()
    assert "--resume" in fails(capsys, "train", "--problem", "map", "--out", str(policy))
    assert (policy / CONFIG).read_bytes() == before


def test_truncated_weights(capsys, policy):
    path = policy / WEIGHTS
    path.write_bytes(path.read_bytes()[:-100])
    assert "truncated" in fails(capsys, "evaluate", "--policy", str(policy), "--trials", "2")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("hidden: 8", "hidden: 9", "does not fit"),
        ("problem: kitchen", "problem: cave", "'cave'"),
        ("version: 2", "version: 7", "another version"),
        ("version: 2", "{: broken", "not YAML"),
        ("seed: 0", "seed: *a", "alias"),
        ("seed: 0", "seed: !!int ''", "tag"),
    ],
)
def test_a_configuration_that_is_wrong(capsys, policy, old, new, words):
    text = (policy / CONFIG).read_text()
    assert f"\n{old}\n" in f"\n{text}" or f" {old}\n" in text
    (policy / CONFIG).write_text(text.replace(old, new, 1))
    told = fails(capsys, "evaluate", "--policy", str(policy), "--trials", "2")
    assert words in told and str(policy) in told


def test_evaluate_writes_the_promised_keys(policy, tmp_path):
    file = tmp_path / "scores.json"
    main(["evaluate", "--policy", str(policy), "--trials", "8", "--json", str(file)])
    scores = json.loads(file.read_text())
    promised = "problem agent split options trials return_mean normalized_score success_rate oracle_return blind_return"
    assert set(promised.split()) <= set(scores)
    assert scores["trials"] == 8 and scores["options"]["test"] == 16
