"""Makes the pictures of the window in docs/window.md, from real runs of `watch` and `play` on a virtual screen.

Run it as `python tools/screenshots.py`. It needs Xvfb and the packages of the extra `test`.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import numpy as np
import tyro

from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.media.choice import choose
from kitchen_dream.media.video import write_png
from kitchen_dream.rules.skills import STOP
from kitchen_dream.viewer.options import action_key

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from gui_driver import Command
from virtual_display import NoVirtualScreen, VirtualScreen

SECONDS = 900.0
"""Longest wait for a line, in wall seconds. Software rendering is slow."""


def screenshots(
    out: Path = Path("docs/images"), kitchen: Path = Path("assets/layouts/u_shape.yaml"), seed: int = 0
) -> None:
    """Write window-watch.png and window-play.png.

    Both commands run on a virtual screen, keys are pressed, and the screen is saved.

    Args:
        out: folder for the pictures.
        kitchen: a kitchen file (YAML).
        seed: draws the dish.
    """
    choose("test", seed, load_kitchen(kitchen))
    for name, take in (("window-watch.png", _watch), ("window-play.png", _play)):
        with VirtualScreen() as screen:
            picture = take(screen, kitchen, seed)
        out.mkdir(parents=True, exist_ok=True)
        write_png(out / name, picture)
        print(out / name, flush=True)


def _watch(screen: VirtualScreen, kitchen: Path, seed: int) -> np.ndarray:
    """`watch` while the robot cooks: (720, 1280, 3) uint8."""
    command = Command(screen, "watch", "--kitchen", str(kitchen.resolve()), "--seed", str(seed), "--speed", "2")
    try:
        command.wait_for("Executing", SECONDS)
        command.wait_for("put ", SECONDS)
        command.wait_for("look into", SECONDS)
        time.sleep(1.5)
        picture = screen.picture()
        command.tap("q", "quit")
        return picture
    finally:
        command.end()


def _play(screen: VirtualScreen, kitchen: Path, seed: int) -> np.ndarray:
    """`play` after a few looks, while the person cooks: (720, 1280, 3) uint8."""
    command = Command(screen, "play", "--kitchen", str(kitchen.resolve()), "--seed", str(seed), "--speed", "16")
    try:
        places = iter("abgi")
        while "exploring" in (line := command.wait_for("your turn", SECONDS)):
            wish = next(places, action_key(STOP))
            command.tap(wish if wish in line.split()[3:] else action_key(STOP))
        time.sleep(3)
        picture = screen.picture()
        command.tap("q", "quit")
        return picture
    finally:
        command.end()


if __name__ == "__main__":
    try:
        tyro.cli(screenshots)
    except (ValueError, NoVirtualScreen) as error:
        sys.exit(f"error: {error}")
