"""Files with the mistakes that people make: one line each, with its place and a way out, and none is taken."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kitchen_dream.kitchens.files.kitchen_files import KitchenError, load_family

CASES = yaml.safe_load((Path(__file__).parent / "data" / "mistakes.yaml").read_text())
WHOLE = CASES["whole"]


def test_the_file_is_good_but_for_the_mistakes(tmp_path):
    (tmp_path / "mine.yaml").write_text(WHOLE)
    assert load_family(tmp_path / "mine.yaml").kitchen().name == "mine"
    assert len({case["new"] for case in CASES["files"]}) == len(CASES["files"]) >= 60


@pytest.mark.parametrize("case", CASES["files"], ids=lambda case: case["new"][:40].strip())
def test_each_mistake_is_one_line(case, tmp_path):
    path = tmp_path / "mine.yaml"
    old = case.get("old", WHOLE)
    assert old in WHOLE
    path.write_text(WHOLE.replace(old, case["new"], 1), encoding="utf-8")
    with pytest.raises(KitchenError) as caught:
        load_family(path).kitchen()
    told = [line.removeprefix(f"{path}: ") for line in caught.value.lines]
    assert len(told) == len(case["told"])
    for line, begins in zip(told, case["told"], strict=True):
        assert line.startswith(begins) and "\n" not in line and len(line) < 500
