"""What users bring along: found by an entry point's name, or as `package.module:Name`."""

from __future__ import annotations

import os
import sys
from difflib import get_close_matches
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any


def find_plugin(name: str, group: str) -> Any | None:
    """The object of an entry point of a group, or at `package.module:Name`; None if the name is neither.

    The current folder is searched too. Raises ValueError, in one line, for a module or a name in it that cannot be had.
    """
    for entry in entry_points(group=group):
        if entry.name == name:
            return entry.load()
    module_name, colon, attribute = name.partition(":")
    if not colon:
        return None
    if (here := os.getcwd()) not in sys.path:
        sys.path.insert(0, here)
    try:
        module = import_module(module_name)
    except ImportError as error:
        raise ValueError(
            f"{name}: {error}; give package.module:Name of something that Python finds from {here}"
        ) from error
    if not hasattr(module, attribute):
        offered = [
            key
            for key, value in vars(module).items()
            if isinstance(value, type) and value.__module__ == module.__name__
        ]
        raise ValueError(
            f"{name}: {module.__name__} has no {attribute!r}; it has: {', '.join(offered) or 'no classes'}"
        )
    return getattr(module, attribute)


def unknown(what: str, name: str, known: list[str], otherwise: str = "") -> str:
    """One line about an unknown name, with the nearest known one."""
    near = get_close_matches(name, known, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"unknown {what} {name!r}{hint} Known: {', '.join(known)}{', ' if otherwise else ''}{otherwise}".replace(
        "' Known", "'. Known"
    )
