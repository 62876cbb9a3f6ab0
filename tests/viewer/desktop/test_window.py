"""The window itself, on a virtual screen."""

import time

import numpy as np
import pytest
from one_look import OneLook
from screens import open_screen

from kitchen_dream.media.choice import choose
from kitchen_dream.sim.engine.window import NoDisplay
from kitchen_dream.viewer.desktop import hud, panel
from kitchen_dream.viewer.desktop.window import DesktopWindow
from kitchen_dream.viewer.show import Show, dishes_of

pytestmark = pytest.mark.gui


@pytest.mark.parametrize(("display", "word"), [(None, "DISPLAY is not set"), (":7654", "does not answer")])
def test_without_a_screen_it_says_so(monkeypatch, display, word):
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    if display:
        monkeypatch.setenv("DISPLAY", display)
    with pytest.raises(NoDisplay, match=f"{word}.*--headless"):
        DesktopWindow()


@pytest.mark.slow
def test_a_trial_runs_in_a_window_and_a_chosen_dish_follows(monkeypatch):
    said, choice = [], choose("test", 0)
    with open_screen() as screen:
        monkeypatch.setenv("DISPLAY", screen.display)
        window = DesktopWindow()
        show = Show(window, {}, 16.0, said.append)
        try:
            learner = OneLook()
            another = next(name for name in dishes_of(choice) if name not in _dish(choice))
            act = learner.act

            def choose_another(phase, observation):
                # Chosen while the robot explores, a dish takes the first dish's place.
                if not show.controls.queue and phase == "explore":
                    show.controls.queue.append(another)
                return act(phase, observation)

            learner.act = choose_another
            told = show.trial(choice, learner, linger=0.0)
            assert [end.dish for end in told] == [another] and not told[0].success and told[0].explore_seconds > 0
            assert said[0].startswith("Exploring, no reward, 0 s of 34 s: look into") and said[-1] == told[0].line()
            start = window.mirror.body.kitchen.start
            x, y = window.mirror.robot.posture()[:2]
            assert abs(x - start.x) + abs(y - start.y) > 0.1  # the copy has driven
            until = time.monotonic() + 60
            while True:  # the window draws in its own time, and is refreshed all the while
                show.refresh()
                drawn, picture = window.drawn.image.astype(int), screen.picture().astype(int)
                beside = np.abs(picture[:, 1280 - panel.WIDTH :] - drawn).mean()
                if beside < 12 or time.monotonic() > until:
                    break
                time.sleep(0.2)
        finally:
            window.close()
    # Bar and panel are where they belong, in their colours, whatever stands behind them.
    assert beside < 12
    assert picture[: hud.HEIGHT - 8, 20 : hud.WIDTH].mean() < 70 < picture[hud.HEIGHT + 5 :, : hud.WIDTH].mean()


def _dish(choice) -> str:
    from kitchen_dream.kitchens.cookbook import cookbook

    return cookbook().recipes[choice.recipe].name
