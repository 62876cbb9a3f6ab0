"""Doors and drawers are shut by their springs, but never upon the robot, or pushed shut by the robot itself."""

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


def test_nothing_moves_by_itself_where_the_robot_pushes_doors_shut() -> None:
    kitchen = l_kitchen()
    body = KitchenBody(kitchen, doors="push")
    try:
        unit = next(u for u, place in enumerate(kitchen.units) if place.kind == "pantry")
        assert body.execute(SkillCall("look", unit)).success
        body.scene.wake(unit)
        opening = body.scene.opening(unit)
        body.client.step(480)
        assert body.scene.opening(unit) == pytest.approx(opening, abs=1e-3), "it stands where the robot left it"
        first = body.client.steps
        outcome = body.execute(SkillCall("press", 0))
        assert outcome.success and outcome.max_force < 20.0, outcome
        assert body.scene.opening(unit) < 0.02 and body.state().open_unit[0] == -1
        assert (body.client.steps - first) / 240 > 8.0, "the push takes its time"
    finally:
        body.close()


def test_a_full_hand_pushes_a_door_shut_and_keeps_what_it_holds() -> None:
    kitchen = l_kitchen()
    fridge = next(u for u, unit in enumerate(kitchen.units) if unit.kind == "fridge")
    slot = next(s for s, name in enumerate(kitchen.units[fridge].contents) if name)
    body = KitchenBody(kitchen, doors="push")
    try:
        for call in (SkillCall("look", fridge), SkillCall("take", slot), SkillCall("put_bowl")):
            outcome = body.execute(call)
            assert outcome.success and outcome.max_force < 20.0, outcome
        assert body.scene.opening(fridge) < 0.02 and body.state().bowl[0, 0] >= 0
    finally:
        body.close()


def test_in_an_aisle_of_107_cm_a_door_is_pulled_ajar_and_pushed_open() -> None:
    flat = KitchenBuilder("aisle", width=4.4, depth=round(1.2 + 1.07, 3))
    flat.along("north", "counter", "base_cabinet", "stove", "pantry", "drawers", at=0.4)
    flat.along("south", "counter", "counter", "counter", "counter", "counter", at=0.7)
    kitchen = flat.done(checked=False)
    body = KitchenBody(kitchen)
    try:
        for unit in range(len(kitchen.units)):
            outcome = body.execute(SkillCall("look", unit))
            assert outcome.success and outcome.max_force < 20.0, (kitchen.units[unit].name, outcome)
            assert body.scene.opening(unit) > 0.6
    finally:
        body.close()
