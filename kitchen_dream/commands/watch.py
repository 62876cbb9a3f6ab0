"""`watch`: one trial after the other in the PyBullet window, or one as a video."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from kitchen_dream.agents.policy import load_policy
from kitchen_dream.commands.options import policy_folder, window_speed, writable
from kitchen_dream.evaluation.choice import choose
from kitchen_dream.evaluation.film import film
from kitchen_dream.kitchens.files import load_kitchen
from kitchen_dream.sim.screen import missing_screen

__all__ = ["film", "watch"]


def watch(
    policy: Path | None = None,
    seed: int = 0,
    kitchen: Path | None = None,
    cook: str | None = None,
    headless: bool = False,
    video: Path | None = None,
    split: str = "test",
    speed: float = 1.0,
) -> None:
    """Watch a trial in PyBullet: the robot looks around a new kitchen without reward, then cooks what it is told to.

    Keys in the window, which are buttons too: space pauses, `.` goes on one picture and `,` one skill, + and - change the speed, v turns
    the camera (room, follow, free), t chooses the next dish by typing, n goes to the next kitchen, q quits. See docs/window.md.

    Args:
        policy: run folder or shipped policy; without it the shipped one.
        seed: number of the split's kitchen; also draws the dish.
        kitchen: a kitchen file (YAML) instead of a kitchen of the split.
        cook: the dish to ask for, by name; without it the seed draws one.
        headless: open no window and write a video.
        video: the video to write (.mp4), which needs no window; trial.mp4 by default.
        split: where the kitchen comes from: train, validation, test, test_layouts or test_recipes.
        speed: simulated seconds in a second when the window opens, 0.25 to 16.
    """
    pace = window_speed(speed)
    headless = headless or video is not None
    target = video or Path("trial.mp4")
    if headless:
        writable("video", target, ".mp4")
    elif why := missing_screen():
        raise ValueError(f"{why}; write a video instead: python run.py watch --headless --video trial.mp4")
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

    def say(text: str) -> None:
        console.print(text, highlight=False, soft_wrap=True)

    window = Window(config, pace, say)
    try:
        while True:
            say(f"kitchen: {choice.kitchen.name}")
            try:
                window.show(choice, agent)
            except NextKitchen:
                pass
            seed += 1
            choice = choose(split, seed, given, cook)
    except Closed as end:
        say(f"end: {end}")
    finally:
        window.close()
