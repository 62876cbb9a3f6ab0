"""Options of `train` that do not go with pictures of looks."""

from __future__ import annotations

import pytest

from kitchen_dream.cli import main


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--look", "sound"], "--look"),
        (["--look", "picture"], "--no-video"),
        (["--look", "picture", "--no-video", "--agent", "varibad"], "varibad"),
        (["--look", "picture", "--no-video", "--setting", "told"], "--setting told"),
        (["--look", "picture", "--problem", "map"], "--problem"),
    ],
)
def test_wrong_words_take_one_line(words, told, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["train", *words, "--out", str(tmp_path / "run")])
    assert stop.value.code == 2
    error = capsys.readouterr().err.strip()
    assert told in error and len(error.splitlines()) == 1
    assert not list(tmp_path.iterdir())
