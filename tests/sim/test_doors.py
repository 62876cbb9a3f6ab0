"""Doors and drawers that are left shut by their springs, and never upon the robot or what it carries."""

from __future__ import annotations

import pytest

from kitchen_dream.kitchens.layout.builder import KitchenBuilder, piece
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody

pytestmark = [pytest.mark.physics, pytest.mark.slow]


def l_kitchen() -> Kitchen:
    """12 x 10 ft with a 0.9 m fridge, whose door passes where the robot stands before it."""
    flat = KitchenBuilder("L", width=3.66, depth=3.05)
    flat.put("corner", corner="northwest")
    flat.row(
        "base_cabinet + wall_cabinet", "stove", piece("drawers", width=0.5), piece("fridge", width=0.9),
        right_of="corner",
    )
    flat.row("sink + wall_cabinet", "counter", "pantry", left_of="corner")
    return flat.bowl("counter").done()


@pytest.mark.parametrize("put", ["put_pot", "put_bowl"])
def test_a_wide_door_lets_robot_and_milk_pass(put: str) -> None:
    kitchen = l_kitchen()
    fridge = next(u for u, unit in enumerate(kitchen.units) if unit.kind == "fridge")
    slot = next(s for s, name in enumerate(kitchen.units[fridge].contents) if name)
    body = KitchenBody(kitchen)
    try:
        for call in (SkillCall("look", fridge), SkillCall("take", slot), SkillCall(put)):
            outcome = body.execute(call)
            assert outcome.success and outcome.retries == 0 and outcome.max_force < 20.0, outcome
        assert body.scene.opening(fridge) < 0.02 and body.state().open_unit[0] == -1
    finally:
        body.close()
