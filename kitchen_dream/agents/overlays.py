"""Overlays: the settings of methods on problems as YAML files, merged in one place.

A file has sections: `all` (every method), one for each method, and two that hold such sections again: `presets` by
name, and `settings` by what trials tell (see `trial.settings`). `budget` says how long a training takes (`steps`) and
how often it is evaluated (`eval_every`), for every method alike; `pace`, how fast it goes (see `training.duration`).
`extends` names another file that comes before it. Later ones win:

    base.yaml < the problem's file < its part for the setting < the preset < what the method itself sets < --set"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kitchen_dream.agents.registry import Method, methods
from kitchen_dream.agents.settings import LearnerSettings
from kitchen_dream.core.assignments import assigned
from kitchen_dream.core.plain_yaml import Unreadable, parse, read_text
from kitchen_dream.core.plugins import unknown

CONFIGS = Path(__file__).parent / "configs"
NESTED = ("presets", "settings")


def settings_of(
    method: Method, overlay: str = "", setting: str = "instructed", preset: str = "", changes: tuple[str, ...] = ()
) -> Any:
    """The settings of a method on a problem.

    Args:
        method: see `registry`.
        overlay: the problem's file: its name in `configs`, or a path of one's own; "" is base.yaml alone.
        setting: what trials tell.
        preset: such as `paper`; "" is none.
        changes: such as `gamma=0.95`.

    Raises ValueError, in one line: an unknown file, preset, section, setting or value."""
    files = _chain(overlay)
    preset = preset or method.preset
    layers = [(path, sections) for path, sections in files]
    layers += [(path, part) for path, sections in files if (part := sections.get("settings", {}).get(setting))]
    if preset:
        known = presets(overlay)
        found = [(path, part) for path, sections in files if (part := sections.get("presets", {}).get(preset))]
        if not known:
            raise ValueError(f"preset {preset!r}: this problem has none")
        if preset not in known:
            raise ValueError(unknown("preset", preset, known, "for this problem"))
        layers += found
    names = ("all", *dict.fromkeys((*method.overlays, method.name)))
    merged: dict[str, Any] = {}
    for path, sections in layers:
        for name in names:
            merged |= _checked(path, name, sections.get(name) or {}, method.agent.settings_class)
    merged |= dict(method.settings) | _changes(changes, method)
    return _validated(method, merged)


def restored(method: Method, values: Mapping[str, Any]) -> Any:
    """Settings that were stored whole. Raises ValueError, in one line."""
    return _validated(method, dict(values))


def budget_of(overlay: str = "") -> dict[str, int]:
    """Environment steps of a training on a problem (`steps`), and between two evaluations (`eval_every`)."""
    told = {name: value for _, sections in _chain(overlay) for name, value in sections.get("budget", {}).items()}
    for name, value in told.items():
        if not isinstance(value, int) or value < 1:
            raise ValueError(f"overlay {overlay}: budget: {name} must be a whole number above 0, got {str(value)[:40]}")
    return told


def pace_of(overlay: str = "") -> dict[str, Any]:
    """What was measured of trainings on a problem, empty where nothing was; a file's own `pace` stands alone.

    In processor time where the yardstick of `training.duration` has its length: `make_ms` of a problem that is made for
    the first time; seconds of an `evaluation`, of the scores `after` it all, and of the `film`; `trial`, the steps of a
    trial over a whole training; `batch_size`; and for each method `step_us`, to collect a step, and `update_ms`."""
    return dict(_chain(overlay)[-1][1].get("pace", {}))


def presets(overlay: str) -> list[str]:
    """The presets that a problem has: a file takes one away by leaving it empty."""
    merged: dict[str, Any] = {}
    for _, sections in _chain(overlay):
        merged |= sections.get("presets", {})
    return sorted(name for name, part in merged.items() if part)


def _validated(method: Method, values: dict[str, Any]) -> LearnerSettings:
    try:
        return method.agent.settings_class.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        if first["type"] == "missing":
            message = "is not set by any overlay; give it with --set"
        if first["type"] == "extra_forbidden":
            raise ValueError(_no_such_setting(name, method)) from error
        raise ValueError(f"settings of {method.name}: {name + ': ' if name else ''}{message}") from error


def _changes(changes: tuple[str, ...], method: Method) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for change in changes:
        name, value = assigned("--set", change, "gamma=0.95")
        if name not in method.agent.settings_class.model_fields:
            raise ValueError(f"--set {change!r}: {_no_such_setting(name, method)}")
        out[name] = value
    return out


def _no_such_setting(name: str, method: Method) -> str:
    known = list(method.agent.settings_class.model_fields)
    return unknown(f"setting of {method.name}", name, known)


def _checked(path: Path, section: str, values: Any, own: type[LearnerSettings]) -> dict[str, Any]:
    """The values of a section. Raises ValueError for what is no mapping, and for names that nobody has."""
    if not isinstance(values, dict):
        raise ValueError(f"{path}: section {section}: a table of settings is wanted, got {values!r}")
    fields = LearnerSettings.model_fields if section == "all" else own.model_fields
    for name in values:
        if name not in fields:
            raise ValueError(f"{path}: section {section}: {unknown('setting', str(name), list(fields))}")
    return values


def _chain(overlay: str) -> list[tuple[Path, dict[str, Any]]]:
    """The files that a problem's overlay stands on, base.yaml first."""
    chain: list[tuple[Path, dict[str, Any]]] = []
    name: str | None = overlay or "base"
    while name:
        path = CONFIGS / f"{name}.yaml" if (CONFIGS / f"{name}.yaml").is_file() else Path(name)
        if any(path == before for before, _ in chain):
            raise ValueError(f"{path}: extends itself; end the circle")
        sections = _read(path)
        chain.insert(0, (path, sections))
        extends = sections.get("extends")
        if extends is not None and not isinstance(extends, str):
            raise ValueError(f"{path}: extends: the name of an overlay or a file is wanted, got {str(extends)[:40]}")
        name = extends or (None if path == CONFIGS / "base.yaml" else "base")
    return chain


@cache
def _read(path: Path) -> dict[str, Any]:
    """A file's sections. Raises ValueError for a missing or malformed file, and for unknown sections."""
    try:
        sections = parse(read_text(path))[0] or {}
    except FileNotFoundError as error:
        known = ", ".join(sorted(p.stem for p in CONFIGS.glob("*.yaml")))
        raise ValueError(f"overlay {path}: cannot be read; use a YAML file of your own, or one of: {known}") from error
    except Unreadable as error:
        raise ValueError(f"{path}: {error}") from error
    if not isinstance(sections, dict):
        raise ValueError(f"{path}: sections are wanted: all, or a method's name")
    sections = {name: part for name, part in sections.items() if part is not None}
    _check_sections(path, sections, nested=True)
    return sections


def _check_sections(path: Path, sections: Mapping[str, Any], nested: bool) -> None:
    known = ["all", *methods(), *(("extends", "budget", "pace", *NESTED) if nested else ())]
    for name, part in sections.items():
        if name not in known and ":" not in str(name):
            raise ValueError(f"{path}: {unknown('section', str(name), known)}")
        if name == "extends" and isinstance(part, str):
            continue
        if not isinstance(part, dict | None):
            what = "another overlay's name" if name == "extends" else "a table of settings"
            raise ValueError(f"{path}: section {name}: {what} is wanted, got {str(part)[:40]!r}")
        if name in NESTED:
            for inner_name, inner in (part or {}).items():
                if not isinstance(inner, dict | None):
                    raise ValueError(f"{path}: section {name}: {str(inner_name)[:40]}: sections are wanted")
                _check_sections(path, inner or {}, nested=False)
