"""The window for people who write layouts, tested without a screen."""

import pytest

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.viewer.desktop import layout_window
from kitchen_dream.viewer.desktop.layout_window import LayoutWindow
from kitchen_dream.viewer.signals import WindowClosed


@pytest.fixture
def window(monkeypatch):
    monkeypatch.setattr(layout_window, "Client", lambda mode: Client("direct"))
    window = LayoutWindow()
    yield window
    window.close()


def openings(window):
    return {round(window.scene.opening(u), 3) for u, unit in enumerate(window.scene.units) if unit.joint is not None}


def test_doors_open_by_a_key_and_stay_open_when_the_file_is_read_again(window):
    kitchen = generate(3)
    window.show(kitchen, cookbook())
    assert openings(window) == {0.0}
    window.press("o")
    assert openings(window) == {1.0}
    window.show(kitchen, cookbook())
    assert openings(window) == {1.0}
    window.press("o")
    assert openings(window) == {0.0}


@pytest.mark.slow
def test_the_camera_is_aimed_once_a_room(window, monkeypatch):
    aim = []
    monkeypatch.setattr(window, "_aim", lambda: aim.append(window.scene.kitchen.seed))
    for seed in (3, 3, 4):
        window.show(generate(seed), cookbook())
    assert aim == [3, 4]


def test_q_ends_it(window):
    window.show(generate(3), cookbook())
    window.wait(0.0)
    with pytest.raises(WindowClosed):
        window.press("q")
