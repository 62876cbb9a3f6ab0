"""From a blueprint to a kitchen: its parts, its note and colours, and contents drawn from a household's habits."""

from dataclasses import replace
from typing import Any

from kitchen_dream.core.units import MOST
from kitchen_dream.kitchens.checks.proof import Defect
from kitchen_dream.kitchens.contents.habits import Habits, standard
from kitchen_dream.kitchens.geometry import station
from kitchen_dream.kitchens.layout.blueprint import CORNERS, STYLES, THINGS, Blueprint, Fill
from kitchen_dream.kitchens.layout.decoration import PALETTES
from kitchen_dream.kitchens.layout.parts import (
    Parts,
    add_appliances,
    add_bowl,
    add_fixtures,
    add_units,
    add_worktops,
    clutter_of,
)
from kitchen_dream.kitchens.layout.placement import Placed, Placer
from kitchen_dream.kitchens.spec import FIXTURES, MAX_UNITS, Stove


class InvalidLayoutError(ValueError):
    """Pieces that make no kitchen; `defects` has them all, each with its place."""

    def __init__(self, defects: list[Defect]) -> None:
        super().__init__(str(defects[0]))
        self.defects = defects


def assemble(blueprint: Blueprint) -> Parts:
    """Place everything. Raises InvalidLayoutError, which names every piece that cannot be placed."""
    placer = Placer(blueprint)
    placed, defects = placer.placed, placer.defects
    if defects:
        raise InvalidLayoutError(defects)
    data: dict[str, Any] = {
        "name": blueprint.name, "layout": blueprint.layout or _family(placed), "room": blueprint.room.model_dump()
    }
    parts = Parts(data)
    add_units(parts, placed)
    if (count := len(data["units"])) > MAX_UNITS:
        what = f"they make {count} storage units (drawers make two, uppers count); there is room for {MAX_UNITS}"
        way_out = f"add --units {count} to the command" if count <= MOST else f"leave out {count - MOST} at least"
        defects.append(Defect("pieces", what, way_out))
    add_appliances(parts, placed, defects)
    add_worktops(parts, placed)
    add_fixtures(parts, placed)
    add_bowl(parts, blueprint, placer)
    look = blueprint.style
    wall, lower, upper = PALETTES[STYLES.index(look.colours)]
    data["decoration"] = {
        "wall": look.wall or wall, "lower": look.lower or lower, "upper": look.upper or upper, "floor": look.floor,
        "worktop": look.worktop, "clutter": clutter_of(parts, placed),
    }
    if blueprint.note is not None:
        parts.origin["note", "places"] = "note"
        data["note"] = {"places": _note(parts, blueprint.note, defects)}
    if defects:
        raise InvalidLayoutError(defects)
    if blueprint.start is None:
        parts.origin["start",] = parts.origin["stove",]
    data["start"] = blueprint.start or station(Stove.model_construct(**{**data["stove"], "broken": (False, False)}))
    return parts


def has_contents(blueprint: Blueprint) -> bool:
    """Whether the blueprint says itself what lies where."""
    pieces = [piece for entry in blueprint.pieces for piece in (entry.row or (entry,))]
    return any(piece.contents or (piece.upper and piece.upper.contents) for piece in pieces)


def habits_of(parts: Parts, spec: Fill, variant: str) -> Habits:
    """The priors that a blueprint asks for; what it leaves open is as usual in a variant of the kitchens.

    Raises InvalidLayoutError for homes that hold nothing."""
    homes, defects = {}, []
    for group, names in spec.homes.items():
        for name in names:
            if not parts.unit_of.get(name.replace("_", " ")):
                known = ", ".join(parts.unit_of)
                defects.append(
                    Defect(f"fill.homes.{group}", f"{name!r} is no piece that holds food", f"use one of: {known}")
                )
        homes[group] = tuple(unit for name in names for unit in parts.unit_of.get(name.replace("_", " "), ()))
    if defects:
        raise InvalidLayoutError(defects)
    told = {key: getattr(spec, key) for key in ("present", "chilled_in_fridge", "stray", "noted", "zones")}
    return replace(standard(variant), **{key: told[key] for key in told if key in spec.model_fields_set}, homes=homes)


def _family(placed: list[Placed]) -> str:
    """The layout family that the fronts along walls and in the room make."""
    fronts = [p for p in placed if p.piece.kind not in (*THINGS, *FIXTURES)]
    if any(p.free_standing for p in fronts):
        return "island"
    walls = {p.box.facing for p in fronts if p.piece.kind not in CORNERS}
    opposite = walls in ({"north", "south"}, {"east", "west"})
    return {1: "one_wall", 2: "galley" if opposite else "l_shape", 3: "u_shape"}.get(len(walls), "custom")


def _note(parts: Parts, places: dict[str, str], defects: list[Defect]) -> dict[str, str]:
    """The places of a note with the names of units for those of pieces."""
    units = parts.data["units"]
    out = {}
    for group, name in places.items():
        found = parts.unit_of.get(name.replace("_", " "), ())
        if len(found) == 1:
            out[group] = units[found[0]]["name"]
            continue
        what = f"{name!r} is the name of {len(found) or 'no'} units"
        mine = [units[u]["name"] for u in found] or [unit["name"] for unit in units]
        defects.append(Defect(f"note.{group}", what, f"use one of: {', '.join(mine)}"))
    return out
