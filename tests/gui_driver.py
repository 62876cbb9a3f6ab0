"""Starts a command with a window or a page and drives it as a person would, for tests and `tools/screenshots.py`."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from virtual_display import VirtualScreen

ROOT = Path(__file__).resolve().parents[1]


class Command:
    """`kitchen-dream ...` in a process of its own. One can wait for the lines that it prints.

    Args:
        screen: the screen on which its window opens; None where there is none.
        arguments: the command line.
        folder: in which it runs.
    """

    def __init__(self, screen: VirtualScreen | None, *arguments: str, folder: Path = ROOT) -> None:
        self.screen, self.lines = screen, []
        environment = os.environ | {"PYTHONUNBUFFERED": "1", "COLUMNS": "300"}
        environment.pop("DISPLAY", None)
        if screen is not None:
            environment["DISPLAY"] = screen.display
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kitchen_dream", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=folder,
        )
        self._queue: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._queue.put(line.rstrip())

    def wait_for(self, words: str, seconds: float = 240.0) -> str:
        """Return the next line that contains `words`; earlier lines are in `lines`. Raises TimeoutError."""
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
        raise TimeoutError(f"no line with {words!r} came; the lines were:\n" + "\n".join(self.lines))

    def told(self) -> list[str]:
        """All lines so far."""
        while not self._queue.empty():
            self.lines.append(self._queue.get())
        return self.lines

    def tap(self, key: str, words: str = "") -> str:
        """Press a key and wait for a line that contains `words`.

        Then wait half a second: PyBullet counts two taps of one key between two pictures as one. Where pictures take
        longer, a tap may be lost all the same; after 30 s without the line the key is pressed again, as a person would.
        """
        return self._until_told(lambda: self.screen.tap(key), words)

    def click(self, x: int, y: int, words: str) -> str:
        """Click at a pixel and wait as `tap` does: PyBullet makes one event of a release and a click soon after it."""
        return self._until_told(lambda: self.screen.click(x, y), words)

    def _until_told(self, act: Callable[[], None], words: str) -> str:
        for patience in (30.0, 30.0, 240.0):
            act()
            try:
                line = self.wait_for(words, patience) if words else ""
                break
            except TimeoutError:
                if patience == 240.0:
                    raise
        time.sleep(0.5)
        return line

    def end(self) -> int:
        """Return the exit status. A process that does not end within 20 s is killed; its status is negative."""
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()
