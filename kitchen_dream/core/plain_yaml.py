"""YAML from anywhere, which may be large, damaged or malicious, read as plain data or refused with a line.

Left out of YAML is what no file here needs: aliases, which can be made to grow without end; tags; nests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 200_000
"""Files take a few thousand."""
MAX_DEPTH = 12
"""Deepest nesting of lists and mappings; a kitchen needs five."""
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Unreadable(ValueError):
    """A text that is not taken; `line` is where, from 1, or None."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(f"(line {line}): {reason}" if line else reason)
        self.line = line


def read_text(path: Path) -> str:
    """The text of a file. Raises Unreadable; a missing file is FileNotFoundError."""
    try:
        if path.is_dir():
            raise Unreadable("is a folder; name a YAML file")
        if path.exists() and not path.is_file():
            raise Unreadable("is a device or a pipe; name a YAML file")
        if path.stat().st_size > MAX_BYTES:
            raise Unreadable(f"is larger than {MAX_BYTES:,} bytes; a file of its kind has a few thousand")
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise
    except UnicodeDecodeError as error:
        raise Unreadable("is no text in UTF-8; a YAML file is") from error
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error


def parse(text: str) -> tuple[Any, yaml.Node | None]:
    """Plain data, and the nodes that it stands in. Raises Unreadable."""
    try:
        _refuse(text)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            return (None if node is None else loader.construct_document(node)), node
        finally:
            loader.dispose()
    except Unreadable:
        raise
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "it cannot be parsed"
        begun, context = getattr(error, "context_mark", None), getattr(error, "context", None)
        if mark and begun and begun.line < mark.line and context and context.startswith("while"):
            reason = f"{reason} {context} that begins on line {begun.line + 1}"
        raise Unreadable(f"is not YAML: {reason}", mark.line + 1 if mark else None) from error


def _refuse(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent):
            raise Unreadable("uses a YAML alias (*name); write the value out", line)
        if tag := getattr(event, "tag", None):
            raise Unreadable(f"uses a YAML tag ({tag[:40]}); leave it out", line)
        if depth > MAX_DEPTH:
            raise Unreadable("lists and mappings are nested too deeply", line)
