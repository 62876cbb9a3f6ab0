"""A run is its configuration, its seed and its number of steps: kills and resumes change nothing, to the bit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from short_runs import ROOT, hash_of, make, score, weights_of

from kitchen_dream.cli import main
from kitchen_dream.commands.train import _refuse_other
from kitchen_dream.training.checkpoint import CHECKPOINT, Progress, checkpoint_bytes, load_checkpoint, locked
from kitchen_dream.training.loop import Budget, Stopped, train
from kitchen_dream.training.run_config import PolicyError, new_run


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dream", "rl2", "varibad"])
@pytest.mark.parametrize("kind", ["map", "kitchen", "sign-room-features"])
def test_a_resume_learns_what_no_stop_would_have_learnt(kind, name, train_tables, tmp_path):
    """Beyond the replay's size, so that its ring has come round; evaluated at other moments, which must not matter."""
    steps = 800 if kind == "kitchen" else 2000
    agent, collector = make(kind, name, train_tables)
    train(agent, collector, tmp_path / "whole", Budget(2 * steps, steps), score)
    half, half_collector = make(kind, name, train_tables)
    train(half, half_collector, tmp_path / "parts", Budget(steps, steps // 3), score)
    assert all(ring.added > ring.capacity for ring in half.replay.rings), "they have come round"
    again, again_collector = make(kind, name, train_tables)
    again.rng.random(7)  # nothing of a new agent may be left
    train(again, again_collector, tmp_path / "parts", Budget(2 * steps, steps), score, resume=True)
    assert weights_of(again) == weights_of(agent)
    assert hash_of(tmp_path / "parts") == hash_of(tmp_path / "whole")
    assert again_collector.rounds == collector.rounds


def test_what_is_kept_of_trials_is_no_more_than_the_replay_holds(train_tables):
    _, collector = make("map", "dream", train_tables)
    for _ in range(9):
        collector.collect()
    assert sum(len(kept.round.rows) for kept in collector._kept) < 40 + 2 * 16


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_saves_first(number, tmp_path, train_tables):
    agent, collector = make("map", "dream", train_tables)

    def tell(progress: Progress) -> None:
        if progress.steps > 3000:
            os.kill(os.getpid(), number)

    with pytest.raises(Stopped, match=signal.Signals(number).name) as stopped:
        train(agent, collector, tmp_path, Budget(10**6, 10**6), score, tell)
    assert stopped.value.status == 128 + number
    kept = weights_of(agent)
    again, again_collector = make("map", "dream", train_tables)
    progress = load_checkpoint(tmp_path, again, again_collector)
    assert progress.steps > 3000 and weights_of(again) == kept


@pytest.mark.slow
def test_minutes_stop_early_and_define_nothing(tmp_path, train_tables):
    agent, collector = make("map", "dream", train_tables)
    with pytest.raises(Stopped, match="minutes are over") as stopped:
        train(agent, collector, tmp_path, Budget(10**6, 10**6, minutes=1e-4), score)
    assert stopped.value.status == 0 and (tmp_path / CHECKPOINT).is_file()


@pytest.mark.parametrize("harm", ["missing", "truncated", "other", "one bit"])
def test_a_checkpoint_that_does_not_fit_is_told(harm, tmp_path, train_tables):
    agent, collector = make("map", "dream", train_tables)
    collector.collect()
    path = tmp_path / CHECKPOINT
    path.write_bytes(checkpoint_bytes(agent, collector, Progress()))
    if harm == "missing":
        path.unlink()
    elif harm == "truncated":
        path.write_bytes(path.read_bytes()[:5000])
    elif harm == "one bit":  # it is a number like others
        data = bytearray(path.read_bytes())
        data[-1000] ^= 1
        path.write_bytes(data)
    name = "rl2" if harm == "other" else "dream"
    again, again_collector = make("map", name, train_tables)
    with pytest.raises(PolicyError, match=CHECKPOINT) as error:
        load_checkpoint(tmp_path, again, again_collector)
    assert "\n" not in str(error.value)


def test_two_trainings_do_not_share_a_folder(tmp_path):
    with locked(tmp_path), pytest.raises(ValueError, match="another training runs"), locked(tmp_path):
        pass


def test_an_option_that_says_what_is_usual_is_none():
    usual, drawn = (new_run("cooking-fair", "dream", options=given) for given in ({}, {"split_seed": 1}))
    _refuse_other(usual, {}, {"split_seed": 0}, (), None)
    _refuse_other(drawn, {}, {"split_seed": 1}, (), None)
    for run, asked, has in ((usual, 2, "the usual one"), (drawn, 0, "1")):
        with pytest.raises(ValueError, match=f"split_seed={asked}: the run to be resumed has {has}"):
            _refuse_other(run, {}, {"split_seed": asked}, (), None)


@pytest.mark.slow
def test_the_command_goes_on_after_a_kill_and_refuses_another_line(tmp_path, cache, capsys):
    """SIGKILL at any moment, then --resume: the weights are those of a run that was never killed."""
    def words(out: Path, *more: str) -> list[str]:
        return ["train", "--no-video", "--out", str(out), "--steps", "30000", *more]

    def command(out: Path, *more: str) -> list[str]:
        return [sys.executable, "-m", "kitchen_dream", *words(out, *more)]

    small = ("--problem", "map", "--set", "batch_size=8", "num_envs=32", "--eval-every", "10000")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    subprocess.run(command(tmp_path / "whole", *small), check=True, env=environment, capture_output=True)
    killed = subprocess.Popen(command(tmp_path / "killed", *small), env=environment, stdout=subprocess.DEVNULL)
    while not (tmp_path / "killed" / CHECKPOINT).exists() and killed.poll() is None:
        time.sleep(0.02)
    killed.kill()
    killed.wait()
    for line, told in (("--seed 3", "has 0"), ("--agent rl2", "has dream"), ("--set gamma=0.5", "keeps its settings")):
        with pytest.raises(SystemExit) as stopped:
            main(words(tmp_path / "killed", "--resume", *line.split()))
        told_of_it = capsys.readouterr().err
        assert stopped.value.code == 2 and told in told_of_it and told_of_it.count("\n") == 1
    subprocess.run(command(tmp_path / "killed", "--resume"), check=True, env=environment, capture_output=True)
    assert hash_of(tmp_path / "killed") == hash_of(tmp_path / "whole")
    log = (tmp_path / "killed" / "metrics.csv").read_text().splitlines()
    assert len(log) == len((tmp_path / "whole" / "metrics.csv").read_text().splitlines())
