"""`screenshots`: the documentation's pictures of the window, from real runs of `watch` and `play` on a virtual screen."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from PIL import Image
from rich.console import Console

from kitchen_dream.core.files import AtomicFile
from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.media.choice import choose
from kitchen_dream.rules.skills import STOP
from kitchen_dream.viewer.gui_driver import Command
from kitchen_dream.viewer.options import action_key
from kitchen_dream.viewer.virtual_display import NoVirtualScreen, VirtualScreen

SECONDS = 900.0
"""Wall seconds to wait for a line at most: software rendering is slow."""


def screenshots(out: Path = Path("docs/images"), kitchen: Path = Path("assets/layouts/u_shape.yaml"), seed: int = 0) -> None:
    """Make window-watch.png and window-play.png: run both commands on a virtual screen, press keys, and keep what the screen shows.

    Args:
        out: folder for the pictures.
        kitchen: a kitchen file (YAML).
        seed: draws the dish.
    """
    given = load_kitchen(kitchen)
    choose("test", seed, given)
    out.mkdir(parents=True, exist_ok=True)
    console = Console()
    for name, take in (("window-watch.png", _watch), ("window-play.png", _play)):
        try:
            screen = VirtualScreen()
        except NoVirtualScreen as why:
            raise ValueError(f"no pictures were made: {why}") from why
        with screen, console.status(f"running a window for {name}; this takes a minute or two"):
            save(out / name, take(screen, kitchen, seed))
        console.print(f"{out / name}")


def _watch(screen: VirtualScreen, kitchen: Path, seed: int) -> np.ndarray:
    """The robot's policy in the middle of cooking."""
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
    """A person who has looked into a few places, and cooks."""
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


def save(path: Path, picture: np.ndarray) -> None:
    """Write a PNG, whole or not at all."""
    with AtomicFile(path) as part:
        Image.fromarray(picture).save(part, optimize=True)
