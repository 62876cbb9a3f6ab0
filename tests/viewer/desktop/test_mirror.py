"""The window's copy of a kitchen follows the simulation; it is tested without a window."""

import numpy as np
import pytest

from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.camera import render
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.viewer.desktop.mirror import Mirror

pytestmark = pytest.mark.physics


@pytest.fixture
def pair():
    """A kitchen and its copy."""
    body, client = KitchenBody(generate(3), fine=True), Client(still=True)
    yield body, Mirror(body, client)
    body.close()
    client.close()


def test_a_still_world_looks_like_one_in_which_things_move(pair):
    """It leaves out what cannot be seen, which spares a window some 700 commands."""
    body, mirror = pair
    eye, target = (2.0, 1.5, 2.3), (1.0, 1.0, 0.8)
    with Client() as moving:
        for copy in (mirror, Mirror(body, moving)):
            copy.copy()
        np.testing.assert_array_equal(*(render(c, eye, target, 68.0, 160, 120) for c in (moving, mirror.client)))
    before = mirror.client.getBasePositionAndOrientation(mirror.scene.vessel("bowl").body)
    mirror.client.step(10)
    assert mirror.client.getBasePositionAndOrientation(mirror.scene.vessel("bowl").body) == before


def test_the_robot_looks_as_in_films(pair):
    """A window shows one colour a link, so that the copy's links are one mesh each, with a texture."""
    body, mirror = pair
    mirror.copy()
    client, robot = mirror.client, mirror.robot.body
    assert len(client.getVisualShapeData(robot)) == len({shape[1] for shape in client.getVisualShapeData(robot)})
    x, y = body.robot.posture()[:2]
    eye = (x + 1.1, y + 0.9, 1.7)
    film, window = (render(c, eye, (x, y, 0.8), 60.0, 160, 120) for c in (body.client, client))
    np.testing.assert_array_equal(film, window)


@pytest.mark.slow
def test_the_copy_follows_robot_doors_and_things(pair):
    body, mirror = pair
    mirror.copy()
    assert mirror.copy() == 0  # nothing has moved since
    moved = []
    body.frame_rate, body.on_frame = 4.0, lambda _: moved.append(mirror.copy())
    unit = next(u for u, place in enumerate(body.kitchen.units) if place.kind == "drawer")
    assert body.execute(SkillCall("look", unit)).success
    assert max(moved) >= 2
    mirror.copy()
    assert np.allclose(mirror.robot.posture(), body.robot.posture(), atol=2e-4)
    assert (
        mirror.scene.opening(unit) == pytest.approx(body.scene.opening(unit), abs=1e-3)
        and body.scene.opening(unit) > 0.8
    )
    for key, item in body.scene.items.items():
        place, _ = body.client.getBasePositionAndOrientation(item.body)
        copied, _ = mirror.client.getBasePositionAndOrientation(mirror.scene.items[key].body)
        assert np.allclose(place, copied, atol=2e-4)


@pytest.mark.slow
def test_the_copy_changes_nothing_in_the_simulation():
    ends = []
    for follow in (False, True):
        body, client = KitchenBody(generate(3)), Client()
        if follow:
            mirror = Mirror(body, client)
            body.on_frame = lambda _, mirror=mirror: mirror.copy()
        body.execute(SkillCall("look", 0))
        ends.append(body.robot.posture())
        body.close()
        client.close()
    assert (ends[0] == ends[1]).all()
