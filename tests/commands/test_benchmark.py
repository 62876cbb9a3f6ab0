"""The bench end to end: two small trainings in processes of their own, then page, tables and curves."""

import csv
import json

import pytest

from kitchen_dream.cli import main


@pytest.fixture(scope="module")
def smoke(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench")
    main(["benchmark", "--smoke", "--out", str(folder / "runs"), "--results", str(folder / "results")])
    return folder


@pytest.mark.slow
def test_the_smoke_writes_tables_curves_and_scores(smoke):
    results = smoke / "results"
    page = (results / "benchmark.md").read_text()
    assert "## map" in page and "DREAM, preset fast" in page and "RL2" in page and "PEARL-UB" in page
    rows = list(csv.DictReader((results / "scores.csv").open()))
    assert {(row["agent"], row["part"]) for row in rows} == {
        (a, p) for a in ("dream", "rl2") for p in ("train", "test")
    }
    assert (results / "curves.png").stat().st_size > 5000
    assert (results / "map-dream-0.csv").is_file()


def test_what_is_finished_is_not_run_again(smoke):
    before = {path: path.stat().st_mtime_ns for path in smoke.glob("runs/*/result.json")}
    assert len(before) == 2
    main(["benchmark", "--smoke", "--out", str(smoke / "runs"), "--results", str(smoke / "results")])
    assert before == {path: path.stat().st_mtime_ns for path in smoke.glob("runs/*/result.json")}


def test_results_hold_what_tables_need(smoke):
    result = json.loads((smoke / "runs" / "map-dream-0" / "result.json").read_text())
    assert (
        result["steps"] > 0
        and set(result["scores"]) == {"train", "test"}
        and set(result["reached"]) == {"0.5", "0.8", "0.95"}
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--agents", "ppo"], "'ppo'"),
        (["--problems", "maze"], "'maze'"),
        (["--seeds", "0"], "--seeds"),
        (["--suite", "atari"], "'atari'"),
    ],
)
def test_wrong_options_are_told_in_one_line(words, told, capsys, tmp_path):
    with pytest.raises(SystemExit) as stop:
        main(["benchmark", *words, "--out", str(tmp_path)])
    assert stop.value.code == 2
    error = capsys.readouterr().err.strip()
    assert told in error and len(error.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--problem", "map", "--agent", "ppo"], "'ppo'"),
        (["--problem", "map", "--change", "gama=1"], "gama"),
        (["--problem", "map", "--clock", "sun"], "'sun'"),
        (["--setting", "whispered"], "'whispered'"),
        (["--setting", "uninstructed"], "--no-video"),
        (["--setting", "no-exploration"], "'no-exploration'"),
        (["--executions", "2"], "--executions"),
        (["--agent", "ppo"], "'ppo'"),
        (["--change", "gamma=high"], "gamma=high"),
    ],
)
def test_wrong_trainings_are_told_in_one_line(words, told, capsys, tmp_path):
    with pytest.raises(SystemExit) as stop:
        main(["train", *words, "--out", str(tmp_path / "run")])
    assert stop.value.code == 2
    error = capsys.readouterr().err.strip()
    assert told in error and len(error.splitlines()) == 1
    assert not (tmp_path / "run").exists()
