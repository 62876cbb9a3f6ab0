"""From a blueprint to a kitchen: its parts, its note and colours, and contents drawn from a household's habits."""

from __future__ import annotations

from typing import Any

import numpy as np

from kitchen_dream.kitchens.checks.proof import Problem, cookable
from kitchen_dream.kitchens.contents.habits import Habits, fill
from kitchen_dream.kitchens.cookbook import RECIPES
from kitchen_dream.kitchens.geometry import station
from kitchen_dream.kitchens.layout.blueprint import STYLES, THINGS, Blueprint, Fill
from kitchen_dream.kitchens.layout.decoration import PALETTES
from kitchen_dream.kitchens.layout.parts import Parts, add_appliances, add_bowl, add_units, add_worktops, clutter_of
from kitchen_dream.kitchens.layout.placement import Placed, Placer
from kitchen_dream.kitchens.spec import MAX_UNITS, Kitchen, Stove

DRAWS = 200
"""Most draws of contents until enough recipes can be cooked."""


class Misbuilt(ValueError):
    """Pieces that make no kitchen; `problems` has the place and the mend of each mistake."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(str(problems[0]))
        self.problems = problems


def assemble(blueprint: Blueprint) -> Parts:
    """Place everything. Raises Misbuilt, which names every piece that cannot be placed."""
    placer = Placer(blueprint)
    placed, problems = placer.placed, placer.problems
    if problems:
        raise Misbuilt(problems)
    data: dict[str, Any] = {
        "name": blueprint.name,
        "layout": blueprint.layout or _family(placed),
        "room": blueprint.room.model_dump(),
    }
    parts = Parts(data)
    add_units(parts, placed)
    if (count := len(data["units"])) > MAX_UNITS:
        what = f"they make {count} storage units (drawers make two, uppers count); a kitchen has at most {MAX_UNITS}"
        problems.append(Problem("pieces", what, f"leave out {count - MAX_UNITS}, or put counters in their place"))
    add_appliances(parts, placed, problems)
    add_worktops(parts, placed)
    add_bowl(parts, blueprint, placer)
    look = blueprint.style
    wall, lower, upper = PALETTES[STYLES.index(look.colours)]
    data["decoration"] = {
        "wall": look.wall or wall,
        "lower": look.lower or lower,
        "upper": look.upper or upper,
        "floor": look.floor,
        "worktop": look.worktop,
        "clutter": clutter_of(parts, placed),
    }
    if blueprint.note is not None:
        parts.origin["note", "places"] = "note"
        data["note"] = {"places": _note(parts, blueprint.note, problems)}
    if problems:
        raise Misbuilt(problems)
    data["start"] = blueprint.start or station(Stove.model_construct(**{**data["stove"], "broken": (False, False)}))
    return parts


def has_contents(blueprint: Blueprint) -> bool:
    """Whether the blueprint says itself what lies where."""
    pieces = [piece for entry in blueprint.pieces for piece in (entry.row or (entry,))]
    return any(piece.contents or (piece.upper and piece.upper.contents) for piece in pieces)


def habits_of(parts: Parts, spec: Fill) -> Habits:
    """The priors that a blueprint asks for. Raises Misbuilt for homes that hold nothing."""
    homes, problems = {}, []
    for group, names in spec.homes.items():
        for name in names:
            if not parts.unit_of.get(name.replace("_", " ")):
                known = ", ".join(parts.unit_of)
                problems.append(
                    Problem(f"fill.homes.{group}", f"{name!r} is no piece that holds food", f"use one of: {known}")
                )
        homes[group] = tuple(unit for name in names for unit in parts.unit_of.get(name.replace("_", " "), ()))
    if problems:
        raise Misbuilt(problems)
    return Habits(spec.present, spec.chilled_in_fridge, spec.stray, spec.noted, spec.zones, homes)


def furnish(kitchen: Kitchen, habits: Habits, rng: np.random.Generator, where: str = "pieces") -> Kitchen:
    """The kitchen with contents, note and burners drawn from a household's habits, so that enough recipes can be cooked.

    Raises Misbuilt if none of DRAWS draws serves; it names the place `where`.
    """
    for _ in range(DRAWS):
        units, note, broken = _draw(kitchen, habits, rng)
        if len(cookable(units)) >= RECIPES:
            stove = kitchen.stove.model_copy(update={"broken": broken})
            return kitchen.model_copy(update={"units": units, "note": note, "stove": stove})
    what = f"no contents for {RECIPES} recipes were found in {DRAWS} draws"
    raise Misbuilt(
        [Problem(where, what, "add cabinets away from sink and stove or a fridge, or let `present` be higher")]
    )


def _draw(kitchen: Kitchen, habits: Habits, rng: np.random.Generator) -> tuple:
    try:
        return fill(kitchen.units, kitchen.stove, kitchen.sink, rng, habits)
    except ValueError as error:
        what, _, mend = str(error).removeprefix("units: ").partition("; ")
        raise Misbuilt([Problem("pieces", what, mend)]) from None


def _family(placed: list[Placed]) -> str:
    """The layout family that the fronts along walls and in the room make."""
    fronts = [p for p in placed if p.piece.kind not in THINGS]
    if any(p.free_standing for p in fronts):
        return "island"
    walls = {p.box.facing for p in fronts if p.piece.kind != "corner"}
    opposite = walls in ({"north", "south"}, {"east", "west"})
    return {1: "one_wall", 2: "galley" if opposite else "l_shape", 3: "u_shape"}.get(len(walls), "custom")


def _note(parts: Parts, places: dict[str, str], problems: list[Problem]) -> dict[str, str]:
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
        problems.append(Problem(f"note.{group}", what, f"use one of: {', '.join(mine)}"))
    return out
