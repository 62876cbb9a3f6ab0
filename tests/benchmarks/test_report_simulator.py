"""The report's sections on the simulator: from files as the benchmarks write them, or a word on what is missing."""

from __future__ import annotations

import json
from pathlib import Path

from report_sections.simulator import camera, robustness, seeds

PHYSICS = {
    "trials": 4,
    "cooked": 3,
    "rate": "0.750 [0.3, 0.9]",
    "grasp": "assisted",
    "skills": 30,
    "skills_failed": 2,
    "cpu_seconds_mean": 4.0,
    "not_cooked": [{"seed": 115, "failures": ["put_bowl: missed_vessel"]}],
}


def simulator_sections(results: Path) -> list[str]:
    return [*seeds(results), *camera(results), *robustness(results)]


def test_what_was_not_measured_is_named_with_its_command(tmp_path):
    text = "\n".join(simulator_sections(tmp_path))
    for command in ("seeds.py`", "seeds.py --physics`", "camera.py`", "robustness.py`"):
        assert f"Not measured yet: `python benchmarks/{command}" in text


def test_figures_and_failures_are_told(tmp_path):
    (tmp_path / "seeds-physics.json").write_text(json.dumps(PHYSICS))
    text = " ".join(simulator_sections(tmp_path))
    assert "3 of 4, 0.750 [0.3, 0.9]; 2 of 30 skills failed" in text
    assert "seed 115: put_bowl: missed_vessel" in text


def test_files_of_the_repository_fit(tmp_path):
    """Whatever has been measured can be shown: the page and the benchmarks speak of the same keys."""
    results = Path(__file__).resolve().parents[2] / "docs" / "results"
    text = "\n".join(simulator_sections(results))
    for heading in ("## Random seeds", "## The head camera", "## Robustness of the simulator"):
        assert heading in text
