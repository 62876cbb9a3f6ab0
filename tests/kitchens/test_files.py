"""Kitchen files: what is written comes back, and every mistake is answered with its place and its mend."""

import os
import re
import tempfile
from pathlib import Path

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from kitchen_dream.core.plain_yaml import MAX_BYTES
from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.files.kitchen_files import KitchenError, dump_kitchen, load_kitchen, save_kitchen
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES, UNIT_KINDS, Box, Kitchen, Unit

EXAMPLES = sorted((ASSETS / "layouts").glob("*.yaml"))
GOOD = (Path(__file__).parent / "data" / "absolute.yaml").read_text()


def test_there_is_an_example_of_every_family():
    assert {load_kitchen(path).layout for path in EXAMPLES} == set(LAYOUT_FAMILIES)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
def test_generated_kitchens_come_back(seed, tmp_path):
    kitchen = generate(seed)
    save_kitchen(kitchen, tmp_path / "deep" / "k.yaml")
    assert load_kitchen(tmp_path / "deep" / "k.yaml") == kitchen


lengths = st.floats(0.3, 2.0, allow_nan=False)
places = st.floats(0.0, 9.0, allow_nan=False)
names = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=40)
boxes = {"x": places, "y": places, "z": st.floats(0, 2), "width": lengths, "depth": lengths, "height": lengths}
facings = st.sampled_from(["east", "north", "west", "south"])


@st.composite
def units(draw, name):
    kind = draw(st.sampled_from(UNIT_KINDS))
    hinge = None if kind in ("drawer", "shelf") else draw(st.sampled_from(["left", "right"]))
    contents = draw(st.tuples(*[st.sampled_from([None, "milk", "no such thing", "null", "1"])] * 4))
    fields = {key: draw(value) for key, value in boxes.items()}
    return Unit(name=name, kind=kind, hinge=hinge, facing=draw(facings), contents=contents, **fields)


@st.composite
def kitchens(draw):
    """Any kitchen of valid data, whether one can cook in it or not."""
    base = generate(draw(st.integers(0, 50))).model_dump()
    chosen = [draw(units(name)) for name in draw(st.lists(names, min_size=1, max_size=5, unique=True))]
    base |= {"units": chosen, "note": None, "name": draw(names), "seed": draw(st.none() | st.integers(0, 2**40))}
    base["counters"] = [
        {key: draw(value) for key, value in boxes.items()} | {"facing": draw(facings)}
        for _ in range(draw(st.integers(0, 3)))
    ]
    if draw(st.booleans()):
        base["sink"] = None
    return Kitchen.model_validate(base)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(kitchen=kitchens())
def test_any_kitchen_comes_back(kitchen, tmp_path_factory):
    path = tmp_path_factory.mktemp("any") / "k.yaml"
    save_kitchen(kitchen, path)
    assert load_kitchen(path, checked=False) == kitchen


@pytest.mark.parametrize("name", ["\x85", "a\x85b", "yes", "1", "null", " ", "- x: 'y", "\u2028", "Küche", "厨房"])
def test_odd_names_come_back(name, tmp_path):
    kitchen = generate(0).model_copy(update={"name": name})
    save_kitchen(kitchen, tmp_path / "k.yaml")
    assert load_kitchen(tmp_path / "k.yaml") == kitchen


@given(seed=st.integers(0, 10_000), local=st.tuples(*[st.floats(-2, 2)] * 3), facing=facings)
@settings(max_examples=40, deadline=None)
def test_json_round_trip_and_frames(seed, local, facing):
    kitchen = generate(seed)
    assert Kitchen.model_validate_json(kitchen.model_dump_json()) == kitchen
    box = Box(x=1, y=2, width=1, depth=0.5, height=1, facing=facing)
    x, y, z = box.to_world(local)
    assert (x - 1) ** 2 + (y - 2) ** 2 == pytest.approx(local[0] ** 2 + local[1] ** 2, abs=1e-9) and z == local[2]


def test_hand_written_files_are_short():
    """Kind and place are enough for a unit; names, sizes and hinges follow."""
    data = yaml.safe_load(GOOD)
    for unit in data["units"]:
        unit.pop("name")
    del data["note"], data["start"], data["decoration"], data["name"]
    path_text = yaml.safe_dump(data)
    kitchen = _load(path_text)
    assert [unit.name for unit in kitchen.units][:3] == ["pantry", "drawer 1", "drawer 2"]
    assert (kitchen.units[2].z, kitchen.units[2].height) == (0.5, 0.36)
    assert kitchen.start.x == kitchen.stove.x


def _load(text, *, checked=True, name="my.yaml"):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return load_kitchen(path, checked=checked)


def swap(old, new):
    assert old in GOOD, old
    return GOOD.replace(old, new, 1)


PANTRY = "{name: pantry, kind: pantry, x: 0.80,"
MISTAKES = {
    "unknown unit kind": (
        swap("kind: pantry", "kind: cupboard"),
        r"units\[0\]\.kind \(line 8\): 'cupboard' is not a unit kind; do you mean base_cabinet\? use one of drawer",
    ),
    "unknown facing": (
        swap("y: 2.70, facing: south", "y: 2.70, facing: up"),
        r"units\[0\]\.facing \(line 8\): 'up' is not a direction; use one of east",
    ),
    "missing field": (
        swap(PANTRY, "{name: pantry, kind: pantry,"),
        r"units\[0\]\.x \(line 8\): the field is missing; add it",
    ),
    "missing kind": (
        swap("name: pantry, kind: pantry,", "name: pantry,"),
        r"units\[0\]\.kind \(line 8\): the field is missing; add it",
    ),
    "missing section": (re.sub(r"stove: .*\n", "", GOOD), r"stove: the field is missing; add it"),
    "wrong type": (swap("x: 0.80", "x: far left"), r"units\[0\]\.x \(line 8\): 'far left' is not a number; write one"),
    "list for a number": (swap("x: 0.80", "x: [1, 2]"), r"units\[0\]\.x \(line 8\): \[1, 2\] is not a number"),
    "mapping for a list": (
        re.sub(r"worktops:\n(- .*\n)+", "worktops: 3\n", GOOD),
        r"worktops \(line \d+\): 3 is not a list; write a list",
    ),
    "text for a unit": (
        swap("units:\n", "units:\n- fridge\n"),
        r"units\[0\] \(line 8\): 'fridge' is not a mapping of keys",
    ),
    "unknown key": (
        swap("hinge: right", "hing: right"),
        r"units\[0\]\.hing \(line 8\): unknown key; do you mean hinge\? known here: x, y, z, width",
    ),
    "unknown top key": (GOOD + "fridges: 3\n", r"fridges \(line \d+\): unknown key; known here: version, name"),
    "unknown ingredient": (
        swap("[rice,", "[ryce,"),
        r"units\[0\]\.contents\[0\] \(line 8\) 'pantry'?.*'ryce' is not an ingredient; do you mean rice\? use one",
    ),
    "too many things": (swap("[rice,", "[milk, rice,"), r"units\[0\] \(line 8\): contents needs 4 entries .* got 5"),
    "hinge of a drawer": (
        swap("z: 0.10, width", "hinge: left, width"),
        r"units\[1\] \(line 9\): a drawer has no hinge; leave it out",
    ),
    "two of one name": (swap("name: drawer 2", "name: drawer 1"), r"two units are named 'drawer 1'"),
    "both burners broken": (
        swap("stove: {", "stove: {broken: [true, true], "),
        r"stove \(line 17\): all burners are broken; at least one burner must work",
    ),
    "out of range": (
        swap("width: 5.0", "width: 500"),
        r"room\.width \(line 6\): 500 is out of range; it must be at most 20",
    ),
    "not a number at all": (swap("x: 0.80", "x: .nan"), r"units\[0\]\.x \(line 8\): nan is not a number"),
    "overlapping units": (
        swap("z: 0.10, width", "z: 0.30, width"),
        r"units\[1\] \(line 9\) 'drawer 1': overlaps units\[2\] 'drawer 2' by .*; move them apart",
    ),
    "unreachable handle": (
        swap("x: 3.65, y: 2.825,", "x: 3.65, y: 2.825, z: 1.7,"),
        r"units\[7\] \(line 15\) 'shelf 1': a shelf board at 2.06 m is out of the arm's reach",
    ),
    "key twice": (
        swap("kind: pantry", "kind: pantry, kind: fridge"),
        r"units\[0\]\.kind \(line 8\): the key stands there twice; keep one",
    ),
    "not YAML": (swap("room: {", "room: {{"), r"\(line \d+\): is not YAML: .*; see a file in assets/layouts"),
    "python objects": (
        GOOD + "x: !!python/object/apply:os.system [ls]\n",
        r"uses a YAML tag",
    ),
    "aliases": ("a: &a [1]\nb: *a\n", r"uses a YAML alias"),
    "an empty file": ("", r"holds no kitchen"),
    "a list": ("- 1\n", r"holds no kitchen"),
    "bytes": (b"\xff\xfe\x00kitchen", r"is no text in UTF-8"),
    "a huge file": ("#" * (MAX_BYTES + 1), r"is larger than 200,000 bytes"),
    "deeply nested": ("a: " + "[" * 5000, r"\(line 1\): .*nest"),
}


@pytest.mark.slow
@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_told_with_place_and_mend(mistake):
    text, said = MISTAKES[mistake]
    with pytest.raises(KitchenError) as caught:
        _load(text)
    message = str(caught.value)
    assert re.search(rf"my\.yaml: .*{said}", message), message
    assert "\n" not in message and len(message) < 600


def test_all_mistakes_are_listed():
    with pytest.raises(KitchenError, match=r"\(and 1 more\)$") as caught:
        _load(swap("kind: pantry", "kind: cupboard").replace("x: 1.90", "x: there"))
    assert len(caught.value.lines) == 2 and "stove.x (line 17): 'there'" in caught.value.lines[1]


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(KitchenError, match=r"nowhere\.yaml: there is no such file"):
        load_kitchen(tmp_path / "nowhere.yaml")
    with pytest.raises(KitchenError, match="is a folder"):
        load_kitchen(tmp_path)


def test_saving_is_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "k.yaml"
    save_kitchen(generate(0), path)
    before = path.read_text()

    def fail(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(ValueError, match=r"k\.yaml: cannot be written: the disk is full"):
        save_kitchen(generate(1), path)
    assert path.read_text() == before
    assert [p.name for p in tmp_path.iterdir()] == ["k.yaml"]


def test_text_is_readable():
    text = dump_kitchen(generate(3))
    assert max(map(len, text.splitlines())) <= 180
    assert len(text.splitlines()) < 70
