"""Across an aisle of 1.07 m, and of 1.0 m, the robot opens what it can open in a wide room, and pushes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kitchen_dream.kitchens.files.kitchen_files import load_kitchen
from kitchen_dream.kitchens.layout.builder import KitchenBuilder, piece
from kitchen_dream.kitchens.spec import SLOTS, Kitchen
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody

pytestmark = [pytest.mark.physics, pytest.mark.slow]


def row(aisle: float, food: str = "tomato") -> Kitchen:
    """A row before a wall, with the same in every slot."""
    flat = KitchenBuilder("row", width=5.15, depth=round(0.6 + aisle, 3))
    flat.along(
        "north", piece("base_cabinet", width=0.4), piece("pantry", hinge="right"),
        piece("fridge", depth=0.6, hinge="right"), "drawers", piece("drawers", width=0.8), "stove",
        piece("counter", name="board"), at=0.35,
    )  # fmt: skip
    kitchen = flat.bowl("board").done(checked=False)
    units = tuple(unit.model_copy(update={"contents": (food,) * SLOTS}) for unit in kitchen.units)
    return kitchen.model_copy(update={"units": units})


@pytest.mark.parametrize(
    ("aisle", "kind", "slot", "put"),
    [
        (1.07, "base cabinet", 0, "put_bowl"),  # 0.4 m wide: no room for a hand
        (1.07, "pantry", 2, "put_bowl"),  # its door struck the arm that drove past it, with 4,000 N
        (1.07, "fridge", 3, "put_pot"),  # the arm pushed its door along with the hand, with 35 N
        (1.0, "fridge", 0, "put_pot"),  # there was no stance to open it
        (1.0, "drawer 3", 3, "put_pot"),  # there was no way back with what was in it
    ],
)
def test_fetching_pushes_nothing(aisle: float, kind: str, slot: int, put: str) -> None:
    kitchen = row(aisle)
    unit = next(u for u, place in enumerate(kitchen.units) if place.name.startswith(kind))
    body = KitchenBody(kitchen)
    try:
        for call in (SkillCall("look", unit), SkillCall("take", slot), SkillCall(put)):
            outcome = body.execute(call)
            assert outcome.success and outcome.retries == 0 and outcome.max_force < 20.0, outcome
    finally:
        body.close()


def test_a_door_beside_the_robot_is_pushed_wide_open() -> None:
    """By an upright hand: a level one jammed it with its own edge."""
    flat = KitchenBuilder("facing rows", width=4.5, depth=2.2)
    flat.along(
        "north", piece("base_cabinet", width=0.5), piece("counter", name="board"), piece("base_cabinet", width=0.5),
        piece("fridge", depth=0.6), piece("drawers", width=0.4), piece("pantry", width=0.5, hinge="right"), "stove",
        at=0.35,
    )  # fmt: skip
    south = ("base_cabinet", "counter", "counter")
    flat.along("south", *south, *south, at="middle")
    kitchen = flat.bowl("board").done(checked=False)
    pantry = next(u for u, place in enumerate(kitchen.units) if place.kind == "pantry")
    body = KitchenBody(kitchen)
    try:
        outcome = body.execute(SkillCall("look", pantry))
        assert outcome.success and outcome.retries == 0 and outcome.max_force < 20.0, outcome
        assert body.scene.opening(pantry) > 0.8
    finally:
        body.close()


def test_the_robot_comes_back_past_a_door_that_opens_less_than_all_the_way():
    """In the nook between sink and peninsula it ends the pull behind the door."""
    folder = Path(__file__).resolve().parents[2] / "benchmarks" / "floor_plans"
    body = KitchenBody(load_kitchen(folder / "us_peninsula.yaml"))
    unit = next(u for u, one in enumerate(body.kitchen.units) if one.name == "base cabinet 2")
    outcome = body.execute(SkillCall("look", unit))
    body.close()
    assert outcome.success and outcome.retries == 0, outcome.detail
