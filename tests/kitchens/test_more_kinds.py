"""What people have at home besides the kinds of Kitchen-v0: written in a layout, checked, and seen by old policies."""

from __future__ import annotations

import pytest

from kitchen_dream.kitchens.catalogue import BESIDES, SHIPPED, STACKS
from kitchen_dream.kitchens.checks.proof import check
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.files.kitchen_files import KitchenError, load_family, load_kitchen, save_kitchen
from kitchen_dream.kitchens.geometry import leaf, parking, reach_out, station
from kitchen_dream.kitchens.robot_facts import BASE_RADIUS, STATION_DISTANCE
from kitchen_dream.kitchens.roles import Role, roles
from kitchen_dream.kitchens.spec import UNIT_KINDS, Unit
from kitchen_dream.rules.tables import tabulate

HOME = """
room: [7.2, 4]
pieces:
- along: north
  at: 0.4
  row: [double_fridge, dishwasher, three_drawers, stove, oven, sink + microwave, base_shelf + shelf, high_oven]
"""
CORNER = """
room: [5.6, 4.4]
pieces:
- {kind: corner_cabinet, corner: northwest, contents: [egg]}
- {right_of: corner_cabinet, row: [drawers, stove + hood, dishwasher, base_cabinet + wall_cabinet, fridge]}
- {left_of: corner_cabinet, row: [high_oven, sink + window, three_drawers]}
- {kind: table, x: 3.6, y: 1.0, facing: north}
- {kind: vase, upon: table}
- {kind: room_door, along: south, at: 4.2}
- {kind: window, along: east, at: 1.6, width: 1.4}
"""
PLAIN = """
room: [5.6, 3.4]
pieces:
- {along: north, row: [fridge, PIECE, drawers, stove, sink + wall_cabinet, base_cabinet + shelf]}
"""


@pytest.fixture
def read(tmp_path):
    def read(text, checked=True):
        path = tmp_path / "mine.yaml"
        path.write_text(text)
        return load_kitchen(path, checked=checked)

    return read


def test_a_home_with_all_of_it_passes_and_comes_back_from_a_file(read, tmp_path):
    kitchen = read(HOME)
    assert {unit.kind for unit in kitchen.units} >= {row.name for row in BESIDES} - {"corner_cabinet"}
    save_kitchen(kitchen, tmp_path / "metres.yaml")
    assert load_kitchen(tmp_path / "metres.yaml") == kitchen


def test_a_room_with_table_hood_windows_door_and_a_corner_that_stores_something(read, tmp_path):
    kitchen = read(CORNER, checked=False)
    assert not [defect for defect in check(kitchen) if defect.where != "units"], "only the food does not suffice"
    save_kitchen(kitchen, tmp_path / "metres.yaml")
    assert load_kitchen(tmp_path / "metres.yaml", checked=False) == kitchen
    corner = kitchen.units[0]
    assert (corner.kind, corner.x, corner.hinge, corner.contents[0]) == ("corner_cabinet", 0.8 + 0.25, "right", "egg")
    hood = kitchen.fixtures[0]
    assert hood.kind == "hood" and hood.z + hood.height == kitchen.room.height and hood.x == kitchen.stove.x
    assert kitchen.decoration.clutter[0].z == 0.75
    other = read(CORNER.replace("northwest,", "northwest, hinge: left,"), checked=False).units[0]
    assert (other.facing, other.hinge) == ("east", "left")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("at: 4.2", "at: 1.2", "'room_door': pieces[3] 'table' stands in the free floor before it; keep 0.8"),
        ("sink + window", "sink + hood", "a hood hangs above the stove; put it there"),
        ("{kind: vase, upon: table}", "{kind: hood, above: dishwasher}", "a hood hangs above the stove; use above:"),
        ("along: east, at: 1.6, width: 1.4", "along: west, at: 1.6", "overlaps"),
        ("x: 3.6, y: 1.0", "x: 1.9, y: 2.6", "stands in the free floor before it"),
        ("contents: [egg]", "along: north", "it needs exactly one of"),
        ("drawers, stove", "corner_cabinet, stove", "a corner stands by itself in the corner of the room"),
        ("y: 1.0, facing: north", "y: 1.0, facing: north, contents: [egg]", "a table holds nothing; leave contents"),
        ("{kind: vase, upon: table}", "{kind: vase, upon: window}", "there is no room upon a window"),
        ("{kind: vase, upon: table}", "{kind: vase, upon: hood}", "there is no room upon a hood"),
    ],
)
def test_mistakes_of_what_stays_where_it_is(read, old, new, said):
    with pytest.raises(KitchenError) as caught:
        read(CORNER.replace(old, new, 1))
    assert any(said in line and "(line " in line for line in caught.value.lines), caught.value.lines


def test_policies_see_the_old_kinds_and_no_food_is_where_nobody_keeps_it(read, tmp_path):
    read(HOME)
    kitchens = [sample_kitchen("train", number, load_family(tmp_path / "mine.yaml")) for number in range(16)]
    tables = tabulate(kitchens)
    assert UNIT_KINDS == tuple(row.name for row in SHIPPED) and tables.kind.max() < len(SHIPPED)
    for kitchen in kitchens:
        for unit, role in zip(kitchen.units, roles(kitchen.units, kitchen.stove, kitchen.sink), strict=True):
            assert unit.traits.food or (role == Role.UNDER_SINK and not any(unit.contents))
    halves = [[item for kitchen in kitchens for item in kitchen.units[u].contents if item] for u in (0, 1)]
    assert min(map(len, halves)) > 5, "both sides of the fridge are used"
    assert set(halves[0] + halves[1]) <= {"milk", "cheese", "egg", "butter"}


def test_stacks_are_read_from_top_to_bottom_and_from_left_to_right(read):
    written = "[egg, null, null, null, rice, null, null, null, corn]"
    three = PLAIN.replace("PIECE", f"{{kind: three_drawers, name: t, contents: {written}}}")
    units = {unit.name: unit for unit in read(three, checked=False).units}
    assert [units[f"t {part}"].contents[0] for part in ("high", "middle", "low")] == ["egg", "rice", "corn"]
    double = "{kind: double_cabinet, name: d, contents: [egg, null, null, null, rice]}"
    units = {unit.name: unit for unit in read(PLAIN.replace("PIECE", double), checked=False).units}
    left, right = units["d left"], units["d right"]
    assert (left.contents[0], right.contents[0], left.hinge, right.hinge) == ("egg", "rice", "left", "right")
    assert left.x < right.x and left.width == right.width == 0.45


@pytest.mark.parametrize("kind", STACKS)
def test_no_two_parts_of_a_stack_overlap(read, kind):
    kitchen = read(PLAIN.replace("PIECE", kind).replace("5.6", "6.2"))
    assert not check(kitchen)
    size, parts = STACKS[kind]
    mine = [unit for unit in kitchen.units if unit.kind in {part.kind for part in parts} and unit.x < 3][: len(parts)]
    assert sum(u.width * u.height for u in mine) == pytest.approx(size.width * size.height, rel=0.12)


def test_the_side_of_the_handle_is_the_other_side_of_the_hinge(read):
    for side, hinge in (("left", "right"), ("right", "left")):
        kitchen = read(PLAIN.replace("PIECE", f"{{kind: base_cabinet, name: mine, handle: {side}}}"))
        assert next(unit for unit in kitchen.units if unit.name == "mine").hinge == hinge


def test_the_robot_parks_behind_a_door_that_has_dropped(read):
    units = {unit.kind: unit for unit in read(HOME).units}
    for kind in ("dishwasher", "oven", "high_oven"):
        unit = units[kind]
        low, high = leaf(unit)
        assert 0 <= low < high <= unit.height and reach_out(unit) == high - low
        assert parking(unit) >= reach_out(unit) + BASE_RADIUS - 1e-9
        assert station(unit).y == pytest.approx(unit.footprint[1] - parking(unit))
    assert parking(units["dishwasher"]) > STATION_DISTANCE == parking(units["drawer"])


def test_a_microwave_hangs_or_stands(read):
    kitchen = read(PLAIN.replace("PIECE", "base_cabinet") + "- {kind: microwave, upon: base_cabinet 1}\n")
    (standing,) = (unit for unit in kitchen.units if unit.kind == "microwave")
    assert standing.z == 0.9 and standing.name == "microwave"
    hanging = read(PLAIN.replace("PIECE", "base_cabinet + microwave"))
    assert next(unit for unit in hanging.units if unit.kind == "microwave").z == 1.4


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        ("{kind: dishwasher, contents: [egg]}", "a dishwasher holds no food; leave contents out"),
        ("{kind: oven, hinge: left}", "an oven has no hinge; leave it out"),
        ("{kind: oven, handle: left}", "an oven has no hinged door with a handle at one side; leave handle out"),
        ("{kind: base_cabinet, handle: left, hinge: left}", "hinge and handle of a door are at different sides"),
        ("{kind: double_cabinet, hinge: left}", "the doors of a double_cabinet are hinged at its sides; leave hinge"),
        ("{kind: double_fridge, contents: [egg, egg, egg, egg, egg, egg, egg, egg, egg]}", "has 8 slots"),
        ("base_cabinet + oven", "an oven does not hang on a wall; use one of wall_cabinet, shelf, microwave, hood"),
        ("{kind: dishwasher, height: 0.5}", "0.5 m leaves no room for a hand in a dishwasher; make it at least 0.7"),
        ("{kind: double_fridge, width: 0.7}", "0.35 m leaves no room for a hand in a half_fridge; make it at least"),
    ],
)
def test_mistakes_have_one_line_with_place_and_way_out(read, piece, said):
    with pytest.raises(KitchenError) as caught:
        read(PLAIN.replace("PIECE", piece))
    assert any(said in line and "(line 4)" in line for line in caught.value.lines), caught.value.lines


def test_food_in_a_unit_that_holds_none_is_refused_in_metres_too():
    with pytest.raises(ValueError, match="an oven holds no food; leave contents out"):
        Unit(name="o", kind="oven", x=1, y=1, z=0.1, width=0.6, depth=0.6, height=0.76, facing="south",
             contents=("egg", None, None, None))  # fmt: skip
