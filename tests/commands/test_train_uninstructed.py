"""`train --setting uninstructed` on a grid: what the settings of the run are."""

from __future__ import annotations

import pytest

from kitchen_dream.agents.policy import load_config
from kitchen_dream.cli import main


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "memory"),
    [
        (["--setting", "uninstructed"], "set"),
        (["--setting", "uninstructed", "--change", "execute_memory=none"], "none"),
        ([], "none"),
    ],
)
def test_execution_remembers_where_no_instruction_is_given_unless_told_otherwise(words, memory, tmp_path):
    main(["train", "--problem", "map", *words, "--minutes", "0.01", "--out", str(tmp_path / "run")])
    assert load_config(tmp_path / "run").settings.execute_memory == memory
