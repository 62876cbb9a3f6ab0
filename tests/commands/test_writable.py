"""A place that results cannot be written to is told at the start, in one line, and nothing is left there."""

from __future__ import annotations

import errno
import os

import pytest

from kitchen_dream.cli import main
from kitchen_dream.commands.options import writable

LONG = {
    "evaluate": ("evaluate", "--json"),
    "exploration_value": ("exploration_value", "--json"),
    "probe": ("probe", "--kitchens", "20", "--out"),
    "benchmark": ("benchmark", "--smoke", "--results"),
    "watch": ("watch", "--headless", "--video"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", LONG)
def test_commands_that_take_long_find_it_at_the_start(name, tmp_path, capsys, monkeypatch):
    """`--json` was found unwritable after the evaluation."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(SystemExit) as stop:
        main([*LONG[name], "file/a.mp4" if name == "watch" else "file/a"])
    error = capsys.readouterr().err.strip()
    assert stop.value.code == 2 and "file/a" in error and "cannot be written" in error and "\n" not in error
    assert (tmp_path / "file").read_text() == "mine"
    assert not any(path.suffix in (".json", ".csv") for path in tmp_path.rglob("*"))


@pytest.mark.parametrize(
    ("number", "words"), [(errno.EROFS, "read-only"), (errno.EACCES, "may not write"), (errno.ENOSPC, "disk is full")]
)
def test_what_the_system_refuses_is_found_by_trying(number, words, tmp_path, monkeypatch):
    def refuse(path, flags, mode=0o777):
        raise OSError(number, os.strerror(number), path)

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ValueError, match=f"--json .*scores.json: cannot be written.*{words}"):
        writable("json", tmp_path / "scores.json")


def test_a_try_leaves_what_is_there(tmp_path):
    path = tmp_path / "scores.json"
    writable("json", path)
    assert list(tmp_path.iterdir()) == []
    path.write_text("old")
    writable("json", path)
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]
    with pytest.raises(ValueError, match="is a folder"):
        writable("json", tmp_path)
