"""`watch`, `play`, `kitchen show` and `curves` in a real Chromium without a screen; needs Chromium and its driver."""

import shutil
import signal
import socket
from pathlib import Path

import numpy as np
import pytest
from pages import Served, open_page, run_folder

pytest.importorskip("viser", reason="the extra web is not installed")
pytest.importorskip("selenium", reason="the extra test is not installed")

pytestmark = [
    pytest.mark.gui,
    pytest.mark.slow,
    pytest.mark.skipif(
        shutil.which("chromedriver") is None, reason="needs Chromium and chromedriver (apt-get: chromium-driver)"
    ),
]

LAYOUT = Path(__file__).resolve().parents[2] / "assets" / "layouts" / "one_wall.yaml"
PANEL = 360


def kitchen_in(page) -> np.ndarray:
    """The part of a page's picture in which the kitchen is, (height, width, 3)."""
    return page.picture()[:, :-PANEL].astype(int)


def listens(url: str) -> bool:
    """Whether somebody listens at an address."""
    host, port = url.removeprefix("http://").split(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def test_watch_on_a_page_that_is_steered_closed_and_opened_again():
    command = Served("watch", "--seed", "0", "--speed", "1")
    try:
        with open_page(command.url) as page:
            command.wait_for("somebody is watching")
            command.wait_for("Exploring, no reward")  # not before anybody looked
            page.wait_for("Exploring, no reward", "places not looked into", "s left; speed x1")
            page.press("Pause")
            command.wait_for("paused")
            page.wait_for("PAUSED", "Go on")
            assert kitchen_in(page).std() > 30, "the kitchen is in the picture"
            for button, words in (("one step", "one step"), ("camera", "view: follow"), ("16", "speed x16")):
                page.press(button)
                command.wait_for(words)
            page.wait_for("speed x16")
            page.key("v")
            command.wait_for("view: free")
            page.type("so", enter=False)
            page.wait_for("typed: so")
            page.type("up")
            command.wait_for("next dish: ")
            elsewhere = {url for url in page.requested() if not url.startswith((command.url, "blob:", "data:", "ws:"))}
            assert not elsewhere and not page.errors(), "a page needs nothing from elsewhere"
            page.press("0.25")
            page.press("Go on")
            command.wait_for("goes on")
        command.wait_for("nobody is watching")  # in the middle of a skill
        with open_page(command.url) as page:
            command.wait_for("somebody is watching")
            page.wait_for("Exploring, no reward", "speed x0.25", "Pause")  # as it was left
            page.driver.refresh()
            page.wait_for("Exploring, no reward", "speed x0.25")
            page.press("next kitchen")
            command.wait_for("kitchen: ")
            page.press("16")
            command.wait_for("Exploring, no reward")
            page.press("quit")
            command.wait_for("end: quit")
        assert command.end() == 0 and not listens(command.url)
    finally:
        command.end()


def test_a_person_plays_on_a_page_and_gets_a_score():
    command = Served("play", "--seed", "0", "--speed", "16")
    try:
        with open_page(command.url) as page:
            assert command.wait_for("your turn, exploring").split()[3:][:2] == ["a", "b"]
            page.wait_for("Where do you look?", "What you can do", "looked around enough")
            page.press("b ")
            command.wait_for("look into")
            keys = command.wait_for("your turn, exploring").split()[3:]
            assert "b" not in keys and keys[-1] == "0"
            page.key(keys[0])
            command.wait_for("look into")
            command.wait_for("your turn, exploring")
            page.press("0 ")
            command.wait_for("your turn, cooking")
            page.wait_for("What do you do next?", "Recipe", "missing")
            page.press("0 ")
            command.wait_for("not finished")
            command.wait_for("your score")
            page.wait_for("your score", "oracle 1.00")
            page.press("quit")
            command.wait_for("end: quit")
        assert command.end() == 0
    finally:
        command.end()


def test_a_layout_is_shown_again_when_it_is_saved_and_says_what_is_wrong(tmp_path):
    file = tmp_path / "mine.yaml"
    text = LAYOUT.read_text()
    file.write_text(text)
    command = Served("kitchen", "show", str(file))
    try:
        with open_page(command.url) as page:
            command.wait_for("shown as it was saved")
            page.wait_for("The robot can cook here.")
            shut = kitchen_in(page)
            assert shut.std() > 30
            page.press("open or shut")
            page.until(lambda: np.abs(kitchen_in(page) - shut).mean() > 2, "open door")
            file.write_text(text + "nonsense: 1\n")
            line = command.wait_for("nonsense")
            assert "nonsense" in page.wait_for("Mistakes", "nonsense") and "Traceback" not in line
            file.write_text(text)
            command.wait_for("shown as it was saved")
            page.wait_for("The robot can cook here.")
            command.process.send_signal(signal.SIGINT)
            command.wait_for("end: Ctrl-C")
        assert command.end() == 0 and not listens(command.url)
    finally:
        command.end()


def test_curves_grow_while_a_run_trains(tmp_path):
    run = run_folder(tmp_path / "mine", 0.1)
    command = Served("curves", str(run), browser=False)
    try:
        with open_page(command.url) as page:
            page.wait_for("mine", "10 steps, score 0.100", "oracle 1.00", "random", "blind")
            run_folder(run, 0.1, 0.7)
            page.wait_for("20 steps, score 0.700")
            assert not page.errors()
            command.process.send_signal(signal.SIGINT)
            command.wait_for("end: Ctrl-C")
        assert command.end() == 0 and not listens(command.url)
    finally:
        command.end()
