"""Sphinx extension: links from the docs to files of the repository lead to pages that show these files.

Pages of docs/ link to code, folders and data as they do when they are read in the repository. On the site such a link
leads to `source/PATH.html`: a text file with its lines numbered, or a list of a folder's files.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from pygments.lexers import get_lexer_for_filename
from pygments.util import ClassNotFound
from sphinx import addnodes
from sphinx.application import Sphinx

KEY = "repository paths"
"""Where a page's metadata keeps the paths, relative to the repository, that it links to."""
LARGEST = 300_000
"""Bytes of a file that is shown whole; of a larger one, these first."""


def link_to_source(app: Sphinx, doctree: nodes.document) -> None:
    """Point the links of one page to source pages, wherever they name a file or folder that is no page of the site."""
    root = Path(app.srcdir).parent
    page = app.env.current_document.docname
    found = app.env.metadata[page].setdefault(KEY, [])
    for node in [*doctree.findall(addnodes.download_reference), *doctree.findall(addnodes.pending_xref)]:
        if node.get("reftype") != "myst":
            continue
        # MyST has cut the suffix off a page that is outside docs/
        target = node["reftarget"] + (".md" if node.get("refdomain") == "doc" else "")
        path = Path(os.path.normpath(Path(app.env.doc2path(page)).parent / target.partition("#")[0]))
        if not path.exists() or not path.is_relative_to(root) or app.env.path2doc(str(path)) in app.env.found_docs:
            continue
        name = path.relative_to(root).as_posix()
        found.append(name)
        uri = posixpath.relpath(app.builder.get_target_uri(f"source/{name}"), posixpath.dirname(page) or ".")
        node.replace_self(nodes.reference("", "", *node.children, refuri=uri, internal=True))


def source_pages(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """All pages that links lead to, with the files of linked folders."""
    root = Path(app.srcdir).parent
    names = {name for data in app.env.metadata.values() for name in data.get(KEY, ())}
    for name in [*names]:
        if (root / name).is_dir():
            names |= {f"{name}/{path.name}" for path in _shown(root / name) if path.is_file()}
    for name in sorted(names):
        body = _listing(root, name, names) if (root / name).is_dir() else _text(app, root / name)
        heading = f"<h1><code>{escape(name)}</code></h1>"
        yield f"source/{name}", {"title": name, "body": heading + body, "parents": []}, "page.html"


def _shown(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if not p.name.startswith((".", "__pycache__")))


def _listing(root: Path, name: str, names: set[str]) -> str:
    rows = []
    for path in _shown(root / name):
        # a page stands beside the folder that it lists
        link = f'<a href="{escape(posixpath.basename(name))}/{escape(path.name)}.html">{escape(path.name)}</a>'
        rows.append(f"<li>{link if f'{name}/{path.name}' in names else escape(path.name + '/')}</li>")
    return f"<ul>{''.join(rows)}</ul>"


def _text(app: Sphinx, path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(LARGEST)
    try:
        text = content.decode(errors="strict" if len(content) < LARGEST else "ignore")
    except UnicodeDecodeError:
        return f"<p>{path.stat().st_size:,} bytes; no text.</p>"
    try:
        language = get_lexer_for_filename(path.name).aliases[0]
    except (ClassNotFound, IndexError):
        language = "text"
    return app.builder.highlighter.highlight_block(text, language, linenos="inline")


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.connect("doctree-read", link_to_source, priority=400)  # before links become downloads
    app.connect("html-collect-pages", source_pages)
    return {"version": "1", "parallel_read_safe": True}
