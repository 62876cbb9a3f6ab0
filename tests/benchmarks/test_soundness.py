"""The kitchens of the soundness benchmark: enough of them are written, and each passes the checks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from soundness import FLOOR_PLANS, WRITTEN, figures, name_of, read_log

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


def test_trials_in_refused_kitchens_do_not_count(tmp_path: Path) -> None:
    trial = {"seed": 1, "recipe": "r", "success": False, "seconds": 1.0, "deadline": 2.0, "skills": 3}
    trial |= {"failures": ["take: no_path"]}
    rows = [
        {"rehearsed": "a", "units": 2, "pairs": 4, "seconds": 4.0, "refused": ["no stance"]},
        {"trial": 0, "where": "a"} | trial, {"trial": 1, "where": "galley"} | trial | {"success": True},
        {"trial": 2, "where": "b"} | trial, {"trial": 9, "where": "b"} | trial,
    ]  # fmt: skip
    log = tmp_path / "log.jsonl"
    log.write_text("\n".join(json.dumps(row) for row in rows) + '\n{"trial": 3, "whe')
    told = figures(read_log(log), 4)
    assert [(row["trials"], row["cooked"]) for row in told["rows"]] == [(1, 0), (1, 1), (2, 1)]
    assert told["rehearsals"]["kitchens_refused"] == 1 and [row["where"] for row in told["not_cooked"]] == ["b"]
