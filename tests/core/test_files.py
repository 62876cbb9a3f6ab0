"""Files are written whole or not at all, whoever writes them, and whatever comes between."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kitchen_dream.core import files
from kitchen_dream.core.files import WAYS_OUT, AtomicFile, WriteError, write_atomically


def test_bytes_and_text_replace_what_was_there(tmp_path):
    write_atomically(tmp_path / "a", b"one")
    write_atomically(tmp_path / "a", "zwölf")
    assert os.listdir(tmp_path) == ["a"] and (tmp_path / "a").read_bytes() == "zwölf".encode()


def test_others_may_read_as_the_users_mask_says(tmp_path):
    old = os.umask(0o027)
    try:
        write_atomically(tmp_path / "a", b"one")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit])
@pytest.mark.parametrize("at", ["body", "fsync", "replace"])
def test_an_interruption_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, error, at):
    path = tmp_path / "a.txt"
    write_atomically(path, "old")

    def stop(*_):
        raise error

    if at != "body":
        monkeypatch.setattr(files.os, at, stop)
    with pytest.raises(error), AtomicFile(path) as part:
        part.write_text("half of")
        if at == "body":
            stop()
    assert os.listdir(tmp_path) == ["a.txt"] and path.read_text() == "old"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
def test_what_the_system_refuses_is_told_in_one_line_with_a_way_out(tmp_path, number):
    with pytest.raises(WriteError) as caught, AtomicFile(tmp_path / "a"):
        raise OSError(number, os.strerror(number))
    assert str(caught.value).startswith(f"{tmp_path / 'a'}: cannot be written: ")
    assert WAYS_OUT.get(number, "choose another place") in str(caught.value) and "\n" not in str(caught.value)
    assert os.listdir(tmp_path) == []


def test_wrong_places_are_told_before_anything_is_made(tmp_path):
    (tmp_path / "file").write_text("")
    os.mkfifo(tmp_path / "pipe")
    for path, told in (
        (tmp_path / "none" / "a", "make it first"),
        (tmp_path / "file" / "a", "is a file, not a folder"),
        (tmp_path, "is a folder"),
        (tmp_path / "pipe", "not a file"),
        (Path(os.devnull), "not a file"),
        (tmp_path / ("x" * 300), "too long"),
    ):
        with pytest.raises(WriteError, match=told):
            write_atomically(path, b"")
    assert sorted(os.listdir(tmp_path)) == ["file", "pipe"]
    write_atomically(tmp_path / "none" / "a", b"", parents=True)
    assert os.listdir(tmp_path / "none") == ["a"]


def test_what_a_link_points_at_is_written(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_atomically(tmp_path / "link", b"one")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "real").read_bytes() == b"one"


def test_processes_that_write_the_same_file_leave_a_whole_one(tmp_path):
    path = tmp_path / "a"
    work = (
        "import sys; from pathlib import Path; from kitchen_dream.core.files import write_atomically\n"
        "for _ in range(40): write_atomically(Path(sys.argv[1]), sys.argv[2].encode() * 100_000)"
    )
    workers = [subprocess.Popen([sys.executable, "-c", work, path, letter]) for letter in "abc"]
    while any(worker.poll() is None for worker in workers):
        seen = path.read_bytes() if path.exists() else b""
        assert seen == seen[:1] * (100_000 if seen else 0)
    assert [worker.returncode for worker in workers] == [0, 0, 0]
    assert os.listdir(tmp_path) == ["a"]


def test_a_temporary_file_that_somebody_is_about_to_remove_is_not_used(tmp_path, monkeypatch):
    removers, lock = [], fcntl.flock

    def flock(handle, how):
        if not removers:  # another writer takes it for abandoned before it is locked
            (part,) = tmp_path.glob(".a.*")
            removers.append(part.open("rb+"))
            lock(removers[0], how)
        lock(handle, how)

    monkeypatch.setattr(fcntl, "flock", flock)
    with AtomicFile(tmp_path / "a") as part:
        Path(removers[0].name).unlink()
        removers[0].close()
        part.write_bytes(b"whole")
        with part.open("rb") as other, pytest.raises(BlockingIOError):
            lock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert (tmp_path / "a").read_bytes() == b"whole"
    assert os.listdir(tmp_path) == ["a"]
