"""`evaluate` on policies of flat problems: the shipped map policy stands for all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kitchen_dream.cli import main
from kitchen_dream.core.resources import POLICIES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run folder with results that are out of date."""
    made = tmp_path / "map-dream-0"
    shutil.copytree(POLICIES / "map" / "dream", made)
    (made / "result.json").write_text(json.dumps({"seconds": 90.0, "scores": {"train": {}, "test": {}}}))
    return made


def test_scores_are_written_and_put_into_the_result(folder, tmp_path, capsys):
    main(["evaluate", "--policy", str(folder), "--json", str(tmp_path / "scores.json"), "--update"])
    told, kept = json.loads((tmp_path / "scores.json").read_text()), json.loads((folder / "result.json").read_text())
    assert told["problem"] == "map" and told["split"] == "test" and told["normalized_score"] > 0.9
    assert kept["seconds"] == 90.0 and kept["scores"]["test"].items() <= told.items()
    assert set(kept["scores"]) == {"train", "test"} and kept["scores"]["train"]["success_rate"] > 0.9
    assert "updated" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--trials", "3"), "are about kitchens"),
        (("--split", "test_layouts"), "use one of: train, test"),
    ],
)
def test_options_of_kitchens_are_refused_in_one_line(folder, capsys, options, words):
    with pytest.raises(SystemExit) as stop:
        main(["evaluate", "--policy", str(folder), *options])
    error = capsys.readouterr().err.strip()
    assert stop.value.code == 2 and words in error and "\n" not in error


def test_only_finished_runs_are_updated(folder, capsys):
    (folder / "result.json").unlink()
    with pytest.raises(SystemExit):
        main(["evaluate", "--policy", str(folder), "--update"])
    assert "only a finished training has one" in capsys.readouterr().err
