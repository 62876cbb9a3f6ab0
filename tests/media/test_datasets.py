"""Trials as datasets: written whole or not at all, read back by the libraries whose formats they are, and replayed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import gymnasium as gym
import numpy as np
import pytest

from kitchen_dream.cli import main
from kitchen_dream.core.resources import POLICIES
from kitchen_dream.media.datasets.export import Export, export
from kitchen_dream.media.datasets.lerobot_format import CAMERA
from kitchen_dream.media.datasets.record import STATE, TARGETS
from kitchen_dream.media.datasets.replay import replay
from kitchen_dream.problems.registry import problem_family

POLICY = POLICIES / "kitchen" / "dream"


@pytest.fixture(scope="module")
def minari_folder(tmp_path_factory) -> Path:
    pytest.importorskip("minari", reason='pip install "kitchen-dream[data]"')
    folder = tmp_path_factory.mktemp("datasets") / "kitchen-v0"
    export(Export(POLICY, folder, "minari", trials=3))
    return folder


@pytest.fixture(scope="module")
def lerobot_folder(tmp_path_factory) -> Path:
    pytest.importorskip("pyarrow", reason='pip install "kitchen-dream[data]"')
    folder = tmp_path_factory.mktemp("datasets") / "frames"
    export(Export(POLICY, folder, "lerobot", trials=1, backend="pybullet", rate=2, size=(64, 48)))
    return folder


@pytest.mark.slow
def test_minari_reads_what_was_played(minari_folder, monkeypatch):
    import minari

    monkeypatch.setenv("MINARI_DATASETS_PATH", str(minari_folder.parent))
    dataset = minari.load_dataset("kitchen-v0")
    assert dataset.total_episodes == 6 and dataset.storage.metadata["algorithm_name"] == "dream"
    told = list(dataset.storage.get_episode_metadata(range(6)))
    assert [int(one["phase"]) for one in told] == [0, 1] * 3
    assert [int(one["trial"]) for one in told] == [0, 0, 1, 1, 2, 2]
    for episode, one in zip(dataset.iterate_episodes(), told, strict=True):
        over = episode.terminations | episode.truncations
        assert over[-1] and not over[:-1].any() and len(episode.actions) == len(over)
        assert len(episode.observations["vector"]) == len(over) + 1
        if one["phase"] == 0:
            assert not episode.rewards.any() and not episode.observations["instruction"].any()
        else:
            assert one["task"].startswith("cook ") and (episode.rewards.sum() > 0.5) == bool(one["success"])


@pytest.mark.slow
def test_minari_gives_the_environment_back(minari_folder):
    import minari

    env = minari.MinariDataset(minari_folder / "data").recover_environment()
    assert isinstance(env, gym.Env) and env.spec.id == "KitchenDream/Kitchen-v0"
    done = replay(minari_folder)
    assert done.exact and done.episodes == 6


@pytest.mark.slow
def test_trials_of_kitchen_v1_are_named_and_replayed_as_its_own(tmp_path):
    minari = pytest.importorskip("minari", reason='pip install "kitchen-dream[data]"')
    export(Export(POLICIES / "kitchen-v1" / "dream", tmp_path / "steps", "minari", trials=1))
    dataset = minari.MinariDataset(tmp_path / "steps" / "data")
    assert dataset.recover_environment().spec.id == "KitchenDream/Kitchen-v1"
    family = problem_family("kitchen-v1", test=1)
    dish = family.rules.book.recipes[family.trials("test", 1).instructions[0, 0]].name
    assert [told["task"] for told in dataset.storage.get_episode_metadata([1])] == [f"cook {dish}"]
    assert replay(tmp_path / "steps").exact


@pytest.mark.slow
def test_the_page_reads_minari_as_it_says(minari_folder, monkeypatch, capsys):
    monkeypatch.chdir(minari_folder.parent)
    page = (Path(__file__).parents[2] / "docs" / "datasets.md").read_text()
    first, _, last = re.findall(r"```py\n(.*?)```", page, re.S)
    exec(first, {})
    exec(last.replace('"frames"', '"kitchen-v0"'), {})
    task, played = capsys.readouterr().out.splitlines()
    assert task.startswith("cook ") and played.startswith("Replay(episodes=6")


@pytest.mark.slow
def test_a_replay_finds_another_dataset(minari_folder, tmp_path):
    """What was not played so is not the same: here another reward, and a skill that was not chosen."""
    import shutil

    import h5py

    copy = tmp_path / "changed"
    shutil.copytree(minari_folder, copy)
    with h5py.File(copy / "data" / "main_data.hdf5", "r+") as file:
        file["episode_1/rewards"][0] += 1
        file["episode_3/actions"][0] = 22
    done = replay(copy)
    assert not done.exact and done.same < done.skills


@pytest.mark.physics
@pytest.mark.slow
def test_frames_have_the_form_that_lerobot_reads(lerobot_folder):
    import pyarrow.parquet

    info = json.loads((lerobot_folder / "meta/info.json").read_text())
    stats = json.loads((lerobot_folder / "meta/stats.json").read_text())
    assert info["codebase_version"] == "v3.0" and info["total_episodes"] == 2 and info["fps"] == 2
    assert info["features"][CAMERA]["shape"] == [48, 64, 3]
    assert set(stats) == set(info["features"]) and np.shape(stats[CAMERA]["mean"]) == (3, 1, 1)
    tables = [pyarrow.parquet.read_table(path) for path in sorted((lerobot_folder / "data").rglob("*.parquet"))]
    episodes = pyarrow.parquet.read_table(lerobot_folder / "meta/episodes/chunk-000/file-000.parquet").to_pylist()
    assert [row["tasks"][0].split()[0] for row in episodes] == ["look", "cook"]
    assert episodes[1]["dataset_to_index"] == info["total_frames"] == sum(len(table) for table in tables)
    for table, row in zip(tables, episodes, strict=True):
        assert set(table.column_names) == set(info["features"]) - {CAMERA} and len(table) == row["length"]
        state = np.stack(table["observation.state"].to_numpy())
        asked = np.stack(table["action"].to_numpy())
        assert state.shape[1] == len(STATE) and asked.shape[1] == len(TARGETS)
        assert np.abs(state[1:, :2] - state[:-1, :2]).max() < 0.85 / 2 + 0.05, "the base drives at most at its speed"
        assert np.abs(state[:, 3:11] - asked[:, 3:11]).max() < 0.3, "joints follow what was asked of them"
        assert table["timestamp"].to_numpy()[-1] == pytest.approx((len(table) - 1) / 2)
        done = table["next.done"].to_numpy()
        assert done[-1] and not done[:-1].any()
    paid = [table["next.reward"].to_numpy().sum() for table in tables]
    assert paid[0] == 0 and paid[1] > 0.5 and tables[1]["next.success"].to_numpy()[-1]


@pytest.mark.physics
@pytest.mark.slow
def test_the_video_shows_each_frame(lerobot_folder):
    import imageio_ffmpeg

    for path in sorted((lerobot_folder / "videos" / CAMERA).rglob("*.mp4")):
        reader = imageio_ffmpeg.read_frames(str(path))
        size = next(reader)["size"]
        frames = np.stack([np.frombuffer(frame, np.uint8) for frame in reader])
        assert size == (64, 48) and frames.std() > 20
        number = int(path.stem.split("-")[1])
        episodes = json.loads((lerobot_folder / "meta/kitchen_dream.json").read_text())["episodes"]
        assert len(frames) >= len(episodes[number]["actions"]) and (frames[0] != frames[-1]).any()


@pytest.mark.physics
@pytest.mark.slow
def test_frames_are_replayed_to_the_same_symbols(lerobot_folder):
    done = replay(lerobot_folder)
    assert done.exact and done.episodes == 2


@pytest.mark.physics
@pytest.mark.slow
def test_lerobot_reads_its_dataset(lerobot_folder, monkeypatch):
    pytest.importorskip("lerobot", reason="LeRobot needs a PyTorch of its own version; see docs/datasets.md")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from lerobot.datasets.lerobot_dataset import LeRobotDataset

    dataset = LeRobotDataset("kitchen/frames", root=lerobot_folder)
    assert dataset.num_episodes == 2 and dataset[0][CAMERA].shape == (3, 48, 64)
    assert dataset[len(dataset) - 1]["task"].startswith("cook ")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--format", "rlds"), "use one of: minari, lerobot"),
        (("--trials", "0"), "--trials must be above 0"),
        (("--backend", "moon"), "abstract, pybullet"),
        (("--format", "lerobot", "--backend", "abstract"), "leave --backend out"),
        (("--format", "lerobot", "--fps", "7"), "--fps must divide 60, got 7"),
        (("--format", "lerobot", "--size", "161", "120"), "even numbers"),
        (("--policy", str(POLICIES / "map" / "dream")), "the policy is for map"),
        (("--split", "exam"), "exam"),
        (("--address", "here:1"), "add --on ray"),
    ],
)
def test_a_mistake_takes_one_line(tmp_path, capsys, options, words):
    with pytest.raises(SystemExit) as stop:
        main(["export", "--to", str(tmp_path / "new"), *options])
    error = capsys.readouterr().err.strip()
    assert stop.value.code == 2 and words in error and "\n" not in error
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("to", "words"), [(".", "exists already"), ("no/such/new", "make it first"), ("a b", "Minari")]
)
def test_a_folder_that_cannot_be_is_told_at_the_start(tmp_path, capsys, monkeypatch, to, words):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["export", "--to", to])
    assert words in capsys.readouterr().err and list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_what_is_interrupted_leaves_nothing(tmp_path):
    pytest.importorskip("minari", reason='pip install "kitchen-dream[data]"')
    command = [sys.executable, "-m", "kitchen_dream", "export", "--to", str(tmp_path / "new"), "--trials", "300"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=dict(os.environ))
    while process.poll() is None and not list(tmp_path.iterdir()):
        try:
            process.wait(0.2)
        except subprocess.TimeoutExpired:
            continue
    process.terminate()
    assert process.wait(60) != 0 and list(tmp_path.iterdir()) == []


def test_what_a_killed_export_left_is_removed_by_the_next(tmp_path):
    from kitchen_dream.core.files import whole_folder

    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left, alive = tmp_path / f".new.{dead.pid}-1234.part", tmp_path / f".new.{os.getpid()}-1234.part"
    left.mkdir()
    alive.mkdir()
    with whole_folder(tmp_path / "new") as part:
        (part / "file").touch()
        assert not left.exists() and alive.exists() and not (tmp_path / "new").exists()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["file"]
