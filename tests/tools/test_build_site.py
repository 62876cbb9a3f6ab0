"""`tools/build_site.py`: a link of the site that leads nowhere is found; links to code lead to pages that show it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from build_site import broken_links

TOOLS = Path(__file__).resolve().parents[2] / "tools"


def test_links_that_lead_nowhere_are_told(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.html").write_text(
        '<h1 id="top">A</h1><a href="sub/b.html#two">b</a><a href="#top">up</a><a href="https://example.org">out</a>'
        '<img src="lost.png"><a href="sub/b.html#three">c</a><a href="#bottom">d</a>'
    )
    (tmp_path / "sub" / "b.html").write_text('<h2 id="two">B</h2><a href="../a.html">a</a><a href="c.html">c</a>')
    lost = ["a.html: #bottom", "a.html: lost.png", "a.html: sub/b.html#three", "sub/b.html: c.html"]
    assert broken_links(tmp_path) == lost


@pytest.mark.slow
def test_links_to_files_and_folders_show_them(tmp_path):
    pytest.importorskip("myst_nb", reason="the site needs the extra docs: pip install 'kitchen-dream[docs]'")
    docs, code = tmp_path / "docs", tmp_path / "code"
    docs.mkdir()
    code.mkdir()
    (code / "tool.py").write_text("answer = 42\n")
    (code / "card.md").write_text("# A card\n")
    links = "[tool](../code/tool.py) [folder](../code) [card](../code/card.md) [own](other.md)"
    (docs / "index.md").write_text(f"# Home\n\n{links}\n\n```{{toctree}}\nother\n```\n")
    (docs / "other.md").write_text("# Other\n")
    (docs / "conf.py").write_text(
        f"import sys\nsys.path.append({str(TOOLS)!r})\nextensions = ['myst_nb', 'source_pages']\nhtml_theme = 'basic'\n"
    )
    build = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", str(docs), str(tmp_path / "site")]
    done = subprocess.run(build, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    shown = tmp_path / "site" / "source" / "code"
    assert "42" in (shown / "tool.py.html").read_text() and "A card" in (shown / "card.md.html").read_text()
    assert "tool.py.html" in (shown.parent / "code.html").read_text()
    assert not broken_links(tmp_path / "site")
    (docs / "other.md").write_text("# Other\n\n[lost](../code/lost.py)\n")
    assert subprocess.run(build, capture_output=True).returncode, "a link to nothing is a warning, and that an error"
