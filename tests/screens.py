"""A virtual screen for tests, and a command that runs on it."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kitchen_dream.viewer.virtual import NoVirtualScreen, VirtualScreen

ROOT = Path(__file__).resolve().parents[1]


def open_screen(width: int = 1280, height: int = 720) -> VirtualScreen:
    """A virtual screen; where none can be made, the test is skipped with the reason."""
    try:
        return VirtualScreen(width, height)
    except NoVirtualScreen as why:
        pytest.skip(str(why))


class Command:
    """`python run.py ...` on a screen, whose lines one can wait for."""

    def __init__(self, screen: VirtualScreen, *arguments: str) -> None:
        self.screen, self.lines = screen, []
        environment = os.environ | {"DISPLAY": screen.display, "PYTHONUNBUFFERED": "1", "COLUMNS": "300"}
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "run.py"), *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self._queue: queue.Queue[str] = queue.Queue()
        threading.Thread(target=lambda: [self._queue.put(line.rstrip()) for line in self.process.stdout], daemon=True).start()

    def wait_for(self, words: str, seconds: float = 90.0) -> str:
        """The next line with `words`; the test fails if none comes in time."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                line = self._queue.get(timeout=0.2)
            except queue.Empty:
                if self.process.poll() is not None and self._queue.empty():
                    break
                continue
            self.lines.append(line)
            if words in line:
                return line
        raise AssertionError(f"no line with {words!r} came; the lines were:\n" + "\n".join(self.lines))

    def tap(self, key: str, words: str = "") -> str:
        """Press a key and wait for what it says."""
        self.screen.tap(key)
        return self.wait_for(words) if words else ""

    def end(self) -> int:
        """The exit status, after at most 20 s; then the process is ended."""
        try:
            return self.process.wait(20)
        finally:
            self.process.kill()
            self.process.wait()
