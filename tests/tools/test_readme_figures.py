"""`tools/readme_figures.py`: the README's picture of the results shows what the measured files say."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
import readme_figures as tool


def test_the_picture_is_of_the_measured_files():
    shown = (tool.ROOT / "docs" / "images" / "result.svg").read_text()
    results = tool.ROOT / "docs" / "results"
    panels = {"Random kitchens": tool.kitchen_rows(results), "Bus lines": tool.method_rows(results, "bus")}
    found = re.search(r"<dc:description>(.*?)</dc:description>", shown, re.S)
    assert found and unescape(found[1]) == tool.description(panels), "run: python tools/readme_figures.py"


def test_rows_are_means_of_seeds_of_the_usual_protocol(tmp_path):
    (tmp_path / "benchmark").mkdir()
    run = {"problem": "bus", "setting": "instructed", "executions": 1, "preset": ""}
    runs = (("rl2", 0.2, {}), ("rl2", 0.4, {}), ("dream", 0.9, {"preset": "paper"}))
    for number, (agent, score, other) in enumerate(runs):
        scores = {"test": {"normalized_score": score}}
        text = json.dumps(run | {"agent": agent, "scores": scores} | other)
        (tmp_path / "benchmark" / f"bus-{agent}-{number}.json").write_text(text)
    (row,) = tool.method_rows(tmp_path, "bus")
    assert row.name == "RL2, 2 seeds" and row.mean == pytest.approx(0.3)


def test_drawings_are_the_same_bytes_each_time(tmp_path):
    assert tool.svg(tool.method(), "x") == tool.svg(tool.method(), "x")
