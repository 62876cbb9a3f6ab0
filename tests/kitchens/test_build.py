"""Kitchens by relative placement: Python and YAML give the same object, and nothing is lost on the way."""

import inspect
import math
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import event, given, settings
from hypothesis import strategies as st

from kitchen_dream.kitchens.checks.proof import check
from kitchen_dream.kitchens.files.kitchen_files import KitchenError, load_family, load_kitchen, save_kitchen
from kitchen_dream.kitchens.layout.builder import KitchenBuilder, piece
from kitchen_dream.kitchens.spec import Kitchen


def ten_lines() -> Kitchen:
    flat = KitchenBuilder("flat", width=5.6, depth=4.8)
    flat.along("north", "pantry", "drawers + wall_cabinet", "stove", "sink + shelf", "fridge")
    flat.island("base_cabinet", piece("drawers", name="middle"), "base_cabinet", facing="stove", gap=2.0)
    flat.put("kettle", upon="middle", shift=0.15)
    flat.bowl("middle", shift=-0.1)
    flat.fill(3, noted=0.5, homes={"dry": "pantry"})
    return flat.style("teal", floor="walnut").done()


YAML = """
name: flat
room: [5.6, 4.8]
pieces:
- along: north
  row: [pantry, drawers + wall_cabinet, stove, sink + shelf, fridge]
- facing: stove
  gap: 2.0
  row: [base_cabinet, {kind: drawers, name: middle}, base_cabinet]
- {kind: kettle, upon: middle, shift: 0.15}
bowl: {upon: middle, shift: -0.1}
fill: {seed: 3, noted: 0.5, homes: {dry: pantry}}
style: {colours: teal, floor: walnut}
"""


def test_ten_lines_of_python_make_a_kitchen():
    body = inspect.getsource(ten_lines).strip().splitlines()[1:]
    assert len(body) <= 10
    kitchen = ten_lines()
    assert check(kitchen) == [] and len(kitchen.units) == 11 and kitchen.layout == "island"


def test_yaml_makes_the_same_kitchen(tmp_path):
    (tmp_path / "k.yaml").write_text(YAML)
    assert len(YAML.splitlines()) <= 60
    assert load_kitchen(tmp_path / "k.yaml") == ten_lines()


@pytest.mark.parametrize(
    "metric, written",
    [
        ("room: [5.6, 4.8]", "room: [560 cm, 4800 mm]"),
        ("room: [5.6, 4.8]", "room: {width: 5.6 m, depth: 15 ft 8.9764 in}"),
        ("gap: 2.0", "gap: 6' 6.7402\""),
        ("shift: 0.15", "shift: 5.9055 inches"),
        ("shift: -0.1", "shift: -10 cm"),
    ],
)
def test_lengths_may_have_units(tmp_path, metric, written):
    (tmp_path / "k.yaml").write_text(YAML.replace(metric, written))
    assert YAML.replace(metric, written) != YAML
    assert load_kitchen(tmp_path / "k.yaml") == ten_lines()


@pytest.mark.parametrize("nonsense", ["12 fots", "1/0 in", "3 m 2", "ft", "2 kg", "--3 in", "1e3 ft", 99 * "9" + " in"])
def test_what_is_no_length_is_refused(tmp_path, nonsense):
    (tmp_path / "k.yaml").write_text(YAML.replace("gap: 2.0", f"gap: {nonsense}"))
    with pytest.raises(KitchenError, match=r"gap \(line \d+\): .* is not a number; write one, in metres or as 90 cm"):
        load_kitchen(tmp_path / "k.yaml")


def test_ranges_may_have_units_and_angles_have_none(tmp_path):
    (tmp_path / "k.yaml").write_text(YAML.replace("room: [5.6, 4.8]", "room: [18 ft..20 ft, 480 cm..4.9]"))
    rooms = [load_family(tmp_path / "k.yaml").kitchen(seed, checked=False).room for seed in range(8)]
    assert all(5.486 <= room.width <= 6.096 and 4.8 <= room.depth <= 4.9 for room in rooms)
    assert len({room.width for room in rooms}) > 3
    (tmp_path / "k.yaml").write_text(YAML + "start: {x: 1.0, y: 1.0, yaw: 1 ft..2 ft}\n")
    with pytest.raises(KitchenError, match=r"start.yaw \(line \d+\): .* is not a number"):
        load_kitchen(tmp_path / "k.yaml")


def test_a_kitchen_of_relative_pieces_is_saved_in_metres_and_comes_back(tmp_path):
    kitchen = ten_lines()
    save_kitchen(kitchen, tmp_path / "k.yaml")
    assert "units" in yaml.safe_load((tmp_path / "k.yaml").read_text())
    assert load_kitchen(tmp_path / "k.yaml") == kitchen


# --- any layout comes back from its file, whether one can cook in it or not

lengths = st.sampled_from([0.5, 0.6, 0.75, "0.5..0.7"])
stores = st.sampled_from(["drawer", "drawers", "base_cabinet", "pantry", "drawers | base_cabinet"])
hanging = st.sampled_from(["wall_cabinet", "shelf"])
foods = st.lists(st.sampled_from([None, "milk", "rice", "no such thing"]), max_size=4)
titles = st.sampled_from(["a", "the long one", "Küche", "\x85 odd", "on", "1", "null"])
shifts = st.sampled_from([0.0, -0.1, 0.25, "0..0.3"])


@st.composite
def layouts(draw):
    """Layouts of which nearly all make a kitchen: every piece has a name of its own, and places name those."""
    count, shelved = 0, draw(st.booleans())

    def unit(kind=None, upper=True):
        nonlocal count
        count += 1
        fields = {"name": f"{draw(titles)} {count}"}
        if draw(st.booleans()):
            fields["width"] = draw(lengths)
        if shelved and draw(st.booleans()):
            fields["contents"] = draw(foods)
        if upper and draw(st.booleans()):
            fields["upper"] = {"kind": draw(hanging), "name": f"up {count}"}
        return piece(kind or draw(stores), **fields)

    build = KitchenBuilder(draw(titles), width=draw(st.sampled_from([5.0, 6, "5.5..6.5"])), depth=5, version=1)
    row = ["stove", draw(st.sampled_from(["sink + shelf", "sink"])), "fridge", unit("base_cabinet")]
    build.along(
        draw(st.sampled_from(["north", "east"])),
        *row,
        at=draw(st.sampled_from(["left", "right", "middle", 0.5, "0.4..0.6"])),
    )
    if draw(st.booleans()):
        build.corner(draw(st.sampled_from(["southwest", "southeast"])), name="angle").row(
            unit(), unit(), right_of="angle"
        )
    if draw(st.booleans()):
        build.island(unit(), unit(), facing=draw(st.sampled_from(["stove", "sink"])), shift=draw(shifts))
    if draw(st.booleans()):
        build.put(unit(upper=False), **{draw(st.sampled_from(["right_of", "left_of"])): "fridge"}, shift=draw(shifts))
    if draw(st.booleans()):
        build.put(piece(draw(hanging), name="over"), above="stove").put("kettle", upon="sink", shift=draw(shifts))
    if draw(st.booleans()):
        build.bowl(draw(st.sampled_from(["base cabinet", "sink"])), shift=draw(shifts))
    if not shelved and draw(st.booleans()):
        build.fill(draw(st.integers(0, 9)), present=draw(st.sampled_from([0.8, 1.0])), zones=("high up", "low down"))
    if draw(st.booleans()):
        build.style(draw(st.sampled_from(["navy", "oak | rose"])))
    return build


def outcome(family, seed):
    """What a family gives for a seed: its kitchen, or its mistakes without the numbers of their lines."""
    try:
        return family.kitchen(seed, checked=False)
    except KitchenError as error:
        return [re.sub(r"\(line \d+\)", "(line)", mistake) for mistake in error.mistakes]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(build=layouts(), seed=st.integers(0, 5))
def test_any_layout_comes_back_from_its_file(build: KitchenBuilder, seed, tmp_path_factory):
    path = tmp_path_factory.mktemp("any") / "k.yaml"
    build.save(path)
    given_, read = outcome(build.family(), seed), outcome(load_family(path), seed)
    assert read == given_
    event("a kitchen" if isinstance(read, Kitchen) else "mistakes")
    if isinstance(read, Kitchen):
        save_kitchen(read, path)
        assert load_kitchen(path, checked=False) == read


# --- where pieces stand

ROOM = {"width": 6.0, "depth": 5.0}


def built(*steps) -> dict:
    """Units and stove by name, of a layout made by `steps`: a method's name, its arguments and its keywords."""
    build = KitchenBuilder("k", **ROOM)
    for method, arguments, keywords in steps:
        getattr(build, method)(*arguments, **keywords)
    kitchen = build.done(checked=False)
    return {"stove": kitchen.stove, **{unit.name: unit for unit in kitchen.units}}


def drawer(name: str, **fields) -> dict:
    """A drawer with something in it, so that nothing else is drawn."""
    return piece("drawer", name=name, contents=["rice"], **fields)


ROW = ("along", ("north", drawer("a"), "stove", piece("base_cabinet", name="b", width=0.5), "fridge"), {"at": 1.0})


def test_along_begins_at_the_left_end_and_stands_against_the_wall():
    places = built(ROW)
    assert [places[name].x for name in ("a", "stove", "b", "fridge")] == pytest.approx([1.3, 1.9, 2.45, 3.05])
    for box in places.values():
        assert box.facing == "south" and box.footprint[3] == pytest.approx(ROOM["depth"])


@pytest.mark.parametrize(
    ("wall", "facing"), [("west", "east"), ("north", "south"), ("east", "west"), ("south", "north")]
)
def test_left_is_left_for_one_who_faces_the_wall(wall, facing):
    places = built(("along", (wall, drawer("l"), "stove", drawer("r")), {}))
    left, right, stove = places["l"], places["r"], places["stove"]
    assert stove.facing == facing
    # A person at the stove looks against its front; the right hand is a quarter turn clockwise from there.
    look = stove.yaw + math.pi
    right_hand = (math.cos(look - math.pi / 2), math.sin(look - math.pi / 2))
    assert (right.x - left.x) * right_hand[0] + (right.y - left.y) * right_hand[1] == pytest.approx(1.2)


def test_right_of_and_left_of_touch_and_gap_keeps_away():
    places = built(
        ROW,
        ("put", (drawer("r"),), {"right_of": "fridge"}),
        ("put", (drawer("l", width=0.5),), {"left_of": "a", "gap": 0.1}),
    )
    assert places["r"].footprint[0] == pytest.approx(places["fridge"].footprint[2])
    assert places["l"].footprint[2] == pytest.approx(places["a"].footprint[0] - 0.1)
    assert places["r"].footprint[3] == places["l"].footprint[3] == pytest.approx(ROOM["depth"])


def test_above_hangs_over_the_middle_at_the_wall():
    places = built(ROW, ("put", (piece("shelf", name="up", width=0.5),), {"above": "b", "shift": 0.05}))
    assert places["up"].x == pytest.approx(places["b"].x + 0.05) and places["up"].z == 1.4
    assert places["up"].footprint[3] == pytest.approx(ROOM["depth"]) and places["up"].facing == "south"


def test_an_island_faces_its_partner_and_another_stands_behind():
    places = built(
        ROW,
        ("island", (drawer("i"),), {"facing": "stove", "gap": 1.8}),
        ("put", (piece("base_cabinet", name="back"),), {"behind": "i"}),
    )
    island, stove, back = places["i"], places["stove"], places["back"]
    assert island.facing == "north" and island.x == pytest.approx(stove.x)
    assert stove.footprint[1] - island.footprint[3] == pytest.approx(1.8)
    assert back.facing == "south" and back.footprint[3] == pytest.approx(island.footprint[1])


@pytest.mark.parametrize("corner", ["northwest", "northeast", "southeast", "southwest"])
def test_rows_on_both_sides_of_a_corner_stand_at_its_walls(corner):
    places = built(
        ("corner", (corner,), {}),
        ("row", ("stove", drawer("r")), {"right_of": "corner"}),
        ("row", (drawer("l1"), drawer("l2")), {"left_of": "corner"}),
    )
    at = {"west": (0, 0.0), "north": (3, 5.0), "east": (2, 6.0), "south": (1, 0.0)}
    left, right = {"northwest": ("west", "north"), "northeast": ("north", "east"), "southeast": ("east", "south")}.get(
        corner, ("south", "west")
    )
    for names_, wall in ((("l1", "l2"), left), (("stove", "r"), right)):
        side, value = at[wall]
        for name in names_:
            assert places[name].footprint[side] == pytest.approx(value), (name, wall)
    assert abs(places["l1"].x - places["stove"].x) > 0.6 < abs(places["l1"].y - places["stove"].y)


def test_contents_defaults_and_priors():
    kitchen = (
        KitchenBuilder("k", **ROOM)
        .along("north", piece("pantry", contents=["rice"]), "stove", "drawers")
        .done(checked=False)
    )
    assert [unit.contents for unit in kitchen.units] == [("rice", None, None, None), (None,) * 4, (None,) * 4]
    build = KitchenBuilder("k", **ROOM).along("north", "pantry", "base_cabinet", "stove", "drawers", "fridge")
    full = build.fill(1, present=1.0, homes={"dry": "pantry"}).done(checked=False)
    pantry = next(unit for unit in full.units if unit.kind == "pantry")
    assert set(pantry.contents) & {"rice", "beans", "lentils", "pasta", "corn"}


def test_mistakes_name_the_line_of_the_program():
    line = inspect.currentframe().f_lineno + 3
    with pytest.raises(KitchenError) as caught:
        build = KitchenBuilder("k", **ROOM).along("north", "stove")
        build.put("fridge", right_of="stofe")
        build.done()
    assert str(caught.value).startswith(
        f"{Path(__file__).name}: pieces[1].right_of (line {line}): there is no piece called 'stofe'; use one of: stove"
    )
