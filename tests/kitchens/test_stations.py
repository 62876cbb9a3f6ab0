"""Where the base parks: before a front where there is room, closer or beside it in narrow aisles, never in a door."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kitchen_dream.kitchens.catalogue import CATALOGUE, STACKS
from kitchen_dream.kitchens.checks.floor import free, obstacles
from kitchen_dream.kitchens.checks.proof import check
from kitchen_dream.kitchens.checks.stations import fronts_of, stations
from kitchen_dream.kitchens.geometry import slot_local, station
from kitchen_dream.kitchens.layout.builder import KitchenBuilder, piece
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.robot_facts import BASE_RADIUS
from kitchen_dream.kitchens.spec import Kitchen, Unit
from kitchen_dream.rules.durations import PUSHED_OPEN, SHUT_FIRST
from kitchen_dream.rules.ruleset import V0
from kitchen_dream.rules.tables import tabulate
from kitchen_dream.sim.scene.ingredients import SHAPES


def galley(aisle: float, **first) -> Kitchen:
    flat = KitchenBuilder("galley", width=4.4, depth=round(1.2 + aisle, 3))
    flat.along(
        "north", piece("base_cabinet", **first), "drawers + wall_cabinet", "stove", "sink + shelf", "pantry", at=0.4
    )
    flat.along(
        "south", "base_cabinet", "drawers", piece("counter", name="board"), "base_cabinet", "counter", "counter", at=0.4
    )
    return flat.bowl("board").done(checked=False)


def test_generated_kitchens_have_room_before_every_front() -> None:
    for seed in range(25):
        kitchen = generate(seed)
        assert stations(kitchen) == [*(station(box) for box in fronts_of(kitchen)), kitchen.start]


@pytest.mark.parametrize("aisle", [1.0, 1.07, 1.2])
def test_in_a_narrow_aisle_all_stations_are_free_and_outside_of_doors(aisle: float) -> None:
    kitchen = galley(aisle)
    refused = [defect.where for defect in check(kitchen) if "keep 1.06 m free before a drawer" in defect.fix]
    drawers = [f"units[{u}] {unit.name!r}" for u, unit in enumerate(kitchen.units) if unit.traits.opens == "drawer"]
    assert len(refused) == len(check(kitchen)) and refused == (drawers if aisle == 1.0 else [])
    places = np.array([(place.x, place.y) for place in stations(kitchen)])
    assert free(places, obstacles(kitchen), kitchen.room, BASE_RADIUS).all()
    for unit, (x, y) in zip(kitchen.units, places, strict=False):
        if unit.traits.opens != "door" or unit.traits.hangs:
            continue
        side = -1 if unit.hinge == "left" else 1
        hinge = unit.to_world((unit.depth / 2, side * unit.width / 2, 0.0))
        assert math.hypot(x - hinge[0], y - hinge[1]) > unit.width + BASE_RADIUS, "the door passes the parked robot"


def test_an_aisle_that_is_too_narrow_is_named() -> None:
    assert any("keep 1 m free" in defect.fix for defect in check(galley(0.95)))


def test_a_hinge_that_nobody_asked_for_leaves_room_to_stand() -> None:
    assert galley(2.0).units[0].hinge == "right"  # away from the wall, where the base follows the door
    assert galley(1.07).units[0].hinge == "left"
    assert galley(1.07, hinge="right").units[0].hinge == "right"


def test_the_robot_starts_on_free_floor() -> None:
    kitchen = galley(1.0)
    start = np.array([[kitchen.start.x, kitchen.start.y]])
    assert free(start, obstacles(kitchen), kitchen.room, BASE_RADIUS)[0]


def test_in_a_narrow_aisle_units_take_longer_to_open_and_dishes_have_more_time() -> None:
    """The robot waits while a door shuts, and pushes open what it could pull ajar only; others are alike."""
    wide, narrow = (tabulate([galley(aisle)]) for aisle in (2.4, 1.07))
    more = dict(zip((unit.name for unit in galley(1.07).units), (narrow.open_look - wide.open_look)[0], strict=False))
    assert more["shelf 1"] == 0 and more["drawer 1"] == pytest.approx(SHUT_FIRST)
    assert more["pantry"] == pytest.approx(SHUT_FIRST + PUSHED_OPEN)
    assert V0.deadlines(narrow).mean() > V0.deadlines(wide).mean()


@pytest.mark.parametrize("kind", CATALOGUE)
def test_the_narrowest_unit_has_room_for_a_hand_at_every_slot(kind: str) -> None:
    row = CATALOGUE[kind]
    width, depth, height = row.least
    hinge = "left" if row.opens == "door" else None
    box = {"x": 2.0, "y": 2.0, "z": 0.5, "width": width, "depth": depth, "height": height, "facing": "east"}
    unit = Unit(**box, name="u", kind=kind, hinge=hinge)
    sides = [slot_local(unit, slot)[1] for slot in range(4)]
    assert sides[0] == sides[2] < 0 < sides[1] == sides[3] and sides[1] - sides[0] > 0.11, "two things side by side"
    palm = 0.10 if row.opens != "drawer" else 0.066 + 0.04  # half a level hand; open fingers, and the drawer's side
    assert width / 2 - sides[1] > palm and width / 2 + sides[0] > palm + 0.03 * (hinge == "left")


def test_units_of_half_a_metre_and_more_have_their_slots_where_they_always_were() -> None:
    box = {"x": 2.0, "y": 2.0, "z": 0.1, "depth": 0.6, "height": 0.76, "facing": "east"}
    for width in (0.5, 0.6, 0.7, 0.8):
        unit = Unit(**box, width=width, name="u", kind="base_cabinet", hinge="left")
        assert [slot_local(unit, slot)[1] for slot in (0, 1)] == [-max(width / 5, 0.1), max(width / 5, 0.1)]


def test_what_stands_in_stacked_drawers_meets_nothing_above() -> None:
    """A thing as high as its drawer was thrown over when the drawer opened."""
    highest = max(shape.height for shape in SHAPES.values())
    for name in ("drawers", "three_drawers"):
        size, parts = STACKS[name]
        tops = [*(part.z for part in parts[1:]), size.height]
        for part, above in zip(parts, tops, strict=True):
            assert part.z + CATALOGUE["drawer"].levels[0] + highest < above - 0.02, part
