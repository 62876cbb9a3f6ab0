"""Nothing that a user runs changes a tracked file, or leaves one beside them: all commands, in a clone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kitchen_dream.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
KITCHEN = "runs/mine.yaml"
RUNS = (
    "dishes --seed 3",
    f"kitchen new {KITCHEN}",
    f"kitchen show {KITCHEN}",
    "kitchen sample --out runs/random.yaml",
    f"kitchen check {KITCHEN} --quick",
    "evaluate --problem map --json scores.json",
    "exploration_value --kitchens 20 --split validation",
    "probe --kitchens 20",
    "train --problem map --steps 2000 --no-video",
    "benchmark --problems map --agents random --seeds 1 --steps 2000",
    "watch --problem map --video trial.gif",
    "export --to runs/data --format minari --trials 1",
)
"""Small ones, with the outputs that they have of themselves where they have any."""
MAINTAINERS = {"release"}
"""Commands that are there to change what is tracked."""
NEED_MORE = {"play", "curves"}
"""A screen, or somebody who ends it."""


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory) -> Path:
    """A clone with what lies in the working tree."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is no git repository: there is nothing tracked")
    folder = tmp_path_factory.mktemp("clone") / "kitchen-dream"
    for name in git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    who = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    git(folder, *who, "commit", "-q", "-m", "as it is")
    (folder / "runs").mkdir()
    return folder


def test_every_command_is_among_them():
    tried = {command.split()[0] for command in RUNS}
    assert tried | MAINTAINERS | NEED_MORE == set(COMMANDS)


@pytest.mark.slow
@pytest.mark.physics
def test_nothing_tracked_is_changed_by_what_users_run(clone):
    """`probe` and `family`, commands of the README, changed docs and assets."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"} | {"COLUMNS": "80"}
    for command in RUNS:
        words = [sys.executable, "-W", "ignore", "run.py", *command.split()]
        done = subprocess.run(words, cwd=clone, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, (command, done.stdout[-2000:], done.stderr[-2000:])
        assert git(clone, "status", "--porcelain") == "", command
        # It fits the terminal, and shows no raw keys, no Markdown and nothing that is cut.
        lines = done.stdout.splitlines()
        if not command.startswith(("kitchen", "watch")):  # those print names of files, in lines that a terminal wraps
            assert max((len(line) for line in lines), default=0) <= 80, (command, done.stdout)
            assert not any(raw in done.stdout for raw in ("_mean", "normalized", "{}", "…", "|--", "**")), done.stdout
