"""Kitchens as YAML files: written readably and whole, read safely, every mistake answered with its place and its mend.

What the catalogue knows may be left out: a unit needs `kind`, `x`, `y` and `facing`; its size, height above the floor, hinge
and name then follow from its kind. `contents` may list fewer ingredients than there are slots.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from kitchen_dream.kitchens.catalogue import DEFAULT_HINGE, SIZES
from kitchen_dream.kitchens.checks import check
from kitchen_dream.kitchens.file_errors import KitchenError, Lines, from_problems, from_validation
from kitchen_dream.kitchens.geometry import WORKTOP_HEIGHT, station
from kitchen_dream.kitchens.spec import SLOTS, UNIT_KINDS, Kitchen, Stove

MAX_BYTES = 1_000_000
"""A kitchen file is a few kB; anything larger is a mistake."""

MAX_DEPTH = 12
"""Deepest nesting of lists and mappings; a kitchen needs five."""

_BOXES = {"counters": "counter", "worktops": "worktop"}
_SIZE_FIELDS = ("z", "width", "depth", "height")


def load_kitchen(path: Path | str, *, checked: bool = True) -> Kitchen:
    """Read a kitchen file. Raises KitchenError, whose message is one line; its `lines` tell of every mistake found.

    With `checked` (the default) one can cook in the kitchen that is returned.
    """
    path = Path(path)
    data, lines = _parse(path)
    try:
        kitchen = Kitchen.model_validate(_fill_in(data))
    except ValidationError as error:
        raise from_validation(path, error, lines) from None
    if checked and (problems := check(kitchen)):
        raise from_problems(path, problems, lines)
    return kitchen


def save_kitchen(kitchen: Kitchen, path: Path | str) -> None:
    """Write a kitchen file, whole or not at all. Raises KitchenError when the place cannot be written."""
    path = Path(path)
    text = dump_kitchen(kitchen)
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8") as file:
            temporary = file.name
            file.write(text)
        os.chmod(temporary, 0o644)  # temporary files are private; a kitchen is not
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise KitchenError(path, [f"cannot be written: {error.strerror}; choose another place"]) from None


def dump_kitchen(kitchen: Kitchen) -> str:
    """The text of a kitchen file; what the catalogue knows is left out."""
    data = kitchen.model_dump(mode="json", exclude_none=True)
    if kitchen.seed is None:
        data.pop("seed", None)
    data["units"] = [_short_unit(unit) for unit in data["units"]]
    for key, kind in _BOXES.items():
        data[key] = [_Flow(_without_size(box, kind)) for box in data[key]]
    for key in ("stove", "sink", "bowl", "start", "room"):
        if key in data:
            data[key] = _Flow(_without_size(data[key], key) if key in SIZES else data[key])
    decoration = data["decoration"]
    for key in ("wall", "lower", "upper"):
        decoration[key] = _FlowList(decoration[key])
    decoration["clutter"] = [_Flow(thing) for thing in decoration["clutter"]]
    data = {key: value for key, value in data.items() if value not in ([], None)}
    # PyYAML writes the line break U+0085 in a way that it does not read back, unless everything foreign is escaped.
    plain = "\x85" in kitchen.model_dump_json()
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, width=140, allow_unicode=not plain)


def _parse(path: Path) -> tuple[dict[str, Any], Lines]:
    """Plain data of a YAML file and the line of each of its places."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise KitchenError(path, [f"is larger than {MAX_BYTES:,} bytes; a kitchen file has a few thousand"])
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise KitchenError(path, ["there is no such file; `kitchen sample --out FILE` writes one"]) from None
    except IsADirectoryError:
        raise KitchenError(path, ["is a folder; name a YAML file"]) from None
    except OSError as error:
        raise KitchenError(path, [f"cannot be read: {error.strerror}"]) from None
    except UnicodeDecodeError:
        raise KitchenError(path, ["is no text in UTF-8; a kitchen is a YAML file"]) from None
    try:
        _refuse_bombs(path, text)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        lines = Lines(node)
        data = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, KitchenError):
            raise
        mark = getattr(error, "problem_mark", None)
        place = f"(line {mark.line + 1}): " if mark else ""
        reason = getattr(error, "problem", None) or "it cannot be parsed"
        raise KitchenError(path, [f"{place}is not YAML: {reason}; see a file in assets/layouts for the form"]) from None
    if lines.twice is not None:
        raise KitchenError(path, [f"{lines.locate(lines.twice)}: the key stands there twice; keep one"])
    if not isinstance(data, dict):
        raise KitchenError(path, ["holds no kitchen; it must start with keys such as room, units, stove, bowl"])
    return data, lines


def _refuse_bombs(path: Path, text: str) -> None:
    """Small texts that would grow without bound when they are parsed: aliases of aliases, and nests of brackets."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent):
            raise KitchenError(path, [f"(line {event.start_mark.line + 1}): uses a YAML alias (*name); write the value out"])
        if depth > MAX_DEPTH:
            raise KitchenError(path, [f"(line {event.start_mark.line + 1}): lists and mappings are nested too deeply"])


def _fill_in(data: dict[str, Any]) -> dict[str, Any]:
    """The data with everything that follows from the catalogue. What is malformed stays, for the validation to name."""
    data = dict(data)
    if isinstance(data.get("units"), list):
        seen: dict[str, int] = {}
        data["units"] = [_full_unit(unit, seen) if isinstance(unit, dict) else unit for unit in data["units"]]
    for key, kind in _BOXES.items():
        if isinstance(data.get(key), list):
            data[key] = [_with_size(box, kind) if isinstance(box, dict) else box for box in data[key]]
    for key in ("stove", "sink"):
        if isinstance(data.get(key), dict):
            data[key] = _with_size(data[key], key)
    if isinstance(data.get("bowl"), dict):
        data["bowl"] = {"z": WORKTOP_HEIGHT, **data["bowl"]}
    if "start" not in data:
        try:
            data["start"] = station(Stove.model_validate(data.get("stove")))
        except ValidationError:
            pass  # the stove's own mistake is named by the validation
    return data


def _full_unit(unit: dict[str, Any], seen: dict[str, int]) -> dict[str, Any]:
    kind = unit.get("kind")
    if kind not in UNIT_KINDS:
        # The kind is the mistake: any size keeps the validation from naming sizes as well.
        return {"name": "unknown", **_with_size(unit, "drawer")}
    seen[kind] = seen.get(kind, 0) + 1
    plain = kind in ("fridge", "pantry") and seen[kind] == 1
    unit = {"name": kind if plain else f"{kind.replace('_', ' ')} {seen[kind]}", **_with_size(unit, kind)}
    if kind in DEFAULT_HINGE:
        unit = {"hinge": DEFAULT_HINGE[kind], **unit}
    contents = unit.get("contents")
    if isinstance(contents, list) and len(contents) < SLOTS:
        unit["contents"] = [*contents, *[None] * (SLOTS - len(contents))]
    return unit


def _with_size(box: dict[str, Any], kind: str) -> dict[str, Any]:
    return {**{name: getattr(SIZES[kind], name) for name in _SIZE_FIELDS}, **box}


def _without_size(box: dict[str, Any], kind: str) -> dict[str, Any]:
    return {k: v for k, v in box.items() if k not in _SIZE_FIELDS or v != getattr(SIZES[kind], k)}


def _short_unit(unit: dict[str, Any]) -> dict[str, Any]:
    """A unit as people write it: name and kind first, then the place, then what differs from the catalogue."""
    box = _without_size(unit, unit["kind"])
    order = ("name", "kind", "x", "y", "facing", "z", "width", "depth", "height", "hinge")
    short = {key: box[key] for key in order if key in box}
    items = list(unit["contents"])
    while items and items[-1] is None:
        items.pop()
    if items:
        short["contents"] = items
    return _Flow(short)


class _Flow(dict):
    """A mapping written in one line."""


class _FlowList(list):
    """A list written in one line."""


class _Dumper(yaml.SafeDumper):
    """Writes the marked mappings and lists in one line each."""


_Dumper.add_representer(_Flow, lambda d, value: d.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True))
_Dumper.add_representer(_FlowList, lambda d, value: d.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True))
