"""Kitchens in a few lines of Python: a `KitchenBuilder` is a room that its methods furnish.

>>> flat = KitchenBuilder("flat", width=4.2, depth=3.0)
>>> flat = flat.along("north", "fridge", "drawers + wall_cabinet", "stove", "sink + wall_cabinet", "base_cabinet")
>>> len(flat.done().units)
7
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from kitchen_dream.core.files import write_atomically
from kitchen_dream.kitchens.contents.family import Family
from kitchen_dream.kitchens.files.errors import Lines
from kitchen_dream.kitchens.files.yaml_text import Flow, dump_yaml
from kitchen_dream.kitchens.spec import Kitchen

PieceData = str | dict[str, Any]
"""A kind ("fridge"), a kind with what hangs above it ("sink + shelf"), or the fields of a `blueprint.Piece`."""


def piece(kind: str, **fields: Any) -> dict[str, Any]:
    """A piece of a row with fields such as name, width, hinge, upper, contents: see `blueprint.Piece`."""
    return {"kind": kind, **fields}


class KitchenBuilder:
    """Collects what a layout file would say; every method returns the builder.

    Keywords and their meaning are those of YAML files (`blueprint.Entry`), and so are the answers to mistakes: a
    KitchenError with the program's file and line, what is wrong and a way out. Nothing is checked before `done`,
    `family` or `save`. Ranges ("0.5..0.8") and choices ("drawers | base_cabinet") make a family."""

    def __init__(
        self, name: str = "kitchen", *, width: float, depth: float, height: float = 2.5, **options: Any
    ) -> None:
        self.data: dict[str, Any] = {
            "name": name, "room": {"width": width, "depth": depth, "height": height}, **options
        }
        self._lines: dict[tuple[str | int, ...], int] = {}
        frame = sys._getframe(1)  # the caller's file names the program in errors
        self._source = Path(frame.f_code.co_filename).name
        self._note_line(("room",), frame.f_lineno)
        self._note_line(("pieces",), frame.f_lineno)
        self.data["pieces"] = []

    def put(self, kind: PieceData, **place: Any) -> KitchenBuilder:
        """Place one piece: a kind and its fields, and exactly one place.

        Args:
            kind: such as "fridge", "sink + shelf", or a `piece`.
            place: along, corner, right_of, left_of, above, behind, upon, facing, or x, y and facing; fields of a piece.
        """
        entry = dict(kind) if isinstance(kind, dict) else _short(kind)
        return self._add({**entry, **place}, sys._getframe(1).f_lineno)

    def row(self, *pieces: PieceData, **place: Any) -> KitchenBuilder:
        """Place pieces side by side, from left to right for one who faces them; `place` as for `put`."""
        return self._add({"row": list(pieces), **place}, sys._getframe(1).f_lineno)

    def along(self, wall: str, *pieces: PieceData, at: float | str = "middle", **place: Any) -> KitchenBuilder:
        """A row along a wall (west, north, east, south), `at` metres from its left end, or left, middle, right."""
        return self._add({"row": list(pieces), "along": wall, "at": at, **place}, sys._getframe(1).f_lineno)

    def corner(self, corner: str, **fields: Any) -> KitchenBuilder:
        """A closed corner with a worktop; rows go on `right_of` and `left_of` it."""
        return self._add({"kind": "corner", "corner": corner, **fields}, sys._getframe(1).f_lineno)

    def island(self, *pieces: PieceData, facing: str, gap: float | None = None, **place: Any) -> KitchenBuilder:
        """A free-standing row whose fronts look at another piece, `gap` metres away from that one's front."""
        entry = {"row": list(pieces), "facing": facing, **({} if gap is None else {"gap": gap}), **place}
        return self._add(entry, sys._getframe(1).f_lineno)

    def bowl(self, upon: str, shift: float = 0.0) -> KitchenBuilder:
        """Where the salad bowl stands; without this it stands on the first free worktop."""
        return self._set("bowl", {"upon": upon, "shift": shift}, sys._getframe(1).f_lineno)

    def fill(self, seed: int = 0, **habits: Any) -> KitchenBuilder:
        """Draw the contents from a household's habits: see `blueprint.Fill`. The default if no piece has contents."""
        return self._set("fill", {"seed": seed, **habits}, sys._getframe(1).f_lineno)

    def note(self, **places: str) -> KitchenBuilder:
        """A note on the fridge: for food groups the names of units."""
        return self._set("note", places, sys._getframe(1).f_lineno)

    def style(self, colours: str = "sage", **fields: Any) -> KitchenBuilder:
        """Colours and materials: see `blueprint.Look`."""
        return self._set("style", {"colours": colours, **fields}, sys._getframe(1).f_lineno)

    def start(self, x: float, y: float, yaw: float = 0.0) -> KitchenBuilder:
        """Where the robot stands at first; without this before the stove."""
        return self._set("start", {"x": x, "y": y, "yaw": yaw}, sys._getframe(1).f_lineno)

    def family(self, variant: str = "v0") -> Family:
        """The layout as a family of kitchens of a variant: what is open is drawn anew for every seed."""
        return Family(self._source, self.data, Lines.of(self._lines), variant)

    def done(self, *, checked: bool = True, seed: int = 0, variant: str = "v0") -> Kitchen:
        """The kitchen. Raises KitchenError; with `checked` one can cook in it. What is open is drawn from `seed`.

        variant: `v1` for the tools and ingredients of Kitchen-v1."""
        return self.family(variant).kitchen(seed, checked=checked)

    def text(self) -> str:
        """The layout as the text of a YAML file, which `load_kitchen` reads to the same kitchen."""
        return dump_yaml(_plain(self.data), 130)

    def save(self, path: Path | str) -> Path:
        """Write the layout as a YAML file, for `kitchen show` and `train --layout`. Raises WriteError."""
        write_atomically(Path(path), self.text(), parents=True)
        return Path(path)

    def _add(self, entry: dict[str, Any], line: int) -> KitchenBuilder:
        self._note_line(("pieces", len(self.data["pieces"])), line)
        self.data["pieces"].append(entry)
        return self

    def _set(self, key: str, value: Any, line: int) -> KitchenBuilder:
        self._note_line((key,), line)
        self.data[key] = value
        return self

    def _note_line(self, place: tuple[str | int, ...], line: int) -> None:
        self._lines[place] = line


def _short(kind: str) -> dict[str, Any]:
    """A kind with what hangs above it, as fields."""
    lower, *upper = (part.strip() for part in kind.split("+"))
    return {"kind": lower, **({"upper": " + ".join(upper)} if upper else {})}


def _plain(value: Any, depth: int = 0) -> Any:
    """Data that YAML knows: lists for tuples, mappings below the top in one line."""
    if isinstance(value, dict):
        inner = {key: _plain(part, depth + 1) for key, part in value.items()}
        return Flow(inner) if depth else inner
    if isinstance(value, (list, tuple)):
        return [_plain(part, depth + 1) for part in value]
    return value
