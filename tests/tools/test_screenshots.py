"""`tools/screenshots.py`: what is missing is told in one line, and no file is written."""

import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("arguments", "words"), [((), "apt-get install xvfb"), (("--kitchen", "no/kitchen.yaml"), "no such file")]
)
def test_what_is_missing_is_one_line(tmp_path, monkeypatch, arguments, words):
    pytest.importorskip("Xlib", reason="python-xlib is installed on Linux only")
    tool = str(ROOT / "tools" / "screenshots.py")
    monkeypatch.setattr(sys, "argv", [tool, "--out", str(tmp_path), *arguments])
    monkeypatch.setattr(sys, "path", [*sys.path])  # the tool adds to it
    monkeypatch.setenv("PATH", str(tmp_path))  # without Xvfb
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as end:
        runpy.run_path(tool, run_name="__main__")
    assert words in str(end.value.code) and "\n" not in str(end.value.code)
    assert not list(tmp_path.iterdir())
