"""Every fault that was once found has a test, or a sentence that says why not: see `faults/README.md`.

A table's key is a fault in a few words; its value names tests as `tests/FILE.py::test_name`, several with blanks
between them, or is a sentence that begins with "Not tested: "."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
TABLES = sorted((ROOT / "tests" / "faults").glob("*.yaml"))
NOT_TESTED = "Not tested: "
KINDS = 20
"""Lines of the reliability report, by number."""


@cache
def names(file: str) -> set[str]:
    """The tests of a file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name[:5] == "test_"}


def missing(told: str) -> list[str]:
    """What a table says of a fault that is neither a test that exists nor a reason."""
    if told.startswith(NOT_TESTED):
        return [] if len(told.split()) > 6 else ["a reason needs a sentence"]
    pairs = [test.partition("::") for test in told.split()]
    wrong = [f"{file}::{name}" for file, _, name in pairs if not (ROOT / file).is_file() or name not in names(file)]
    return wrong if pairs else ["nothing"]


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.stem)
def test_every_fault_has_a_test_or_a_reason(table):
    faults = yaml.safe_load(table.read_text(encoding="utf-8"))
    assert faults and all(isinstance(told, str) for told in faults.values())
    assert {fault: wrong for fault, told in faults.items() if (wrong := missing(told))} == {}


def test_no_line_of_the_reliability_report_is_left_out():
    faults = yaml.safe_load((ROOT / "tests" / "faults" / "reliability.yaml").read_text(encoding="utf-8"))
    assert {int(fault.split(".")[0]) for fault in faults} == set(range(1, KINDS + 1))


def test_what_is_no_test_is_noticed():
    assert missing("tests/test_faults.py::test_what_is_no_test_is_noticed") == []
    assert missing("tests/test_faults.py::test_nothing") and missing("tests/nowhere.py::test_a") and missing("")
    assert missing("Not tested: no.") and not missing("Not tested: nobody has such a machine here.")
