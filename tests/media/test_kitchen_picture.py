"""Kitchens are drawn with their mistakes in red."""

import numpy as np
import pytest

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.files.kitchen_files import KitchenError, dump_kitchen
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.media.kitchen_picture import Draft, draw_kitchen, read_draft
from kitchen_dream.media.plan import draw_plan


def red(picture: np.ndarray) -> int:
    """Number of pixels as red as the outline of a mistake."""
    return int((np.abs(picture.astype(int) - (0xD5, 0x17, 0x1E)).max(-1) < 12).sum())


@pytest.mark.slow
def test_what_overlaps_is_red(tmp_path):
    kitchen = generate(1)
    unit = kitchen.units[1]
    moved = kitchen.model_copy(
        update={"units": (kitchen.units[0].model_copy(update={"x": unit.x, "y": unit.y}), *kitchen.units[1:])}
    )
    file = tmp_path / "k.yaml"
    file.write_text(dump_kitchen(moved))
    draft = read_draft(file)
    assert draft.mistakes and {"units[0]", "units[1]"} <= draft.faulty and "bowl" not in draft.faulty
    picture = draw_kitchen(draft, 500)
    assert red(picture) > 100 > red(draw_plan(moved, 500)) and picture.shape == draw_plan(moved, 500).shape


@pytest.fixture(scope="module")
def kitchen():
    return generate(1)


@pytest.fixture(scope="module")
def faultless(kitchen) -> int:
    """Red of a kitchen without mistakes."""
    return red(draw_plan(kitchen, 500))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["stove", "units[2]", "sink", "bowl", "start", "counters[0]", "worktops[0]"])
def test_everything_can_be_red(name, kitchen, faultless):
    assert red(draw_plan(kitchen, 500, faulty=[name])) > faultless + 20


def test_a_good_kitchen_has_no_mistakes():
    draft = read_draft(ASSETS / "layouts" / "island.yaml")
    assert draft == Draft(draft.kitchen, cookbook())


def test_where_there_is_nothing_to_draw_the_error_stays(tmp_path):
    file = tmp_path / "k.yaml"
    file.write_text("room: [4, 3]\npieces: 7\n")
    with pytest.raises(KitchenError):
        read_draft(file)


def test_what_is_right_is_drawn_without_what_has_no_place(tmp_path):
    """A wrong kind, a wrong name, and what stands beside them: the rest is drawn, with what overlaps in red."""
    file = tmp_path / "k.yaml"
    file.write_text(
        "room: [5.6, 4.8]\npieces:\n- {along: north, row: [pantri, drawers, stove, sink + shelf, fridge]}\n"
        "- {kind: base_cabinet, name: island, facing: hob, gap: 2.0}\n- {kind: kettle, upon: island}\n"
        "- {kind: base_cabinet, along: west, at: 1.0}\n- {kind: base_cabinet, along: west, at: 1.3}\nbowl: island\n"
    )
    draft = read_draft(file)
    assert [unit.name for unit in draft.kitchen.units] == [
        "drawer 1", "drawer 2", "sink cabinet", "shelf 1", "fridge", "base cabinet 1", "base cabinet 2"
    ]
    assert "'pantri' is not a kind of piece" in draft.mistakes[0] and {"units[5]", "units[6]"} <= draft.faulty


def test_a_plan_of_kitchen_v1_tells_which_tools_stand_out():
    """And pot and bowl are drawn only where they are."""
    out = generate(3, variant="v1")
    bare = tuple(unit.model_copy(update={"contents": (None,) * 4}) for unit in out.units)
    book, kitchen = cookbook("v1"), out.model_copy(update={"units": bare})
    assert (draw_plan(kitchen, 500) != draw_plan(kitchen, 500, book=book)).any()
    put_away = bare[0].model_copy(update={"contents": ("bowl", None, None, None)})
    away = kitchen.model_copy(update={"units": (put_away, *bare[1:])})
    pictures = [draw_plan(each, 500, contents=False, book=book) for each in (kitchen, away)]
    assert (pictures[0] != pictures[1]).any()
