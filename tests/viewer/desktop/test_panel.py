"""Bar and panel as pictures; no window."""

import numpy as np
import pytest

from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.media.captions import Caption, SeenUnit
from kitchen_dream.media.recipe_lines import RecipeLine
from kitchen_dream.media.style import Banner
from kitchen_dream.rules.skills import SKILLS
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.viewer.controls import Controls
from kitchen_dream.viewer.desktop import hud, panel
from kitchen_dream.viewer.desktop.hud import draw_hud
from kitchen_dream.viewer.desktop.panel import BUTTONS_TOP, draw_panel
from kitchen_dream.viewer.options import options

CAPTION = Caption(
    exploring=False,
    title="Executing: cook tomato soup",
    elapsed=50.0,
    limit=48.0,
    skill="take tomato",
    seen=tuple(SeenUnit(f"drawer {i}", ("rice", "tomato") * (i % 2), i == 3) for i in range(14)),
    needs=(RecipeLine("tomato", "in hand"), RecipeLine("onion", "missing"), RecipeLine("burner on", "done")),
    facts=("burner 1 broken", "note: vegetables in a cupboard with a long name"),
    wanted=("tomato",),
)
NOTHING_THERE = np.full(4, NOTHING)
KITCHEN = generate(3)


def test_hud_and_panel_have_the_sizes_of_their_quads():
    assert draw_hud(CAPTION).shape == (hud.HEIGHT, hud.WIDTH, 3)
    assert draw_panel(CAPTION, Controls()).image.shape == (panel.HEIGHT, panel.WIDTH, 3)


def test_the_bar_shows_phase_pause_question_and_outcome():
    plain = draw_hud(CAPTION)
    others = [
        draw_hud(CAPTION, paused=True),
        draw_hud(CAPTION, question="What next?"),
        draw_hud(CAPTION, Banner("Ready", "at last")),
    ]
    others.append(draw_hud(Caption(True, "Exploring, no reward", 3.0, 34.0, "look into drawer 1")))
    assert all((plain != other).any() for other in others)


def test_everything_in_the_panel_stays_above_the_buttons():
    busy = draw_panel(CAPTION, Controls()).image
    quiet = draw_panel(Caption(False, "", 0.0, 1.0, ""), Controls()).image
    assert (busy[BUTTONS_TOP:] == quiet[BUTTONS_TOP:]).all() and (busy[:BUTTONS_TOP] != quiet[:BUTTONS_TOP]).any()
    assert (busy[-3:] == busy[-1, 0]).all()  # and nothing is cut off at the bottom


def test_every_button_is_found_where_it_is_drawn():
    controls = Controls()
    drawn = draw_panel(CAPTION, controls)
    assert set(drawn.hit_boxes) == {"space", ".", ",", "v", "t", "n", "q", "speed"}
    for name, (left, top, right, bottom) in drawn.hit_boxes.items():
        assert 0 <= left < right <= panel.WIDTH and BUTTONS_TOP <= top < bottom <= panel.HEIGHT
        assert drawn.at((left + right) / 2, (top + bottom) / 2).startswith(name)
    assert drawn.at(1, 1) == ""
    left, top, right, _ = drawn.hit_boxes["speed"]
    controls.click(drawn.at(right - 1, top + 1))
    assert controls.speed == 16.0
    controls.click(drawn.at(left, top + 1))
    assert controls.speed == 0.25


def test_rows_of_the_menu_are_clicked_and_it_scrolls():
    controls = Controls(dishes=tuple(f"dish {i:02}" for i in range(60)))
    controls.press("t")
    controls.press("up")  # to the last one
    drawn = draw_panel(CAPTION, controls)
    rows = [name for name in drawn.hit_boxes if name.startswith("row:")]
    assert rows[-1] == "row:59" and len(rows) < 30
    left, top, _, _ = drawn.hit_boxes["row:59"]
    assert controls.click(drawn.at(left + 5, top + 5)) == "next dish: dish 59"


@pytest.mark.parametrize("units", [14, 6])
def test_options_are_clicked_by_their_rows(units):
    kitchen = KITCHEN.model_copy(update={"units": (KITCHEN.units * 3)[:units]})
    seen = tuple(SeenUnit(unit.name, ("tomato", "rice", "milk", "butter"), False) for unit in kitchen.units)
    caption = Caption(False, "Cook", 0.0, 34.0, "", seen=seen, needs=CAPTION.needs, facts=CAPTION.facts)
    found = options(np.ones(SKILLS.count, bool), np.ones(SKILLS.count), kitchen, caption, NOTHING_THERE, 0)
    drawn = draw_panel(caption, Controls(), found, playing=True)
    rows = {name for name in drawn.hit_boxes if name.startswith("key:")}
    assert rows == {f"key:{o.key}" for o in found}
    assert all(bottom <= BUTTONS_TOP + 2 for name, (_, _, _, bottom) in drawn.hit_boxes.items() if name in rows)
