"""A command with a window, driven from outside as a person would drive it: for tests and for pictures in the documentation."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path

from kitchen_dream.viewer.virtual_display import VirtualScreen

ROOT = Path(__file__).resolve().parents[2]


class Command:
    """`kitchen-dream ...` as a process of its own on a screen, whose lines one can wait for.

    Args:
        screen: where its window opens.
        arguments: of the command line.
    """

    def __init__(self, screen: VirtualScreen, *arguments: str) -> None:
        self.screen, self.lines = screen, []
        environment = os.environ | {"DISPLAY": screen.display, "PYTHONUNBUFFERED": "1", "COLUMNS": "300"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kitchen_dream", *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd=ROOT,
        )
        self._queue: queue.Queue[str] = queue.Queue()
        threading.Thread(target=lambda: [self._queue.put(line.rstrip()) for line in self.process.stdout], daemon=True).start()

    def wait_for(self, words: str, seconds: float = 240.0) -> str:
        """The next line with `words`; what came before is in `lines`. Raises TimeoutError if none comes in time."""
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

    def tap(self, key: str, words: str = "") -> str:
        """Press a key and wait for the line that it brings.

        A moment is left after it: two taps of the same key between two pictures are one to PyBullet.
        """
        self.screen.tap(key)
        line = self.wait_for(words) if words else ""
        time.sleep(0.5)
        return line

    def end(self) -> int:
        """The exit status after at most 20 s; a process that does not end by then is ended, with a negative status."""
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()
