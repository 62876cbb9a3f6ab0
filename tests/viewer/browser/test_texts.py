"""What a page says, without a page."""

from kitchen_dream.media.captions import Caption, SeenUnit
from kitchen_dream.media.recipe_lines import RecipeLine
from kitchen_dream.media.style import Banner
from kitchen_dream.viewer.browser import texts
from kitchen_dream.viewer.controls import Controls
from kitchen_dream.viewer.front_end import Moment
from kitchen_dream.viewer.options import Option

CAPTION = Caption(
    exploring=False,
    title="Executing: cook tomato soup",
    elapsed=50.0,
    limit=48.0,
    skill="take tomato",
    seen=(SeenUnit("drawer <b>1</b>", ("rice", "tomato"), True), SeenUnit("fridge", (), False)),
    unseen=3,
    needs=(RecipeLine("tomato", "in hand"), RecipeLine("burner on", "done")),
    facts=("burner 1 broken",),
    failure="take failed: slipped",
    wanted=("tomato",),
)


def test_the_bar_shows_phase_clock_failure_pause_question_and_outcome():
    controls = Controls(paused=True)
    said = texts.bar(Moment(CAPTION, controls))
    for words in ("cook tomato soup", "take tomato", "48 s of 48 s, 0 s left", "slipped", "PAUSED", "width:100.0%"):
        assert words in said
    assert "What next?" in texts.bar(Moment(CAPTION, controls, question="What next?"))
    done = texts.bar(Moment(CAPTION, Controls(), banner=Banner("Ready", "at last")))
    assert "Ready" in done and "at last" in done and "PAUSED" not in done and "slipped" not in done


def test_the_notes_show_recipe_and_what_was_seen_and_names_are_no_markup():
    said = texts.notes(Moment(CAPTION, Controls(message="paused")))
    for words in ("in hand", "burner on", "3 places not looked into", "rice", "empty", "burner 1 broken", "paused"):
        assert words in said
    assert "drawer &lt;b&gt;1" in said and "<b>1" not in said


def test_who_plays_has_options_in_the_place_of_what_was_seen():
    said = texts.notes(Moment(CAPTION, Controls(), (Option(0, "a", "drawer 1", 3.0, True),), playing=True))
    assert "Recipe" in said and "not looked into" not in said


def test_mistakes_are_listed_and_none_is_said_too():
    assert "<li>a &amp; b</li>" in texts.mistakes(("a & b", "c"))
    assert "can cook" in texts.mistakes(())
