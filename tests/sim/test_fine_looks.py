"""Fine looks, as in films, are looks alone."""

from __future__ import annotations

import numpy as np
import pytest

from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody

pytestmark = pytest.mark.physics
KITCHEN = generate(3)
DRAWER = next(u for u, unit in enumerate(KITCHEN.units) if unit.kind == "drawer" and any(unit.contents))


@pytest.mark.slow
def test_a_skill_goes_to_the_last_bit_as_without_them() -> None:
    ends = []
    for fine in (False, True):
        body = KitchenBody(KITCHEN, fine=fine)
        outcome = body.execute(SkillCall("look", DRAWER))
        things = [body.client.getBasePositionAndOrientation(item.body) for item in body.scene.items.values()]
        ends.append((outcome, body.robot.posture(), np.array([(*place, *turn) for place, turn in things])))
        body.close()
    (plain, posture, places), (shown, same_posture, same_places) = ends
    assert plain.success and plain == shown
    assert (posture == same_posture).all() and (places == same_places).all()
