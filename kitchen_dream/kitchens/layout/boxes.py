"""The layout stage, second half: runs of columns become boxes in a room."""

import math
from collections import Counter as Tally
from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np

from kitchen_dream.core.sums import plain_sum
from kitchen_dream.kitchens.catalogue import (
    BASE_DEPTH,
    HIGH_DRAWER_Z,
    LOW_DRAWER_Z,
    SIZES,
    WORKTOP_HEIGHT,
    default_name,
    size_of,
)
from kitchen_dream.kitchens.geometry import station
from kitchen_dream.kitchens.layout.frames import Frame, fields_of, frame_of_wall
from kitchen_dream.kitchens.layout.plan import TALL, Column, Run, plan_runs
from kitchen_dream.kitchens.robot_facts import BASE_RADIUS
from kitchen_dream.kitchens.spec import (
    Bowl,
    Counter,
    Facing,
    Kitchen,
    LayoutFamily,
    Pose2D,
    Room,
    Sink,
    Stove,
    Unit,
    Worktop,
)

CORNER = 0.80
"""Distance in metres from a corner to the first front: a drawer of one run passes the handles of the other."""
AISLE = 1.95
"""Least distance in metres between fronts and whatever is opposite: the base backs off while it pulls a drawer."""


@dataclass
class _Builder:
    """Collects boxes while runs are laid out."""

    units: list[dict] = field(default_factory=list)
    counters: list[Counter] = field(default_factory=list)
    worktops: list[Worktop] = field(default_factory=list)
    stove: Stove | None = None
    sink: Sink | None = None
    bowl: Bowl | None = None


def _place(frame: Frame, kind: str, s: float, width: float, back: float = 0.0) -> dict[str, Any]:
    """Box fields of something of standard size: left edge `s` metres along the frame, `back` metres off it."""
    size = size_of(kind)
    return fields_of(frame.box(s + width / 2, back, width, size.depth, size.height, size.z))


def sample_layout(rng: np.random.Generator, family: str) -> Kitchen:
    """Draw a kitchen of a family, without contents and colours. Raises ValueError for a family that does not exist."""
    runs = plan_runs(rng, family)
    room, frames, offsets = _arrange(rng, runs)
    builder = _Builder()
    for run, frame, offset in zip(runs, frames, offsets, strict=True):
        _build_run(rng, builder, run, frame, offset)
    assert builder.stove is not None and builder.sink is not None and builder.bowl is not None
    layout = Kitchen(
        layout=cast(LayoutFamily, family), room=room, units=_named(builder.units), stove=builder.stove,
        bowl=builder.bowl, sink=builder.sink, counters=tuple(builder.counters), worktops=tuple(builder.worktops),
        start=station(builder.stove),
    )
    return layout.model_copy(update={"start": _draw_start(rng, layout)})


def _length(run: Run) -> float:
    return plain_sum(column.width for column in run.columns)


def _step(rng: np.random.Generator, low: float, high: float) -> float:
    """A uniform length in metres, in steps of 5 cm."""
    return round(float(rng.integers(round(low * 20), round(high * 20) + 1)) / 20, 2)


def _arrange(rng: np.random.Generator, runs: list[Run]) -> tuple[Room, list[Frame], list[float]]:
    """Size of the room, the frame of each run, and how far along its frame each run's first column stands."""
    by_side = {run.side: run for run in runs}
    length = {side: _length(run) for side, run in by_side.items()}
    margin = {side: (_step(rng, 0.35, 1.0), _step(rng, 0.35, 1.0)) for side in length}
    sides = [run for run in runs if run.side in ("west", "east")]
    corner = CORNER
    # Width: the north run with its margins or corners, and whatever stands opposite.
    if "west" in by_side and "east" in by_side:
        corner = max(CORNER, (2 * BASE_DEPTH + AISLE + 0.05 - length["north"]) / 2)
        width = 2 * corner + length["north"]
    elif sides:
        width = max(CORNER + length["north"] + margin["north"][0], BASE_DEPTH + AISLE + 0.3)
    else:
        width = length["north"] + sum(margin["north"])
        if "south" in by_side:
            width = max(width, length["south"] + sum(margin["south"]))
        if "island" in by_side:
            width = max(width, length["island"] + 2 * 1.5)
    # Depth: aisles before fronts, or the length of the runs at the sides.
    island_facing: Facing = "south" if rng.random() < 0.5 else "north"
    if "south" in by_side:
        depth = 2 * BASE_DEPTH + 0.1 + _step(rng, AISLE, 2.5)
    elif "island" in by_side:
        near, far = _step(rng, AISLE, 2.3), _step(rng, AISLE if island_facing == "south" else 1.5, 2.2)
        depth = 2 * BASE_DEPTH + near + far
    else:
        depth = BASE_DEPTH + _step(rng, AISLE + 0.05, 3.0)
        for run in sides:
            depth = max(depth, CORNER + length[run.side] + margin[run.side][0])
    width, depth = round(width, 4), round(depth, 4)

    room = Room(width=width, depth=depth, height=2.5)
    frames, offsets = [], []
    for run in runs:
        if run.side == "island":
            y_back = depth - BASE_DEPTH - near - (0.0 if island_facing == "south" else BASE_DEPTH)
            slack = width - length["island"] - 2 * 1.5
            left = 1.5 + _step(rng, 0.0, max(slack, 0.0))
            frames.append(
                Frame(left if island_facing == "south" else left + length["island"], round(y_back, 4), island_facing)
            )
            offsets.append(0.0)
            continue
        wall = width if run.side in ("north", "south") else depth
        frames.append(frame_of_wall(run.side, room))
        if run.left == "corner":
            offsets.append(corner if run.side == "north" else CORNER)
        elif run.right == "corner":
            offsets.append(round(wall - (corner if run.side == "north" else CORNER) - length[run.side], 4))
        else:
            slack = wall - length[run.side] - 0.7
            offsets.append(0.35 + _step(rng, 0.0, max(math.floor(slack * 20) / 20, 0.0)))
    return room, frames, offsets


def _build_run(rng: np.random.Generator, builder: _Builder, run: Run, frame: Frame, offset: float) -> None:
    """Boxes of one run, from left to right."""
    s = offset
    stretch: list[float] = []  # start and end of the running worktop
    if run.left == "corner":
        first = 0.0 if run.side == "north" else BASE_DEPTH
        builder.counters.append(Counter(**_place(frame, "counter", first, s - first)))
        stretch = [first, s]
    for i, column in enumerate(run.columns):
        if column.lower in ("stove", *TALL):
            _close_stretch(builder, frame, stretch)
            stretch = []
        else:
            stretch = [stretch[0] if stretch else s, s + column.width]
        _build_column(rng, builder, run, i, frame, s)
        s += column.width
    if run.right == "corner":
        # In a U both corners of the north run are equally long; the run at the side stops before the other's depth.
        corner = offset if run.side == "north" and run.left == "corner" else CORNER
        last = s + corner - (0.0 if run.side == "north" else BASE_DEPTH)
        builder.counters.append(Counter(**_place(frame, "counter", s, last - s)))
        stretch = [stretch[0] if stretch else s, last]
    _close_stretch(builder, frame, stretch)


def _close_stretch(builder: _Builder, frame: Frame, stretch: list[float]) -> None:
    if stretch:
        first, last = stretch
        builder.worktops.append(Worktop(**_place(frame, "worktop", first, last - first)))
        builder.counters.append(Counter(**_place(frame, "plinth", first, last - first)))


def _build_column(rng: np.random.Generator, builder: _Builder, run: Run, i: int, frame: Frame, s: float) -> None:
    column = run.columns[i]
    width = column.width
    if column.lower == "stove":
        builder.stove = Stove(**_place(frame, "stove", s, width))
    elif column.lower == "drawers" or column.lower == "drawer":
        if column.lower == "drawers":
            builder.units.append({**_place(frame, "drawer", s, width), "kind": "drawer", "z": LOW_DRAWER_Z})
            builder.counters.append(Counter(**_place(frame, "rail", s, width)))
        else:
            builder.counters.append(Counter(**_place(frame, "panel", s, width)))
        builder.units.append({**_place(frame, "drawer", s, width), "kind": "drawer", "z": HIGH_DRAWER_Z})
    elif column.lower == "panel":
        builder.counters.append(Counter(**_place(frame, "counter", s, width)))
    else:
        builder.units.append(
            {**_place(frame, column.lower, s, width), "kind": column.lower, "hinge": _hinge(rng, run, i, column.lower)}
        )
    if column.upper != "none":
        hinge = _hinge(rng, run, i, column.upper) if column.upper == "wall_cabinet" else None
        builder.units.append({**_place(frame, column.upper, s, width), "kind": column.upper, "hinge": hinge})
    if column.role == "sink":
        size = SIZES["sink"]
        builder.sink = Sink(**_place(frame, "sink", s + (width - size.width) / 2, size.width, back=0.11))
    if column.role == "bowl":
        middle = _place(frame, "worktop", s, width)
        builder.bowl = Bowl(x=middle["x"], y=middle["y"], z=WORKTOP_HEIGHT, facing=frame.facing)


def _hinge(rng: np.random.Generator, run: Run, i: int, kind: str) -> str:
    """Side of the hinge. The base walks round towards the hinge while it pulls, so that side must be open."""
    columns: list[Column] = run.columns
    draw = "left" if rng.random() < 0.5 else "right"
    if kind == "wall_cabinet":
        # The handle lies far from a fridge, which stands 0.3 m further out.
        if i > 0 and columns[i - 1].lower in TALL:
            return "left"
        if i + 1 < len(columns) and columns[i + 1].lower in TALL:
            return "right"
    if i == 0 and (run.left == "corner" or run.side != "island"):
        return "right"
    if i == len(columns) - 1 and (run.right == "corner" or run.side != "island"):
        return "left"
    return draw


def _named(boxes: list[dict]) -> tuple[Unit, ...]:
    seen: Tally[str] = Tally()
    units = []
    for box in boxes:
        seen[box["kind"]] += 1
        units.append(Unit(**box, name=default_name(box["kind"], seen[box["kind"]])))
    return tuple(units)


def _draw_start(rng: np.random.Generator, layout: Kitchen) -> Pose2D:
    """A free place on the floor, the robot looking at the north wall; the stove's station if the room is too full."""
    rects = np.array([box.footprint for box in (*layout.units, layout.stove, *layout.counters)])
    gap = BASE_RADIUS + 0.15
    points = rng.uniform([gap, gap], [layout.room.width - gap, layout.room.depth - gap], size=(24, 2)).round(2)
    px, py = points[:, :1], points[:, 1:]
    inside = (px > rects[:, 0] - gap) & (px < rects[:, 2] + gap) & (py > rects[:, 1] - gap) & (py < rects[:, 3] + gap)
    free = np.flatnonzero(~inside.any(axis=1))
    if len(free) == 0:
        return station(layout.stove)
    x, y = points[free[0]]
    return Pose2D(x=float(x), y=float(y), yaw=math.pi / 2)
