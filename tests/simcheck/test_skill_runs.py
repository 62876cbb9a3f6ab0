"""Figures of skill runs against numbers that were worked out by hand, and the page that shows them."""

from __future__ import annotations

import json

import pytest
from report_sections.skills import FILES, skills
from simulator_checks.skill_runs import SkillRun, figures, summary


def run(
    seed: int,
    skill: str,
    kind: str = "",
    success: bool = True,
    force: float = 0.0,
    seconds: float = 6.0,
    cpu: float = 0.5,
) -> SkillRun:
    """A run with round numbers."""
    return SkillRun(
        seed, ("one_wall", "galley")[seed % 2], "physical", skill, 0, kind, "", 1.0, seconds, success,
        "" if success else "missed_vessel", int(not success), force, int(force > 20), 0,
        "wrist on room" if force else "", cpu, "" if success else "it lies beside",
    )  # fmt: skip


RUNS = [
    run(2, "LOOK", "drawer"),
    run(2, "LOOK", "fridge", seconds=10.0, cpu=0.5),
    run(3, "LOOK", "drawer", seconds=4.0, cpu=1.0),
    run(3, "PUT_BOWL", success=False, force=25.0),
]


def test_figures_are_those_worked_out_by_hand():
    out = figures(RUNS)
    assert (out["attempts"], out["kitchens"], out["successes"], out["retried"]) == (4, 2, 3, 1)
    assert out["rate"] == 0.75 and out["interval"] == pytest.approx([0.3006, 0.9544], abs=1e-4)  # Wilson, 3 of 4
    assert out["seconds"] == 6.5 and out["real_time"] == 10.4  # 26 s in 2.5 s
    assert out["quick"] == 3  # the third took 4 s in 1 s
    assert (out["over_20_newton"], out["over_20_newton_share"], out["greatest_force"]) == (1, 0.25, 25.0)
    assert out["failures"] == {"missed_vessel": 1}


def test_summary_splits_by_skill_kind_and_family_and_keeps_what_went_wrong():
    out = summary(RUNS)
    assert list(out["skills"]) == ["LOOK", "PUT_BOWL"] and out["skills"]["LOOK"]["attempts"] == 3
    assert [(entry["kind"], entry["attempts"]) for entry in out["kinds"]] == [("drawer", 2), ("fridge", 1)]
    assert {name: entry["attempts"] for name, entry in out["families"].items()} == {"galley": 2, "one_wall": 2}
    assert [entry["seed"] for entry in out["failed"]] == [entry["seed"] for entry in out["hard"]] == [3]
    assert out["grasp"] == "physical" and out["seeds"] == [2, 3]


def test_page_shows_what_was_measured_and_names_what_is_missing(tmp_path):
    (tmp_path / FILES["physical"]).write_text(json.dumps({"command": "python x.py", "machine": "a"} | summary(RUNS)))
    page = "\n".join(skills(tmp_path))
    assert "Not measured yet: `python benchmarks/skills.py --grasp assisted" in page
    assert "| put_bowl | 1 | 1 | 0.0 % [0.0, 79.3] |" in page and "missed_vessel 1" in page
    assert "1 (25.00 %)" in page
