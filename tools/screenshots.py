"""Makes the pictures of docs/window.md and docs/browser.md, from real runs on a virtual screen and in Chromium.

Run it as `python tools/screenshots.py` for all, or with names of pictures: `python tools/screenshots.py browser-watch`.
It needs Xvfb, Chromium with its driver, and the packages of the extra `dev`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import numpy as np
import tyro

from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.media.choice import choose
from kitchen_dream.media.video import write_png
from kitchen_dream.viewer.options import SKILL_KEYS

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))

from chromium import Chromium, NoChromium
from gui_driver import Command
from pages import Served
from virtual_display import NoVirtualScreen, VirtualScreen

PAGE = (1280, 760)
"""Pixels of the window with a page."""
HIDE = "document.querySelectorAll('.mantine-Notification-root').forEach(note => note.remove())"
"""Takes a message off the page that says that software draws it."""
SECONDS = 900.0
"""Longest wait for a line, in wall seconds. Software rendering is slow."""


def screenshots(
    names: Annotated[tuple[str, ...], tyro.conf.Positional] = (),
    out: Path = Path("docs/images"),
    kitchen: Path = Path("assets/layouts/u_shape.yaml"),
    seed: int = 0,
) -> None:
    """Write pictures of the window and of pages.

    The commands run, keys and buttons are pressed, and what is to be seen is saved.

    Args:
        names: of the pictures, without their ending; without any, all.
        out: folder for the pictures.
        kitchen: a kitchen file (YAML).
        seed: draws the dish.
    """
    if wrong := set(names) - set(PICTURES):
        raise ValueError(f"no picture {', '.join(sorted(wrong))}; there are: {', '.join(PICTURES)}")
    choose("test", seed, load_kitchen(kitchen))
    for name in names or PICTURES:
        picture = PICTURES[name](kitchen.resolve(), seed)
        out.mkdir(parents=True, exist_ok=True)
        write_png(out / f"{name}.png", picture)
        print(out / f"{name}.png", flush=True)


def _on_screen(take: Callable[[VirtualScreen, Path, int], np.ndarray]) -> Callable[[Path, int], np.ndarray]:
    """A picture for which a virtual screen is opened."""

    def taken(kitchen: Path, seed: int) -> np.ndarray:
        with VirtualScreen() as screen:
            return take(screen, kitchen, seed)

    return taken


def _watch(screen: VirtualScreen, kitchen: Path, seed: int) -> np.ndarray:
    """`watch` while the robot cooks: (720, 1280, 3) uint8."""
    command = Command(screen, "watch", "--kitchen", str(kitchen), "--seed", str(seed), "--speed", "2")
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
    command = Command(screen, "play", "--kitchen", str(kitchen), "--seed", str(seed), "--speed", "16")
    try:
        places = iter("abgi")
        while "exploring" in (line := command.wait_for("your turn", SECONDS)):
            wish = next(places, SKILL_KEYS["stop"])
            command.tap(wish if wish in line.split()[3:] else SKILL_KEYS["stop"])
        time.sleep(3)
        picture = screen.picture()
        command.tap("q", "quit")
        return picture
    finally:
        command.end()


def _page(take: Callable[[Served, Chromium], None], *arguments: str) -> np.ndarray:
    """A page of a command, after `take` has brought it to where it is worth seeing: (height, width, 3) uint8."""
    command = Served(*arguments)
    try:
        with Chromium(command.url, *PAGE) as page:
            take(command, page)
            page.driver.execute_script(HIDE)
            time.sleep(2)
            return page.picture()
    finally:
        command.process.terminate()
        command.end()


def _watch_page(kitchen: Path, seed: int) -> np.ndarray:
    """`watch --browser` while the robot cooks."""

    def take(command: Served, page: Chromium) -> None:
        command.wait_for("Executing", SECONDS)
        command.wait_for("put ", SECONDS)
        command.wait_for("look into", SECONDS)
        page.press("Pause")
        page.wait_for("PAUSED")

    return _page(take, "watch", "--kitchen", str(kitchen), "--seed", str(seed), "--speed", "2")


def _play_page(kitchen: Path, seed: int) -> np.ndarray:
    """`play --browser` after a few looks, while the person cooks."""

    def take(command: Served, page: Chromium) -> None:
        places = iter("abgi")
        while "exploring" in (line := command.wait_for("your turn", SECONDS)):
            wish = next(places, SKILL_KEYS["stop"])
            page.press(f"{wish if wish in line.split()[3:] else SKILL_KEYS['stop']} ")
        page.wait_for("What do you do next?")

    return _page(take, "play", "--kitchen", str(kitchen), "--seed", str(seed), "--speed", "16")


def _show_page(kitchen: Path, seed: int) -> np.ndarray:
    """`kitchen show --browser` with all doors open."""

    def take(command: Served, page: Chromium) -> None:
        page.wait_for("The robot can cook here.")
        page.press("open or shut")

    return _page(take, "kitchen", "show", str(kitchen))


PICTURES: dict[str, Callable[[Path, int], np.ndarray]] = {
    "window-watch": _on_screen(_watch),
    "window-play": _on_screen(_play),
    "browser-watch": _watch_page,
    "browser-play": _play_page,
    "browser-show": _show_page,
}


if __name__ == "__main__":
    try:
        tyro.cli(screenshots)
    except (ValueError, NoChromium, NoVirtualScreen) as error:
        sys.exit(f"error: {error}")
