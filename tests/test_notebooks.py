"""The notebooks of docs/notebooks run from the first cell to the last, and show what their stored outputs show."""

from __future__ import annotations

from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat", reason="notebooks need the extra docs: pip install 'kitchen-dream[docs]'")
nbclient = pytest.importorskip("nbclient", reason="notebooks need the extra docs: pip install 'kitchen-dream[docs]'")

NOTEBOOKS = sorted((Path(__file__).parents[1] / "docs" / "notebooks").glob("*.ipynb"))
LARGEST = 500_000
"""Bytes of a notebook with its pictures: they are part of every clone."""


def shown(book) -> list[list[str]]:
    """By code cell, the kinds of what it shows."""
    cells = [cell for cell in book.cells if cell.cell_type == "code"]
    kinds = [[kind for output in cell.outputs for kind in output.get("data", (output.output_type,))] for cell in cells]
    return [sorted(set(found)) for found in kinds]


def read(path: Path):
    return nbformat.read(path, as_version=4)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_are_stored_whole_and_small(path):
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == [*range(1, len(cells) + 1)], "run: jupyter execute --inplace"
    assert path.stat().st_size < LARGEST


@pytest.mark.slow
@pytest.mark.physics
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path, tmp_path):
    stored, book = read(path), read(path)
    nbclient.NotebookClient(book, timeout=1200, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert shown(book) == shown(stored)
    if path.stem == "dream-on-a-small-problem":
        last = [output.text for cell in book.cells for output in cell.get("outputs", ()) if "text" in output][-1]
        assert float(last.rpartition(": ")[2]) > 0.4, "better than who never explores"
