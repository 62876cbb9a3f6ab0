"""What users bring along: found by an entry point's name, or as `package.module:Name`."""

import os
import sys
from collections.abc import Callable
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any


def find_plugin(name: str, group: str) -> Any | None:
    """The object of an entry point of a group, or at `package.module:Name`; None if the name is neither.

    The current folder is searched too. Raises ValueError, in one line, for a module or a name in it that cannot be had.
    """
    for entry in entry_points(group=group, name=name):
        return _loaded(entry.load, f"{name}: the entry point {entry.value}")
    module_name, colon, attribute = name.partition(":")
    if not colon:
        return None
    if (here := os.getcwd()) not in sys.path:
        sys.path.insert(0, here)
    what = f"{name}: give package.module:Name of something that Python finds from {here}; {module_name}"
    module = _loaded(partial(import_module, module_name), what)
    if not hasattr(module, attribute):
        classes = [(key, value) for key, value in vars(module).items() if isinstance(value, type)]
        offered = [key for key, value in classes if value.__module__ == module.__name__]
        raise ValueError(
            f"{name}: {module.__name__} has no {attribute!r}; it has: {', '.join(offered) or 'no classes'}"
        )
    return getattr(module, attribute)


def _loaded(load: Callable[[], Any], what: str) -> Any:
    try:
        return load()
    except Exception as error:  # whatever a stranger's module does when it is imported
        reason = str(error).splitlines()[0] if str(error) else "no reason given"
        raise ValueError(f"{what} cannot be imported ({type(error).__name__}: {reason})") from error


def unknown(what: str, name: str, known: list[str], otherwise: str = "") -> str:
    """One line about an unknown name, with the nearest known one."""
    name = name[:100]  # it may be anything
    near = get_close_matches(name, known, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"unknown {what} {name!r}{hint} Known: {', '.join(known)}{', ' if otherwise else ''}{otherwise}".replace(
        "' Known", "'. Known"
    )
