"""Rooms that are an L: what is missing is a wall for furniture, for the base and in the pictures."""

from __future__ import annotations

import numpy as np
import pytest

from kitchen_dream.kitchens.checks.paths import PathMap
from kitchen_dream.kitchens.checks.proof import check
from kitchen_dream.kitchens.files.kitchen_files import KitchenError, load_kitchen, save_kitchen
from kitchen_dream.kitchens.layout.frames import walls_of
from kitchen_dream.kitchens.spec import Room
from kitchen_dream.media.plan import draw_plan

CORNERS = ("northwest", "northeast", "southeast", "southwest")
ELL = """
room: {width: 6.0, depth: 5.0, cut: {corner: northeast, width: 2.4, depth: 1.8}}
pieces:
- {kind: corner, corner: northwest}
- {right_of: corner, row: [stove + hood, dishwasher, drawers]}
- {left_of: corner, row: [sink + window, base_cabinet, pantry]}
- {along: inner_north, row: [fridge, base_cabinet + wall_cabinet], at: 0.6}
- {kind: window, along: inner_east, at: 0.4}
"""


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "mine.yaml"
        path.write_text(text)
        return load_kitchen(path)

    return read


def test_an_l_is_written_checked_saved_and_drawn(read, tmp_path):
    kitchen = read(ELL)
    assert not check(kitchen)
    save_kitchen(kitchen, tmp_path / "metres.yaml")
    assert load_kitchen(tmp_path / "metres.yaml") == kitchen
    fridge = next(unit for unit in kitchen.units if unit.kind == "fridge")
    assert (fridge.facing, fridge.footprint[3]) == ("south", pytest.approx(3.2))
    picture = draw_plan(kitchen, 600, contents=False).astype(int)
    assert (picture[60:90, -90:-60] == 255).all(), "nothing is drawn where no room is"


def test_the_base_goes_round_the_missing_corner(read):
    paths = PathMap(read(ELL))
    line = paths.path((3.2, 4.4), (5.6, 1.9))
    assert len(line) > 2 and not paths.free(np.array([[5.0, 4.0]]))[0]


@pytest.mark.parametrize("corner", CORNERS)
def test_walls_and_outline_agree_at_every_corner(corner):
    """The ends of all walls, on their lines, are the corners of the outline."""
    room = Room.model_validate({"width": 5, "depth": 4, "cut": {"corner": corner, "width": 1.5, "depth": 1.2}})
    ends = set()
    for frame, first, last in walls_of(room).values():
        for s in (first, last):
            box = frame.box(s, 0.0, 0.0, 0.0, 0.0, 0.0)
            ends.add((round(box.x, 3), round(box.y, 3)))
    assert ends == {(round(x, 3), round(y, 3)) for x, y in room.outline}
    x, y = np.array([*room.outline, room.outline[0]]).T
    assert (x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2 == pytest.approx(5 * 4 - 1.5 * 1.2)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("width: 2.4", "width: 5.4", "its width leaves less than 1 m of the room; make it smaller"),
        ("corner: northeast", "corner: north", "'north' is not"),
        ("corner: northwest}", "corner: northeast}", "the northeast corner is cut off; choose another corner"),
        ("along: inner_north", "along: inner_south", "there is no inner south wall; a room with a cut has two inner"),
        ("at: 0.6", "at: 1.6", "of a wall of 2.40 m; let it begin between 0 and 1.10"),
        ("drawers]", "drawers, drawers, drawers]", "overlaps room.cut"),
    ],
)
def test_mistakes_have_one_line_with_place_and_way_out(read, old, new, said):
    with pytest.raises(KitchenError) as caught:
        read(ELL.replace(old, new, 1))
    assert any(said in line and "(line " in line for line in caught.value.lines), caught.value.lines
