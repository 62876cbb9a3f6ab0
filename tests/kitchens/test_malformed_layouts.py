"""Malformed layout files in the relative form: each is answered with file, place, line, what is wrong, and the mend."""

import re

import pytest

from kitchen_dream.kitchens.files.kitchen_files import KitchenError, load_kitchen
from kitchen_dream.kitchens.spec import Kitchen

GOOD = """name: mine
room: [5.6, 4.8]
pieces:
- along: north
  row:
  - pantry
  - drawers + wall_cabinet
  - stove
  - sink + shelf
  - fridge
- {kind: base_cabinet, name: island, facing: stove, gap: 2.0, width: 0.8}
- {kind: kettle, upon: drawers}
- {kind: picture, along: west, at: 3.0}
bowl: island
fill: {seed: 3, homes: {dry: pantry}}
note: {dry: pantry}
style: {colours: teal, floor: oak}
"""


def swap(*pairs: str) -> str:
    """GOOD with the first of each pair of texts replaced by the second."""
    text = GOOD
    for old, new in zip(pairs[::2], pairs[1::2], strict=True):
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


KETTLE = "- {kind: kettle, upon: drawers}"
MALFORMED: dict[str, tuple[str, str, int, str, str]] = {
    # name: (text, place, line, what is wrong, mend)
    "unknown kind": (
        swap("- pantry", "- pantri"),
        "pieces[0].row[0].kind",
        6,
        "'pantri' is not a kind of piece",
        "use one of drawer,",
    ),
    "a truth value for a width": (
        swap("- pantry", "- {kind: pantry, width: yes}"),
        "pieces[0].row[0].width",
        6,
        "yes, on or true fits nothing here",
        "write a number",
    ),
    "a truth value for a seed": (
        swap("seed: 3", "seed: no"),
        "fill.seed",
        15,
        "no, off or false fits nothing here",
        "write a number",
    ),
    "unknown upper": (
        swap("+ shelf", "+ self"),
        "pieces[0].row[3].upper.kind",
        9,
        "'self' is not a kind",
        "use one of drawer,",
    ),
    "an upper that stands": (
        swap("+ shelf", "+ fridge"),
        "pieces[0].row[3].upper",
        9,
        "does not hang",
        "use one of wall_cabinet, shelf",
    ),
    "a piece that is a list": (
        swap("- pantry", "- [pantry]"),
        "pieces[0].row[0]",
        6,
        "is no piece",
        "write a kind such as fridge",
    ),
    "a piece that is empty": (
        swap("- pantry", "-"),
        "pieces[0].row[0]",
        6,
        "nothing is no piece",
        "write a kind such as fridge",
    ),
    "unknown wall": (
        swap("along: north", "along: top"),
        "pieces[0].along",
        4,
        "'top' is not a wall",
        "use one of west, north, east, south",
    ),
    "no place": (
        swap(", upon: drawers", ""),
        "pieces[2]",
        12,
        "the kettle has no place",
        "exactly one of along, corner,",
    ),
    "two places": (
        swap("drawers}", "drawers, above: sink}"),
        "pieces[2]",
        12,
        "has above and upon",
        "it needs exactly one of",
    ),
    "unknown piece": (
        swap("g: stove", "g: hob"),
        "pieces[1].facing",
        11,
        "no piece called 'hob'",
        "use one of: pantry, drawers,",
    ),
    "a piece placed later": (
        swap("- along", "- {kind: vase, upon: island}\n- along"),
        "pieces[0].upon",
        4,
        "not placed before",
        "move it up",
    ),
    "two pieces of a kind": (
        swap("- fridge", "- fridge\n  - shelf", "upon: drawers", "above: shelf", "kettle", "picture"),
        "pieces[2].above",
        13,
        "there are 2 pieces called 'shelf'",
        "use one of: shelf 1, shelf 2",
    ),
    "two names alike": (
        swap(KETTLE, "- {kind: drawer, name: island, right_of: fridge}"),
        "pieces[2].name",
        12,
        "'island' is the name of pieces[1] too",
        "give it another",
    ),
    "a row too long": (
        swap("[5.6,", "[3.0,"),
        "pieces[0].along",
        4,
        "the row is 3.10 m long, the north wall 3.00 m",
        "enlarge the room",
    ),
    "a row beyond the wall": (
        swap("  row:", "  at: 4.0\n  row:"),
        "pieces[0].at",
        5,
        "from 4.00 to 7.10 m",
        "begin between 0 and 2.50",
    ),
    "at without a wall": (
        swap("gap: 2.0", "at: 2.0"),
        "pieces[1]",
        11,
        "at is the place along a wall",
        "add along, or leave it out",
    ),
    "an empty row": (
        swap(KETTLE, "- {along: south, row: []}"),
        "pieces[2]",
        12,
        "row is empty",
        "name at least one kind",
    ),
    "a row with a kind": (
        swap("  row:", "  kind: shelf\n  row:"),
        "pieces[0]",
        4,
        "exclude each other",
        "leave kind out",
    ),
    "too narrow an aisle": (
        swap("gap: 2.0", "gap: 0.8"),
        "pieces[0].row[1]",
        7,
        "'island' stands in the free floor",
        "keep 1.06 m free before a drawer",
    ),
    "a corner of no room": (
        swap(KETTLE, "- {kind: corner, corner: up}"),
        "pieces[2].corner",
        12,
        "'up' is not a corner",
        "use one of northwest",
    ),
    "a vase as a corner": (
        swap(KETTLE, "- {kind: vase, corner: northwest}"),
        "pieces[2]",
        12,
        "only a piece of kind corner",
        "right_of or left_of",
    ),
    "a small corner": (
        swap(KETTLE, "- {kind: corner, corner: southwest, width: 0.4}"),
        "pieces[2].width",
        12,
        "leaves no corner",
        "make it at least 0.8",
    ),
    "a direction without a place": (
        swap("facing: stove", "facing: north"),
        "pieces[1]",
        11,
        "'north' is a direction",
        "add x and y",
    ),
    "half a place": (
        swap(KETTLE, "- {kind: drawer, x: 2.0}"),
        "pieces[2]",
        12,
        "x goes with y and facing",
        "facing is one of east",
    ),
    "a kettle on the wall": (
        swap("kettle, upon", "kettle, above"),
        "pieces[2].above",
        12,
        "does not hang above",
        "use right_of or upon",
    ),
    "a shelf on a worktop": (
        swap("kind: kettle", "kind: shelf"),
        "pieces[2].upon",
        12,
        "only things stand on others",
        "use above",
    ),
    "a kettle on the fridge": (
        swap("upon: drawers", "upon: fridge"),
        "pieces[2].upon",
        12,
        "no room upon a fridge",
        "a piece with a worktop",
    ),
    "no stove": (
        swap("- stove", "- drawer", "g: stove", "g: drawer"),
        "pieces",
        3,
        "there is no stove",
        "add a piece of kind stove",
    ),
    "two stoves": (swap("- fridge", "- stove"), "pieces[0].row[4]", 10, "it is a second stove", "leave it out"),
    "two sinks": (swap("- fridge", "- sink"), "pieces[0].row[4]", 10, "it is a second sink", "leave it out"),
    "too many units": (
        swap("- fridge", "- fridge\n- {along: south, row: [drawers + shelf, drawers + shelf, drawers + shelf]}"),
        "pieces",
        3,
        "they make 17 storage units",
        "add --units 17",
    ),
    "too narrow for a hand": (
        swap("- pantry", "- {kind: pantry, width: 0.3}"),
        "pieces[0].row[0].width",
        6,
        "no room for a hand",
        "at least 0.5",
    ),
    "out of the room": (
        swap("at: 3.0}", "at: 3.0, z: 2.4}"),
        "pieces[3]",
        13,
        "sticks out of the room",
        "move it inwards",
    ),
    "a hinge upwards": (
        swap("- fridge", "- {kind: fridge, hinge: up}"),
        "pieces[0].row[4].hinge",
        10,
        "'up' is not a hinge",
        "use one of left, right",
    ),
    "a drawer with a hinge": (
        swap("drawers + wall_cabinet", "{kind: drawers, hinge: left}"),
        "pieces[0].row[1]",
        7,
        "a drawer has no hinge",
        "leave it out",
    ),
    "a burner of a fridge": (
        swap("- fridge", "- {kind: fridge, broken: [true]}"),
        "pieces[0].row[4]",
        10,
        "has no burners",
        "leave broken out",
    ),
    "two broken burners": (
        swap("- stove", "- {kind: stove, broken: [true, true]}"),
        "pieces[0].row[2]",
        8,
        "at least one",
        "burner must work",
    ),
    "unknown ingredient": (
        swap("- pantry", "- {kind: pantry, contents: [ryce]}", "fill: {seed: 3, homes: {dry: pantry}}\n", ""),
        "pieces[0].row[0].contents[0]",
        6,
        "'ryce' is not an ingredient",
        "use one of: milk,",
    ),
    "too many things": (
        swap("- pantry", "- {kind: pantry, contents: [rice, rice, rice, rice, rice]}"),
        "pieces[0].row[0]",
        6,
        "contents has 5 entries",
        "a pantry has 4 slots",
    ),
    "food in the stove": (
        swap("- stove", "- {kind: stove, contents: [egg]}"),
        "pieces[0].row[2]",
        8,
        "holds nothing",
        "leave contents out",
    ),
    "contents and priors": (
        swap("- pantry", "- {kind: pantry, contents: [rice]}"),
        "fill",
        15,
        "given in pieces already",
        "leave either",
    ),
    "no food at all": (
        swap("seed: 3,", "seed: 3, present: 0,"),
        "fill",
        15,
        "no contents for 4 recipes",
        "let `present` be higher",
    ),
    "more than certain": (
        swap("seed: 3,", "seed: 3, present: 2,"),
        "fill.present",
        15,
        "2 is out of range",
        "at most 1",
    ),
    "an unknown zone": (
        swap("seed: 3,", "zones: [attic],"),
        "fill.zones[0]",
        15,
        "'attic' is not a zone",
        "use one of near the fridge",
    ),
    "a home of no group": (
        swap("homes: {dry", "homes: {sweets"),
        "fill.homes.sweets",
        15,
        "no food group",
        "use one of vegetables",
    ),
    "a home of no piece": (
        swap("dry: pantry}}", "dry: attic}}"),
        "fill.homes.dry",
        15,
        "'attic' is no piece that holds food",
        "use one of: pantry",
    ),
    "a note on no group": (
        swap("note: {dry", "note: {sweets"),
        "note.sweets",
        16,
        "not a food group",
        "use one of: chilled",
    ),
    "a note on no unit": (
        swap("note: {dry: pantry", "note: {dry: attic"),
        "note.dry",
        16,
        "'attic' is the name of no units",
        "use one of: pantry",
    ),
    "a bowl on nothing": (
        swap("bowl: island", "bowl: table"),
        "bowl",
        14,
        "no piece called 'table'",
        "use one of: pantry",
    ),
    "a bowl on a fridge": (
        swap("bowl: island", "bowl: fridge"),
        "bowl",
        14,
        "it cannot stand on 'fridge'",
        "use one of: drawers, island",
    ),
    "an unknown palette": (
        swap("colours: teal", "colours: sky"),
        "style.colours",
        17,
        "'sky' is not a palette",
        "use one of sage",
    ),
    "a floor of lava": (
        swap("floor: oak", "floor: lava"),
        "style.floor",
        17,
        "'lava' is not a floor",
        "use one of oak",
    ),
    "a room in words": (swap("[5.6, 4.8]", "large"), "room", 2, "'large' is not a size", "write [width, depth]"),
    "a room for mice": (swap("[5.6,", "[0.5,"), "room.width", 2, "0.5 is out of range", "at least 1.6"),
    "pieces in words": ("room: [4, 3]\npieces: fridge\n", "pieces", 2, "'fridge' is not a list", "write [fridge]"),
    "an unknown key": (
        swap("gap: 2.0", "gapp: 2.0"),
        "pieces[1].gapp",
        11,
        "unknown key",
        "known here: kind, name, upper",
    ),
    "a gap in words": (
        swap("gap: 2.0", "gap: two"),
        "pieces[1].gap",
        11,
        "'two' is not a number",
        "write one, in metres",
    ),
    "a negative gap": (swap("gap: 2.0", "gap: -1"), "pieces[1].gap", 11, "-1 is out of range", "at least 0"),
    "a key twice": (
        swap("gap: 2.0", "gap: 2.0, gap: 1"),
        "pieces[1].gap",
        11,
        "the key stands there twice",
        "keep one",
    ),
    "both forms at once": (GOOD + "units: []\n", "units", 18, "either pieces or units", "leave one out"),
    "a start in the wall": (
        GOOD + "start: {x: 0.1, y: 0.1}\n",
        "start",
        18,
        "furniture or in a wall",
        "keep 0.35 m around it free",
    ),
    "a start in words": (GOOD + "start: door\n", "start", 18, "'door' is not a place", "write {x: 2.0"),
}


def read(text: str, folder) -> Kitchen:
    file = folder / "mine.yaml"
    file.write_text(text)
    return load_kitchen(file)


def test_the_good_layout_is_good(tmp_path):
    assert len(read(GOOD, tmp_path).units) == 8


@pytest.mark.parametrize("name", MALFORMED)
def test_each_is_answered_with_place_and_mend(name, tmp_path):
    text, place, line, what, mend = MALFORMED[name]
    with pytest.raises(KitchenError) as caught:
        read(text, tmp_path)
    told = caught.value.lines
    lengths = [len(mistake.replace(str(tmp_path), "")) for mistake in told]
    assert str(caught.value).startswith(told[0]) and all("\n" not in mistake for mistake in told) and max(lengths) < 500
    start = re.escape(f"{tmp_path / 'mine.yaml'}: {place} (line {line})")
    assert any(re.match(start, mistake) and what in mistake and mend in mistake for mistake in told), told
    assert told[0].index(mend) > told[0].index(what) if what in told[0] else True


def test_a_missing_field_is_a_mistake_of_the_file(tmp_path):
    with pytest.raises(KitchenError, match=r"mine\.yaml: room: the field is missing; add it"):
        read(swap("room: [5.6, 4.8]\n", ""), tmp_path)
