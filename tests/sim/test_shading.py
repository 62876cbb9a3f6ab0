"""What makes pictures pleasant: soft shadows, smooth edges, and a studio where nothing is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from kitchen_dream.sim.engine.camera import render
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.engine.smooth import backdrop, smooth_edges
from kitchen_dream.sim.scene.cooking import Puff, steam

pytestmark = pytest.mark.physics
VIEW = {"eye": (0.0, -4.0, 3.0), "target": (0.0, 0.0, 0.3), "width": 120, "height": 90, "light": (2.0, -1.0, 3.0)}


@pytest.fixture
def floor() -> Iterator[Client]:
    """A world with a floor of 8 x 8 m."""
    with Client() as client:
        look = client.createVisualShape(client.GEOM_BOX, halfExtents=[4, 4, 0.05], rgbaColor=[0.7, 0.7, 0.7, 1])
        client.createMultiBody(0, -1, look, [0, 0, -0.05])
        yield client


def test_a_floor_alone_has_no_shadow_and_no_border(floor: Client) -> None:
    assert (render(floor, **VIEW, shadows=True) == render(floor, **VIEW)).all()


def test_a_box_throws_its_shadow_away_from_the_light(floor: Client) -> None:
    look = floor.createVisualShape(floor.GEOM_BOX, halfExtents=[0.3, 0.3, 0.6], rgbaColor=[0.7, 0.2, 0.2, 1])
    floor.createMultiBody(0, -1, look, [0, 0, 0.6])
    darker = (render(floor, **VIEW).astype(int) - render(floor, **VIEW, shadows=True)).mean(axis=2) > 10
    left, right = darker[:, :50].mean(), darker[:, 70:].mean()
    assert left > 0.03 and right == 0.0, "light comes from the right"


def test_smoothing_blends_stairs_and_leaves_the_rest() -> None:
    y, x = np.mgrid[:40, :60]
    stairs = np.where((x > 20 + y / 3)[..., None], (230, 230, 230), (40, 60, 80)).astype(np.uint8)
    smooth = smooth_edges(stairs)
    changed = (smooth != stairs).any(axis=2)
    assert len(np.unique(smooth.reshape(-1, 3), axis=0)) > 4, "colours between the two"
    assert changed.any() and not changed[np.abs(x - 20 - y / 3) > 3].any()


def test_the_studio_gets_darker_towards_the_ground(floor: Client) -> None:
    rows = backdrop(50, 0.4, 0.9).astype(int)
    assert rows.shape == (50, 3) and (np.diff(rows, axis=0) <= 0).all() and (rows[0] > rows[-1]).all()
    sky = render(floor, (0, -9, 1), (0, 0, 2.5), width=40, height=30, background="studio")
    assert (sky[0] == sky[0, 0]).all() and not (sky[0, 0] == 255).all()


def test_steam_hides_what_is_behind_it_and_nothing_before_it(floor: Client) -> None:
    plain = render(floor, **VIEW).astype(int)
    ball = Puff((0.0, 0.0, 0.3), 0.5, 0.9)
    brighter = (render(floor, **VIEW, mist=[ball]) - plain).mean(axis=2)
    assert brighter[45, 60] > 20 and brighter[0].max() == 0, "in the picture's middle, and nowhere else"
    look = floor.createVisualShape(floor.GEOM_BOX, halfExtents=[2, 0.05, 2], rgbaColor=[0.2, 0.2, 0.2, 1])
    floor.createMultiBody(0, -1, look, [0, -1.5, 1])
    assert (render(floor, **VIEW, mist=[ball]) == render(floor, **VIEW)).all(), "a wall stands before it"


def test_steam_rises_widens_and_fades() -> None:
    puffs = sorted(steam((1.0, 2.0, 1.0), 0.26, 7.3), key=lambda puff: puff.position[2])
    assert all(1.0 < puff.position[2] < 1.5 for puff in puffs)
    assert [puff.radius for puff in puffs] == sorted(puff.radius for puff in puffs)
    assert puffs[-1].opacity < puffs[2].opacity
