"""`play` without a window: its messages."""

from __future__ import annotations

import pytest

from kitchen_dream.cli import main
from kitchen_dream.viewer.browser import server


def fails(capsys: pytest.CaptureFixture, *arguments: str) -> str:
    """Run `play`, which must end with status 2 and one line; returns the line."""
    with pytest.raises(SystemExit) as stop:
        main(["play", *arguments])
    text = capsys.readouterr().err.strip()
    assert stop.value.code == 2 and text.startswith("error: ") and "\n" not in text, text
    return text


@pytest.mark.parametrize("command", ["play", "watch"])
def test_without_a_screen_a_video_is_offered(capsys, monkeypatch, command):
    monkeypatch.setattr("sys.platform", "linux")
    for display in (None, ":7654"):
        monkeypatch.delenv("DISPLAY", raising=False)
        if display:
            monkeypatch.setenv("DISPLAY", display)
        with pytest.raises(SystemExit) as stop:
            main([command])
        text = capsys.readouterr().err.strip()
        assert stop.value.code == 2 and "\n" not in text
        assert "there is no screen" in text and "python run.py watch --headless --video" in text


def test_mistakes_are_one_line(capsys):
    assert "--speed" in fails(capsys, "--speed", "99")


@pytest.mark.parametrize("command", [["play"], ["watch"], ["kitchen", "show", "--seed", "1"]])
@pytest.mark.parametrize("address", [["--port", "8080"], ["--host", "0.0.0.0"]])
def test_an_address_without_a_page_is_one_line(capsys, command, address):
    with pytest.raises(SystemExit) as stop:
        main([*command, *address])
    assert stop.value.code == 2 and "add --browser" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["play"], ["watch"], ["kitchen", "show", "--seed", "1"]])
def test_without_viser_the_extra_is_named_before_anything_is_made(capsys, monkeypatch, command):
    monkeypatch.setattr(server, "find_spec", lambda name: None)
    with pytest.raises(SystemExit) as stop:
        main([*command, "--browser"])
    assert stop.value.code == 2 and 'pip install "kitchen-dream[web]"' in capsys.readouterr().err
