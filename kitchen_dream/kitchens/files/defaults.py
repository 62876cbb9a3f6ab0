"""What may be left out of a kitchen file that gives every place in metres: it follows from the catalogue."""

from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from kitchen_dream.kitchens.catalogue import CATALOGUE, WORKTOP_HEIGHT, default_name, size_of
from kitchen_dream.kitchens.geometry import station
from kitchen_dream.kitchens.spec import FIXTURES, SLOTS, Stove

BOXES = {"counters": "counter", "worktops": "worktop"}
SIZE_FIELDS = ("z", "width", "depth", "height")


def fill_in(data: dict[str, Any]) -> dict[str, Any]:
    """The data with everything that follows from the catalogue. What is malformed stays, for the validation to name."""
    data = dict(data)
    if isinstance(data.get("units"), list):
        seen: dict[str, int] = {}
        data["units"] = [_full_unit(unit, seen) if isinstance(unit, dict) else unit for unit in data["units"]]
    for key, kind in BOXES.items():
        if isinstance(data.get(key), list):
            data[key] = [_with_size(box, kind) if isinstance(box, dict) else box for box in data[key]]
    if isinstance(data.get("fixtures"), list):
        data["fixtures"] = [
            _with_size(box, box["kind"]) if isinstance(box, dict) and box.get("kind") in FIXTURES else box
            for box in data["fixtures"]
        ]
    for key in ("stove", "sink"):
        if isinstance(data.get(key), dict):
            data[key] = _with_size(data[key], key)
    if isinstance(data.get("bowl"), dict):
        data["bowl"] = {"z": WORKTOP_HEIGHT, **data["bowl"]}
    if "start" not in data:
        # A stove's own mistake is named by the validation of the whole file, which comes next.
        with suppress(ValidationError):
            data["start"] = station(Stove.model_validate(data.get("stove")))
    return data


def _full_unit(unit: dict[str, Any], seen: dict[str, int]) -> dict[str, Any]:
    kind = unit.get("kind")
    row = CATALOGUE.get(kind) if isinstance(kind, str) else None
    if row is None or not isinstance(kind, str):
        # The kind is the mistake: any size keeps the validation from naming sizes as well.
        return {"name": "unknown", **_with_size(unit, "drawer")}
    seen[kind] = seen.get(kind, 0) + 1
    unit = {"name": default_name(kind, seen[kind]), **_with_size(unit, kind)}
    if row.opens == "door":
        unit = {"hinge": "left", **unit}
    contents = unit.get("contents")
    if isinstance(contents, list) and len(contents) < SLOTS:
        unit["contents"] = [*contents, *[None] * (SLOTS - len(contents))]
    return unit


def _with_size(box: dict[str, Any], kind: str) -> dict[str, Any]:
    return {**{name: getattr(size_of(kind), name) for name in SIZE_FIELDS}, **box}
