"""Which room may know which: read from the imports, without importing anything."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "kitchen_dream"
ORDER = ("core", "kitchens", "rules", "sim", "problems", "trial", "agents", "training", "evaluation", "media", "simcheck", "viewer", "commands")
"""Rooms from the ground up: each may import those before it."""
ALLOWED = {room: set(ORDER[:number]) for number, room in enumerate(ORDER)}
ALLOWED["media"] -= {"simcheck"}
ALLOWED["simcheck"] -= {"media"}
ALLOWED["cli"] = set(ORDER)
ALLOWED["__main__"] = {"cli"}
HEAVY = {"pybullet", "torch", "gymnasium"}

FILES = sorted(ROOT.rglob("*.py"))


def room(path: Path) -> str:
    """The package of a file, or the module's name for files at the top."""
    parts = path.relative_to(ROOT).parts
    return parts[0] if len(parts) > 1 else path.stem


def imported(path: Path) -> set[str]:
    """Dotted names of everything that a file imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; name the package"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def rooms_of(names: set[str]) -> set[str]:
    return {name.split(".")[1] for name in names if name.startswith("kitchen_dream.")}


def test_there_is_something_to_look_at():
    assert len(FILES) > 50 and set(ALLOWED) <= {room(path) for path in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path):
    here = room(path)
    if here == "__init__":
        assert not rooms_of(imported(path)), "the package itself imports nothing"
        return
    assert here in ALLOWED, f"{path}: a new room needs its place in the order"
    foreign = rooms_of(imported(path)) - {here} - ALLOWED[here]
    assert not foreign, f"{here} must not import {sorted(foreign)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_libraries_stay_where_they_belong(path):
    here, tops = room(path), {name.split(".")[0] for name in imported(path)}
    if here != "sim":
        assert not tops & {"pybullet", "pybullet_data", "pybullet_utils"}, "nobody but sim speaks to PyBullet"
    if here in ("core", "kitchens", "rules"):
        assert not tops & HEAVY
    if here == "sim":
        assert not tops & {"torch", "gymnasium"}


def test_agents_see_spaces_and_no_environment():
    for path in FILES:
        if room(path) == "agents":
            assert not {name for name in imported(path) if name.startswith("kitchen_dream.problems.kitchen.problem.") or ".gym_" in name}


def test_the_check_finds_an_arrow_that_runs_back(tmp_path):
    file = tmp_path / "bad.py"
    file.write_text("def f():\n    from kitchen_dream.problems.kitchen.problem import KitchenProblem\n    return KitchenProblem\n")
    assert rooms_of(imported(file)) - ALLOWED["rules"] == {"problems"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_readable_in_one_sitting(path):
    assert len(path.read_text().splitlines()) <= 430, "over 400 lines wants a reason; split it"
