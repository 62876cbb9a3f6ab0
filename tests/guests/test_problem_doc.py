"""The code of docs/extend/problem.md runs as it is printed."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from helpers import play

from kitchen_dream.problems import registry
from kitchen_dream.problems.base import EXPLORE

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "extend" / "problem.md").read_text()
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.S)


def test_the_first_listing_is_the_toy():
    assert BLOCKS[0] == (HERE / "corridor.py").read_text()


def test_the_rest_runs_in_order(monkeypatch, capsys):
    monkeypatch.chdir(HERE)
    monkeypatch.setattr(registry, "_registered", {})
    names: dict = {"__name__": "page"}
    for block in BLOCKS[1:]:
        exec(block, names)
    out = capsys.readouterr().out
    assert out.startswith("18 stop\n") and "| `vector` | `lamp` | 16 |" in out
    assert names["many"].num_envs == 64 and names["info"]["phase"] == 0
    family = names["Levers"]()
    problem, rows = family.batch("train", 4), np.arange(4)
    tries = iter([*range(5), problem.spec.stop])
    explored = play(problem, rows, np.full(4, EXPLORE), lambda seen: np.full(4, next(tries)))
    told = explored.observations[-1]["vector"].argmax(1)
    assert not explored.rewards.any()
    executed = play(problem, rows, np.zeros(4, int), lambda seen: told)
    assert executed.success.all() and executed.returns == pytest.approx(1.0)


@pytest.mark.parametrize("link", re.findall(r"\]\((?!http)([^)#]+)\)", PAGE))
def test_links_lead_somewhere(link):
    assert (HERE.parents[1] / "docs" / "extend" / link).exists()
