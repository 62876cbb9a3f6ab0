"""Tables fit every terminal without a cut word; scores have one legend, and are put in words."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from kitchen_dream.evaluation.benchmark.page import HEAD
from kitchen_dream.evaluation.scores.tables import print_table
from kitchen_dream.evaluation.scores.words import LEGEND, all_in_words, in_words, legend, name_of, print_scores
from kitchen_dream.problems.base import References

ROWS = [
    {"exploration": name, "normalized_score": "0.606 [0.527, 0.684]", "return_mean": "1.0 [-0.5, 2.5]", "success": 0.5}
    for name in ("none", "best fixed order", "adaptive")
]


def printed(width: int, show, *arguments) -> list[str]:
    """What is printed on a terminal of a width."""
    file = io.StringIO()
    show(Console(file=file, width=width), *arguments)
    return file.getvalue().splitlines()


@pytest.mark.parametrize("width", [12, 20, 40, 60, 80, 200])
def test_a_table_fits_and_no_word_of_it_is_cut(width):
    lines = printed(width, print_table, "what came out of it", ROWS)
    assert max(len(line.rstrip()) for line in lines) <= width
    text = " ".join(" ".join(lines).split())
    assert "…" not in text and all(word in text.replace(' ', '') for word in ("exploration", "return_mean", "success"))
    assert text.count("[0.527,") == 3 and (width < 20 or "0.684]" in text)


def test_an_interval_stands_beside_its_value_or_below_it_and_is_never_broken():
    for width in (45, 60, 80, 200):
        assert sum("[0.527, 0.684]" in line for line in printed(width, print_table, "", ROWS)) == 3


def test_with_little_room_each_row_is_a_list():
    lines = printed(30, print_table, "scores", ROWS)
    assert "exploration: best fixed order" in lines and "  success: 0.500" in lines


def test_a_score_is_told_with_its_scale_and_keys_have_names():
    lines = printed(80, print_scores, "scores", ROWS, [in_words("DREAM", 0.943, References(1.0, 0.0))])
    text = " ".join(" ".join(lines).split())
    assert "normalized_score" not in text and "return_mean" not in text
    for term in ("score", "return", "success", "oracle", "blind", "adaptive", "[low, high]"):
        assert f"{term}: {LEGEND[term]}" in text
    assert text.endswith("DREAM gets 94 % of the way from blind to the oracle.")


def test_what_a_table_does_not_have_is_not_explained():
    assert legend([{"grid": "map", "steps": 3}]) == []
    assert [line.partition(":")[0] for line in legend([{"what": "PEARL-UB", "steps": 3}])] == ["PEARL-UB"]


def test_a_negative_score_is_worse_than_blind_and_says_so():
    """Shown as -2.908 it was not explained."""
    told = in_words("RL2", -2.908, References(oracle=1.0, blind=0.5))
    assert "does worse than blind" in told and "2.9 times" in told and "-" not in told
    assert "RL2 does worse than blind" in all_in_words({"DREAM": 1.0, "RL2": -2.9})
    assert "below 0 is worse than blind" in LEGEND["score"]


def test_where_blind_is_as_good_as_the_oracle_the_scale_begins_at_random_actions():
    assert "from random actions to the oracle" in in_words("DREAM", 0.5, References(1.0, 0.99, random=-1.0))
    assert "random actions stand in its place" in LEGEND["blind"]


def test_nearly_all_is_not_all():
    assert "99.8 %" in in_words("DREAM", 0.998, References(1.0, 0.0))
    assert "100 %" in in_words("DREAM", 1.0, References(1.0, 0.0))
    assert "the score is the return itself" in in_words("DREAM", 0.5, None)


def test_the_page_of_a_benchmark_has_the_same_legend():
    assert f"- score: {LEGEND['score']}" in HEAD and f"- blind: {LEGEND['blind']}" in HEAD


def test_keys_without_a_name_lose_their_underscores():
    assert name_of("sign_in_view") == "sign in view" and name_of("return_mean") == "return"
