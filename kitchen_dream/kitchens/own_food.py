"""What a cookbook of one's own may say besides groups and recipes: how ingredients look, when dishes are due, and how
households keep their food."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kitchen_dream.core.resources import ASSETS
from kitchen_dream.kitchens.catalogue import CATALOGUE
from kitchen_dream.kitchens.files.yaml_text import Place
from kitchen_dream.kitchens.lengths import in_metres
from kitchen_dream.kitchens.words import nearest

MESHES = ASSETS / "ingredients"
LIMITS = {"width": (0.03, 0.068), "depth": (0.03, 0.1), "height": (0.05, 0.19)}
"""Least and most metres of an ingredient: the hand opens 8 cm, and boards are 21 cm apart."""
LEAST_SLACK = 3.0
"""Seconds that a dish must leave at least: what must be hurried more is not offered."""
HABITS = ("present", "chilled_in_fridge", "stray", "noted")
_DUE = re.compile(r"(oracle *\+ *)?(\d{1,4}(?:\.\d)?) s")

Wrong = Callable[[Place, str], None]
"""Is told a mistake: its place, and what is wrong with a way out."""


@dataclass(frozen=True)
class Appearance:
    """How an ingredient looks and feels, in metres: a box, an upright cylinder, whose depth is its width, or like
    another ingredient, which is named.

    mesh: a file (.obj) to look at, whose foot is at z = 0; "" for the plain shape. colour: of the plain shape."""

    shape: str
    depth: float = 0.0
    width: float = 0.0
    height: float = 0.0
    mesh: str = ""
    colour: tuple[float, ...] = ()


@dataclass(frozen=True)
class Due:
    """When a dish is due: after so many seconds, or so many after the time of the oracle, who knows the kitchen."""

    seconds: float
    after_oracle: bool = False


@dataclass(frozen=True)
class Household:
    """How households keep their food: probabilities, where they differ from the usual ones, and kinds of units.

    keeps: for a food group the kinds of units of which one is its place, whatever the zone."""

    habits: Mapping[str, float] = field(default_factory=dict)
    keeps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def due(value: Any) -> Due | None:
    """The deadline that a recipe gives; None if it is none.

    Examples:
        >>> due("45 s"), due("oracle + 10 s"), due("soon")
        (Due(seconds=45.0, after_oracle=False), Due(seconds=10.0, after_oracle=True), None)
    """
    match = _DUE.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or not (LEAST_SLACK if match[1] else 5.0) <= float(match[2]) <= 600:
        return None
    return Due(float(match[2]), bool(match[1]))


def appearances(value: Any, known: Mapping[str, int], folder: Path, wrong: Wrong) -> dict[str, Appearance]:
    """The section `ingredients`: for names of ingredients how they look. Mistakes go to `wrong`.

    folder: of the file, to which names of meshes are relative."""
    if not isinstance(value, dict):
        wrong(("ingredients",), "it is no mapping; write ingredients: {tofu: {shape: box, size: [6 cm, 6 cm, 8 cm]}}")
        return {}
    out = {}
    for name, entry in value.items():
        place: Place = ("ingredients", str(name))
        if name not in known:
            wrong(place, f"{name!r} is in no group; put it into one, or leave it out")
        elif not isinstance(entry, dict) or not entry.keys() <= {"shape", "size", "colour", "mesh"} or not entry:
            wrong(place, "it has the keys shape, size, colour and mesh; write {shape: box, size: [6 cm, 6 cm, 8 cm]}")
        elif (found := _appearance(place, entry, folder, wrong)) is not None:
            out[name] = found
    return out


def _appearance(place: Place, entry: dict[str, Any], folder: Path, wrong: Wrong) -> Appearance | None:
    shape, size, colour = entry.get("shape", "box"), entry.get("size", [0.06, 0.06, 0.1]), entry.get("colour", [])
    good = True

    def no(key: str, what: str) -> None:
        nonlocal good
        good = False
        wrong((*place, key) if key in entry else place, what)

    if shape not in ("box", "cylinder"):
        known = ("box", "cylinder", *sorted(file.stem for file in MESHES.glob("*.obj")))
        if shape not in known:
            no("shape", f"{str(shape)[:40]!r} is no shape; {nearest(shape, known)}")
        elif idle := entry.keys() - {"shape"}:
            no(min(idle), f"{min(idle)} does nothing for what looks like {shape}; leave it out")
        return Appearance(str(shape)) if good else None
    names = ("depth", "width", "height") if shape == "box" else ("width", "height")
    metres = [in_metres(part) for part in size] if isinstance(size, list) else []
    if len(metres) != len(names) or not all(isinstance(m, int | float) and not isinstance(m, bool) for m in metres):
        what = "diameter and height, such as [6 cm, 10 cm]" if shape == "cylinder" else ", ".join(names)
        what += "" if shape == "cylinder" else ", such as [6 cm, 6 cm, 10 cm]"
        no("size", f"{str(size)[:40]} is no size of a {shape}; write {what}")
    else:
        for key, value in zip(names, metres, strict=True):
            low, high = LIMITS[key]
            if not low <= value <= high:
                no("size", f"its {key} of {value:g} m does not fit hand and shelf; use {low:g} to {high:g} m")
    if colour != [] and not (
        isinstance(colour, list) and len(colour) == 3
        and all(isinstance(c, int | float) and not isinstance(c, bool) and 0 <= c <= 1 for c in colour)
    ):  # fmt: skip
        no("colour", f"{str(colour)[:40]} is no colour; write three numbers from 0 to 1, such as [0.9, 0.9, 0.8]")
    mesh = entry.get("mesh", "")
    file = folder / mesh if isinstance(mesh, str) else Path()
    if mesh and not (isinstance(mesh, str) and mesh.endswith(".obj") and file.is_file()):
        no("mesh", f"{str(mesh)[:80]!r} is no mesh file here; name a file ending in .obj, or leave it out")
    if not good:
        return None
    depth, width, height = metres if shape == "box" else (metres[0], metres[0], metres[1])
    return Appearance(shape, depth, width, height, str(file.absolute()) if mesh else "", tuple(colour))


def household(value: Any, groups: tuple[str, ...], wrong: Wrong) -> Household:
    """The section `households`. Mistakes go to `wrong`."""
    if not isinstance(value, dict):
        wrong(("households",), "it is no mapping; write households: {present: 0.8, keeps: {dry: [pantry]}}")
        return Household()
    habits: dict[str, float] = {}
    for key, share in value.items():
        if key == "keeps":
            continue
        if key not in HABITS:
            wrong(("households", str(key)), f"unknown key; {nearest(key, (*HABITS, 'keeps'))}")
        elif isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            wrong(("households", key), f"{share!r} is no probability; write a number from 0 to 1")
        else:
            habits[key] = float(share)
    keeps = value.get("keeps", {})
    if not isinstance(keeps, dict):
        wrong(("households", "keeps"), f"{str(keeps)[:40]!r} is no mapping; write groups and kinds: {{dry: [pantry]}}")
        return Household(habits)
    out = {}
    for group, kinds in keeps.items():
        kinds = [kinds] if isinstance(kinds, str) else kinds
        place: Place = ("households", "keeps", str(group))
        if group not in groups[1:]:
            wrong(place, f"{group!r} is no group that is kept outside of the fridge; {nearest(group, groups[1:])}")
        elif not isinstance(kinds, list) or not kinds or not set(map(str, kinds)) <= set(CATALOGUE):
            wrong(place, f"{str(kinds)[:40]} are no kinds of units; {nearest('', tuple(CATALOGUE))}")
        else:
            out[group] = tuple(kinds)
    return Household(habits, out)
