"""The benchmark's page, from run folders as trainings leave them."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from kitchen_dream.evaluation.benchmark.curves import common
from kitchen_dream.evaluation.benchmark.page import write_page
from kitchen_dream.problems.base import References


def _run(runs, name, score, steps=1000, **changes):
    scores = {"normalized_score": score, "return_mean": score / 2}
    result = {
        "problem": "map",
        "agent": "dream",
        "seed": 0,
        "preset": "",
        "options": {},
        "setting": "instructed",
        "executions": 1,
    }
    result |= {
        "machine": "A processor, 2 cores",
        "steps": steps,
        "updates": 10,
        "wall_seconds": 9.0,
        "cpu_seconds": 90.0,
    }
    result |= {"scores": {split: scores for split in ("train", "validation", "test")}} | changes
    (runs / name).mkdir(parents=True)
    (runs / name / "result.json").write_text(json.dumps(result))
    (runs / name / "metrics.csv").write_text(
        f"steps,updates,cpu_seconds,normalized_score\n10,1,1,0\n{steps},10,90,{score}\n"
    )


@pytest.fixture
def runs(tmp_path):
    folder = tmp_path / "runs"
    for seed, score in enumerate((0.8, 0.9, 1.0)):
        _run(folder, f"map-dream-{seed}", score, seed=seed)
    _run(folder, "map-rl2-0", 0.5, agent="rl2")
    _run(folder, "map-rl2-0-told", 0.7, agent="rl2", setting="oracle_facts")
    return folder


def test_intervals_are_over_seeds_and_one_seed_has_none(runs, tmp_path):
    tables = write_page(runs, tmp_path / "results")
    assert list(tables) == ["map", "map, oracle facts"]
    rows = {row["method"]: row for row in tables["map"]}
    # Student's t with two degrees of freedom: 4.3027 * 0.1 / sqrt(3).
    assert rows["DREAM"]["test score"] == "0.900 [0.652, 1.148]" and rows["DREAM"]["seeds"] == "3"
    assert rows["RL2"]["test score"] == "0.500 (one seed)" and rows["RL2"]["CPU minutes"] == "1.5"
    assert [rows[name]["test score"] for name in ("oracle", "blind")] == ["1.000", "0.000"]
    assert (
        float(rows["random actions"]["test score"]) < float(rows["PEARL-UB"]["test score"]) < 0
    )  # a drawn problem is the wrong one
    assert "PEARL-UB" not in {row["method"] for row in tables["map, oracle facts"]}
    page = (tmp_path / "results" / "benchmark.md").read_text()
    assert "## map, oracle facts" in page and "RL2 | 1 | 0.500 (one seed)" in page
    assert (tmp_path / "results" / "curves.png").stat().st_size > 5000
    scores = list(csv.DictReader((tmp_path / "results" / "scores.csv").open()))
    assert len(scores) == 15 and scores[0]["split"] == "train"


@pytest.fixture
def compared(tmp_path):
    """DREAM and RL2 with three seeds each on map and bus, and IMPORT with two on the map."""
    folder = tmp_path / "runs"
    for seed in range(3):
        for problem in ("map", "bus"):
            _run(folder, f"{problem}-dream-{seed}", 0.90 + seed / 100, steps=1000 + seed, seed=seed, problem=problem)
            changes = {"agent": "rl2", "seed": seed, "problem": problem}
            _run(folder, f"{problem}-rl2-{seed}", 0.10 + seed / 10, **changes)
    for seed in range(2):
        _run(folder, f"map-import-{seed}", 0.01, agent="import", seed=seed)
    return folder


def test_above_takes_three_seeds_of_both_and_intervals_apart(compared, tmp_path):
    tables = write_page(compared, tmp_path / "results")
    rows = {row["method"]: row for row in tables["map"]}
    assert rows["DREAM"]["above"] == "RL2", "IMPORT is lower still, but has two seeds"
    assert rows["RL2"]["above"] == rows["IMPORT"]["above"] == "" and rows["RL2"]["IQM"].startswith("0.200 [")
    page = (tmp_path / "results" / "benchmark.md").read_text()
    # Three against three: of 20 ways to choose, this one and its opposite are as far apart.
    assert "| DREAM - RL2 | 0.710 [" in page and "| 3, 3 | 0.100 |" in page and "DREAM - IMPORT" not in page
    # Of six scores one is left out at either end: 0.9, 0.91, 0.91, 0.92 for DREAM.
    assert "of bus; map" in page and "| DREAM | 3, 3 | 0.910 [" in page and "| RL2 | 3, 3 | 0.200 [" in page
    for name in ("curves", "curves-seconds", "profiles"):
        assert (tmp_path / "results" / f"{name}.png").stat().st_size > 5000 and f"({name}.png)" in page


def test_each_row_says_what_makes_it(compared, tmp_path):
    rows = {row["method"]: row for row in write_page(compared, tmp_path / "results")["map"]}
    made = "`python run.py benchmark --problems map --agents {} --seeds {} --steps 1000`"
    assert rows["DREAM"]["made by"] == made.format("dream", 3), "the fewest steps end every seed in its own last round"
    assert rows["IMPORT"]["made by"] == made.format("import", 2) and rows["oracle"]["made by"] == ""


def test_returns_stand_in_for_scores_where_the_scale_is_short(compared, tmp_path, monkeypatch):
    monkeypatch.setattr(References, "short", True)
    rows = {row["method"]: row for row in write_page(compared, tmp_path / "results")["map"]}
    assert rows["DREAM"]["test score"] == rows["oracle"]["test score"] == "-"
    assert rows["DREAM"]["IQM"].startswith("0.455 [") and rows["DREAM"]["above"] == "RL2", "by returns"
    assert "returns are given" in (tmp_path / "results" / "benchmark.md").read_text().replace("\n", " ")


def test_returns_stand_in_for_scores_where_too_few_trials_were_played(runs, tmp_path):
    _run(runs, "map-dream-3", 0.5, seed=3, scores={
        "train": {"normalized_score": 0.9, "return_mean": 0.4}, "test": {"normalized_score": None, "return_mean": 0.5},
    })  # fmt: skip
    rows = write_page(runs, tmp_path / "results")["map"]
    row = rows[0]
    assert {each["test score"] for each in rows} == {"-"}
    assert row["training score"] == "-" and row["test return"].startswith("0.463 [")
    page = (tmp_path / "results" / "benchmark.md").read_text()
    assert "cannot tell blind from the oracle: returns are given" in page and "nan" not in page


def test_a_scale_is_short_where_blind_is_nearly_as_good_as_the_oracle():
    assert not References(oracle=0.8, blind=0.3).short and References(oracle=1.0, blind=0.83, random=-0.3).short
    assert not References(oracle=1.0, blind=1.0, random=-0.3).short, "counted from random there"
    assert References(oracle=1.0, blind=1.0).short


@pytest.mark.slow
def test_trials_whose_first_execution_explores_are_summed_up(tmp_path):
    for seed, score in enumerate((0.7, 0.8, 0.9)):
        test = {"normalized_score": score, "return_mean": score, "first_return": -1.0}
        changes = {"setting": "no_exploration", "executions": 4, "seed": seed}
        _run(tmp_path / "runs", f"a{seed}", score, scores={"train": test, "test": test}, **changes)
    write_page(tmp_path / "runs", tmp_path / "results")
    page = (tmp_path / "results" / "benchmark.md").read_text()
    # -1 + 4 * 0.8; blind gets 0.3 each time, the oracle 0.8.
    assert "| method | sum over 5 episodes |" in page and "| DREAM | 2.200 [" in page
    assert "| blind, in every episode | 1.500 |" in page and "| oracle, in every episode | 4.000 |" in page


@pytest.mark.slow
def test_longer_trainings_stay_and_a_page_can_be_made_from_what_was_kept(runs, tmp_path):
    results = tmp_path / "results"
    write_page(runs, results)
    shorter = tmp_path / "shorter"
    _run(shorter, "map-rl2-0", 0.1, steps=500, agent="rl2")
    rows = {row["method"]: row for row in write_page(shorter, results)["map"]}
    assert rows["RL2"]["test score"] == "0.500 (one seed)" and rows["RL2"]["steps"] == "1,000"
    assert write_page(tmp_path / "none", tmp_path / "empty") == {}


@pytest.mark.slow
def test_seeds_that_draw_their_splits_are_in_one_table(tmp_path):
    for seed in (0, 1):
        options = {"split_seed": seed} if seed else {}
        _run(tmp_path / "runs", f"cooking-fair-dream-{seed}", 0.9, seed=seed, problem="cooking-fair", options=options)
    _run(tmp_path / "runs", "other", 0.9, seed=2, problem="cooking-fair", options={"split_seed": 1})
    tables = write_page(tmp_path / "runs", tmp_path / "results")
    assert list(tables) == ["cooking-fair", 'cooking-fair, {"split_seed": 1}']
    both, one = ({row["method"]: row["test return"] for row in table} for table in tables.values())
    assert both["DREAM"] == "0.450 [0.450, 0.450]" and both["blind"] != one["blind"]


@pytest.mark.parametrize("text", ["", "{}", '{"seconds": 9.0, "problem": "map"}', "[1]", "\x00"])
def test_a_damaged_result_is_named(text, runs, tmp_path):
    path = runs / "map-rl2-0" / "result.json"
    path.write_text(text)
    with pytest.raises(ValueError, match="damaged, or of another version") as told:
        write_page(runs, tmp_path / "results")
    assert str(path) in str(told.value) and "\n" not in str(told.value)


def test_a_seed_counts_once(runs, tmp_path):
    _run(runs, "map-rl2-0-copy", 0.5, agent="rl2")
    with pytest.raises(ValueError, match="the same run as map-rl2-0"):
        write_page(runs, tmp_path / "results")


@pytest.mark.slow
def test_a_problem_that_is_not_here_has_no_computed_rows(runs, tmp_path):
    _run(runs, "theirs", 3.0, problem="nowhere.at_all:Family", agent="nowhere.at_all:Method")
    assert [row["method"] for row in write_page(runs, tmp_path / "results")["nowhere.at_all:Family"]] == [
        "nowhere.at_all:Method"
    ]


def test_curves_share_an_axis():
    axis, scores = common(
        [(np.array([10.0, 30.0]), np.array([0.0, 1.0])), (np.array([10.0, 20.0, 40.0]), np.array([0.0, 1.0, 1.0]))], 3
    )
    np.testing.assert_allclose(axis, [10, 20, 30])
    np.testing.assert_allclose(scores, [[0, 0.5, 1], [0, 1, 1]])
