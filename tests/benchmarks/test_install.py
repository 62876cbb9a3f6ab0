"""The measurements of installing: what the README has a new user type, and what the results page says of it."""

import json
from pathlib import Path

import pytest
from install import outcome, readme_commands
from report_sections.installing import installing, same_physics
from same_physics import VESSELS, episodes

from kitchen_dream.kitchens.layout.generator import generate

README = (Path(__file__).parents[2] / "README.md").read_text()


def test_the_commands_are_the_readme_s_word_for_word():
    install, train, test = readme_commands(README)
    assert f"    {install} && {train}\n" in README and f"    {test}\n" in README
    assert install.startswith("python3 -m venv .venv") and install.endswith('pip install -e ".[test]"')
    assert (train, test) == ("python run.py train", "python -m pytest")


def test_counts_come_from_pytest_s_last_line():
    assert outcome("...\n2 failed, 8 passed, 1 skipped in 3.20s\n") == {"failed": 2, "passed": 8, "skipped": 1}
    with pytest.raises(ValueError, match="Killed"):
        outcome("...\nKilled\n")


def test_every_skill_is_used_on_everything_that_there_is():
    kitchen = generate(3)
    calls = [call for episode in episodes(kitchen) for call in episode]
    used = [call.skill for call in calls]
    food = sum(name is not None for unit in kitchen.units for name in unit.contents)
    assert used.count("look") == len(kitchen.units) and used.count("press") == 2 and used.count("stop") == 1
    assert used.count("take") == sum(used.count(vessel) for vessel in VESSELS) == food


def test_the_page_says_whether_the_hashes_are_equal(tmp_path):
    assert same_physics(tmp_path)[-1] == "Not measured yet: `python benchmarks/same_physics.py`."
    row = {"python": "3.11.7", "pybullet": "pybullet 3.2.7", "physics": "a", "colours": "b", "depths": "c"}
    for other, verdict in (({}, "equal everywhere. "), ({"depths": "d"}, "equal everywhere but for depths. ")):
        rows = [row, row | {"pybullet": "pybullet-arm64 3.2.8"} | other]
        (tmp_path / "same-physics.json").write_text(json.dumps({"machine": "A machine", "rows": rows}))
        assert verdict in "\n".join(same_physics(tmp_path))


def test_failed_tests_are_on_the_page(tmp_path):
    assert "Not measured yet" in installing(tmp_path)[-1]
    row = {"python": "3.12.1", "commit": "abc", "note": "torch from a folder", "passed": 8, "failed": 2}
    row["faults"] = ["FAILED tests/a.py::test_b"]
    told = {"machine": "A machine", "cores": 2, "shorter": "--steps 1", "rows": [row]}
    (tmp_path / "install.json").write_text(json.dumps(told))
    text = "\n".join(installing(tmp_path))
    assert "| 8 | 2 | 0 | 0 |" in text and "Python 3.12.1 (commit abc): torch from a folder." in text
    assert "Python 3.12.1: FAILED tests/a.py::test_b." in text
