"""Doors that drop, in the physics: the robot opens them by their bars, and knows where they are."""

from __future__ import annotations

import numpy as np
import pytest

from kitchen_dream.kitchens.geometry import FLAP_TRAVEL
from kitchen_dream.kitchens.layout.builder import KitchenBuilder
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.scene.kitchen_scene import Scene
from kitchen_dream.sim.scene.obstacles import Surroundings

pytestmark = pytest.mark.physics
FLAPS = ("dishwasher", "oven", "high_oven")


@pytest.fixture(scope="module")
def kitchen():
    row = ("fridge", "dishwasher", "drawers + shelf", "stove", "oven + shelf", "sink + wall_cabinet", "high_oven")
    return KitchenBuilder(width=5.4, depth=3.6).along("north", *row, "pantry").done()


@pytest.mark.slow
@pytest.mark.parametrize("grasp", ["assisted", "physical"])
@pytest.mark.parametrize("kind", FLAPS)
def test_the_robot_opens_it_and_parks_behind_it(kitchen, kind, grasp):
    unit = next(u for u, place in enumerate(kitchen.units) if place.kind == kind)
    body = KitchenBody(kitchen, grasp=grasp)
    try:
        outcome = body.execute(SkillCall("look", unit))
        assert outcome.success and outcome.max_force < 20, outcome
        scene = body.actor.scene
        assert scene.opening(unit) * scene.units[unit].travel > 0.9 * FLAP_TRAVEL
        assert body.state().open_unit[0] == body.state().station[0] == unit
        for _ in range(240):
            body.client.step()
        assert scene.opening(unit) * scene.units[unit].travel > 0.9 * FLAP_TRAVEL, "its weight does not move it"
    finally:
        body.close()


def test_obstacles_follow_the_body(kitchen):
    """The strips surround what the collision shapes of a flap that stands open cover, and little more."""
    with Client() as client:
        scene = Scene(client, kitchen)
        surroundings = Surroundings(scene, -1)
        for u, place in enumerate(kitchen.units):
            if place.kind not in FLAPS:
                continue
            for part in (0.0, 0.3, 0.9):
                scene.set_opening(u, part)
                boxes = surroundings.panel(u)
                low, high = boxes.centre - boxes.half[:, [1, 0, 2]], boxes.centre + boxes.half[:, [1, 0, 2]]
                body = scene.units[u]
                ends = np.array([client.getAABB(body.body, link) for link in (body.panel_link, body.handle_link)])
                np.testing.assert_allclose(low.min(0), ends[:, 0].min(0), atol=0.02)
                np.testing.assert_allclose(high.max(0), ends[:, 1].max(0), atol=0.02)
