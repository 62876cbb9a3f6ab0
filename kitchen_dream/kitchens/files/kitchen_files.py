"""Kitchens as YAML files: written readably and whole, read safely, every mistake answered with its place and a way out.

A file has one of two forms. With `pieces`, furniture is placed relative to walls and to each other
(`layout/blueprint.py`; docs/layouts.md is the tutorial), and worktops, plinths, hinges and contents follow. With
`units`, every place is given in metres; a unit needs `kind`, `x`, `y` and `facing`, and what the catalogue knows may be
left out. `contents` may list fewer ingredients than there are slots in either."""

from pathlib import Path
from typing import Any

import yaml

from kitchen_dream.core.files import write_atomically
from kitchen_dream.kitchens.catalogue import SIZES, size_of
from kitchen_dream.kitchens.contents.family import Family
from kitchen_dream.kitchens.files.defaults import BOXES, SIZE_FIELDS
from kitchen_dream.kitchens.files.yaml_text import KitchenError, read_yaml
from kitchen_dream.kitchens.spec import Kitchen


def load_kitchen(path: Path | str, *, checked: bool = True, seed: int = 0) -> Kitchen:
    """Read a kitchen file. Raises KitchenError, whose message is one line; its `lines` tell of every mistake found.

    With `checked` (the default) one can cook in the kitchen that is returned. What the file leaves open is drawn from
    `seed`."""
    return load_family(path).kitchen(seed, checked=checked)


def load_family(path: Path | str) -> Family:
    """Read a kitchen file as the family of kitchens that it stands for. Raises KitchenError."""
    path = Path(path)
    data, lines = read_yaml(
        path, "kitchen", "room and pieces", "a file in assets/layouts", "`kitchen new FILE` writes one"
    )
    if "pieces" in data and (
        both := [key for key in ("units", "stove", "sink", "counters", "worktops", "decoration") if key in data]
    ):
        what = f"{lines.locate((both[0],))}: a file has either pieces or {both[0]}; leave one out"
        raise KitchenError(path, [what])
    return Family(str(path), data, lines)


def save_kitchen(kitchen: Kitchen, path: Path | str) -> None:
    """Write a kitchen file, whole or not at all. Raises WriteError when the place cannot be written."""
    write_atomically(Path(path), dump_kitchen(kitchen), parents=True)


def dump_kitchen(kitchen: Kitchen) -> str:
    """The text of a kitchen file; what the catalogue knows is left out."""
    data = kitchen.model_dump(mode="json", exclude_none=True)
    if kitchen.seed is None:
        data.pop("seed", None)
    data["units"] = [_short_unit(unit) for unit in data["units"]]
    for key, kind in BOXES.items():
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


def _without_size(box: dict[str, Any], kind: str) -> dict[str, Any]:
    return {k: v for k, v in box.items() if k not in SIZE_FIELDS or v != getattr(size_of(kind), k)}


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
_Dumper.add_representer(
    _FlowList, lambda d, value: d.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)
)
