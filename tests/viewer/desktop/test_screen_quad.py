"""Pictures that float before the window's camera, and the camera's places, computed without a window."""


import numpy as np
import pytest

from kitchen_dream.sim.engine.client import Client
from kitchen_dream.viewer.desktop import hud, panel
from kitchen_dream.viewer.desktop.camera_controller import aim, free_centre, shift_to_target
from kitchen_dream.viewer.desktop.screen_quad import AHEAD, ScreenQuad, WindowCamera

CAMERA = WindowCamera(1280, 720, 3.0, 50.0, -35.0, (1.0, 2.0, 0.9))
PANEL = (1280 - panel.WIDTH, 0, panel.WIDTH, panel.HEIGHT)


def on_screen(camera: WindowCamera, point) -> tuple[float, float]:
    """Pixel at which the camera shows a point."""
    right, up, ahead = camera.axes()
    way = np.subtract(point, camera.eye)
    depth = way @ ahead * camera.half
    return (1 + way @ right / depth * camera.height / camera.width) * camera.width / 2, (
        1 - way @ up / depth
    ) * camera.height / 2


def test_the_axes_are_those_of_pybullet():
    with Client() as client:
        view = client.computeViewMatrixFromYawPitchRoll((1.0, 2.0, 0.9), 3.0, 50.0, -35.0, 0, 2)
    pose = np.linalg.inv(np.array(view).reshape(4, 4).T)
    right, up, ahead = CAMERA.axes()
    assert np.allclose(pose[:3, 0], right, atol=1e-5) and np.allclose(pose[:3, 1], up, atol=1e-5)
    assert np.allclose(-pose[:3, 2], ahead, atol=1e-5) and np.allclose(pose[:3, 3], CAMERA.eye, atol=1e-4)


def test_a_quad_stands_where_its_box_is():
    with Client() as client:
        quad = ScreenQuad(client, PANEL)
        quad.show(np.zeros((panel.HEIGHT, panel.WIDTH, 3), np.uint8))
        quad.place(CAMERA)
        place, turn = client.getBasePositionAndOrientation(quad._body)
        assert on_screen(CAMERA, place) == pytest.approx((1280 - panel.WIDTH, 720), abs=0.5)  # its lower left corner
        axes = np.array(client.getMatrixFromQuaternion(turn)).reshape(3, 3).T
        wide = 2 * AHEAD * CAMERA.half / 720
        corner = np.array(place) + axes[0] * panel.WIDTH * wide + axes[1] * panel.HEIGHT * wide
        assert on_screen(CAMERA, corner) == pytest.approx((1280, 0), abs=0.5)
        quad.place(WindowCamera(1600, 900, 3.0, 50.0, -35.0, (1.0, 2.0, 0.9)))  # the window has grown
        assert client.getNumBodies() == 1


def test_clicks_find_the_quad_in_any_window():
    with Client() as client:
        quad, wide = ScreenQuad(client, PANEL), WindowCamera(1920, 1080, 3.0, 0.0, 0.0, (0.0, 0.0, 0.0))
        assert quad.inside(1279, 360, CAMERA) == pytest.approx((panel.WIDTH - 1, 360))
        assert quad.inside(900, 360, CAMERA) is None
        assert quad.inside(1920 - 1.5 * panel.WIDTH, 540, wide) == pytest.approx((0, 360))
        top = ScreenQuad(client, (0, 0, hud.WIDTH, hud.HEIGHT))
        assert top.pixels(wide)[2] == pytest.approx(quad.pixels(wide)[0])  # bar and panel meet


def test_in_a_narrow_window_bar_and_panel_shrink():
    """At 400 x 900 the panel was wider than the window."""
    with Client() as client:
        narrow = WindowCamera(400, 900, 3.0, 0.0, 0.0, (0.0, 0.0, 0.0))
        left, _, right, _ = ScreenQuad(client, PANEL).pixels(narrow)
        assert 150 < left < 250 and right == 400


def test_the_camera_shows_its_target_in_the_middle_of_what_is_free():
    middle = ((1280 - panel.WIDTH) / 2, (720 + hud.HEIGHT) / 2)
    camera = aim(CAMERA, (4.0, 0.0, 2.0), (1.0, 2.0, 0.9))
    # two turns of a wide lens, one after the other
    assert on_screen(camera, (1.0, 2.0, 0.9)) == pytest.approx(middle, abs=25)
    shifted = shift_to_target(CAMERA)
    assert on_screen(shifted, CAMERA.target) == pytest.approx(middle, abs=0.5)
    assert free_centre(shifted) == pytest.approx(CAMERA.target)
