"""Kitchens as YAML files: written readably and whole, read safely, every mistake answered with its place and a way out.

A file has one of two forms. With `pieces`, furniture is placed relative to walls and to each other
(`layout/blueprint.py`; docs/layouts.md is the tutorial), and worktops, plinths, hinges and contents follow. With
`units`, every place is given in metres; a unit needs `kind`, `x`, `y` and `facing`, and what the catalogue knows may be
left out. `contents` may list fewer ingredients than there are slots in either."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any

from kitchen_dream.core.files import write_atomically
from kitchen_dream.kitchens.catalogue import SIZES, size_of
from kitchen_dream.kitchens.contents.family import Family
from kitchen_dream.kitchens.files.defaults import BOXES, SIZE_FIELDS
from kitchen_dream.kitchens.files.yaml_text import Flow, FlowList, KitchenError, dump_yaml, read_yaml
from kitchen_dream.kitchens.spec import Kitchen


def load_kitchen(path: Path | str, *, checked: bool = True, seed: int = 0, variant: str = "v0") -> Kitchen:
    """Read a kitchen file. Raises KitchenError, whose message is one line; its `lines` tell of every mistake found.

    With `checked` (the default) one can cook in the kitchen. What the file leaves open is drawn from `seed`.
    `variant`: of the kitchens, see `cookbook.VARIANTS`."""
    return load_family(path, variant).kitchen(seed, checked=checked)


def load_family(path: Path | str, variant: str = "v0") -> Family:
    """Read a kitchen file as the family of kitchens that it stands for, of a variant. Raises KitchenError."""
    path = Path(path)
    data, lines = read_yaml(
        path, "kitchen", "room and pieces", "a file in assets/layouts", "`kitchen new FILE` writes one"
    )
    if not data.keys() & {"pieces", "units"}:
        wrong = [key for key in data if get_close_matches(str(key), ("pieces", "units"), 1)]
        known = "a kitchen is written as pieces or units; see assets/layouts for examples"
        where = f"{lines.locate((wrong[0],))}: unknown key" if wrong else "it has neither pieces nor units"
        raise KitchenError(path, [f"{where}; {known}"])
    if "pieces" in data and (
        both := [
            key
            for key in ("units", "stove", "sink", "counters", "worktops", "fixtures", "decoration")
            if key in data
        ]
    ):
        what = f"{lines.locate((both[0],))}: a file has either pieces or {both[0]}; leave one out"
        raise KitchenError(path, [what])
    return Family(str(path), data, lines, variant)


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
        data[key] = [Flow(_without_size(box, kind)) for box in data[key]]
    if "fixtures" in data:
        data["fixtures"] = [Flow(_without_size(fixture, fixture["kind"])) for fixture in data["fixtures"]]
    for key in ("stove", "sink", "bowl", "start", "room"):
        if key in data:
            data[key] = Flow(_without_size(data[key], key) if key in SIZES else data[key])
    decoration = data["decoration"]
    for key in ("wall", "lower", "upper"):
        decoration[key] = FlowList(decoration[key])
    decoration["clutter"] = [Flow(thing) for thing in decoration["clutter"]]
    data = {key: value for key, value in data.items() if value not in ([], None)}
    return dump_yaml(data, 140)


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
    return Flow(short)
