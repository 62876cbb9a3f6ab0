"""The commands of the README and of docs/start.md, as they are printed, by a new user in a folder of their own.

Each runs as `python run.py ...` in a process of its own. Only where it would take long, options are added to it
(SHORTER): a smaller budget, fewer trials. What waits for a person gets one: a key in a window, Ctrl-C on a page.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from gui_driver import Command
from screens import open_screen
from test_docs import snippets

ROOT = Path(__file__).parents[1]
PAGES = ("README.md", "docs/start.md")
ELSEWHERE = {
    "python3 -m venv .venv": "benchmarks/install.py installs in new environments, which needs the network",
    "python -m pytest": "this is it",
    "tensorboard --logdir runs": "TensorBoard's own program",
}
"""What is not run here, by its beginning, and why."""
KITCHENS = "--steps 200 --kitchens 32 --trials 4 --set num_envs=8 --no-video"
SHORTER = {
    r"train --problem map": "--steps 30000",
    r"train$|train --(steps|option|agent my|cookbook)": KITCHENS,
    r"train --problem corridor": "--steps 6000 --set num_envs=16",
    r"evaluate --backend pybullet": "--trials 2",
    r"watch --headless": "--size 320x180 --fps 3",
    r"export": "--trials 2",
    r"exploration_value": "--kitchens 50",
    r"probe": "--kitchens 50",
    r"benchmark --smoke": "--steps 8000 --agents dream",
}
"""Options that are added to what would take long, by its words; the first that fits and the rest do not count."""
MADE_BEFORE = {"mine.yaml": "kitchen new mine.yaml", "runs/map-dream-0": "train --problem map"}
"""Files that a command needs, and the command of the page that makes them."""
EXTRAS = {"export": ("minari", "data"), "--browser": ("viser", "web"), "curves": ("viser", "web")}
"""Modules that a command needs beside the usual ones, and the extra that brings them."""
MAKES = {
    "--video": "mp4",
    "kitchen new": "mine.yaml",
    "kitchen show": "mine.png",
    "--json": "scores.json",
    "export": "kitchen-v0/data",
    "train": "runs/*/policy.safetensors",
    "probe": "runs/probes/probes.json",
    "benchmark": "runs/benchmark/results/benchmark.md",
}
"""What must be there afterwards."""


def commands(page: str) -> list[str]:
    """The commands that a page shows as indented lines, without their comments."""
    lines = re.findall(r"^    ((?:python|tensorboard).*)$", (ROOT / page).read_text(), re.M)
    return [re.sub(r"\s+#.*", "", line) for line in lines]


ALL = [*dict.fromkeys(line for page in PAGES for line in commands(page))]
RUN = [line.removeprefix("python run.py ") for line in ALL if line.startswith("python run.py ")]
WINDOWS = [line for line in RUN if re.match(r"(watch|play)\b", line) and not re.search("--browser|--headless", line)]
SERVED = [line for line in RUN if "--browser" in line or line.startswith("curves")]
PLAIN = [line for line in RUN if line not in WINDOWS and line not in SERVED]


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder with the files of a user's own that the pages name."""
    shutil.copy(ROOT / "tests" / "guests" / "corridor.py", tmp_path)
    (tmp_path / "my_method.py").write_text("\n".join(snippets("docs/extend/algorithm.md")))
    (book,) = re.findall(r"```yaml\n(# my.yaml.*?)```", (ROOT / "docs" / "extend" / "cookbook.md").read_text(), re.S)
    (tmp_path / "my.yaml").write_text(book)
    (tmp_path / "run.py").symlink_to(ROOT / "run.py")
    return tmp_path


def shortened(command: str) -> list[str]:
    words = shlex.split(command)
    return words + next((options.split() for pattern, options in SHORTER.items() if re.match(pattern, command)), [])


def run(command: str, folder: Path) -> str:
    """Run a command to its end, and return what it printed. What it needs is made first."""
    prepare(command, folder)
    line = [sys.executable, "run.py", *shortened(command)]
    done = subprocess.run(line, cwd=folder, capture_output=True, text=True, env=os.environ | {"COLUMNS": "100"})
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def prepare(command: str, folder: Path) -> None:
    """Make what a command needs; where an extra is missing, the test is skipped."""
    for word, (module, extra) in EXTRAS.items():
        if word in command:
            pytest.importorskip(module, reason=f"needs the extra {extra}: pip install 'kitchen-dream[{extra}]'")
    for name, maker in MADE_BEFORE.items():
        if name in command and maker != command:
            run(maker, folder)


def test_every_command_is_run_or_named_with_a_reason():
    assert len(PLAIN) > 12 and len(WINDOWS) > 3 and len(SERVED) > 1
    rest = [line for line in ALL if not line.startswith("python run.py ")]
    assert not [line for line in rest if not line.startswith(tuple(ELSEWHERE))]
    assert set(MADE_BEFORE.values()) <= set(RUN)
    used = {words for words in SHORTER for command in RUN if re.match(words, command)}
    assert used == set(SHORTER), "no options for commands that are gone"


@pytest.mark.slow
@pytest.mark.physics
@pytest.mark.parametrize("command", PLAIN)
def test_a_command_ends_well_and_makes_what_it_says(command, folder):
    assert "Traceback" not in run(command, folder)
    for words, name in MAKES.items():
        if re.search(rf"(^|\s){words}", command):
            assert [*folder.glob(f"*.{name}" if name == "mp4" else name)], f"{command}: no {name}"


@pytest.mark.slow
@pytest.mark.gui
@pytest.mark.parametrize("command", WINDOWS)
def test_a_window_opens_and_ends_with_a_key(command, folder):
    with open_screen() as screen:
        prepare(command, folder)
        window = Command(screen, *shlex.split(command), folder=folder)
        try:
            window.wait_for("your turn" if command.startswith("play") else "Exploring, no reward")
            window.tap("q", "end: quit")
            assert window.end() == 0
        finally:
            window.end()


@pytest.mark.slow
@pytest.mark.parametrize("command", SERVED)
def test_a_page_is_served_until_ctrl_c(command, folder):
    prepare(command, folder)
    served = Command(None, *shlex.split(command), folder=folder)
    try:
        (url,) = re.findall(r"http://[\w.:]+", served.wait_for("http://"))
        with urllib.request.urlopen(url, timeout=60) as page:
            assert page.status == 200 and b"<html" in page.read().lower()
        served.process.send_signal(signal.SIGINT)
        assert served.end() in (0, 130)
    finally:
        served.end()
