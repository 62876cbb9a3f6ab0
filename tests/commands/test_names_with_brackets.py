"""Square brackets in names are printed as they are: rich would take them for markup."""

import pytest
from one_look import OneLook

from kitchen_dream.commands import front_end
from kitchen_dream.commands import play as play_command
from kitchen_dream.commands import watch as watch_command
from kitchen_dream.kitchens.files.kitchen_files import save_kitchen
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.media import trial_film
from kitchen_dream.media.film import TrialSummary
from kitchen_dream.training import policies
from kitchen_dream.viewer import show as show_module
from kitchen_dream.viewer.desktop import window as window_module
from kitchen_dream.viewer.signals import WindowClosed

NAME = "[bold]my[/bold] [kitchen]"


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A kitchen with such a name, and no policy."""
    path = tmp_path / "k.yaml"
    save_kitchen(generate(5).model_copy(update={"name": NAME}), path)
    monkeypatch.setattr(policies, "load_policy", lambda folder: OneLook().loaded())
    monkeypatch.setattr(front_end, "missing_screen", lambda: "")

    class Show:
        def __init__(self, front, options, speed, say):
            say(f"Exploring {NAME}")

        def trial(self, choice, *arguments, **options):
            raise WindowClosed("quit")

        def refresh(self):
            pass

        def close(self):
            pass

    monkeypatch.setattr(window_module, "DesktopWindow", lambda: None)
    monkeypatch.setattr(show_module, "Show", Show)
    return path


def test_in_the_window(file, capsys):
    for command in (watch_command.watch, play_command.play):
        command(kitchen=file)
        assert capsys.readouterr().out.splitlines() == [f"Exploring {NAME}", f"kitchen: {NAME}", "end: quit"]


def test_in_a_film(file, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(
        trial_film, "film", lambda *arguments, **options: TrialSummary(NAME, "egg salad", True, 1.0, 2.0, 0.5)
    )
    watch_command.watch(kitchen=file, video=tmp_path / "a.mp4")
    assert f"egg salad in {NAME}: finished" in capsys.readouterr().out
