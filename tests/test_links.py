"""Every relative link of README and docs leads somewhere."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "policies").rglob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text())
    local = [link for link in links if "://" not in link]
    assert not [link for link in local if not (page.parent / link).exists()]


def test_every_page_has_its_place_on_the_site():
    """Named in a table of contents: those of docs/index.md, and of pages below it."""
    docs = ROOT / "docs"
    named = {docs / "index"}
    for page in docs.rglob("*.md"):
        for block in re.findall(r"```\{toctree\}\n(.*?)```", page.read_text(), re.S):
            lines = [line for line in block.splitlines() if line and not line.startswith(":")]
            named |= {page.parent / re.sub(r".*<(.*)>", r"\1", line) for line in lines}
    left_out = docs / "results" / "training.md"  # a part of another page
    pages = {path.with_suffix("") for path in (*docs.rglob("*.md"), *docs.rglob("*.ipynb")) if path != left_out}
    assert {path for path in pages if "_build" not in path.parts} == named
