"""`--on ray`: two nodes on this machine, one of them killed in the middle; and what is told without Ray."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from kitchen_dream.cli import main

WORDS = ["benchmark", "--problems", "map", "--agents", "dream", "--seeds", "2", "--steps", "60000"]
NAMES = ("map-dream-0", "map-dream-1")
SECONDS = ("wall_seconds", "cpu_seconds", "reached")


@pytest.fixture
def nodes(monkeypatch):
    """A cluster of a head with one core, and another node with one."""
    pytest.importorskip("ray", reason='needs Ray: pip install "kitchen-dream[ray]"')
    from ray.cluster_utils import Cluster

    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    monkeypatch.setenv("RAY_worker_niceness", "0")
    made = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    yield made, made.add_node(num_cpus=1)
    made.shutdown()


def begun(out: Path, address: str, *more: str) -> subprocess.Popen:
    words = [sys.executable, "-m", "kitchen_dream", *WORDS, *more, "--out", str(out)]
    words += ["--on", "ray", "--address", address]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def wait_for(files: list[Path], process: subprocess.Popen, seconds: float = 240) -> None:
    late = time.monotonic() + seconds
    while not all(file.exists() for file in files):
        assert process.poll() is None and time.monotonic() < late, process.communicate()[0]
        time.sleep(0.1)


def numbers(folder: Path) -> dict:
    """All that a run came to, but for the time it took."""
    result = json.loads((folder / "result.json").read_text())
    assert all(result.pop(name) is not None for name in SECONDS)
    rows = [line.split(",") for line in (folder / "metrics.csv").read_text().splitlines()]
    kept = [column for column, name in enumerate(rows[0]) if name not in SECONDS]
    return result | {"log": [[row[column] for column in kept] for row in rows]}


@pytest.mark.slow
def test_a_killed_node_costs_its_share_and_changes_no_number(nodes, tmp_path):
    cluster, second = nodes
    driver = begun(tmp_path / "ray", cluster.address)
    wait_for([tmp_path / "ray" / name / "checkpoint.safetensors" for name in NAMES], driver)
    cluster.remove_node(second, allow_graceful=False)
    told, _ = driver.communicate(timeout=300)
    assert driver.returncode == 0, told
    lost = [name for name in NAMES if f"{name}: its worker is lost" in " ".join(told.split())]
    assert len(lost) == 1 and "[2/2]" in told
    main([*WORDS, "--out", str(tmp_path / "local"), "--workers", "2"])
    for name in NAMES:
        assert numbers(tmp_path / "ray" / name) == numbers(tmp_path / "local" / name)
        here, there = (load_file(tmp_path / where / name / "policy.safetensors") for where in ("local", "ray"))
        assert here.keys() == there.keys() and all(torch.equal(here[key], there[key]) for key in here)


@pytest.mark.slow
def test_one_that_is_told_to_end_saves_what_nodes_have_learnt(nodes, tmp_path):
    cluster, _ = nodes
    driver = begun(tmp_path, cluster.address, "--steps", "2000000")
    wait_for([tmp_path / name / "config.yaml" for name in NAMES], driver)
    time.sleep(8)
    driver.send_signal(signal.SIGTERM)
    told, _ = driver.communicate(timeout=60)
    assert driver.returncode == 128 + signal.SIGTERM, told
    for name in NAMES:
        assert "SIGTERM: saved after" in (tmp_path / f"{name}.log").read_text()
        assert (tmp_path / name / "checkpoint.safetensors").exists()


EVALUATE = ["evaluate", "--backend", "pybullet", "--trials", "4", "--seed", "3"]


def plays(raylet: int) -> bool:
    """Whether a node plays a trial just now, told by the titles of its workers."""
    children = Path(f"/proc/{raylet}/task/{raylet}/children").read_text().split()
    return any(b"ray::play_trial" in Path(f"/proc/{child}/cmdline").read_bytes() for child in children)


@pytest.mark.slow
@pytest.mark.physics
def test_trials_of_a_killed_node_are_played_again_and_scores_are_those_of_one_machine(nodes, tmp_path):
    cluster, second = nodes
    words = [sys.executable, "-m", "kitchen_dream", *EVALUATE, "--json", str(tmp_path / "ray.json")]
    driver = subprocess.Popen(
        [*words, "--on", "ray", "--address", cluster.address], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True,
    )
    raylet = second.all_processes["raylet"][0].process.pid
    late = time.monotonic() + 240
    while not plays(raylet):
        assert driver.poll() is None and time.monotonic() < late, driver.communicate()[0]
        time.sleep(0.1)
    time.sleep(2)
    cluster.remove_node(second, allow_graceful=False)
    told, _ = driver.communicate(timeout=500)
    assert driver.returncode == 0, told
    main([*EVALUATE, "--json", str(tmp_path / "local.json")])
    assert (tmp_path / "ray.json").read_text() == (tmp_path / "local.json").read_text()


@pytest.mark.parametrize("words", [["--problem", "map"], ["--device", "auto", "--backend", "pybullet"]])
def test_what_ray_does_not_speed_up_is_refused(words, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["evaluate", "--on", "ray", "--trials", "2", *words])
    error = capsys.readouterr().err.strip()
    assert stop.value.code == 2 and "leave it out" in error and "\n" not in error


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--on", "moon"], "--on 'moon' is unknown; use one of: local, ray"),
        (["--address", "10.0.0.1:6379"], "add --on ray"),
    ],
)
def test_wrong_options_are_told_in_one_line(words, told, capsys, tmp_path):
    with pytest.raises(SystemExit) as stop:
        main([*WORDS, *words, "--out", str(tmp_path / "runs")])
    error = capsys.readouterr().err.strip()
    assert stop.value.code == 2 and told in error and "\n" not in error
    assert not (tmp_path / "runs").exists()


def test_without_ray_the_way_to_it_is_told(capsys, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(SystemExit) as stop:
        main([*WORDS, "--on", "ray", "--out", str(tmp_path / "runs")])
    error = capsys.readouterr().err.strip()
    assert stop.value.code == 2 and "\n" not in error
    assert 'pip install "kitchen-dream[ray]"' in error and not (tmp_path / "runs").exists()
