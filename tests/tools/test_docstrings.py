"""`tools/docstrings.py`: Markdown of docstrings becomes reStructuredText."""

import pytest

pytest.importorskip("sphinx", reason="the site needs the extra docs: pip install 'kitchen-dream[docs]'")

from docstrings import restructured


def test_headings_lists_and_underscores():
    assert restructured(["## Head", "Some of", "- one", "- two"]) == [
        ".. rubric:: Head", "", "Some of", "", "- one", "- two"
    ]  # fmt: skip
    assert restructured(["g(tau_:t), `left_` alone"]) == [r"g(tau\_:t), `left_` alone"]


def test_tables_keep_their_cells():
    lines = restructured(["Names:", "", "| a | b |", "|---|---|", "| 1 | `x|y` |", "", "More."])
    assert lines[3:5] == [".. list-table::", "   :header-rows: 1"]
    assert lines[6:10] == ["   * - a", "     - b", "   * - 1", "     - `x|y`"]
    assert lines[-1] == "More."


def test_a_norm_is_no_table():
    assert restructured(["||code||^2 of a batch"]) == [r"\|\|code\|\|^2 of a batch"]
