"""Trials played in a process beside learning: the same bits as in turn, and an end together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest
from playing import collected, small_map
from short_runs import ROOT, hash_of, make, score, weights_of

from kitchen_dream.training import beside
from kitchen_dream.training.loop import Budget, train


@pytest.mark.slow
@pytest.mark.parametrize("name", ["dream", "rl2"])
@pytest.mark.parametrize("kind", ["map", "kitchen", "sign-room-features"])
def test_two_cores_learn_what_one_learns(kind, name, train_tables, tmp_path):
    learnt = []
    for cores in (1, 2):
        agent, collector = make(kind, name, train_tables)
        progress = train(agent, collector, tmp_path / str(cores), Budget(1500, 700), score, cores=cores)
        assert (collector.seconds_beside > 0) == (cores == 2)
        assert progress.cpu_seconds > collector.seconds_beside, "its seconds count"
        learnt.append((weights_of(agent), hash_of(tmp_path / str(cores)), progress.steps))
    assert learnt[0] == learnt[1]


@pytest.mark.slow
def test_a_resume_may_have_other_cores(tmp_path, train_tables):
    agent, collector = make("map", "dream", train_tables)
    train(agent, collector, tmp_path / "whole", Budget(6000, 1000), score)
    for steps, cores, resume in ((3000, 2, False), (6000, 1, True)):
        part, part_collector = make("map", "dream", train_tables)
        train(part, part_collector, tmp_path / "parts", Budget(steps, 1000), score, resume=resume, cores=cores)
    assert hash_of(tmp_path / "parts") == hash_of(tmp_path / "whole")


def test_what_goes_wrong_there_is_raised_here(tmp_path, train_tables):
    agent, collector = make("map", "dream", train_tables)

    def break_off(*told):
        raise ValueError("the drawer is stuck")

    agent.begin_training_trial = break_off
    with pytest.raises(ValueError, match="the drawer is stuck"):
        train(agent, collector, tmp_path, Budget(1000, 500), score, cores=2)


def test_its_death_is_one_line_and_the_way_out():
    _, collector = collected(small_map())
    collector.play_beside()
    collector.collect()
    os.kill(collector._beside._process.pid, signal.SIGKILL)
    with pytest.raises(OSError, match=r"was ended \(status -9\); go on with --resume"):
        collector.collect()
    collector.close()


def test_a_method_that_plays_from_its_replay_plays_in_turn():
    agent, collector = collected(small_map(), "dream", "guess_share=0.5")
    assert not agent.plays_alone
    collector.play_beside()
    assert collector._beside is None


@pytest.mark.slow
def test_it_ends_with_a_learner_that_is_killed(tmp_path):
    words = [sys.executable, "-m", "kitchen_dream", "train", "--problem", "map", "--cores", "2", "--no-video"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    run = subprocess.Popen([*words, "--out", str(tmp_path / "run")], env=environment, stdout=subprocess.DEVNULL)
    children = f"/proc/{run.pid}/task/{run.pid}/children"
    late = time.monotonic() + 60
    while not (child := open(children).read().split()) and time.monotonic() < late:
        time.sleep(0.1)
    run.kill()
    run.wait()
    assert child, "no process beside it"
    while os.path.exists(f"/proc/{child[0]}") and time.monotonic() < late:
        time.sleep(0.1)
    assert not os.path.exists(f"/proc/{child[0]}")


@pytest.mark.slow
def test_what_does_not_fit_into_shared_memory_comes_all_the_same(tmp_path, train_tables, monkeypatch):
    learnt = []
    for room in (beside.ROOM, 4096):
        monkeypatch.setattr(beside, "ROOM", room)
        agent, collector = make("map", "dream", train_tables)
        train(agent, collector, tmp_path / str(room), Budget(1500, 700), score, cores=2)
        learnt.append(weights_of(agent))
    assert learnt[0] == learnt[1]
