"""Every snippet of docs/layouts.md runs, in its order, in one folder, and says what the page says that it says."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from kitchen_dream.cli import main
from kitchen_dream.commands import kitchen_show
from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.kitchens.layout.blueprint import STYLES, THINGS, Piece, piece_kinds
from kitchen_dream.kitchens.layout.placement import _size
from kitchen_dream.media import kitchen_picture, trial_film
from kitchen_dream.sim import feasibility_check

PAGE = Path(__file__).parents[2] / "docs" / "layouts.md"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
README = PAGE.parents[1] / "README.md"


def blocks(page: Path) -> list[tuple[str, str]]:
    """Language and text of each snippet."""
    return [(match[1], match[2]) for match in BLOCK.finditer(page.read_text())]


@pytest.fixture
def quick(tmp_path, monkeypatch):
    """An empty folder, where training, pictures, film and rehearsal are cut short, and watching ends at once."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr(kitchen_picture, "draw_kitchen", lambda draft: np.zeros((2, 2, 3), np.uint8))

    whole = feasibility_check.check_feasibility
    two = lambda kitchen, **options: whole(kitchen.model_copy(update={"units": kitchen.units[:2]}), **options)  # noqa: E731
    monkeypatch.setattr(feasibility_check, "check_feasibility", two)

    class Film:
        def line(self) -> str:
            return "filmed"

    monkeypatch.setattr(trial_film, "film", lambda *arguments, **options: Film())

    def stop(seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(kitchen_show.time, "sleep", stop)


def run(command: str, capsys) -> str:
    """What a command of the page prints. Those that end otherwise than well must be meant to."""
    arguments = shlex.split(command, comments=True)[2:]
    if arguments[0] == "train":
        arguments += ["--kitchens", "32", "--steps", "200", "--trials", "4", "--set", "num_envs=8", "--no-video"]
        arguments += ["--option", "validation=16", "test=16"]
    try:
        main(arguments)
    except SystemExit as stop:
        text = capsys.readouterr()
        expected = {"--watch": "stopped", "--window": "no screen"}
        said = text.err + str(stop.code)
        known = any(key in arguments and word in said for key, word in expected.items())
        assert known or stop.code == 1, (command, said)
        return text.out
    return capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.physics
def test_every_snippet_runs(quick, capsys):
    told, names, done = "", {}, Counter()
    for language, text in blocks(PAGE):
        if language == "yaml":
            first = text.splitlines()[0]
            assert first.startswith("# "), "a file's name comes first"
            Path(first[2:]).write_text(text)
            assert len(text.splitlines()) <= 60
            if first not in ("# wrong.yaml", "# tight.yaml"):
                load_kitchen(first[2:])
        elif language == "sh":
            told = "".join(run(line, capsys) for line in text.splitlines())
        elif language == "python":
            exec(compile(text, str(PAGE), "exec"), names)
        else:
            assert language == "text", language
            lines = told.splitlines()
            assert all(any(line.startswith(wanted) for line in lines) for wanted in text.splitlines()), told
        done[language] += 1
    assert min(done["yaml"], done["sh"], done["python"], done["text"]) >= 3


def test_the_readme_s_kitchen_runs(quick):
    """The README's snippets about layouts, if no others."""
    section = README.read_text().split("## Scripting kitchens")[1].split("\n## ")[0]
    names: dict = {}
    found = [text for language, text in BLOCK.findall(section) if language == "python"]
    assert found
    for text in found:
        exec(compile(text, "README.md", "exec"), names)


def test_the_table_of_kinds_is_true():
    rows = re.findall(r"^\| `(\w+)` \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|", PAGE.read_text(), re.MULTILINE)
    assert {row[0] for row in rows} == set(piece_kinds()) - set(THINGS)
    for kind, *sizes in rows:
        width, depth, height, z = _size(Piece(kind=kind), Piece(kind=kind))
        told = [float(size) for size in sizes]
        assert told[1:] == pytest.approx([depth, height, z]), kind
        assert told[0] == pytest.approx(0.8 if kind == "corner" else width), kind


def test_every_thing_and_palette_is_named():
    page = PAGE.read_text()
    assert all(word in page for word in (*THINGS, *STYLES))
