"""A method from outside the package: the page's code learns, is kept and scored on a grid and on kitchens.

Classes that lack something are refused in one line.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest

import kitchen_dream as kd
from kitchen_dream.agents.registry import find_method
from kitchen_dream.problems.grids.rules import GridProblem

PAGE = Path(__file__).parents[2] / "docs" / "extend" / "algorithm.md"
TOURIST = "my_method:Tourist"
SMALL = ("num_envs=8", "warmup_rounds=1", "updates_per_round=2", "replay_size=2000", "batch_size=16", "forget=0.3")
KITCHENS = {"kitchens": 8, "validation": 4, "test": 4}


@pytest.fixture(autouse=True)
def my_method(tmp_path, monkeypatch):
    """The page's code as a file of the current folder."""
    code = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.S)[0]
    (tmp_path / "my_method.py").write_text(code)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield code
    sys.modules.pop("my_method", None)


def test_the_page_is_short(my_method):
    assert len(my_method.splitlines()) <= 80


@pytest.mark.slow
@pytest.mark.parametrize(("problem", "options"), [("map", {}), ("kitchen", KITCHENS)])
def test_it_learns_is_kept_and_scored(problem, options, tmp_path):
    result = kd.train(problem, TOURIST, steps=1500, out=tmp_path / "run", options=options, changes=SMALL)
    assert result.progress.updates > 0 and set(result.scores) == {"train", "validation", "test"}
    loaded = kd.load_policy(tmp_path / "run")
    assert loaded.agent.title == "Tourist" and loaded.agent.settings.forget == 0.3
    again = kd.evaluate(loaded)
    assert again["return_mean"] == pytest.approx(result.scores["test"]["return_mean"], abs=1e-3)


@pytest.mark.slow
def test_it_goes_on_as_if_it_had_not_stopped_and_acts_without_ids(tmp_path, monkeypatch):
    kd.train("map", TOURIST, steps=1000, out=tmp_path / "cut", eval_every=500, changes=SMALL)
    cut = kd.train(steps=2000, out=tmp_path / "cut", eval_every=500, resume=True)
    whole = kd.train("map", TOURIST, steps=2000, out=tmp_path / "whole", eval_every=500, changes=SMALL)
    state = whole.agent.policy_state()
    assert state and all((weight == state[name]).all() for name, weight in cut.agent.policy_state().items())
    monkeypatch.setattr(GridProblem, "privileged", lambda self, rows: pytest.fail("acting asked for the id"))
    played = kd.load_policy(tmp_path / "whole").play(count=4)
    assert not played.exploration.rewards.any() and np.isfinite(played.returns).all()


def test_a_class_that_lacks_a_method_is_refused_by_its_name(my_method):
    Path("half.py").write_text(my_method.replace("def losses(", "def lozzes("))
    with pytest.raises(ValueError, match=r"^agent half:Tourist: Tourist lacks losses; give it these methods$"):
        find_method("half:Tourist")


def test_a_class_without_a_title_is_refused(my_method):
    Path("untitled.py").write_text(my_method.replace('    title = "Tourist"\n', ""))
    with pytest.raises(ValueError, match=r"^agent untitled:Tourist: Tourist lacks a title for tables; [^\n]*$"):
        find_method("untitled:Tourist")


@pytest.mark.parametrize(
    ("agent", "changes", "told"),
    [("my_method:Turist", (), "it has: .*Tourist"), (TOURIST, ("forgett=0.3",), "did you mean forget")],
)
def test_mistakes_are_told_before_anything_is_made(agent, changes, told, tmp_path):
    with pytest.raises(ValueError, match=told):
        kd.train("map", agent, out=tmp_path / "run", changes=changes)
    assert not (tmp_path / "run").exists()
