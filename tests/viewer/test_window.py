"""The window itself, under a virtual screen where there is one."""

import os
import shutil
import subprocess
import time

import pytest
from one_look import OneLook

from kitchen_dream.agents.policy import RunConfig
from kitchen_dream.evaluation.captions import Caption, Need, Seen
from kitchen_dream.evaluation.choice import choose
from kitchen_dream.sim.client import NoDisplay
from kitchen_dream.viewer.window import KEYS, PLACES_SHOWN, Window

CAPTION = Caption(
    exploring=False,
    title="Executing: cook tomato soup",
    elapsed=50.0,
    limit=48.0,
    skill="take tomato",
    seen=tuple(Seen(f"drawer {i}", ("rice",) * (i % 2), False) for i in range(14)),
    needs=(Need("tomato", "in hand"),),
)


def test_lines_tell_everything_and_stay_few():
    window = object.__new__(Window)  # without a screen
    window.speed = 2.0
    lines = [text for text, _, _ in window._lines(CAPTION)]
    assert lines[0] == CAPTION.title and "48 s of 48 s" in lines[1] and "take tomato" in lines[1]
    assert "tomato: in hand" in lines and "drawer 12: empty" in lines and "drawer 13: rice" in lines
    assert lines[-1].endswith(KEYS) and "x2" in lines[-1]
    assert sum(line.startswith("drawer") for line in lines) == PLACES_SHOWN


def test_without_a_screen_it_says_so(monkeypatch):
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(NoDisplay, match="--headless"):
        Window(OneLook(), RunConfig())


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb, a virtual screen")
def test_a_trial_runs_in_a_window(monkeypatch):
    screen = f":{100 + os.getpid() % 800}"
    server = subprocess.Popen(["Xvfb", screen, "-screen", "0", "640x480x24"], stderr=subprocess.DEVNULL)
    try:
        time.sleep(2)
        monkeypatch.setenv("DISPLAY", screen)
        window = Window(OneLook(), RunConfig(), speed=16.0)
        try:
            told = window.show(choose("test", 0), linger=0.0)
            assert not told.success and told.explore_seconds > 0
            start = window._mirror.body.kitchen.start
            x, y = window._mirror.robot.posture()[:2]
            assert abs(x - start.x) + abs(y - start.y) > 0.1  # the copy has driven
            assert len(window._texts) > 4
        finally:
            window.close()
    finally:
        server.terminate()
        server.wait()
