"""Draws a kitchen from above: units with numbers and contents, swings of doors, stations, and the robot's path."""

import math
from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Arc, Circle, Polygon, Rectangle

from kitchen_dream.kitchens import geometry
from kitchen_dream.kitchens.catalogue import CLUTTER_SIZES
from kitchen_dream.kitchens.checks.stations import stations
from kitchen_dream.kitchens.cookbook import Cookbook, cookbook
from kitchen_dream.kitchens.robot_facts import BASE_RADIUS
from kitchen_dream.kitchens.spec import Box, Fixture, Kitchen, Unit

FLOORS = {"oak": "#e9d9bd", "walnut": "#cbb39a", "tiles": "#e3e4e2"}
TOPS = {"granite": "#8d8f92", "marble": "#d9d9d6", "beech": "#d2ad7c"}
INK = "#2b2b2b"
FAULT, FAULT_FILL = "#d5171e", (0.84, 0.09, 0.12)


def draw_plan(
    kitchen: Kitchen, width: int = 1200, contents: bool = True, stops: Sequence[tuple[int, str]] = (),
    faulty: Collection[str] = (), book: Cookbook | None = None,
) -> np.ndarray:
    """Draw the plan of a kitchen.

    Args:
        kitchen: the kitchen.
        width: of the picture in pixels; its height follows from the room and the list beside it.
        contents: whether a list beside the plan names what lies in every unit.
        stops: path from the start, each stop an index into `geometry.stations` and a text that is written there.
        faulty: names of things to be drawn in red: `units[3]`, `counters[0]`, `worktops[1]`, `stove`, `sink`, `bowl`
            or `start`.
        book: whose tools lie in the kitchen or stand out; None: the one in use, which may have none.

    Returns:
        (height, width, 3) uint8."""
    room, tools = kitchen.room, (book or cookbook()).tools
    listing = 2.45 + _column(kitchen) if contents else 0.0
    span_x = room.width + 0.5 + listing
    span_y = max(room.depth, 0.28 * (len(kitchen.units) + 4 + bool(tools)) if contents else 0) + 0.7
    figure = Figure(figsize=(width / 100, width / 100 * span_y / span_x), dpi=100)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(-0.25, room.width + 0.25 + listing)
    axes.set_ylim(room.depth + 0.5 - span_y, room.depth + 0.5)
    axes.set_aspect("equal")
    axes.axis("off")
    scale = width / 100 / span_x * 72  # points a metre
    floor: dict[str, Any] = {"facecolor": FLOORS[kitchen.decoration.floor], "edgecolor": "#4a4a4a", "linewidth": 4}
    axes.add_patch(Polygon(room.outline, closed=True, **floor, zorder=0))
    title = f"{kitchen.name}   ({room.width:g} x {room.depth:g} m)"
    axes.text(0, room.depth + 0.2, title, fontsize=0.16 * scale, weight="bold")
    _draw_furniture(axes, kitchen)
    _draw_vessels(axes, kitchen)
    _draw_units(axes, kitchen, scale)
    _draw_places(axes, kitchen, scale)
    _draw_stops(axes, kitchen, scale, stops)
    _draw_faults(axes, kitchen, faulty)
    if contents:
        _draw_list(axes, kitchen, scale, tools)
    return pixels(figure)


def pixels(figure: Figure) -> np.ndarray:
    """A figure drawn, (height, width, 3) uint8."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].copy()


def _rectangle(axes, box: Box, **style) -> None:
    x0, y0, x1, y1 = box.footprint
    axes.add_patch(Rectangle((x0, y0), x1 - x0, y1 - y0, **style))


def _draw_furniture(axes, kitchen: Kitchen) -> None:
    for counter in kitchen.counters:
        _rectangle(axes, counter, facecolor=kitchen.decoration.lower, edgecolor="none", zorder=1)
    for top in kitchen.worktops:
        _rectangle(axes, top, facecolor=TOPS[kitchen.decoration.worktop], edgecolor=INK, linewidth=0.8, zorder=2)
    if kitchen.sink:
        _rectangle(axes, kitchen.sink, facecolor="#c9d6dc", edgecolor=INK, linewidth=0.8, zorder=3)
    _rectangle(axes, kitchen.stove, facecolor="#3a3a3c", edgecolor=INK, zorder=3)
    for burner in range(len(kitchen.stove.broken)):
        x, y, _ = kitchen.stove.to_world((0.05, -0.15 if burner == 0 else 0.15, 0.0))
        colour = "#777777" if kitchen.stove.broken[burner] else "#ff6a3d"
        axes.add_patch(Circle((x, y), 0.1, fill=False, edgecolor=colour, linewidth=2, zorder=4))
    for fixture in kitchen.fixtures:
        _draw_fixture(axes, fixture)
    for thing in kitchen.decoration.clutter:
        w, d, _ = CLUTTER_SIZES[thing.kind]
        box = Box(x=thing.x, y=thing.y, width=w, depth=d, height=0.1, facing=thing.facing)
        _rectangle(axes, box, facecolor=thing.colour, edgecolor=INK, linewidth=0.5, zorder=5)


def _draw_vessels(axes, kitchen: Kitchen) -> None:
    """Pot and bowl where they are used, unless they lie in a unit."""
    away = {item for unit in kitchen.units for item in unit.contents}
    if "pot" not in away:
        x, y, _ = geometry.pot_position(kitchen.stove)
        axes.add_patch(Circle((x, y), 0.12, facecolor="#b9bcc0", edgecolor=INK, alpha=0.8, zorder=5))
    if "bowl" not in away:
        axes.add_patch(Circle((kitchen.bowl.x, kitchen.bowl.y), 0.14, facecolor="#f4f1e6", edgecolor=INK, zorder=5))


def _draw_fixture(axes, fixture: Fixture) -> None:
    """A table; a hood as an outline; a window in its wall; a door with its swing."""
    if fixture.kind == "table":
        _rectangle(axes, fixture, facecolor=TOPS["beech"], edgecolor=INK, linewidth=1.0, zorder=3)
    elif fixture.kind == "hood":
        _rectangle(axes, fixture, fill=False, edgecolor="#6b6f75", linewidth=1.2, linestyle="-.", zorder=6)
    else:
        colour = "#9fd0ee" if fixture.kind == "window" else "#b98a5a"
        _rectangle(axes, fixture, facecolor=colour, edgecolor=INK, linewidth=0.8, zorder=6)
    if fixture.kind == "room_door":
        x, y, _ = fixture.to_world((fixture.depth / 2, -fixture.width / 2, 0.0))
        first, size = math.degrees(fixture.yaw), 2 * fixture.width
        swing = Arc((x, y), size, size, theta1=first, theta2=first + 90, linestyle=":", color="#8a6a4a", zorder=4)
        axes.add_patch(swing)


def _draw_units(axes, kitchen: Kitchen, scale: float) -> None:
    """Outlines, doors and drawers, and on each unit its number in the list."""
    stacks: dict[tuple[float, float], int] = {}
    for i, unit in enumerate(kitchen.units):
        hanging = unit.z > 1.0
        style: dict[str, Any] = {"edgecolor": INK, "linewidth": 1.0, "zorder": 6 if hanging else 4}
        style["linestyle"] = "--" if hanging else "-"
        if unit.traits.tall or unit.traits.cold:
            colour = "#f1f3f4" if unit.traits.front == "steel" else kitchen.decoration.upper
            _rectangle(axes, unit, facecolor=colour, **style)
        else:
            glass = (*kitchen.decoration.upper, 0.55) if hanging else "none"
            _rectangle(axes, unit, fill=hanging, facecolor=glass, **style)
        _draw_swing(axes, unit)
        # Numbers of what stands on one place are spread from the back to the front.
        key = (round(unit.to_world((-unit.depth / 2, 0, 0))[0], 2), round(unit.to_world((-unit.depth / 2, 0, 0))[1], 2))
        row = stacks.get(key, 0)
        stacks[key] = row + 1
        out = 0.12 - unit.depth / 2 if hanging else unit.depth / 2 - 0.09 - 0.17 * row
        x, y, _ = unit.to_world((out, unit.width / 2 - 0.12, 0.0))
        face = {"boxstyle": "circle,pad=0.15", "edgecolor": INK, "linewidth": 0.6}
        face["facecolor"] = "#ffe9a8" if hanging else "white"
        axes.text(x, y, str(i), fontsize=0.09 * scale, ha="center", va="center", bbox=face, zorder=8)


def _draw_swing(axes, unit: Unit) -> None:
    """The arc of a door, or the drawer pulled out or the flap dropped, and the handle."""
    grip = geometry.handle(unit)
    if grip is None:
        return
    style: dict[str, Any] = {"color": "#a23b2a" if unit.z > 1 else "#2a5da2"}
    style |= {"linewidth": 1.0, "alpha": 0.8, "zorder": 6}
    axes.plot(grip.position[0], grip.position[1], "o", markersize=3, **style)
    if unit.hinge is None:
        far = geometry.reach_out(unit)
        corners = [(unit.depth / 2 + out, side * unit.width / 2, 0.0) for out, side in ((0, -1), (far, -1))]
        corners += [(x, -y, z) for x, y, z in reversed(corners)]
        points = np.array([unit.to_world(corner)[:2] for corner in corners])
        axes.plot(points[:, 0], points[:, 1], linestyle=":", **style)
        return
    side = -1 if unit.hinge == "left" else 1
    x, y, _ = unit.to_world((unit.depth / 2, side * unit.width / 2, 0.0))
    first = math.degrees(unit.yaw) + (0 if side < 0 else -90)
    axes.add_patch(Arc((x, y), 2 * unit.width, 2 * unit.width, theta1=first, theta2=first + 90, linestyle=":", **style))


def _draw_places(axes, kitchen: Kitchen, scale: float) -> None:
    """Stations with headings, and the start with the base's circle."""
    for pose in stations(kitchen)[:-1]:
        axes.plot(pose.x, pose.y, ".", color="#3d7a4a", markersize=5, zorder=7)
        dx, dy = 0.14 * math.cos(pose.yaw), 0.14 * math.sin(pose.yaw)
        axes.plot([pose.x, pose.x + dx], [pose.y, pose.y + dy], color="#3d7a4a", linewidth=1, zorder=7)
    start = kitchen.start
    axes.add_patch(Circle((start.x, start.y), BASE_RADIUS, facecolor="#3d7a4a", alpha=0.25, edgecolor=INK, zorder=3))
    axes.text(start.x, start.y, "start", fontsize=0.1 * scale, ha="center", va="center", zorder=8)


def _draw_stops(axes, kitchen: Kitchen, scale: float, stops: Sequence[tuple[int, str]]) -> None:
    """The path from the start from station to station, and the texts there, one below the other at shared stations."""
    places = stations(kitchen)
    here = (kitchen.start.x, kitchen.start.y)
    written: dict[tuple[float, float], int] = {}
    for number, (place, text) in enumerate(stops, start=1):
        pose = places[place]
        arrow = {"arrowstyle": "->", "color": "#c2452d", "linewidth": 2}
        axes.annotate("", (pose.x, pose.y), here, arrowprops=arrow, zorder=9)
        here = (pose.x, pose.y)
        row = written.get(here, 0)
        written[here] = row + 1
        box = {"boxstyle": "round,pad=0.25", "facecolor": "#fff3ee", "edgecolor": "#c2452d", "linewidth": 1}
        y = pose.y - 0.22 * row
        axes.text(pose.x, y, f"{number}: {text}", fontsize=0.1 * scale, ha="center", va="center", bbox=box, zorder=10)


def _draw_faults(axes, kitchen: Kitchen, faulty: Collection[str]) -> None:
    boxes: dict[str, Box | None] = {"stove": kitchen.stove, "sink": kitchen.sink}
    for name in ("units", "counters", "worktops", "fixtures"):
        boxes |= {f"{name}[{i}]": box for i, box in enumerate(getattr(kitchen, name))}
    style: dict[str, Any] = {"edgecolor": FAULT, "linewidth": 3, "zorder": 11}
    for name, box in boxes.items():
        if name in faulty and box is not None:
            _rectangle(axes, box, facecolor=(*FAULT_FILL, 0.25), **style)
    for name, spot, radius in (("bowl", kitchen.bowl, 0.14), ("start", kitchen.start, BASE_RADIUS)):
        if name in faulty:
            axes.add_patch(Circle((spot.x, spot.y), radius, facecolor=(*FAULT_FILL, 0.25), **style))


def _column(kitchen: Kitchen) -> float:
    """Width in metres of the names beside the plan; bold letters are about 6 cm wide there."""
    return max(1.15, 0.062 * max(len(unit.name) + 4 for unit in kitchen.units))


def _draw_list(axes, kitchen: Kitchen, scale: float, tools: tuple[str, ...]) -> None:
    x, y = kitchen.room.width + 0.35, kitchen.room.depth
    names = [f"{i}  {unit.name}" for i, unit in enumerate(kitchen.units)]
    contents = [", ".join(item for item in unit.contents if item) for unit in kitchen.units]
    lines = list(zip(names, contents, strict=True))
    broken = [str(b + 1) for b, bad in enumerate(kitchen.stove.broken) if bad]
    lines.append(("stove", f"burner {broken[0]} is broken" if broken else "both burners work"))
    if tools:
        away = {item for unit in kitchen.units for item in unit.contents}
        lines.append(("stands out", ", ".join(tool for tool in tools if tool not in away)))
    for k, (head, food) in enumerate(lines):
        axes.text(x, y - 0.28 * k, head, fontsize=0.095 * scale, va="top", weight="bold", color=INK)
        axes.text(x + _column(kitchen), y - 0.28 * k, food or "-", fontsize=0.095 * scale, va="top", color=INK)
    if kitchen.note:
        text = "note: " + ", ".join(f"{group} in {place}" for group, place in kitchen.note.places.items())
        words, rows, row = text.split(", "), [], ""
        for word in words:
            if len(row) + len(word) > 52:
                rows.append(row)
                row = ""
            row += word + ", "
        rows.append(row.rstrip(", "))
        axes.text(x, y - 0.28 * len(lines), "\n".join(rows), fontsize=0.08 * scale, va="top", style="italic", color=INK)
