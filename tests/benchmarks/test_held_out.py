"""Scores of several trainings on the splits that none was trained on."""

import json
from pathlib import Path

import pytest
from held_out import main

from kitchen_dream.core.resources import POLICIES


def test_each_split_has_the_scores_of_each_run_and_their_mean(tmp_path: Path):
    main((POLICIES / "map" / "dream",), tmp_path)
    told = json.loads((tmp_path / "held_out-map.json").read_text())
    card = json.loads((POLICIES / "map" / "dream" / "scores.json").read_text())
    rows = {row["split"]: row for row in told["rows"]}
    assert "test" in rows and "train" not in rows
    (seed,) = (name for name in rows["test"] if name.startswith("seed"))
    assert rows["test"][seed] == pytest.approx(card["test"]["normalized_score"], abs=1e-3)
    assert float(rows["test"]["mean"].split()[0]) == rows["test"][seed]


def test_runs_of_two_problems_are_refused(tmp_path: Path):
    with pytest.raises(SystemExit, match="runs of one method on one problem"):
        main((POLICIES / "map" / "dream", POLICIES / "bus" / "dream"), tmp_path)
    assert not list(tmp_path.iterdir())
