"""The kitchens of the soundness benchmark: enough of them are written, and each passes the checks."""

from __future__ import annotations

from pathlib import Path

import pytest
from simulator_checks.kept import Kept
from soundness import FLOOR_PLANS, WRITTEN, figures, name_of

from kitchen_dream.simcheck.kitchen_proof import prove_file

VILLA = "kitchens/villa"
"""It has more units than tests have room for; tests/core/test_units.py proves it."""


def test_thirty_kitchens_are_written_and_half_of_them_after_floor_plans() -> None:
    assert len(WRITTEN) == len(set(WRITTEN)) >= 30 and len(FLOOR_PLANS) >= 15
    assert all(path.read_text().startswith("# ") for path in FLOOR_PLANS), "each says what it is after"


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_each_passes_the_checks(path: Path) -> None:
    if name_of(path) != VILLA:
        assert "one can cook in it" in prove_file(path, rehearsal=False)


TRIAL = {"seed": 1, "recipe": "r", "success": False, "seconds": 1.0, "deadline": 2.0, "skills": 3, "rules": "v1"}
TRIAL |= {"failures": ["take: no_path"], "why": "not done"}


def test_trials_in_refused_kitchens_do_not_count(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept.jsonl")
    refused, good = name_of(WRITTEN[0]), name_of(WRITTEN[1])
    for row in (
        {"rehearsed": refused, "units": 2, "pairs": 4, "seconds": 4.0, "refused": ["no stance"]},
        {"trial": 0, "where": refused} | TRIAL, {"trial": 1, "where": "galley"} | TRIAL | {"success": True},
        {"trial": 2, "where": good} | TRIAL, {"trial": 9, "where": good} | TRIAL,
    ):  # fmt: skip
        kept.add(row)
    told = figures(kept.rows, 4)
    counts = {row["kitchens"]: (row["trials"], row["cooked"]) for row in told["rows"]}
    assert counts["v1, written"] == (1, 0) and counts["v1, random"] == (1, 1) and counts["all"] == (2, 1)
    assert counts["v0, written"] == counts["v0, random"] == (0, 0)
    assert told["rehearsals"]["kitchens_refused"] == 1 and [row["where"] for row in told["not_cooked"]] == [good]
    assert told["trials"] == 3 and told["of"] == 4


def test_what_failed_and_was_tried_again_is_told(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept.jsonl")
    for success in (False, True):
        kept.add({"trial": 1, "where": "galley"} | TRIAL | {"success": success})
    told = figures(kept.rows, 4)
    assert told["trials"] == 1 and told["rows"][-1]["cooked"] == 1 and not told["not_cooked"]
    assert [(row["trial"], row["why"]) for row in told["mended"]] == [(1, "take: no_path")]


def test_a_later_call_goes_on_after_a_line_that_was_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "kept.jsonl"
    Kept(path).add({"trial": 0})
    path.write_text(path.read_text() + '{"trial": 1, "whe')
    kept = Kept(path)
    assert [row["trial"] for row in kept.rows] == [0]
    kept.add({"trial": 1})
    assert [row["trial"] for row in Kept(path).rows] == [0, 1] and all(row["commit"] for row in Kept(path).rows)
