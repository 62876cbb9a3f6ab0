"""A layout file as a family of kitchens: what it leaves open is drawn, the rest is the same in all of them.

Open are ranges (`width: 0.5..0.8` or `20 in..30 in`, in steps of a centimetre), choices (`kind: drawers |
base_cabinet`) and the contents, which follow the habits of households. A file in which nothing is open is a family too:
one layout, random contents."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import repeat
from typing import Any

import numpy as np
from pydantic import ValidationError

from kitchen_dream.kitchens.checks.proof import Defect, check
from kitchen_dream.kitchens.checks.stations import stations, with_hinges
from kitchen_dream.kitchens.contents.furnishing import NoContentsError, furnish
from kitchen_dream.kitchens.contents.habits import Habits, NoFoodUnitError, standard
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.files.defaults import fill_in
from kitchen_dream.kitchens.files.errors import KitchenError, Lines, Origin, from_defects, from_validation
from kitchen_dream.kitchens.layout.assembly import InvalidLayoutError, Parts, assemble, habits_of, has_contents
from kitchen_dream.kitchens.layout.blueprint import Blueprint, Fill, spell_out
from kitchen_dream.kitchens.lengths import LENGTH, NUMBER, in_metres
from kitchen_dream.kitchens.spec import Kitchen

TRIES = 20
"""Most draws of sizes and places until one can cook in the kitchen."""
DRAWS = 200
"""Most draws of contents until enough recipes can be cooked."""
LAYOUT_DRAW, CONTENTS_DRAW = 7_001, 7_002
"""Separate the random streams of a family from each other and from the generator's."""
_NUMBERS = {"x", "y", "z", "yaw", "width", "depth", "height", "at", "gap", "shift"}
_WORDS = {
    "kind", "hinge", "upper", "facing", "along", "right_of", "left_of", "above", "behind", "upon", "colours", "floor",
    "worktop", "style",
}
_RANGE = re.compile(rf"\s*({LENGTH})\s*\.\.\s*({LENGTH})\s*", re.IGNORECASE)
_ANGLES = re.compile(rf"\s*([+-]?(?:{NUMBER}))\s*\.\.\s*([+-]?(?:{NUMBER}))\s*")


@dataclass(frozen=True)
class Family:
    """The plain data of a layout, with the words by which mistakes are told."""

    source: str
    """The file, or the name, that errors begin with."""
    data: dict[str, Any]
    lines: Lines
    variant: str = "v0"
    """Of the kitchens, see `cookbook.VARIANTS`: its cookbook and habits are those of the contents."""

    @property
    def relative(self) -> bool:
        """Whether the layout is written as pieces."""
        return "pieces" in self.data

    @cached_property
    def varied(self) -> bool:
        """Whether anything but the contents is open."""
        return self._drawn(None) != self.data

    def kitchen(self, seed: int = 0, *, checked: bool = True) -> Kitchen:
        """The family's kitchen of a seed, with contents as the file says, or else drawn. Raises KitchenError."""
        return self._one_of(seed, checked)[0]

    def prove(self, proof: Callable[[Kitchen], list[Defect]], seed: int = 0) -> Kitchen:
        """The kitchen of a seed, in which a further proof finds no defect. Raises KitchenError.

        Args:
            proof: names places as `check` does, such as "units[3] 'drawer 2'".
            seed: as for `kitchen`."""
        kitchen, origin = self._one_of(seed, checked=True)
        if defects := proof(kitchen):
            raise from_defects(self.source, defects, self.lines, origin)
        return kitchen

    def _one_of(self, seed: int, checked: bool) -> tuple[Kitchen, Origin]:
        rng = np.random.default_rng([seed, LAYOUT_DRAW])
        if not self.varied:
            return self._one(rng, seed, checked)
        self._check_all_options()
        mistake = ""
        for _ in range(TRIES):
            try:
                return self._one(rng, seed, checked)
            except KitchenError as error:
                mistake = error.mistakes[0]
        raise KitchenError(self.source, [f"none of {TRIES} draws makes a kitchen, the last one because of {mistake}"])

    def _one(self, rng: np.random.Generator, seed: int, checked: bool) -> tuple[Kitchen, Origin]:
        kitchen, origin = self._build(rng, seed)
        defects = check(kitchen, cookbook(self.variant)) if checked else []
        if defects:
            raise from_defects(self.source, defects, self.lines, origin)
        return kitchen, origin

    def member(self, seed: int) -> tuple[Kitchen, Habits]:
        """The layout of a seed, and the habits by which its contents are drawn. Raises KitchenError."""
        kitchen = self.kitchen(seed) if self.varied else self._fixed
        return kitchen.model_copy(update={"seed": seed}), self._habits

    def _build(self, rng: np.random.Generator, seed: int) -> tuple[Kitchen, Origin]:
        data = self._drawn(rng)
        origin: Origin = {}
        try:
            if not self.relative:
                return _with_start(Kitchen.model_validate(fill_in(data)), data), {}
            blueprint = Blueprint.model_validate(spell_out(data))
            if blueprint.fill is not None and has_contents(blueprint):
                what = Defect("fill", "contents are given in pieces already", "leave either them or fill out")
                raise InvalidLayoutError([what])
            parts = assemble(blueprint)
            origin = parts.origin
            kitchen = _with_start(with_hinges(Kitchen.model_validate(parts.data), parts.free_hinges), data)
            if not has_contents(blueprint):
                kitchen = self._furnished(kitchen, blueprint, parts, seed)
            return kitchen, origin
        except ValidationError as error:
            root = Blueprint if self.relative and not origin else Kitchen
            raise from_validation(self.source, error, self.lines, origin, root) from None
        except NoFoodUnitError as error:
            defect = Defect("pieces", "no unit may hold food", "add a fridge or a cabinet away from sink and stove")
            raise from_defects(self.source, [defect], self.lines) from error
        except InvalidLayoutError as error:
            raise from_defects(self.source, error.defects, self.lines) from None

    def _furnished(self, kitchen: Kitchen, blueprint: Blueprint, parts: Parts, seed: int) -> Kitchen:
        fill = blueprint.fill or Fill()
        rng = np.random.default_rng([fill.seed + seed, CONTENTS_DRAW])
        try:
            habits, book = habits_of(parts, fill, self.variant), cookbook(self.variant)
            filled = furnish(kitchen, repeat(rng, DRAWS), habits, book=book)
        except NoContentsError as error:
            where = "pieces" if blueprint.fill is None else "fill"
            fix = "add cabinets away from sink and stove or a fridge, or let `present` be higher"
            raise InvalidLayoutError([Defect(where, str(error), fix)]) from None
        if "broken" in parts.data["stove"]:
            filled = filled.model_copy(update={"stove": kitchen.stove})
        if blueprint.note is not None:
            filled = filled.model_copy(update={"note": kitchen.note})
        return filled

    @cached_property
    def _fixed(self) -> Kitchen:
        """The one kitchen, but for its contents, of a layout of which nothing else is open."""
        return self.kitchen(0)

    @cached_property
    def _habits(self) -> Habits:
        if not self.relative or "fill" not in self.data:
            return standard(self.variant)
        blueprint = Blueprint.model_validate(spell_out(self._drawn(None)))
        return habits_of(assemble(blueprint), blueprint.fill or Fill(), self.variant)

    def _drawn(self, rng: np.random.Generator | None) -> dict[str, Any]:
        """The data with ranges and choices drawn; without a generator the middle of each range and the first choice."""
        if rng is None:
            return _chosen(self.data, "", lambda steps: steps // 2, lambda options: 0)
        draw = lambda count: int(rng.integers(count))  # noqa: E731
        return _chosen(self.data, "", lambda steps: draw(steps + 1), draw)

    def _check_all_options(self) -> None:
        """Raise KitchenError for an end of a range or a choice that is wrong in itself: draws may miss it for long."""
        if not self.relative:
            return
        most = 2  # the ends of ranges

        def count(options: int) -> int:
            nonlocal most
            most = max(most, options)
            return 0

        _chosen(self.data, "", lambda steps: 0, count)
        mistakes: list[str] = []
        for k in range(most):
            data = _chosen(self.data, "", partial(_either_end, k), partial(_this_one, k))
            try:
                Blueprint.model_validate(spell_out(data))
            except ValidationError as error:
                mistakes += from_validation(self.source, error, self.lines, root=Blueprint).mistakes
        if mistakes:
            raise KitchenError(self.source, list(dict.fromkeys(mistakes)))


def _with_start(kitchen: Kitchen, data: dict[str, Any]) -> Kitchen:
    """The kitchen in which the robot starts before the stove, where the data does not say; the aisle may be narrow."""
    if "start" in data:
        return kitchen
    return kitchen.model_copy(update={"start": stations(kitchen)[len(kitchen.units)]})


Choose = Callable[[int], int]


def _either_end(k: int, steps: int) -> int:
    return steps if k else 0


def _this_one(k: int, options: int) -> int:
    return min(k, options - 1)


def _chosen(value: Any, key: str, step: Choose, option: Choose) -> Any:
    """Data in which nothing is open.

    step: which of the steps of a range, given the last one's number. option: which option, given how many there are."""
    if isinstance(value, dict):
        return {k: _chosen(v, k if isinstance(k, str) else "", step, option) for k, v in value.items()}
    if isinstance(value, list):
        return [
            _chosen(v, "kind" if key == "row" else "width" if key == "room" else "", step, option) for v in value
        ]
    if not isinstance(value, str):
        return value
    if key in _NUMBERS and (match := (_ANGLES if key == "yaw" else _RANGE).fullmatch(value)):
        low, high = sorted((in_metres(match[1]), in_metres(match[2])))
        return round(low + step(round((high - low) * 100)) / 100, 4)
    if key in _WORDS and "|" in value:
        options = [part.strip() for part in value.split("|")]
        return options[option(len(options))]
    return value
