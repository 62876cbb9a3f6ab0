"""`tools/screenshots.py`: what is missing is told in one line, and no file is written."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("arguments", "words"), [((), "apt-get install xvfb"), (("--kitchen", "no/kitchen.yaml"), "no such file")]
)
def test_what_is_missing_is_one_line(tmp_path, arguments, words):
    pytest.importorskip("Xlib", reason="python-xlib is installed on Linux only")
    command = [sys.executable, str(ROOT / "tools" / "screenshots.py"), "--out", str(tmp_path), *arguments]
    environment = {"PATH": str(tmp_path), "PYTHONPATH": str(ROOT)}  # without Xvfb
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1 and words in done.stderr and "\n" not in done.stderr.strip(), done.stderr
    assert not list(tmp_path.iterdir())
