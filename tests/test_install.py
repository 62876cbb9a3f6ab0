"""Where something is not installed: kitchens' tools work without torch, and one line tells what to type."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCKED = """
import runpy, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
"""
"""Code after which some packages cannot be imported, as if they were not installed."""


def without(missing: tuple[str, ...], code: str, folder: Path) -> subprocess.CompletedProcess:
    """Run code in a Python of its own, in a folder, that lacks some packages."""
    text = BLOCKED.format(missing=set(missing)) + code
    variables = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    return subprocess.run(
        [sys.executable, "-c", text], cwd=folder, env=variables, capture_output=True, text=True, timeout=300
    )


def command(*arguments: str) -> str:
    """Code that runs a command as `python run.py` does."""
    return f"sys.argv = ['run.py', *{arguments}]; runpy.run_path({str(ROOT / 'run.py')!r}, run_name='__main__')"


@pytest.mark.slow
@pytest.mark.physics
def test_kitchens_are_scripted_proven_and_drawn_without_torch(tmp_path):
    steps = (
        ("kitchen", "new", "mine.yaml"),
        ("kitchen", "check", "mine.yaml", "--quick"),
        ("kitchen", "show", "mine.yaml", "--out", "mine.png"),
        ("kitchen", "sample", "--seed", "3", "--out", "drawn.yaml"),
        ("--help",),
    )
    for arguments in steps:
        done = without(("torch",), command(*arguments), tmp_path)
        assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"mine.yaml", "mine.png", "drawn.yaml"}


@pytest.mark.slow
def test_kitchens_are_built_and_loaded_in_python_without_torch(tmp_path):
    code = """
import kitchen_dream as kd
flat = kd.KitchenBuilder("flat", width=5.6, depth=4.8)
flat.along("north", "pantry", "drawers + wall_cabinet", "stove", "sink + shelf", "fridge")
made = flat.done()
flat.save("flat.yaml")
assert kd.load_kitchen("flat.yaml") == made
"""
    done = without(("torch",), code, tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("missing", "arguments", "words"),
    [
        ("torch", ("train", "--steps", "10"), "error: torch is not installed; type `pip install torch`"),
        ("torch", ("watch", "--headless"), "error: torch is not installed; type `pip install torch`"),
        ("pybullet", ("play",), "error: pybullet is not installed; type `pip install kitchen-dream`"),
        ("tyro", ("train",), "has no module tyro; type `. .venv/bin/activate` if Kitchen Dream is installed, and else"),
        ("numpy", ("watch",), "error: numpy is not installed; type `pip install numpy`"),
    ],
)
def test_what_is_missing_is_named_in_one_line_with_the_way_to_have_it(tmp_path, missing, arguments, words):
    done = without((missing,), command(*arguments), tmp_path)
    assert done.returncode in (1, 2)
    assert words in done.stderr and done.stderr.count("\n") == 1, done.stderr
    assert not list(tmp_path.iterdir())


def test_an_old_python_can_read_run_py_and_is_told_which_ones_will_do():
    text = (ROOT / "run.py").read_text()
    tree = ast.parse(text, feature_version=(3, 8))
    refused = next(node for node in tree.body if isinstance(node, ast.If))
    before = text.splitlines()[: refused.lineno]
    assert "3, 10" in before[-1]
    assert not [line for line in before if "kitchen_dream" in line], "run.py imports before it looks at the version"
    assert len(text.splitlines()) <= 20


def test_readme_and_pyproject_name_the_same_pythons():
    project = (ROOT / "pyproject.toml").read_text()
    assert 'requires-python = ">=3.10,<3.14"' in project
    assert "3.10 to 3.13" in (ROOT / "README.md").read_text()
    assert "3.10 to 3.13" in (ROOT / "run.py").read_text()
