"""The report's section on kills, malformed inputs and memory."""

from __future__ import annotations

import json

from report_sections.nothing_lost import nothing_lost


def test_what_was_not_measured_is_named(tmp_path):
    text = "\n".join(nothing_lost(tmp_path))
    for name in ("kills", "fuzz", "memory"):
        assert f"Not measured yet: `python benchmarks/{name}.py`." in text


def test_faults_are_told(tmp_path):
    row = {"command": "train", "SIGKILL": 3, "SIGTERM": 4, "after the end": 0, "ended after kills": 2, "damaged": ["a"]}
    row |= {key: [] for key in ("left over", "different", "survivors", "failed")}
    fuzz = {"reader": "layout", "inputs": 9, "refused": 7, "taken": 1, "faults": {"hang": 1}}
    half = {"growth_percent": 0.4, "megabytes_largest": 170.0}
    resets, dropped = half | {"resets": 5000, "kitchens_built": 500, "skills": 250}, half | {"dropped": 60}
    told = {
        "kills": {"rows": [row]}, "fuzz": {"inputs": 9, "seconds": 2.0, "rows": [fuzz]},
        "memory": {"over_resets": resets, "over_dropped": dropped},
    }  # fmt: skip
    for name, data in told.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(data | {"machine": "A machine"}))
    text = "\n".join(nothing_lost(tmp_path))
    assert "7 kills" in text and "| train | 3 | 4 | 0 | 2 | 1 | 0 | 0 | 0 | 0 |" in text
    assert "1 hang" in text and "5,000 resets, 500 kitchens built, 250 skills" in text and "60 environments" in text
