"""Curves and scores of a training in other programs: nothing is learnt otherwise for it, and a missing one is told."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from kitchen_dream import api
from kitchen_dream.cli import main
from kitchen_dream.core.files import WriteError
from kitchen_dream.training.trackers.tracker import TRACKERS, TrackedRun, find_tracker

TRAINING = {"steps": 3000, "eval_every": 1500, "trials": 4, "cores": 1}


def trained(folder, **how):
    return api.train("map", out=folder, **(TRAINING | how))


@pytest.mark.slow
def test_tensorboard_has_curves_and_final_scores(tmp_path):
    result = trained(tmp_path / "run")
    board = EventAccumulator(str(tmp_path / "run" / "tensorboard"))
    board.Reload()
    curve = board.Scalars("normalized_score")
    assert [event.step for event in curve] == [row["steps"] for row in result.progress.rows]
    assert [event.value for event in curve] == pytest.approx([row["normalized_score"] for row in result.progress.rows])
    final = board.Scalars("final/test/normalized_score")
    assert final[0].value == pytest.approx(result.scores["test"]["normalized_score"])


def test_a_full_disk_stops_tensorboard_in_one_line(tmp_path):
    board = find_tracker("tensorboard")(TrackedRun(tmp_path, {}))
    board.begin(0)
    board._path = Path("/dev/full")  # where every write fails as on a full disk
    with pytest.raises(WriteError, match=r"^/dev/full: cannot be written: the disk is full") as told:
        board.log({"loss": 1.0}, 5)
    assert "\n" not in str(told.value)


@pytest.mark.slow
def test_weights_and_biases_without_a_network(tmp_path, monkeypatch):
    pytest.importorskip("wandb", reason='pip install "kitchen-dream[track]"')
    monkeypatch.setenv("WANDB_MODE", "offline")
    monkeypatch.setenv("WANDB_SILENT", "true")
    folder = tmp_path / "run"
    tracked = trained(folder, track="wandb")
    (run,) = (folder / "wandb").glob("offline-run-*")
    assert run.name.endswith((folder / "wandb-id.txt").read_text().strip()) and list(run.glob("run-*.wandb"))
    plain = trained(tmp_path / "plain")
    assert tracked.scores == plain.scores, "a tracker changes nothing"
    before = (folder / "wandb-id.txt").read_text()
    api.train(out=folder, resume=True, steps=4500, track="wandb", cores=1, trials=4)
    assert (folder / "wandb-id.txt").read_text() == before, "a resumed run goes on under the same curves"


@pytest.mark.slow
def test_trackio_keeps_curves_on_this_machine(tmp_path, monkeypatch):
    pytest.importorskip("trackio", reason='pip install "kitchen-dream[track]"')
    program = (
        "import sys; from kitchen_dream import api;"
        f"api.train('map', out=sys.argv[1], track='trackio', **{TRAINING})"
    )
    monkeypatch.setenv("TRACKIO_DIR", str(tmp_path / "trackio"))
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "run")], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (database,) = (tmp_path / "trackio").glob("kitchen-dream*.db")
    with sqlite3.connect(database) as open_database:
        rows = [json.loads(row[0]) for row in open_database.execute("select metrics from metrics order by id")]
    scores = json.loads((tmp_path / "run" / "result.json").read_text())["scores"]
    told = (tmp_path / "run" / "metrics.csv").read_text().splitlines()[1:]
    assert [row["steps"] for row in rows if "steps" in row] == [int(line.split(",")[0]) for line in told]
    assert rows[-1]["final/test/normalized_score"] == pytest.approx(scores["test"]["normalized_score"])


@pytest.mark.parametrize("name", ["wandb", "trackio"])
def test_a_program_that_is_missing_takes_one_line(name, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.delitem(sys.modules, TRACKERS[name].partition(":")[0], raising=False)
    with pytest.raises(SystemExit) as stop:
        main(["train", "--problem", "map", "--track", name])
    error = capsys.readouterr().err.strip()
    assert stop.value.code == 2 and "\n" not in error
    assert f'--track {name}: {name} is not installed; pip install "kitchen-dream[track]"' in error


@pytest.mark.parametrize("command", ["train", "benchmark"])
def test_an_unknown_tracker_takes_one_line(command, capsys):
    with pytest.raises(SystemExit):
        main([command, "--track", "tensorbord"])
    error = capsys.readouterr().err.strip()
    assert "did you mean tensorboard" in error and "\n" not in error


def test_a_benchmark_passes_it_on(tmp_path):
    from kitchen_dream.commands.benchmark import plan

    jobs, _ = plan(("map",), ("dream",), ("instructed",), (1,), 1, 100, "cpu", "trackio")
    words = jobs[0].command(tmp_path)
    assert words[words.index("--track") + 1] == "trackio"


def test_tensorboard_needs_nothing_more():
    assert find_tracker("tensorboard").__name__ == "TensorBoard"
