"""Pages for tests: a command that serves one, and a Chromium that looks at it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from chromium import Chromium, NoChromium
from gui_driver import Command

from kitchen_dream.core.files import write_atomically
from kitchen_dream.training.log import METRICS, log_bytes
from kitchen_dream.training.run_config import new_run, save_config


def run_folder(folder: Path, *scores: float, problem: str = "bus") -> Path:
    """A run's folder with its configuration and a log: one evaluation every 10 steps."""
    folder.mkdir(exist_ok=True)
    save_config(folder, new_run(problem, "dream").config)
    rows = [{"steps": 10.0 * n, "normalized_score": score, "loss": 1.0 / n} for n, score in enumerate(scores, 1)]
    write_atomically(folder / METRICS, log_bytes(rows))
    return folder


def open_page(url: str, width: int = 760, height: int = 560) -> Chromium:
    """A Chromium on a page; where there is none, the test is skipped with the reason. Small: software draws it."""
    try:
        return Chromium(url, width, height)
    except NoChromium as why:
        pytest.skip(str(why))


class Served(Command):
    """A command that serves a page, on a machine without a screen. url: of the page. browser: it must be told to."""

    def __init__(self, *arguments: str, browser: bool = True) -> None:
        super().__init__(None, *arguments, *(["--browser"] * browser))
        self.url = re.findall(r"http://\S+", self.wait_for("open http://"))[0]
