"""Mistakes in kitchen files, told in one line each: file, place, line, what is wrong, how to fix it."""

import re
import types
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kitchen_dream.kitchens.checks.proof import Defect
from kitchen_dream.kitchens.files.yaml_text import KitchenError, Lines, Place
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.kitchens.words import near, nearest

Origin = Mapping[Place, str]
"""For a place in the kitchen's data the place where a person wrote it, like "pieces[0].row[2]"."""


def from_validation(
    path: Path | str, error: ValidationError, lines: Lines, origin: Origin | None = None,
    root: type[BaseModel] = Kitchen,
) -> KitchenError:
    """The errors of pydantic about a `root` in the project's words."""
    mistakes = []
    items = error.errors(include_url=False)
    meant = {(*_clean(item["loc"])[:-1], _meant(item, root)) for item in items if item["type"] == "extra_forbidden"}
    for item in items:
        place, what = _clean(item["loc"]), None
        if item["type"] == "missing" and place in meant:
            continue  # it is there, but misspelt, which is told
        if item["type"] == "value_error":  # a model's own sentence may begin with the place inside of it
            inner = re.match(r"([a-z_]+(?:\[\d+\]|\.\w+)*): (.+)", str(item["ctx"]["error"]), re.DOTALL)
            if inner is not None:
                place, what = (*place, *_parts(inner[1])), inner[2]
        if item["type"] == "invalid_key":
            key, place = item["input"], place[:-1]
            what = f"{_short(key)} is no key; keys are words, such as {', '.join(_known_keys(place, root)[:3])}"
            if place and isinstance(key, int | float):  # {kind: stove, gap: 2,5} has the key 5
                what = f"{key} is no key; write a number with a point, as in 2.5, and no comma"
        if place[-1:] == ("at",) and item["type"] != "value_error":  # one of two forms, neither of which it is
            what = f"{_short(item['input'])} is no place along a wall; write left, middle, right, or 0 to 20 metres"
        if place[-1:] in (("x",), ("y",)) and origin and "than" in item["type"] and place[:-1] in origin:
            # Nobody has written this number: it follows from where the piece was put.
            place, what = place[:-1], "it would stand outside of the room; let it be nearer, or enlarge the room"
        what = what or _explain(item, place, root)
        mistakes.append(f"{lines.locate(_written(place, origin))}: {what}" if place else what)
    return KitchenError(path, list(dict.fromkeys(mistakes)))


def from_defects(path: Path | str, defects: list[Defect], lines: Lines, origin: Origin | None = None) -> KitchenError:
    """The defects of `check` with the lines at which they stand."""
    mistakes = []
    for defect in defects:
        match = re.match(r"(\w+(?:\.\w+|\[\d+\])*)(?: (?P<name>'.*'|\".*\"))?(.*)$", defect.where)
        assert match is not None
        head = _parts(match[1])
        name = f" {match['name']}" if match["name"] else ""
        if head in (("bowl",), ("stove",), ("start",)) and origin and origin.get(head, head[0]) != head[0]:
            name = f" (the {head[0]})"  # which a person has not put there by name
        where = lines.locate(_written((*head, *_parts(match[3])), origin))
        mistakes.append(f"{where}{name}: {_in_words_of(defect.what, origin)}; {defect.fix}")
    return KitchenError(path, mistakes)


def _parts(text: str) -> Place:
    return tuple(int(part) if part.isdigit() else part for part in re.findall(r"\w+", text))


def _written(place: Place, origin: Origin | None) -> Place:
    """Where a person wrote what stands at a place of the kitchen's data."""
    for length in range(len(place), 0, -1):
        if origin and place[:length] in origin:
            return (*_parts(origin[place[:length]]), *place[length:])
    return place


def _in_words_of(what: str, origin: Origin | None) -> str:
    """A sentence of `check` with the places of the file for those of the data."""
    pattern = r"(units|counters|worktops|fixtures)\[(\d+)\]"
    return re.sub(pattern, lambda m: (origin or {}).get((m[1], int(m[2])), m[0]), what)


def _clean(loc: tuple[str | int, ...]) -> Place:
    """The place without pydantic's names for branches of unions and keys of dictionaries."""
    return tuple(part for part in loc if isinstance(part, int) or not re.search(r"[\[(]", part))


def _meant(item: ErrorDetails, root: type[BaseModel]) -> str | None:
    """The key that an unknown one stands for."""
    place = _clean(item["loc"])
    return near(place[-1], _known_keys(place[:-1], root))


_METRES = {"x", "y", "z", "width", "depth", "height", "at", "gap", "shift"}
_WRITTEN_AS = {
    "room": ("a size", "write [width, depth], such as [4.2, 3.0] or [12 ft, 10 ft]"),
    "start": ("a place", "write {x: 2.0, y: 1.0, yaw: 1.57}"),
    "bowl": ("a place", "write the name of the piece that it stands on, or {upon: island, shift: 0.2}"),
    "fill": ("a way to fill units", "write a seed, such as 3, or {seed: 3, present: 0.8}"),
    "style": ("a style", "write the name of a palette, or {colours: teal, floor: oak}"),
    "note": ("a note", "write groups and pieces, as in {dry: pantry}"),
    "homes": ("homes", "write groups and pieces, as in {dry: pantry}"),
}
"""What is often written in another way than as a mapping: what it is, and what to write."""


def _explain(item: ErrorDetails, place: Place, root: type[BaseModel]) -> str:
    kind, value, context = item["type"], item.get("input"), item.get("ctx", {})
    name = str(place[-1]) if place else ""
    if kind == "missing":
        return "the field is missing; add it"
    if kind == "extra_forbidden":
        known = _known_keys(place[:-1], root)
        meant = near(name, known)
        return f"unknown key; {f'do you mean {meant}? ' if meant else ''}known here: {', '.join(known)}"
    if kind == "literal_error":
        kinds = {"units": "a unit kind", "pieces": "a kind of piece"}
        words = {
            "kind": kinds.get(str(place[0]), "a kind"), "facing": "a direction", "along": "a wall",
            "colours": "a palette",
        }
        what = "a zone" if "zones" in place else words.get(name, f"a {name}")
        options = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
        return f"{_short(value)} is not {what}; {nearest(value, options.split(', '))}"
    if kind == "value_error":
        return str(context["error"])
    if kind == "int_from_float":
        return f"{_short(value)} is not a whole number; write one, such as {round(value)}"
    if kind.startswith(("float", "int", "finite")):
        units = ", in metres or as 90 cm, 12 ft 6 in" if name in _METRES else ""
        return f"{_short(value)} is not a number; write one{units}"
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        (bound,) = context.values()
        side = "more than" if kind == "greater_than" else "less than" if kind == "less_than" else None
        side = side or ("at least" if kind.startswith("greater") else "at most")
        way_out = f"it must be {side} {bound:g}"
        if name == "yaw":
            way_out += " radians: 90 degrees are 1.57"
        elif name in _METRES and bound >= 10 and side == "at most":
            way_out += f" m; if centimetres are meant, write {_short(value).strip(chr(39))} cm"
        return f"{_short(value)} is out of range; {way_out}"
    if kind in ("too_short", "too_long"):
        bound = context.get("min_length" if kind == "too_short" else "max_length")
        side = "least" if kind == "too_short" else "most"
        return f"it has {context.get('actual_length')} entries; it must have at {side} {bound}"
    if kind in ("string_too_short", "string_too_long"):
        (bound,) = context.values()
        least = "at least" if kind.endswith("short") else "up to"
        return f"{_short(value)} is too {kind[11:]}; write {least} {bound} letter{'s' * (bound > 1)}"
    if kind in ("model_type", "dict_type") and name in _WRITTEN_AS:
        return f"{_short(value)} is not {_WRITTEN_AS[name][0]}; {_WRITTEN_AS[name][1]}"
    if kind == "model_type" and place[:1] == ("pieces",):
        return (
            f"{_short(value)} is no piece; write a kind such as fridge or sink + shelf, or {{kind: fridge, width: 0.7}}"
        )
    expected = {"string_type": "text", "bool_parsing": "true or false", "bool_type": "true or false"}
    expected |= {
        "tuple_type": "a list", "list_type": "a list", "dict_type": "a mapping", "model_type": "a mapping of keys"
    }
    if kind == "string_type" and value is not None and not isinstance(value, list | dict):
        return f"{_short(value)} is not text; write it in quotes, or another word"
    if kind in ("tuple_type", "list_type") and isinstance(value, str):
        return f"{_short(value)} is not a list; write [{value[:40]}]"
    if kind in expected:
        return f"{_short(value)} is not {expected[kind]}; write {expected[kind]}"
    return f"{_short(value)}: {item['msg'][0].lower()}{item['msg'][1:]}"


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(value) if isinstance(value, date) else repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _known_keys(place: Place, root: type[BaseModel]) -> list[str]:
    """The keys of the model at a place."""
    model: Any = root
    for part in place:
        annotation = model.model_fields[part].annotation if isinstance(part, str) else model
        model = _model_in(annotation)
        if model is None:
            return []
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as `tuple[Unit, ...]` or `Sink | None`."""
    if isinstance(annotation, type) and get_origin(annotation) is None and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, list, Union, types.UnionType) or get_args(annotation):
        for inner in get_args(annotation):
            if (found := _model_in(inner)) is not None:
                return found
    return None
