"""Skills play by the physics' rules: nothing is put anywhere at once, no collision is switched off, joints keep their
limits.
"""

from __future__ import annotations

import pytest

from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody

pytestmark = pytest.mark.physics

FORBIDDEN = (
    "resetJointState", "resetJointStatesMultiDof", "resetBasePositionAndOrientation", "resetBaseVelocity",
    "setCollisionFilterGroupMask",
    "setCollisionFilterPair", "removeBody", "restoreState",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("grasp", ["assisted", "physical"])
def test_skills_neither_teleport_nor_switch_collisions_off(monkeypatch, grasp):
    kitchen = generate(3)
    body = KitchenBody(kitchen, grasp=grasp)
    try:
        unit = next(u for u, place in enumerate(kitchen.units) if place.kind == "drawer" and any(place.contents))
        slot = next(s for s, name in enumerate(kitchen.units[unit].contents) if name)

        def forbidden(*args, **kwargs):
            raise AssertionError("a skill may not do this")

        for name in FORBIDDEN:
            monkeypatch.setattr(body.client, name, forbidden)
        most = 0

        def look(body: KitchenBody) -> None:
            nonlocal most
            most = max(most, body.client.getNumConstraints())

        body.on_frame, body.frame_rate = look, 60.0
        for call in (SkillCall("look", unit), SkillCall("take", slot), SkillCall("put_pot"), SkillCall("press", 0)):
            outcome = body.execute(call)
            assert outcome.success and outcome.beyond_limits == 0 and outcome.collisions == 0, outcome
        assert body.state().pot[0, 0] >= 0
        assert most == (1 if grasp == "assisted" else 0), "friction alone needs no constraint"
        assert body.client.getNumConstraints() == 0
    finally:
        monkeypatch.undo()
        body.close()


def test_only_furniture_passes_through_furniture():
    """Robot and items touch everything: their collision groups are PyBullet's own, and furniture excludes furniture
    alone.
    """
    body = KitchenBody(generate(3))
    try:
        client, robot = body.client, body.robot
        body.scene.wake_all()
        client.step(4)
        for (u, _), item in body.scene.items.items():
            assert client.getContactPoints(item.body, body.scene.units[u].body), "an ingredient stands on its board"
        unit = next(unit for unit in body.scene.units if unit.opens == "drawer")
        here = robot.posture()
        there = here.copy()
        there[:2] = client.getBasePositionAndOrientation(unit.body)[0][:2]
        robot.place(there)
        client.performCollisionDetection()
        assert client.getContactPoints(robot.body, unit.body)
        assert client.getContactPoints(body.scene.units[0].body, body.scene.stove.body) == ()
    finally:
        body.close()
