"""The snippets of docs/camera.md run as they are printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[1] / "docs" / "camera.md"
SNIPPETS = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.S)


def test_the_page_has_its_snippets_and_picture():
    assert len(SNIPPETS) == 2
    for name in re.findall(r"\]\((images/[^)]+)\)", PAGE.read_text()):
        assert (PAGE.parent / name).is_file()


@pytest.mark.slow
@pytest.mark.parametrize("number", [0, 1])
def test_a_snippet_runs(number, capsys):
    names: dict = {}
    exec(SNIPPETS[number], names)
    if number == 0:
        assert capsys.readouterr().out.strip() == "(60, 80, 3) (60, 80, 1)"
        assert (
            str(names["observation"]["rgb"].dtype) == "uint8" and str(names["observation"]["depth"].dtype) == "float32"
        )
    else:
        assert names["shot"].rgb.shape == (120, 160, 3) and names["bodies"].shape == (120, 160)
