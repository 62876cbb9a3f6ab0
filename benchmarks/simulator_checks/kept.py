"""Rows of a long measurement that are kept in a file, a line each, so that a later call goes on where one stopped."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class Kept:
    """The rows in a file (JSONL), and those that are added to it.

    path: the file; a last line that a kill cut off is left out.

    Attributes:
        rows: all of them.
        code: the commit that rows are added with."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.rows: list[dict[str, Any]] = []
        for line in path.read_text().splitlines() if path.is_file() else ():
            try:
                self.rows.append(json.loads(line))
            except json.JSONDecodeError:
                continue
        self.code = commit()

    def add(self, row: dict[str, Any]) -> None:
        """Keep a row, with the code that it was measured by."""
        self.rows.append(row | {"commit": self.code})
        self._path.parent.mkdir(parents=True, exist_ok=True)
        cut = self._path.is_file() and not self._path.read_bytes().endswith(b"\n")
        with self._path.open("a") as file:
            file.write("\n" * cut + json.dumps(self.rows[-1]) + "\n")
        print(json.dumps(self.rows[-1]), flush=True)


def commit() -> str:
    """The commit of the code here, with a + where files differ from it; "unknown" outside of a clone."""
    told = _git("rev-parse", "--short", "HEAD")
    return told + "+" * bool(told and _git("status", "--porcelain", "--untracked-files=no")) or "unknown"


def commits(rows: list[dict[str, Any]]) -> list[str]:
    """The commits that some rows were measured by, in the order of the rows."""
    return list(dict.fromkeys(row["commit"] for row in rows))


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True).stdout.strip()
