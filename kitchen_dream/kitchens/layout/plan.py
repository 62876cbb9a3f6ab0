"""The layout stage, first half: which modules stand in which order along which wall, without coordinates.

A *run* is a row of columns from left to right for a person who faces it. Each column has a lower and an upper module.
The planner draws a number of units first and then changes single modules until the number is met, so that it never has
to reject a plan."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

Lower = Literal["base_cabinet", "drawers", "drawer", "panel", "stove", "fridge", "pantry"]
Upper = Literal["wall_cabinet", "shelf", "none"]

UNIT_COUNTS = np.arange(6, 15)
UNIT_WEIGHTS = np.array([2, 4, 7, 11, 14, 15, 13, 9, 5]) / 80
"""Distribution of the number of storage units of a kitchen."""
TALL = ("fridge", "pantry")


@dataclass
class Column:
    """One column of a run. `role` is set for the columns that carry the sink or the bowl."""

    width: float
    lower: Lower
    upper: Upper = "none"
    role: Literal["", "sink", "bowl"] = ""

    @property
    def units(self) -> int:
        """Number of storage units in this column."""
        lower = {"drawers": 2, "panel": 0, "stove": 0}.get(self.lower, 1)
        return lower + (self.upper != "none")


@dataclass
class Run:
    """A row of columns; `left` and `right` say whether the end meets another run in a corner."""

    side: Literal["west", "north", "east", "south", "island"]
    columns: list[Column] = field(default_factory=list)
    left: Literal["open", "corner"] = "open"
    right: Literal["open", "corner"] = "open"


def plan_runs(rng: np.random.Generator, family: str) -> list[Run]:
    """Draw the runs of a family, in the order in which a person who turns from left to right sees them."""
    target = int(rng.choice(UNIT_COUNTS, p=UNIT_WEIGHTS))
    runs = _empty_runs(rng, family)
    pantry = target >= 8 and rng.random() < 0.6
    wanted = (target - 1 - pantry) / rng.uniform(1.55, 2.0)
    _spread(rng, runs, int(np.clip(round(wanted), max(3, _least(family) - 1), 7)) + 1)
    _place_tall(rng, runs, pantry)
    _place_roles(rng, runs)
    _draw_modules(rng, runs)
    _meet_target(rng, runs, target)
    return runs


def _empty_runs(rng: np.random.Generator, family: str) -> list[Run]:
    if family == "one_wall":
        return [Run("north")]
    if family == "galley":
        return [Run("north"), Run("south")]
    if family == "l_shape":
        if rng.random() < 0.5:
            return [Run("west", right="corner"), Run("north", left="corner")]
        return [Run("north", right="corner"), Run("east", left="corner")]
    if family == "u_shape":
        return [Run("west", right="corner"), Run("north", left="corner", right="corner"), Run("east", left="corner")]
    if family == "island":
        return [Run("north"), Run("island")]
    raise ValueError(f"unknown layout family {family!r}; families are one_wall, galley, l_shape, u_shape, island")


def _least(family: str) -> int:
    return {"one_wall": 4, "galley": 4, "l_shape": 4, "u_shape": 5, "island": 5}[family]


def _spread(rng: np.random.Generator, runs: list[Run], columns: int) -> None:
    """Deal columns to runs: the wall opposite the camera gets most, an island at most three."""
    least = {"north": 3 if len(runs) < 3 else 2, "west": 1, "east": 1, "south": 2, "island": 2}
    counts = [least[run.side] if len(runs) > 1 else columns for run in runs]
    most = {"north": 5, "south": 4, "west": 4, "east": 4, "island": 3}
    while sum(counts) < columns:
        open_runs = [i for i, run in enumerate(runs) if counts[i] < most[run.side]]
        weights = np.array([2.0 if runs[i].side == "north" else 1.5 for i in open_runs])
        counts[int(rng.choice(open_runs, p=weights / weights.sum()))] += 1
    for run, count in zip(runs, counts, strict=True):
        run.columns = [Column(0.6, "panel") for _ in range(count)]


def _place_tall(rng: np.random.Generator, runs: list[Run], pantry: bool) -> None:
    """Fridge and pantry stand at open ends of runs along walls, where they cast no shadow on a worktop."""
    walls = [run for run in runs if run.side != "island"]
    ends = [(run, side) for run in walls for side in ("left", "right") if getattr(run, side) == "open"]
    order = rng.permutation(len(ends))
    fridge = Column(float(rng.choice([0.65, 0.70, 0.75])), "fridge")
    _put_end(ends[order[0]], fridge)
    if pantry:
        beside = len(ends) == 1 or rng.random() < 0.4
        _put_end(ends[order[0 if beside else 1]], Column(0.6, "pantry"))


def _put_end(end: tuple[Run, str], column: Column) -> None:
    run, side = end
    run.columns.insert(0 if side == "left" else len(run.columns), column)


def _place_roles(rng: np.random.Generator, runs: list[Run]) -> None:
    """Stove, sink and bowl in columns of their own: the stove away from tall neighbours, the bowl with room."""
    places = [(run, i) for run in runs for i, column in enumerate(run.columns) if column.lower not in TALL]
    order = [places[k] for k in rng.permutation(len(places))]

    def neighbours(run: Run, i: int) -> list[Column]:
        return [run.columns[j] for j in (i - 1, i + 1) if 0 <= j < len(run.columns)]

    def tall_beside(place: tuple[Run, int]) -> bool:
        return any(column.lower in TALL for column in neighbours(*place))

    def stove_cost(place: tuple[Run, int]) -> float:
        run, i = place
        at_end = len(neighbours(run, i)) < 2
        return 10 * (run.side == "island") + 4 * tall_beside(place) + 2 * at_end

    stove_run, stove_index = min(order, key=stove_cost)
    stove_run.columns[stove_index] = Column(0.6, "stove")
    rest = [place for place in order if place != (stove_run, stove_index)]

    def sink_cost(place: tuple[Run, int]) -> float:
        return 5 * (place[0].side == "island") + 1.5 * tall_beside(place) + (place[0].columns[place[1]].width < 0.6)

    sink_run, sink_index = min(rest, key=sink_cost)
    sink_run.columns[sink_index] = Column(0.6, "base_cabinet", role="sink")
    rest = [place for place in rest if place != (sink_run, sink_index)]
    on_island = rng.random() < 0.5

    def bowl_cost(place: tuple[Run, int]) -> float:
        return 4 * tall_beside(place) + 1.0 * ((place[0].side == "island") != on_island)

    bowl_run, bowl_index = min(rest, key=bowl_cost)
    bowl_run.columns[bowl_index].role = "bowl"


def _draw_modules(rng: np.random.Generator, runs: list[Run]) -> None:
    dense = rng.uniform(0.25, 0.9)
    wide = rng.random() < 0.5
    for run in runs:
        for column in run.columns:
            if column.lower in ("stove", *TALL):
                continue
            if column.role != "sink":
                odds = [0.45, 0.20 + 0.2 * dense, 0.35 - 0.2 * dense]
                lowers: tuple[Lower, ...] = ("base_cabinet", "drawers", "drawer")
                column.lower = lowers[int(rng.choice(3, p=odds))]
            doors = column.lower == "base_cabinet"
            if column.role == "":
                # Wide doors ask for a wide arc of the base: only drawers come in 0.7 and 0.8 m.
                column.width = float(rng.choice([0.5, 0.6] if doors or not wide else [0.6, 0.7, 0.8]))
            if _may_hang(run, column) and rng.random() < dense:
                column.upper = _draw_upper(rng, column)


def _may_hang(run: Run, column: Column) -> bool:
    return run.side != "island" and column.role != "bowl" and column.lower not in ("stove", *TALL)


def _draw_upper(rng: np.random.Generator, column: Column) -> Upper:
    return "shelf" if column.width > 0.6 or rng.random() < 0.2 else "wall_cabinet"


def _meet_target(rng: np.random.Generator, runs: list[Run], target: int) -> None:
    """Change single modules until the number of units is `target`, or as near as these columns allow."""
    cells = [(run, column) for run in runs for column in run.columns]
    cells = [cells[k] for k in rng.permutation(len(cells))]
    surplus = sum(column.units for _, column in cells) - target
    for step in (_remove, _remove_more) if surplus > 0 else (_add, _add_more):
        for run, column in cells:
            if surplus == 0:
                return
            before = column.units
            step(rng, run, column)
            surplus += column.units - before
    if surplus > 0:
        raise AssertionError(f"a plan has {surplus} units too many; its columns were too many for the target")


def _remove(rng: np.random.Generator, run: Run, column: Column) -> None:
    if column.upper != "none":
        column.upper = "none"
    elif column.lower == "drawers":
        column.lower = "drawer"


def _remove_more(rng: np.random.Generator, run: Run, column: Column) -> None:
    if column.lower == "drawers":
        column.lower = "drawer"
    elif column.lower in ("drawer", "base_cabinet") and column.role != "sink":
        column.lower = "panel"


def _add(rng: np.random.Generator, run: Run, column: Column) -> None:
    if column.lower == "drawer":
        column.lower = "drawers"
    elif column.upper == "none" and _may_hang(run, column):
        column.upper = _draw_upper(rng, column)


def _add_more(rng: np.random.Generator, run: Run, column: Column) -> None:
    if column.upper == "none" and _may_hang(run, column):
        column.upper = _draw_upper(rng, column)
    elif column.lower == "base_cabinet" and column.role != "sink":
        column.lower = "drawers"
