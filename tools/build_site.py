"""Builds the site of docs/ and checks it: a warning of Sphinx is an error, and so is a link that leads nowhere.

Run it as `python tools/build_site.py`; the first page is then docs/_build/index.html. It needs the extra `docs`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import tyro

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"


class Links(HTMLParser):
    """Collects from a page what its links and pictures point to, and the names that links may point at."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called for each tag of the page."""
        for name, value in attrs:
            if name == "id" and value:
                self.names.add(value)
            elif value and (tag, name) in {("a", "href"), ("link", "href"), ("img", "src"), ("script", "src")}:
                self.targets.append(value)


def site(out: Path = DOCS / "_build") -> None:
    """Build the site anew, and check its links.

    Args:
        out: folder of the site.
    """
    shutil.rmtree(out, ignore_errors=True)
    build = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going", "--builder", "html"]
    build += ["--doctree-dir", str(out.resolve() / ".doctrees"), str(DOCS), str(out.resolve())]
    if subprocess.run(build, cwd=ROOT).returncode:  # where extensions and package are found
        sys.exit("error: Sphinx has something to say, see above")
    lost = broken_links(out)
    for link in lost:
        print(link, file=sys.stderr)
    if lost:
        sys.exit(f"error: {len(lost)} links of the site lead nowhere")
    print(f"{out / 'index.html'}: {len([*out.rglob('*.html')])} pages")


def broken_links(folder: Path) -> list[str]:
    """`page: link` for every local link or picture of a site's pages that leads nowhere, anchors included."""
    pages: dict[Path, Links] = {}
    for path in folder.rglob("*.html"):
        pages[path.resolve()] = page = Links()
        page.feed(path.read_text(encoding="utf-8"))
    lost = []
    for path, page in pages.items():
        for target in page.targets:
            url = urlsplit(target)
            if url.scheme or url.netloc:
                continue
            goal = (path.parent / unquote(url.path)).resolve() if url.path else path
            name = unquote(url.fragment)
            if not goal.exists() or (name and goal in pages and name not in pages[goal].names):
                lost.append(f"{path.relative_to(folder.resolve())}: {target}")
    return sorted(set(lost))


if __name__ == "__main__":
    tyro.cli(site)
