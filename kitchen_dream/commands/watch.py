"""`watch`: one trial after the other in the PyBullet window, or one as a video."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from rich.console import Console

from kitchen_dream.agents.policy import load_policy
from kitchen_dream.commands.options import policy_folder, writable
from kitchen_dream.evaluation.choice import choose
from kitchen_dream.evaluation.film import film
from kitchen_dream.kitchens.files import load_kitchen

__all__ = ["film", "watch"]


def watch(
    policy: Path | None = None,
    seed: int = 0,
    kitchen: Path | None = None,
    cook: str | None = None,
    headless: bool = False,
    video: Path | None = None,
    split: str = "test",
) -> None:
    """Watch a trial in PyBullet: the robot looks around a new kitchen without reward, then cooks what it is told to.

    Keys in the window: space pauses, n goes to the next kitchen, + and - change the speed, q quits.

    Args:
        policy: run folder or shipped policy; without it the shipped one.
        seed: number of the split's kitchen; also draws the dish.
        kitchen: a kitchen file (YAML) instead of a kitchen of the split.
        cook: the dish to ask for, by name; without it the seed draws one.
        headless: open no window and write a video.
        video: the video to write (.mp4), which needs no window; trial.mp4 by default.
        split: where the kitchen comes from: train, validation, test, test_layouts or test_recipes.
    """
    headless = headless or video is not None
    target = video or Path("trial.mp4")
    if headless:
        writable("video", target, ".mp4")
    elif not _has_screen():
        raise ValueError("there is no screen to open a window on; write a video instead: watch --headless --video trial.mp4")
    given = None if kitchen is None else load_kitchen(kitchen)
    choice = choose(split, seed, given, cook)
    agent, config, _ = load_policy(policy_folder(policy))
    console = Console()
    if headless:
        with console.status(f"filming {choice.kitchen.name}; this takes a few minutes"):
            told = film(agent, config, choice.split, seed, target, choice.kitchen, choice.recipe)
        console.print(f"{target}: {told.line()}", highlight=False, soft_wrap=True)
        return
    from kitchen_dream.viewer.window import Closed, NextKitchen, Window

    window = Window(agent, config)
    try:
        while True:
            try:
                console.print(window.show(choice).line(), highlight=False, soft_wrap=True)
            except NextKitchen:
                pass
            seed += 1
            choice = choose(split, seed, given, cook)
    except Closed:
        return
    finally:
        window.close()


def _has_screen() -> bool:
    """Whether a window can be opened; on other systems than Linux there is always one."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY"))
