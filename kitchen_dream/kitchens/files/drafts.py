"""What can be drawn of a kitchen file with mistakes: all that is right."""

import re
from dataclasses import replace
from typing import Any

from kitchen_dream.kitchens.contents.family import Family
from kitchen_dream.kitchens.files.errors import KitchenError
from kitchen_dream.kitchens.spec import Kitchen

ROUNDS = 20
"""Most times that something is left out: what stands beside a piece without a place has none either."""
_PIECE = re.compile(r"pieces\[(\d+)\](?:\.row\[(\d+)\])?")
_OPTIONAL = re.compile(r"(name|layout|version|bowl|fill|note|style|start)\b")


def right_parts(family: Family, seed: int = 0) -> Kitchen:
    """The kitchen of a file, unchecked, without the pieces and settings that are wrong in themselves or have no place.

    Raises the KitchenError of the whole file where what is left is no kitchen."""
    part, first = family, None
    for _ in range(ROUNDS):
        try:
            return part.kitchen(seed, checked=False)
        except KitchenError as error:
            first = first or error
            data = _without(part.data, error.mistakes)
            if data == part.data:
                break
            part = replace(part, data=data)
    assert first is not None
    raise first


def _without(data: dict[str, Any], mistakes: list[str]) -> dict[str, Any]:
    """The data without what mistakes are about. A piece of a row goes alone; the whole row, if it has no place."""
    wrong = [(int(found[1]), found[2] and int(found[2])) for one in mistakes if (found := _PIECE.match(one))]
    keys = {found[1] for one in mistakes if (found := _OPTIONAL.match(one))}
    out = {key: value for key, value in data.items() if key not in keys}
    pieces = data.get("pieces")
    if not isinstance(pieces, list):
        return out
    left = []
    for i, entry in enumerate(pieces):
        if (i, None) in wrong:
            continue
        row = entry.get("row") if isinstance(entry, dict) else None
        if isinstance(row, list):
            row = [piece for k, piece in enumerate(row) if (i, k) not in wrong]
            entry = {**entry, "row": row}
        if row != []:
            left.append(entry)
    return {**out, "pieces": left}
