"""Snippets of the README and of the page about methods run as they are printed; the protocol's table is up to date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kitchen_dream.agents import registry
from tools import protocol_table

ROOT = Path(__file__).parents[1]
PYTHON = re.compile(r"```python\n(.*?)```", re.S)


def snippets(page: str) -> list[str]:
    return PYTHON.findall((ROOT / page).read_text())


@pytest.mark.slow
@pytest.mark.parametrize(("page", "number"), [*(("README.md", number) for number in range(3)), ("docs/start.md", 0)])
def test_a_snippet_of_the_readme_runs(page, number, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert len(snippets(page)) == {"README.md": 3, "docs/start.md": 1}[page]
    exec(snippets(page)[number], {})


def test_the_method_of_the_page_is_registered_by_its_last_snippet(monkeypatch):
    monkeypatch.setattr(registry, "_METHODS", dict(registry._METHODS))
    names: dict = {}
    for code in snippets("docs/extend/algorithm.md"):
        exec(code, names)
    assert registry.find_method("tourist").agent is names["Tourist"]


def test_the_table_of_differences_is_up_to_date():
    page = protocol_table.PAGE.read_text()
    assert protocol_table.with_table(page) == page, "run: python tools/protocol_table.py"


def test_the_table_says_where_methods_differ(tmp_path, monkeypatch):
    overlay = tmp_path / "mine.yaml"
    overlay.write_text("all: {gamma: 0.5}\nrl2: {gamma: 0.25}\nsettings: {standard_meta_rl: {import: {hidden: 7}}}\n")
    monkeypatch.setattr(protocol_table, "OVERLAYS", [str(overlay)])
    rows = protocol_table.table().splitlines()
    assert f"| gamma | rl2, rl2-rewards | 0.25 | 0.5 | {overlay}, {overlay} in standard_meta_rl |" in rows
    assert f"| hidden | import, import-rewards | 7 | 128 | {overlay} in standard_meta_rl |" in rows
    monkeypatch.setattr(protocol_table, "differences", lambda overlay, setting: {})
    assert protocol_table.table().splitlines()[2:] == [f"| none |  |  |  | {overlay} |"]


def test_a_page_without_markers_is_refused():
    with pytest.raises(ValueError, match="markers"):
        protocol_table.with_table("no table here")


def test_no_line_is_lost_on_the_site():
    """A line that begins with % is a comment to MyST, and is left out."""
    pages = sorted((ROOT / "docs").rglob("*.md"))
    assert not [f"{page}: {line}" for page in pages for line in page.read_text().splitlines() if line.startswith("%")]
