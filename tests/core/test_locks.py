"""One holder at a time, whose lock ends with it; what killed processes have left is swept."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from kitchen_dream.core.files import AtomicFile, WriteError, write_atomically, write_together
from kitchen_dream.core.locks import ScratchFolder, held


def killed(code: str, *arguments: object) -> None:
    """Run Python that ends as after a SIGKILL."""
    words = [sys.executable, "-c", f"import os, sys; from pathlib import Path\n{code}\nos._exit(9)"]
    assert subprocess.run([*words, *map(str, arguments)]).returncode == 9


def test_two_do_not_hold_the_same_file(tmp_path):
    with held(tmp_path / "a"), pytest.raises(BlockingIOError), held(tmp_path / "a"):
        pass
    with held(tmp_path / "a"):
        pass


def test_a_killed_writer_s_temporary_file_is_swept_and_a_living_one_s_is_not(tmp_path):
    path = tmp_path / "a[1].txt"
    code = "from kitchen_dream.core.files import AtomicFile\nAtomicFile(Path(sys.argv[1])).part.write_text('half')"
    killed(code, path)
    assert len(os.listdir(tmp_path)) == 1
    with AtomicFile(path) as part:
        assert os.listdir(tmp_path) == [part.name]
        write_atomically(path, "other")  # by another, meanwhile
        assert part.exists()
        part.write_text("mine")
    assert os.listdir(tmp_path) == [path.name] and path.read_text() == "mine"


def test_a_killed_process_s_scratch_folder_is_swept_and_a_living_one_s_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    mine = ScratchFolder("a_")
    code = "import tempfile; tempfile.tempdir = sys.argv[1]\nfrom kitchen_dream.core.locks import ScratchFolder\n"
    killed(code + "(ScratchFolder('a_').path / 'file').write_text('')", tmp_path)
    assert len(os.listdir(tmp_path)) == 2
    other = ScratchFolder("a_")
    assert sorted(os.listdir(tmp_path)) == sorted([mine.path.name, other.path.name])
    mine.remove()
    other.remove()
    assert os.listdir(tmp_path) == []


def test_files_that_belong_together_change_together_or_not_at_all(tmp_path):
    good, bad = tmp_path / "a", tmp_path / "none" / "b"
    write_together({good: "old"})
    with pytest.raises(WriteError, match="make it first"):
        write_together({good: "new", bad: "new"})
    assert good.read_text() == "old" and os.listdir(tmp_path) == ["a"]
    bad.parent.mkdir()
    write_together({good: "new", bad: b"new"})
    assert good.read_text() == bad.read_text() == "new" and sorted(os.listdir(tmp_path)) == ["a", "none"]
    assert os.listdir(bad.parent) == ["b"]


def test_workers_end_with_whom_they_work_for(tmp_path):
    code = (
        "import subprocess; from kitchen_dream.core.children import bound\n"
        "sleeps = [sys.executable, '-c', 'import time; print(1, flush=True); time.sleep(60)']\n"
        "child = subprocess.Popen(bound(sleeps), stdout=subprocess.PIPE)\n"
        "child.stdout.readline(); Path(sys.argv[1]).write_text(str(child.pid))"
    )
    killed(code, tmp_path / "pid")
    process = Path("/proc") / (tmp_path / "pid").read_text()
    for _ in range(500):
        if not process.exists() or "\nState:\tZ" in (process / "status").read_text():
            return
        os.sched_yield()
        import time

        time.sleep(0.02)
    raise AssertionError("it goes on")
