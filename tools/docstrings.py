"""Sphinx extension: the package's docstrings, which are Markdown in Google style, become reStructuredText.

Napoleon reads the sections (`Args:` and so on). What it does not know is converted first: headings, tables, lists that
follow a paragraph at once, and names that end in an underscore.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

from sphinx.application import Sphinx
from sphinx.ext.napoleon import Config, GoogleDocstring

STYLE = Config(napoleon_numpy_docstring=False, napoleon_use_ivar=True)
_ENDS_IN_UNDERSCORE = re.compile(r"(?<=\w)_(?=\W|$)")
_LIST = re.compile(r"\s*- ")


def restructured(lines: list[str]) -> list[str]:
    """A docstring's lines with headings, tables and lists as reStructuredText wants them."""
    out: list[str] = []
    for barred, block in groupby(lines, lambda line: line.lstrip().startswith("|")):
        rows = [*block]
        if barred and len(rows) > 1 and rows[1].lstrip().startswith("|--"):
            out += _table(rows)
            continue
        for line in rows:
            if line.startswith("## "):
                out += [f".. rubric:: {line[3:]}", ""]
                continue
            if _LIST.match(line) and out and out[-1].strip() and not _in_list(out):
                out.append("")
            parts = re.split(r"(`[^`]*`)", line.replace("||", r"\|\|"))  # two bars would begin a substitution
            out.append("".join(p if p.startswith("`") else _ENDS_IN_UNDERSCORE.sub(r"\\_", p) for p in parts))
    return out


def _escaped(text: str) -> str:
    """Text in which bars are no substitutions, and names that end in an underscore no links."""
    return _ENDS_IN_UNDERSCORE.sub(r"\_", text.replace("||", r"\|\|"))


def _in_list(lines: list[str]) -> bool:
    """The last paragraph is an item of a list."""
    for line in reversed(lines):
        if not line.strip():
            return False
        if _LIST.match(line):
            return True
    return False


def _table(rows: list[str]) -> list[str]:
    indent = " " * (len(rows[0]) - len(rows[0].lstrip()))
    out = ["", f"{indent}.. list-table::", f"{indent}   :header-rows: 1", ""]
    for number, row in enumerate(rows):
        if number == 1:  # the rule below the head
            continue
        cells = re.findall(r"((?:`[^`]*`|[^|`])+)\|", row.strip()[1:])
        out += [f"{indent}   {'  ' if k else '* '}- {cell.strip()}" for k, cell in enumerate(cells)]
    return [*out, ""]


def convert(app: Sphinx, what: str, name: str, it: Any, options: Any, lines: list[str]) -> None:
    """Called with the lines of each docstring, which it changes in place."""
    lines[:] = restructured(lines)
    if what not in ("attribute", "data", "property"):  # Napoleon takes what stands before a colon there for a type
        lines[:] = GoogleDocstring(lines, STYLE, app, what, name, it, options).lines()


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", convert)
    return {"version": "1", "parallel_read_safe": True}
