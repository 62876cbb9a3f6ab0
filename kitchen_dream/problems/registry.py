"""Families of problems by name: built-in ones, those of installed packages, and those of the user's own files."""

import inspect
from difflib import get_close_matches
from importlib.metadata import entry_points
from typing import Any, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from kitchen_dream.core.plugins import find_plugin, unknown
from kitchen_dream.problems.base import ProblemFamily

GROUP = "kitchen_dream.problems"
"""Entry points of this group make families of installed packages known."""

_BUILT_IN = {
    "kitchen": "kitchen.family:KitchenFamily",
    "kitchen-v1": "kitchen.v1.family:KitchenV1Family",
    "map": "grids.family:MapFamily",
    "bus": "grids.family:BusFamily",
    "cooking": "grids.family:CookingFamily",
    "cooking-fair": "grids.family:FairCookingFamily",
    "sign-room": "sign_room.family:SignRoomFamily20",
    "sign-room-13": "sign_room.family:SignRoomFamily13",
    "sign-room-free": "sign_room.family:FreeSignRoomFamily20",
    "sign-room-13-free": "sign_room.family:FreeSignRoomFamily13",
    "sign-room-random": "sign_room.family:RandomSignRoomFamily",
    "sign-room-features": "sign_room.family:SignRoomFeaturesFamily20",
    "sign-room-13-features": "sign_room.family:SignRoomFeaturesFamily13",
    "sign-room-random-features": "sign_room.family:RandomSignRoomFeaturesFamily",
}
_registered: dict[str, type[ProblemFamily]] = {}


def register_problem(name: str, cls: type[ProblemFamily]) -> None:
    """Make a family known under a name in this process. Raises ValueError for what is none, and for a taken name."""
    if name in _BUILT_IN or _registered.get(name, cls) is not cls:
        raise ValueError(f"a problem named {name!r} is there already; choose another name")
    _registered[name] = _checked(cls, name)


def problem_names() -> list[str]:
    """All families that are known by name."""
    return sorted({*_BUILT_IN, *_registered, *entry_points(group=GROUP).names})


def problem_class(name: str) -> type[ProblemFamily]:
    """A family by its name, by that of an entry point, or as `package.module:Family`; the current directory can be
    imported from.

    Raises ValueError, in one line, for an unknown name, for what cannot be imported, and for what is no family."""
    if name in _BUILT_IN:
        return _checked(find_plugin("kitchen_dream.problems." + _BUILT_IN[name], GROUP), name)
    if name in _registered:
        return _registered[name]
    found = find_plugin(name, GROUP)
    if found is None:
        raise ValueError(unknown("problem", name, problem_names(), "or give your own as package.module:Family"))
    return _checked(found, name)


def problem_family(name: str, **options: Any) -> ProblemFamily:
    """A family by name, with its options. Raises ValueError, in one line, as `problem_class`, and for wrong options."""
    cls = problem_class(name)
    known = inspect.signature(cls).parameters
    if not any(p.kind is p.VAR_KEYWORD for p in known.values()):
        for option in options:
            if option not in known:
                near = get_close_matches(option, known, 1)
                hint = f"; did you mean {near[0]}?" if near else ""
                has = ", ".join(known) or "none"
                raise ValueError(f"problem {name}: there is no option {option!r}{hint}; it has: {has}")
    needed = [
        key for key, p in known.items() if p.default is p.empty and p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)
    ]
    if missing := [key for key in needed if key not in options]:
        raise ValueError(f"problem {name}: it needs the option {', '.join(missing)}")
    _check_types(name, cls, options)
    family = cls(**options)
    if not hasattr(family, "spec"):
        raise ValueError(f"problem {name}: {cls.__name__} sets no `spec` (a ProblemSpec) when it is made")
    return family


def _check_types(name: str, cls: type[ProblemFamily], options: dict[str, Any]) -> None:
    """Raise ValueError for plain values that are not what the family's own annotations say."""
    try:
        hints = get_type_hints(cls.__init__)
    except (NameError, TypeError):  # somebody's own, which only type checkers can read
        return
    config = ConfigDict(strict=True, allow_inf_nan=False, arbitrary_types_allowed=True)
    for option, value in options.items():
        if option in hints and isinstance(value, bool | int | float | str | list | dict):
            try:
                TypeAdapter(hints[option], config=config).validate_python(value)
            except ValidationError as error:
                told = error.errors()[0]["msg"]
                what = f"problem {name}: option {option}={str(value)[:60]}"
                raise ValueError(f"{what}: {told[0].lower()}{told[1:]}") from error


def _checked(cls: Any, name: str) -> type[ProblemFamily]:
    if not (isinstance(cls, type) and issubclass(cls, ProblemFamily)):
        raise ValueError(f"problem {name!r}: {cls!r} is no subclass of kitchen_dream.problems.base.ProblemFamily")
    if cls.__abstractmethods__:
        raise ValueError(f"problem {name!r}: {cls.__name__} lacks {', '.join(sorted(cls.__abstractmethods__))}")
    if not isinstance(getattr(cls, "name", None), str):
        raise ValueError(f"problem {name!r}: {cls.__name__} has no `name`, by which tables and run folders call it")
    return cls
