"""What `train` says: that the shipped policy plays there already, what came out in words, and what a stop has kept."""

from __future__ import annotations

import pytest

from kitchen_dream.cli import main
from kitchen_dream.commands import train as command
from kitchen_dream.core.resources import ASSETS, POLICIES
from kitchen_dream.evaluation.experiment import Result
from kitchen_dream.training.checkpoint import CHECKPOINT

GALLEY = str(ASSETS / "layouts" / "galley.yaml")


@pytest.fixture
def untrained(monkeypatch):
    """No training: its result is there at once."""

    def experiment(run, folder, budget, **how):
        class Done:
            steps = 7

        scores = {split: {"normalized_score": 0.5, "return_mean": 1.0} for split in ("train", "validation", "test")}
        return Result(folder, None, run.family, run.config, Done(), scores, "DREAM gets 50 % of it.")

    monkeypatch.setattr(command, "run_experiment", experiment)
    monkeypatch.setattr(command, "estimate", lambda *arguments: None)


def told(capsys, *arguments: str) -> str:
    main(["train", "--no-video", *arguments])
    return " ".join(capsys.readouterr().out.split())


@pytest.mark.slow
def test_on_a_layout_of_ones_own_it_says_that_the_shipped_policy_plays_there(untrained, capsys, tmp_path):
    """Two minutes on one's own galley gave 0.19, the shipped policy 0.97 untrained, and nothing said so."""
    out = ("--out", str(tmp_path / "run"))
    text = told(capsys, "--layout", GALLEY, *out)
    assert f"evaluate --layout {GALLEY}" in text.replace("- ", "-") and "--from" in text
    shipped = ("--from", str(POLICIES / "kitchen" / "dream"))
    for other in (("--layout", GALLEY, *shipped), ("--layout", GALLEY, "--agent", "rl2"), ("--problem", "map")):
        assert "shipped policy" not in told(capsys, *other, *out)


def test_scores_are_a_table_with_a_legend_and_words(untrained, capsys, tmp_path):
    text = told(capsys, "--problem", "map", "--out", str(tmp_path / "run"))
    assert "On test: DREAM gets 50 % of it." in text and "score: (return - blind) / (oracle - blind)" in text
    assert "normalized_score" not in text


@pytest.mark.parametrize("saved", [False, True])
def test_ctrl_c_says_whether_anything_was_saved(saved, untrained, monkeypatch, tmp_path):
    """Before the first checkpoint it said "what was saved before is whole", though nothing was."""
    folder = tmp_path / "run"

    def interrupted(*arguments, **how):
        folder.mkdir()
        if saved:
            (folder / CHECKPOINT).touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run_experiment", interrupted)
    with pytest.raises(SystemExit) as stop:
        main(["train", "--problem", "map", "--out", str(folder)])
    assert str(stop.value) == "stopped; " + (
        "go on with --resume" if saved else "nothing was saved yet; the same command begins anew"
    )
