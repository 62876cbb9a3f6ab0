"""Mistakes that people made in their first kitchen: the line they get names what they wrote, and what to write."""

from __future__ import annotations

import time

import pytest

from kitchen_dream.kitchens.files.kitchen_files import KitchenError, load_kitchen

GOOD = """name: mine
room: [5.6, 4.8]
pieces:
- along: north
  row: [pantry, drawers + wall_cabinet, stove, sink + shelf, fridge]
- {kind: base_cabinet, name: island, facing: stove, gap: 2.0, width: 0.8}
- {kind: kettle, upon: drawers}
bowl: island
"""


def told(tmp_path, *changed: str) -> str:
    """All that is said of GOOD with the first text of each pair replaced by the second."""
    text = GOOD
    for old, new in zip(changed[::2], changed[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KitchenError) as error:
        load_kitchen(path)
    assert all(line.startswith(f"{path}: ") for line in error.value.lines)
    return " | ".join(line.removeprefix(f"{path}: ") for line in error.value.lines)


def test_the_file_is_good_but_for_the_mistakes(tmp_path):
    (tmp_path / "mine.yaml").write_text(GOOD)
    assert load_kitchen(tmp_path / "mine.yaml").name == "mine"


def test_misspelt_pieces_do_not_blame_the_room(tmp_path):
    said = told(tmp_path, "pieces:", "peices:")
    assert said.startswith("peices (line 3): unknown key; ") and "pieces or units" in said and "room" not in said


def test_a_file_without_furniture_says_so(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text("room: [3, 3]\n")
    with pytest.raises(KitchenError, match="it has neither pieces nor units"):
        load_kitchen(path)


def test_a_misspelt_key_is_told_the_nearest(tmp_path):
    assert "pieces[0].rwo (line 5): unknown key; do you mean row? known here: " in told(tmp_path, "  row:", "  rwo:")


def test_a_decimal_comma_is_named(tmp_path):
    said = told(tmp_path, "gap: 2.0", "gap: 2,5")
    assert "pieces[1] (line 6): 5 is no key; write a number with a point, as in 2.5" in said


def test_a_piece_outside_the_room_is_told_in_words_of_the_file(tmp_path):
    """`gap: 6` was answered with `y`, which the file has not."""
    said = told(tmp_path, "gap: 2.0", "gap: 6")
    assert "pieces[1] (line 6): it would stand outside of the room" in said and ".y" not in said


def test_two_lengths_that_look_alike_are_told_apart(tmp_path):
    row = "[{kind: drawer, width: 0.6}, {kind: drawer, width: 0.6}, {kind: drawer, width: 1.2}, stove, {kind: drawer, "
    said = told(tmp_path, "[pantry, drawers + wall_cabinet, stove, sink + shelf, fridge]", row + "width: 2.603}]")
    assert "the row is 5.6030 m long, the north wall 5.6000 m" in said


@pytest.mark.parametrize("kind", ["stove", "drawers", "fridge"])
def test_a_piece_named_like_another_is_to_be_renamed(tmp_path, kind):
    said = told(tmp_path, "name: island", f"name: {kind}", "bowl: island", f"bowl: {kind}")
    assert f"there are 2 pieces called '{kind}'; give one of them another name" in said


@pytest.mark.parametrize(("name", "kitchen"), [("岛", "厨房"), ("îlot", '"cuisine 🍳"')])
def test_names_in_any_script_are_taken(tmp_path, name, kitchen):
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD.replace("island", name).replace("name: mine", f"name: {kitchen}"), encoding="utf-8")
    assert load_kitchen(path).units[-1].name == name


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("gap: 2.0", "gap: yes", "pieces[1].gap (line 6)"),
        ("width: 0.8", "width: on", "pieces[1].width (line 6)"),
        ("- along: north", "- along: north\n  shift: no", "pieces[0].shift (line 5)"),
        ("bowl: island", "bowl: island\nfill: {seed: yes}", "fill.seed (line 9)"),
        ("bowl: island", "bowl: island\nfill: {present: on}", "fill.present (line 9)"),
        ("bowl: island", "bowl: island\nstyle: {colours: yes}", "style.colours (line 9)"),
    ],
)
def test_truth_values_are_no_numbers_and_no_words(tmp_path, old, new, place):
    said = told(tmp_path, old, new)
    assert place in said and "fits nothing here; write a number, or a word in quotes" in said


@pytest.mark.slow
def test_more_pieces_than_a_room_holds_are_refused_at_once(tmp_path):
    """The time grew with the square of their number: 20 s for 1,600."""
    many = "pieces:\n" + "- {kind: picture, along: west, at: 3.0}\n" * 1600
    began = time.process_time()
    assert "pieces (line 3): it has 1603 entries; it must have at most 300" in told(tmp_path, "pieces:\n", many)
    assert time.process_time() - began < 10
