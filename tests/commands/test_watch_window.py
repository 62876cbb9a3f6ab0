"""`watch` and `play` in a real window on a virtual screen, driven by key strokes and clicks; needs Xvfb."""

import re
import time

import numpy as np
import pytest
from gui_driver import Command
from screens import open_screen

from kitchen_dream.viewer.desktop import hud, panel
from kitchen_dream.viewer.desktop.panel import BUTTONS_TOP, LEFT, RIGHT

pytestmark = pytest.mark.gui

PANEL = 1280 - panel.WIDTH
SCENE = (slice(hud.HEIGHT, None), slice(None, PANEL))


def until(condition, seconds: float = 120.0) -> bool:
    """Wait for something on the screen: software rendering on a busy machine takes its time."""
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.2)
    return condition()


def red(screen) -> int:
    """Pixels of the bar as red as the sign PAUSED."""
    picture = screen.picture()[: hud.HEIGHT, :PANEL].astype(int)
    return int(((picture[..., 0] > 150) & (picture[..., 1:].max(-1) < 0.6 * picture[..., 0])).sum())


def scene(screen) -> np.ndarray:
    return screen.picture()[SCENE].astype(int)


@pytest.mark.slow
def test_keys_buttons_and_slider_of_watch():
    with open_screen() as screen:
        command = Command(screen, "watch", "--seed", "0", "--speed", "2")
        try:
            command.wait_for("Exploring, no reward")
            command.tap("space", "paused")
            assert until(lambda: red(screen) > 1000), "the bar says PAUSED on red"
            time.sleep(1.0)
            stands = scene(screen)
            assert stands.std() > 30, "the kitchen is in the picture"
            time.sleep(1.5)
            assert np.abs(scene(screen) - stands).mean() < 0.2, "what is paused stands still"
            for key, words in ((".", "one step"), (".", "one step"), ("v", "view: follow")):
                command.tap(key, words)
            assert until(lambda: np.abs(scene(screen) - stands).mean() > 3), "the camera goes to the robot"
            # Short and long taps both count once.
            screen.tap("+", hold=0.0)
            command.wait_for("speed x4")
            time.sleep(0.5)
            screen.tap("+", hold=0.6)
            command.wait_for("speed x8")
            time.sleep(0.5)
            command.tap("-", "speed x4")
            command.tap("t", "choose a dish")
            menu = screen.picture()
            for key in "so":
                command.tap(key)
            assert "soup" in command.tap("enter", "next dish: ")
            assert until(lambda: (screen.picture()[:, PANEL:] != menu[:, PANEL:]).any())
            command.tap("space", "goes on")
            # The mouse: the slider to its right end, by dragging, then the buttons.
            slider = BUTTONS_TOP + 10 + 31 * 4 + 6 + 9
            screen.click(PANEL + 150, slider, to=(PANEL + RIGHT - 8, slider))
            command.wait_for("speed x16")
            time.sleep(1.0)  # PyBullet makes one event of a release and a click in the same picture
            left, right = PANEL + LEFT + 40, PANEL + RIGHT - 40
            command.click(left, BUTTONS_TOP + 22, "paused")
            command.click(right, BUTTONS_TOP + 10 + 31 * 2 + 12, "next kitchen")
            command.wait_for("kitchen: ")
            command.wait_for("Exploring, no reward")
            command.tap("q", "end: quit")
            assert command.end() == 0
        finally:
            command.end()


@pytest.mark.slow
def test_a_person_plays_and_gets_a_score():
    with open_screen() as screen:
        command = Command(screen, "play", "--seed", "0", "--speed", "16")
        try:
            assert command.wait_for("your turn, exploring").split()[3:][:2] == ["a", "b"]
            command.click(PANEL + 100, 67, "Exploring, no reward, 0 s of 34 s: look into")  # the second row
            keys = command.wait_for("your turn, exploring").split()[3:]
            assert "b" not in keys and keys[-1] == "0"  # what stands open cannot be looked into again
            command.tap(keys[0])
            command.wait_for("look into")
            command.wait_for("your turn, exploring")
            command.tap("0")
            command.wait_for("your turn, cooking")
            command.tap("0")
            told = command.wait_for("not finished")
            line = command.wait_for("your score")
            score, mine, oracle, robots, robot, blind = numbers(line)
            assert f"return {mine:.2f}" in told
            assert score == pytest.approx((mine - blind) / (oracle - blind), abs=0.02)
            assert robots == pytest.approx((robot - blind) / (oracle - blind), abs=0.02)
            command.tap("q", "end: quit")
            assert command.end() == 0
        finally:
            command.end()


def numbers(line: str) -> tuple[float, ...]:
    pattern = r"your score (\S+) \(return (\S+)\); oracle 1.00 \((\S+)\), the robot's policy (\S+) \((\S+)\), "
    pattern += r"without exploring 0.00 \((\S+)\)"
    found = re.search(pattern, line)
    assert found, line
    return tuple(float(value) for value in found.groups())
