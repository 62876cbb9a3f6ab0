"""The results page's section on the methods compared."""

from __future__ import annotations

import json
from pathlib import Path

from report_sections.learning import methods


def test_runs_with_more_executions_are_no_more_seeds(tmp_path: Path):
    folder = tmp_path / "benchmark"
    folder.mkdir()
    for seed, executions in ((0, 1), (1, 1), (0, 2)):
        run = {"problem": "map", "setting": "instructed", "agent": "dream", "executions": executions, "seed": seed}
        (folder / f"map-dream-x{executions}-{seed}.json").write_text(json.dumps(run))
    text = "\n".join(methods(tmp_path))
    assert "| map | instructed | 1 | dream (2) |" in text and "| map | instructed | 2 | dream (1) |" in text
