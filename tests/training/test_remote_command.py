"""Commands whose files travel, as workers of a cluster run them; trainings whose workers are lost. Without Ray."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

import kitchen_dream
from kitchen_dream.core.locks import ScratchFolder
from kitchen_dream.training import remote_command
from kitchen_dream.training.checkpoint import CHECKPOINT, locked
from kitchen_dream.training.on_ray import LOSSES, RayTrainings
from kitchen_dream.training.remote_command import HERE, RemoteCommand

SAVES_WHEN_TOLD = """
import pathlib, signal, sys, time
folder = pathlib.Path(sys.argv[1])
def save(number, frame):
    (folder / "saved").write_text((folder / "sub" / "given").read_text())
    sys.exit(143)
signal.signal(signal.SIGTERM, save)
print("begun", flush=True)
(folder / "ready").touch()
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "node"))
    (tmp_path / "node").mkdir()
    return tmp_path / "node"


def command(code: str) -> list[str]:
    return ["python", "-c", code, HERE]


def until_ended(worker: RemoteCommand) -> tuple[dict[str, bytes], int]:
    files: dict[str, bytes] = {}
    for _ in range(200):
        more, status = worker.poll()
        files |= more
        if status is not None:
            return files, status
    raise AssertionError("it never ended")


@pytest.mark.slow
def test_a_command_gets_its_files_and_gives_those_that_change(temporary):
    worker = RemoteCommand(kitchen_dream.__version__)
    files, status = worker.start(command(SAVES_WHEN_TOLD), {"run/sub/given": b"7"}, {}, "no/such/folder")
    while "run/ready" not in files:
        files |= worker.poll()[0]
    assert status is None and "run/sub/given" not in files
    told, status = worker.stop()
    more, status = until_ended(worker)
    assert status == 143 and told["run/sub/given"] == b"7" and (told | more)["run/saved"] == b"7"
    assert (files | told | more)["log"] == b"begun\n"
    worker.close()
    assert list(temporary.iterdir()) == []
    worker.start(command("import sys; sys.exit(3)"), {}, {}, "/")
    assert until_ended(worker)[1] == 3


@pytest.mark.slow
def test_a_command_dies_with_its_worker_and_its_folder_is_swept(temporary):
    code = (
        "import sys, tempfile, os, time; tempfile.tempdir = sys.argv[1]\n"
        "from kitchen_dream.training.remote_command import RemoteCommand\n"
        "import kitchen_dream; worker = RemoteCommand(kitchen_dream.__version__)\n"
        "worker.start(['python', '-c', 'import time; time.sleep(60)'], {}, {}, '/')\n"
        "print(worker._process.pid, flush=True); time.sleep(60)\n"
    )
    worker = subprocess.Popen([sys.executable, "-c", code, str(temporary)], stdout=subprocess.PIPE, text=True)
    assert worker.stdout is not None
    child = Path("/proc") / worker.stdout.readline().strip()
    while b"import ctypes" in (child / "cmdline").read_bytes():  # it has not yet asked to die with its parent
        time.sleep(0.02)
    worker.kill()
    worker.wait()
    late = time.monotonic() + 10
    while child.exists() and "Z" not in (child / "stat").read_text().split()[2]:
        assert time.monotonic() < late
        time.sleep(0.02)
    assert len(list(temporary.iterdir())) == 1
    ScratchFolder(remote_command.PREFIX).remove()
    assert list(temporary.iterdir()) == []


def test_another_version_is_refused():
    with pytest.raises(ValueError, match=r"and not 9\.9; install the same on every node"):
        RemoteCommand("9.9")


class RayError(Exception):
    pass


class FakeRay:
    """What is used of Ray, with workers in this process; `script` says what each answer is: files and status, or
    an error.
    """

    exceptions = SimpleNamespace(RayError=RayError)

    def __init__(self, *script):
        self.script, self.started, self.killed = list(script), [], 0

    def cluster_resources(self):
        return {"CPU": 3.0}

    def remote(self, kind):
        return self

    def options(self, **needs):
        self.needs = needs
        return SimpleNamespace(remote=lambda version: self)

    def wait(self, answers, timeout):
        return answers, []

    def get(self, answer):
        if isinstance(answer, Exception):
            raise answer
        return answer

    def kill(self, worker):
        self.killed += 1

    @property
    def start(self):
        return SimpleNamespace(remote=lambda words, files, *more: self.started.append((words, files)) or self.next())

    @property
    def poll(self):
        return SimpleNamespace(remote=self.next)

    stop = poll

    @property
    def close(self):
        return SimpleNamespace(remote=lambda: None)

    def next(self):
        return self.script.pop(0)


def run(ray: FakeRay, folder: Path, told: list[str]):
    def words() -> list[str]:
        return ["python", "--out", str(folder), *(["--resume"] if (folder / CHECKPOINT).exists() else [])]

    trainings = RayTrainings(ray, tell=told.append)
    assert trainings.slots() == 3
    return trainings.start(words, folder, folder.with_suffix(".log"))


def test_a_lost_training_goes_on_from_its_last_checkpoint(tmp_path):
    files = {f"run/{CHECKPOINT}": b"half", "run/config.yaml": b"c", "log": b"hello"}
    told: list[str] = []
    ray = FakeRay(({}, None), (files, None), RayError("node\ndied"), ({}, None), ({"run/result.json": b"{}"}, 0))
    training = run(ray, tmp_path / "a", told)
    assert training.wait(5) == 0 and ray.killed == 1
    assert ray.started[0] == (["python", "--out", HERE], {})
    assert ray.started[1][0] == ["python", "--out", HERE, "--resume"]
    assert ray.started[1][1] == {f"run/{CHECKPOINT}": b"half", "run/config.yaml": b"c"}
    assert told == ["a: its worker is lost (RayError: died); it goes on from its last checkpoint"]
    assert (tmp_path / "a" / "result.json").exists() and (tmp_path / "a.log").read_text() == "hello"


def test_what_is_lost_again_and_again_without_a_new_checkpoint_is_given_up(tmp_path):
    saved = ({f"run/{CHECKPOINT}": b"x"}, None)
    ray = FakeRay(saved, ({}, -9), saved, *[({}, -9)] * LOSSES)
    training = run(ray, tmp_path / "a", told := [])
    assert training.wait(5) == 1 and len(told) == LOSSES
    assert "given up: 3 workers in a row lost it" in (tmp_path / "a.log").read_text()
    with locked(tmp_path / "a"):
        pass  # it lets go of the folder


def test_one_that_fails_by_itself_is_not_tried_again(tmp_path):
    training = run(FakeRay(({"log": b"error: no"}, 2)), tmp_path / "a", told := [])
    assert training.wait(5) == 2 and told == [] and training.poll() == 2


def test_one_that_is_told_to_end_ends_whatever_its_worker_does(tmp_path):
    saved = ({f"run/{CHECKPOINT}": b"x"}, 143)
    training = run(FakeRay(({}, None), ({}, None), saved), tmp_path / "a", [])
    assert training.poll() is None
    training.terminate()
    assert training.wait(5) == 143 and (tmp_path / "a" / CHECKPOINT).read_bytes() == b"x"
    waiting = run(ray := FakeRay(None), tmp_path / "b", [])  # no core was free yet
    waiting.terminate()
    assert waiting.returncode == 143 and ray.killed == 1
    training = run(ray := FakeRay(({}, None), ({}, None)), tmp_path / "c", [])
    training.poll()
    training.kill()
    assert training.returncode == 137 and ray.killed == 1


def test_a_run_folder_in_use_is_told(tmp_path):
    with locked(tmp_path / "a"):
        training = run(FakeRay(), tmp_path / "a", [])
    assert training.returncode == 2 and "another training runs in this folder" in (tmp_path / "a.log").read_text()


def test_cards_that_are_not_there_are_refused():
    with pytest.raises(ValueError, match="--device cuda: no node of the Ray cluster has a graphics card"):
        RayTrainings(FakeRay(), "cuda")
    RayTrainings(ray := FakeRay(), "auto")
    assert ray.needs["num_gpus"] == 0
