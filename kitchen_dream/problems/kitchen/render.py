"""A picture of a kitchen by its rules: units around the stove, what was seen in them, the hand and the vessels."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from kitchen_dream.kitchens.spec import UNIT_KINDS
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.state import BOWL_STATION, NOTHING, STOVE_STATION

WIDTH, HEIGHT, MAP = 480, 360, 240
SCALE = 2
"""Pictures are drawn this many times larger, then reduced: smooth edges."""
PAPER, INK, PALE, OPEN, ROBOT = (250, 250, 248), (45, 48, 56), (206, 209, 214), (244, 190, 88), (213, 60, 40)
KNOWN = (158, 200, 160)
_ALONG, _ACROSS = 7, 8
"""Places in a unit's position: where it is relative to the stove."""


def picture(problem: KitchenProblem) -> np.ndarray:
    """(360, 480, 3) uint8: the first episode as it stands; of contents only what the robot has seen."""
    image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
    pen = ImageDraw.Draw(image)
    episodes, book = problem.episodes, problem.rules.book
    state, known, row = episodes.state, episodes.known, int(episodes.rows[0])
    units = np.flatnonzero(problem.tables.exists[row])
    position = problem.tables.position[row, units]
    place = position[:, [_ALONG, _ACROSS]] * 3
    for number, here in enumerate(place):  # what hangs above another unit is moved aside, so that both can be seen
        aside = np.array([-0.44, 0.0]) if abs(here[0]) < abs(here[1]) else np.array([0.0, 0.44])
        while (np.abs(place[:number] - here).max(1, initial=0) < 0.3).any():
            here += aside
    low, high = np.minimum(place.min(0), 0) - 0.5, np.maximum(place.max(0), 0) + 0.5
    metre = (MAP - 20) * SCALE / (high - low).max()

    def box(at: np.ndarray, size: float) -> tuple[float, float, float, float]:
        x, y = 10 * SCALE + (at[0] - low[0]) * metre, 30 * SCALE + (high[1] - at[1]) * metre
        half = size * metre / 2
        return x - half, y - half, x + half, y + half

    def text(x: float, y: float, words: str, size: int = 9, anchor: str = "lm") -> None:
        pen.text((x * SCALE, y * SCALE), words, INK, ImageFont.load_default(size * SCALE), anchor=anchor)

    def names(ids: np.ndarray) -> str:
        return ", ".join(book.symbols[item] for item in ids if item != NOTHING) or "-"

    at = int(state.station[0])
    pen.rectangle(box(np.zeros(2), 0.5), fill=INK, outline=ROBOT if at == STOVE_STATION else INK, width=3 * SCALE)
    for number, unit in enumerate(units):
        fill = OPEN if state.open_unit[0] == unit else KNOWN if known.looked[0, unit] else PALE
        square = box(place[number], 0.42)
        pen.rectangle(square, fill=fill, outline=ROBOT if at == unit else INK, width=(3 if at == unit else 1) * SCALE)
        text((square[0] + square[2]) / 2 / SCALE, (square[1] + square[3]) / 2 / SCALE, str(unit), anchor="mm")
        kind = UNIT_KINDS[problem.tables.kind[row, unit]].replace("_", " ")
        seen = names(np.flatnonzero(known.seen[0, unit])) if known.looked[0, unit] else "?"
        text(MAP + 10, 30 + 15 * number, f"{unit}  {kind}: {seen}", 8)
    executing = bool(episodes.executing[0])
    asked = f"cook {book.recipes[episodes.recipe[0]].name}" if executing else "explore"
    text(10, 14, f"{asked}, {max(episodes.limit[0] - episodes.elapsed[0], 0):.0f} s left", 11)
    where = {STOVE_STATION: "at the stove", BOWL_STATION: "at the bowl"}.get(at, "")
    lit = "a lit burner" if state.lit[0].any() else ""
    if book.tools:
        full = [f"{tool}: {names(state.inside[0, v])}" for v, tool in enumerate(book.tools) if state.placed[0, v]]
        hot = " and ".join(filter(None, [lit, "the oven on" if state.oven[0] else ""]))
        vessels = ["; ".join(full) or "no vessel in its place yet", hot]
    else:
        vessels = [f"pot: {names(state.pot[0])}{f' on {lit}' if lit else ''}", f"bowl: {names(state.bowl[0])}"]
    for number, line in enumerate([f"hand: {names(state.held)}", *vessels, where]):
        text(10, HEIGHT - 62 + 16 * number, line)
    return np.asarray(image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS))
