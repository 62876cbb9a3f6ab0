"""The guide's method, taken from the guide: it registers, learns, acts and is kept."""

import re
from pathlib import Path

import numpy as np
import pytest

from kitchen_dream.agents.policy import load_policy
from kitchen_dream.agents.registry import METHODS
from kitchen_dream.cli import main

GUIDE = Path(__file__).parents[3] / "docs" / "new-agent.md"


@pytest.fixture
def tourist():
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(), flags=re.DOTALL)
    names: dict = {"__name__": "guide"}
    exec(compile(code, str(GUIDE), "exec"), names)
    yield names["Tourist"]
    del METHODS["tourist"]


@pytest.mark.slow
def test_the_guides_method_trains_and_is_kept(tourist, tmp_path):
    main(["train", "--problem", "map", "--agent", "tourist", "--minutes", "0.02", "--out", str(tmp_path / "run")])
    agent, config, notes = load_policy(tmp_path / "run", "map")
    assert isinstance(agent, tourist) and config.agent == "tourist" and notes["updates"] > 0
    assert np.isfinite(notes["score"]["normalized_score"])
