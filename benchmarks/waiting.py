"""How long people wait for the window: `python benchmarks/waiting.py`; needs Xvfb.

Starts `watch` and `play` on a virtual screen, with a cache folder that is empty and then with the same one again, and
takes the time until the screen shows a kitchen and until `play` takes a key. Writes docs/results/waiting.json."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from gui_driver import Command  # noqa: E402
from virtual_display import VirtualScreen  # noqa: E402

from kitchen_dream.core.files import write_atomically  # noqa: E402
from kitchen_dream.core.hardware import hardware_info  # noqa: E402

OUT = ROOT / "docs" / "results" / "waiting.json"
COLOURS = 1500
"""A picture with more colours than this shows a kitchen; an empty window and bars have few."""
KEY = {"watch": "", "play": "your turn, exploring"}
"""What is printed when a key is taken: at once for `watch`."""


def shows_a_kitchen(picture: np.ndarray) -> bool:
    """Whether the screen, without bar and panel, shows more than a background."""
    scene = picture[100:, :900].reshape(-1, 3) @ np.array([1 << 16, 1 << 8, 1])
    return len(np.unique(scene)) > COLOURS


def seconds_to_begin(name: str) -> dict[str, float]:
    """Seconds from the start of a command to its first picture and, in `play`, to its first key."""
    with VirtualScreen() as screen:
        began = time.monotonic()
        command = Command(screen, name, "--seed", "0")
        try:
            told = {}
            while not shows_a_kitchen(screen.picture()):
                if time.monotonic() - began > 120:
                    raise TimeoutError(f"{name}: no picture within 2 minutes")
                time.sleep(0.05)
            told["first picture, s"] = round(time.monotonic() - began, 1)
            if KEY[name]:
                command.wait_for(KEY[name])
                told["first key, s"] = round(time.monotonic() - began, 1)
            return told
        finally:
            command.process.kill()
            command.process.wait()


def main() -> None:
    """Measure, print, write."""
    rows = []
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as os.environ["KITCHEN_DREAM_CACHE"]:
        for cache in ("empty", "there"):
            for name in KEY:
                rows.append({"command": name, "cache": cache} | seconds_to_begin(name))
                print(rows[-1], flush=True)
    told = {"machine": hardware_info(), "cores": os.cpu_count(), "load_before": round(load, 1), "rows": rows}
    write_atomically(OUT, (json.dumps(told, indent=1) + "\n").encode())


if __name__ == "__main__":
    main()
