"""Which code a run in the physics rests on."""

import ast
from pathlib import Path

import kitchen_dream
from kitchen_dream.core.cache import digest

ROOMS = ("rules", "sim/robot", "sim/scene", "sim/skills")
"""Rooms that say what skills do and how long they take."""


def code_version() -> str:
    """A digest of the code in ROOMS; comments and docstrings do not count."""
    root = Path(kitchen_dream.__file__).parent
    files = sorted(path for room in ROOMS for path in (root / room).rglob("*.py"))
    return digest(*(without_docstrings(path.read_text()) for path in files))


def without_docstrings(source: str) -> str:
    """Source as text in which neither comments nor docstrings are left."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [line for line in body if not _is_text(line)]  # type: ignore[attr-defined]
    return ast.dump(tree)


def _is_text(line: ast.stmt) -> bool:
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str)
