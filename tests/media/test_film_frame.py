"""What is drawn onto a film's pictures: it changes with what it tells, and stays within its place."""

from dataclasses import replace

import numpy as np
import pytest

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.media.captions import Caption, SeenUnit, describe_skill, skill_station
from kitchen_dream.media.film_frame import FilmFrame
from kitchen_dream.media.recipe_lines import RecipeLine
from kitchen_dream.media.style import AMBER, BLUE, GREEN, Banner
from kitchen_dream.rules.skills import BOWL, POT, PRESS0, STOP, TAKE0
from kitchen_dream.rules.state import BOWL_STATION, STOVE_STATION

CAPTION = Caption(
    exploring=False,
    title="Executing: cook tomato soup",
    elapsed=12.0,
    limit=48.0,
    skill="look into base cabinet 2",
    seen=(
        SeenUnit("fridge", ("milk", "egg"), False),
        SeenUnit("base cabinet 2", ("tomato", "mushroom", "broccoli", "eggplant"), True),
    ),
    unseen=7,
    facts=("burner 1 broken", "note: roots in a drawer with a name that is much too long for the panel"),
    needs=(RecipeLine("tomato", "in hand"), RecipeLine("onion", "missing"), RecipeLine("burner on", "done")),
    wanted=("tomato", "onion"),
)


def draw(caption: Caption, size: tuple[int, int] = (480, 300), **more) -> tuple[np.ndarray, FilmFrame]:
    """A picture over a plain blue scene."""
    overlay = FilmFrame(*size)
    scene = np.full((overlay.scene[1], overlay.scene[0], 3), (10, 20, 250), np.uint8)
    return overlay.draw(scene, caption, **more), overlay


def near(picture: np.ndarray, colour: tuple[int, int, int]) -> int:
    """Pixels of about a colour."""
    return int((np.abs(picture.astype(int) - colour).max(2) < 12).sum())


@pytest.mark.parametrize("size", [(960, 540), (480, 300), (320, 180)])
def test_the_scene_stays_visible_and_untouched(size):
    picture, overlay = draw(CAPTION, size)
    assert picture.shape == (size[1], size[0], 3) and picture.dtype == np.uint8
    scene = picture[-overlay.scene[1] :, : overlay.scene[0]]
    assert (scene[: overlay.scene[1] * 2 // 3] == (10, 20, 250)).all()
    assert (scene != (10, 20, 250)).any()  # the skill, at the bottom


def test_the_clock_runs_and_phases_differ():
    early, overlay = draw(replace(CAPTION, elapsed=6.0))
    late, _ = draw(replace(CAPTION, elapsed=36.0))
    bar = slice(300 - overlay.scene[1] - 3, 300 - overlay.scene[1])
    assert near(late[bar], AMBER) > 4 * near(early[bar], AMBER) > 0
    exploring, _ = draw(replace(CAPTION, exploring=True, needs=(), wanted=()))
    assert near(exploring[bar], BLUE) > 0 and near(exploring[bar], AMBER) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"skill": "take tomato"}, {"title": "Executing: cook bean soup"}, {"failure": "take failed: item slipped"},
        {"unseen": 3},
        {"facts": ()}, {"seen": CAPTION.seen[:1]}, {"wanted": ("milk",)}, {"needs": (RecipeLine("tomato", "done"),)},
    ],
)  # fmt: skip
def test_everything_told_is_drawn(change):
    assert (draw(CAPTION, (960, 540))[0] != draw(replace(CAPTION, **change), (960, 540))[0]).any()


def test_head_camera_and_banner_are_drawn():
    plain, overlay = draw(CAPTION)
    head = np.full((overlay.head[1], overlay.head[0], 3), (250, 10, 220), np.uint8)
    shown, _ = draw(CAPTION, head=head)
    assert near(shown, (250, 10, 220)) > 0.7 * head[..., 0].size
    banner, _ = draw(CAPTION, banner=Banner("Tomato soup is ready", "31 s", GREEN))
    assert near(banner, GREEN) > near(plain, GREEN) + 200


def test_a_full_panel_keeps_what_the_dish_needs():
    many = tuple(SeenUnit(f"drawer {i}", ("rice", "pasta", "beans", "corn"), False) for i in range(13))
    crowded, overlay = draw(replace(CAPTION, seen=(*many, CAPTION.seen[1])), (960, 540))
    panel = crowded[:, overlay.scene[0] :]
    assert near(panel[overlay.scene[1] // 3 :], AMBER) > 60  # tomato and the cabinet that is looked into


def test_too_small_a_film_is_refused():
    with pytest.raises(ValueError, match="at least 320 x 180"):
        FilmFrame(200, 100)


def test_skills_in_words():
    kitchen, tomato = generate(0), cookbook().ingredient_id("tomato")
    assert describe_skill(1, kitchen) == f"look into {kitchen.units[1].name}"
    assert describe_skill(TAKE0 + 2, kitchen, np.array([-1, -1, tomato, -1])) == "take tomato"
    assert describe_skill(POT, kitchen, held=tomato) == "put tomato into pot"
    assert describe_skill(BOWL, kitchen, held=tomato) == "put tomato into bowl"
    assert describe_skill(PRESS0, kitchen) == "press burner 1" and describe_skill(STOP, kitchen) == "stop"
    assert [skill_station(a, 5) for a in (3, TAKE0, POT, PRESS0, BOWL, STOP)] == [
        3,
        5,
        STOVE_STATION,
        STOVE_STATION,
        BOWL_STATION,
        5,
    ]
