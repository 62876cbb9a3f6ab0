"""Pages for tests: a command that serves one, and a Chromium that looks at it."""

from __future__ import annotations

import re

import pytest
from chromium import Chromium, NoChromium
from gui_driver import Command


def open_page(url: str, width: int = 760, height: int = 560) -> Chromium:
    """A Chromium on a page; where there is none, the test is skipped with the reason. Small: software draws it."""
    try:
        return Chromium(url, width, height)
    except NoChromium as why:
        pytest.skip(str(why))


class Served(Command):
    """A command that serves a page, on a machine without a screen. url: of the page."""

    def __init__(self, *arguments: str) -> None:
        super().__init__(None, *arguments, "--browser")
        self.url = re.findall(r"http://\S+", self.wait_for("open http://"))[0]
