"""Kitchens with more units than Kitchen-v0 has: the user asks for room, and gets it everywhere, policies included."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kitchen_dream.core.units import VARIABLE, most_units, use_units

ROOT = Path(__file__).parents[2]
VILLA = "examples/kitchens/villa.yaml"


def run(*words: str, units: str | None = None) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if name != VARIABLE}
    variables |= {} if units is None else {VARIABLE: units}
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=120)


def test_a_large_kitchen_names_the_option_that_gives_it_room() -> None:
    without = run("run.py", "kitchen", "check", "--quick", VILLA)
    assert without.returncode == 1 and "add --units 24 to the command" in without.stdout
    with_room = run("run.py", "kitchen", "check", "--quick", VILLA, "--units", "24")
    assert with_room.returncode == 0 and "one can cook in it (24 units)" in with_room.stdout


@pytest.mark.parametrize("value", ["9", "61", "many", ""])
def test_a_number_of_units_that_makes_no_sense_is_one_line(value: str, monkeypatch) -> None:
    monkeypatch.setenv(VARIABLE, value)
    with pytest.raises(ValueError, match="must be 14 to 60"):
        most_units()
    answer = run("run.py", "kitchen", "check", VILLA, f"--units={value}")
    assert answer.returncode == 2 and len(answer.stderr.splitlines()) == 1 and "--units" in answer.stderr


def test_room_cannot_be_made_once_kitchens_are_loaded(monkeypatch) -> None:
    import kitchen_dream.kitchens.spec  # noqa: F401

    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(ValueError, match="are loaded with 14 already"):
        use_units("24")
    assert VARIABLE not in os.environ


PLAY = """
import kitchen_dream as kd
import numpy as np
from kitchen_dream.problems.registry import problem_family
from kitchen_dream.trial.protocol import run_trials
from kitchen_dream.trial.settings import trials_of

loaded, rng = kd.load_policy("kitchen"), np.random.default_rng(0)
for layout in {layouts}:
    family = problem_family("kitchen", layout=layout, test=4)
    problem, names = family.batch("test", 4), np.array(family.spec.actions)
    result = run_trials(problem, loaded.begin_trial(rng), trials_of(problem, family.trials("test")), rng)
    print(names[result.exploration.actions].T.tolist(), result.returns.round(4).tolist())
"""


@pytest.mark.slow
def test_a_shipped_policy_plays_alike_with_room_for_more_and_in_a_large_kitchen() -> None:
    small = "examples/kitchens/island.yaml"
    usual = run("-c", PLAY.format(layouts=[small]))
    roomy = run("-c", PLAY.format(layouts=[small, VILLA]), units="24")
    assert usual.returncode == roomy.returncode == 0, usual.stderr + roomy.stderr
    first, villa = roomy.stdout.splitlines()
    assert usual.stdout.splitlines() == [first]
    assert "look_" in villa
