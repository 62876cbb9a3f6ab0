"""`kitchen show --watch` and `--window`: what is drawn anew when, and what is said without a screen."""

from importlib.util import find_spec

import numpy as np
import pytest

from kitchen_dream.cli import main
from kitchen_dream.commands import kitchen_show as command
from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.media import kitchen_picture
from kitchen_dream.viewer.desktop import layout_window
from kitchen_dream.viewer.signals import WindowClosed

EXAMPLE = ASSETS / "layouts" / "island.yaml"


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A copy of an example in the current folder."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "mine.yaml"
    file.write_text(EXAMPLE.read_text())
    return file


@pytest.fixture
def drawn(monkeypatch):
    """The kitchens that were drawn; pictures are one pixel."""
    kitchens = []

    def draw(draft):
        kitchens.append(draft.kitchen)
        return np.zeros((1, 1, 3), np.uint8)

    monkeypatch.setattr(kitchen_picture, "draw_kitchen", draw)
    return kitchens


def test_a_saved_file_is_drawn_again_and_mistakes_are_told(mine, drawn, monkeypatch, capsys):
    saves = [
        lambda text: text,  # saved without a change
        lambda text: text.replace("colours: teal", "colours: rose"),
        lambda text: text.replace("kind: vase", "kind: vaze"),
        lambda text: text.replace("kind: vaze", "kind: vase"),
    ]

    def save_or_stop(seconds):
        if not saves:
            raise KeyboardInterrupt
        text = saves.pop(0)(mine.read_text())
        mine.unlink()  # as editors do
        mine.write_text(text)

    monkeypatch.setattr(command.time, "sleep", save_or_stop)
    with pytest.raises(KeyboardInterrupt):
        command.show(mine, watch=True)
    first, rose, without_vase, again = drawn
    assert first == load_kitchen(EXAMPLE) and rose.decoration.lower != first.decoration.lower and again == rose
    assert len(without_vase.decoration.clutter) == len(rose.decoration.clutter) - 1
    lines = capsys.readouterr().out.splitlines()
    assert "ctrl-C" in lines[0] and "'vaze' is not a kind of piece" in lines[3] and "(line " in lines[3]
    assert sorted(p.name for p in mine.parent.iterdir()) == ["mine.png", "mine.yaml"]


def test_a_mistake_from_the_start_is_told_and_mended(mine, drawn, monkeypatch, capsys):
    mine.write_text(EXAMPLE.read_text().replace("- stove", "- stofe"))
    saves = [EXAMPLE.read_text()]

    def save_or_stop(seconds):
        if not saves:
            raise KeyboardInterrupt
        mine.write_text(saves.pop())

    monkeypatch.setattr(command.time, "sleep", save_or_stop)
    with pytest.raises(KeyboardInterrupt):
        command.show(mine, watch=True)
    assert drawn == [load_kitchen(EXAMPLE)] and "'stofe' is not a kind of piece" in capsys.readouterr().out


def test_a_kitchen_with_mistakes_is_drawn_and_they_are_told(mine, drawn, capsys):
    mine.write_text(EXAMPLE.read_text() + "start: {x: 0.2, y: 0.2, yaw: 0}\n")
    with pytest.raises(SystemExit) as stop:
        command.show(mine)
    lines = capsys.readouterr().out.splitlines()
    assert stop.value.code == 1 and len(drawn) == 1 and drawn[0].start.x == 0.2
    assert "start" in lines[0] and "(line " in lines[0] and lines[-1].startswith("mine.png: ") and "in red" in lines[-1]


def test_the_window_shows_what_was_saved(mine, monkeypatch, capsys):
    shown = []

    class Window:
        def show(self, kitchen, book):
            shown.append(kitchen.decoration.lower)

        def wait(self, seconds):
            if len(shown) == 2:
                raise WindowClosed
            mine.write_text(mine.read_text().replace("colours: teal", "colours: rose"))

        def close(self):
            shown.append("closed")

    monkeypatch.setattr(layout_window, "LayoutWindow", Window)
    command.show(mine, window=True, watch=True)
    teal, rose, closed = shown
    assert teal != rose and closed == "closed" and "shown as it was saved" in capsys.readouterr().out


def test_a_seed_draws_what_a_file_leaves_open(drawn, tmp_path):
    family = ASSETS / "layouts" / "l_shape.yaml"
    for seed in (3, 4, 3):
        command.show(family, seed=seed, out=tmp_path / "k.png")
    assert drawn[0] == drawn[2] != drawn[1] and drawn[0].room != drawn[1].room


NEEDS_VISER = pytest.mark.skipif(find_spec("viser") is None, reason="the extra web is not installed")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), ("name either a file or --seed",)),
        (("--seed", "1", "--watch"), ("name the file",)),
        (("mine.yaml", "--window", "--out", "a.png"), ("--out", "--window")),
        (("mine.yaml", "--out", "a.jpg"), ("a.jpg", ".png")),
        (("mine.yaml", "--window"), ("no screen", "kitchen show mine.yaml --out kitchen.png")),
        (("--seed", "7", "--window"), ("no screen", "kitchen show --seed 7 --out kitchen.png")),
        (("nowhere.yaml",), ("nowhere.yaml", "no such file")),
        (("nowhere.yaml", "--watch"), ("nowhere.yaml", "no such file")),
        pytest.param(("nowhere.yaml", "--browser"), ("nowhere.yaml", "no such file"), marks=NEEDS_VISER),
        (("mine.yaml", "--window", "--browser"), ("--browser, --window and --out", "take one")),
    ],
)
def test_mistakes_are_one_line(mine, monkeypatch, capsys, arguments, words):
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(SystemExit) as stop:
        main(["kitchen", "show", *arguments])
    text = capsys.readouterr().err.strip()
    assert stop.value.code == 2 and text.startswith("error: ") and "\n" not in text
    assert all(word in text for word in words), text
