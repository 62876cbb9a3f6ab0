"""Long boxes off shelves: the hand stays clear of them with its palm, holds them straight, and keeps them on the way by
friction alone.
"""

from itertools import count

import numpy as np
import pytest

from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody

pytestmark = pytest.mark.physics


def _butter_on_a_shelf():
    for seed in count(3000):
        kitchen = generate(seed)
        for u, unit in enumerate(kitchen.units):
            if unit.kind == "fridge" and "butter" in unit.contents:
                return kitchen, u, unit.contents.index("butter")


@pytest.fixture(scope="module")
def body_with_butter():
    kitchen, unit, slot = _butter_on_a_shelf()
    body = KitchenBody(kitchen, grasp="physical")
    for call in (SkillCall("look", unit), SkillCall("take", slot)):
        outcome = body.execute(call)
        assert outcome.success, outcome
    yield body
    body.close()


def _turn_in_hand(body: KitchenBody) -> np.ndarray:
    """Rotation (3, 3) of the butter in the tool's frame."""
    _, turn = body.client.getBasePositionAndOrientation(body.scene.items[body.actor.carried].body)
    return body.robot.tool()[0].T @ np.array(body.client.getMatrixFromQuaternion(turn)).reshape(3, 3)


@pytest.mark.slow
def test_a_box_is_held_straight_away_from_the_palm_and_dropped_into_the_bowl(body_with_butter):
    body = body_with_butter
    item = body.scene.items[body.actor.carried].body
    assert abs(_turn_in_hand(body)[1, 1]) > np.cos(np.radians(3)), "its sides are along the fingers"
    assert not body.client.getContactPoints(body.robot.body, item, body.robot.hand), "the palm does not push it"
    outcome = body.execute(SkillCall("put_bowl"))
    assert outcome.success and outcome.retries == 0 and outcome.collisions == 0, outcome
