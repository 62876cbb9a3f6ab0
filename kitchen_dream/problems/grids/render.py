"""Pictures of the grids: the cells at the left, what is asked, held and cooked at the right."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.grids.bus import GOALS, BusGrid, DistractingBus
from kitchen_dream.problems.grids.cooking import BOWL, DRAWERS, EMPTY, INGREDIENTS, PLACES, CookingGrid
from kitchen_dream.problems.grids.map import MAP, MapGrid
from kitchen_dream.problems.grids.rules import MAX_STEPS, GridProblem

WIDTH, HEIGHT = 480, 360
SCALE = 2
"""Pictures are drawn this many times larger, then reduced: smooth edges."""
COLOURS = ((0, 114, 178), (230, 159, 0), (0, 158, 115), (204, 80, 140))
"""Of ingredients, and of coloured buses: told apart with colour-blind eyes too."""
GREY, DARK, LINE, PAPER, BOARD = (150, 150, 150), (45, 48, 56), (216, 218, 222), (250, 250, 248), (255, 255, 255)
AGENT, GOAL = (213, 60, 40), DARK


def picture(problem: GridProblem, copy: int = 0, trail: Sequence[int] | None = None) -> np.ndarray:
    """(360, 480, 3) uint8: the episode `copy` as it stands, everything hidden included.

    `trail` are cells visited before; for the first episode the problem knows them."""
    canvas = _Canvas(problem)
    canvas.board()
    _PAINTERS[type(problem)](canvas, problem, copy)
    canvas.trail(problem.trail if trail is None else trail)
    canvas.agent(int(problem.cell[copy]))
    exploring = problem.instruction[copy] == EXPLORE
    canvas.text(0, "explore" if exploring else "execute")
    canvas.text(1, f"step {problem.steps[copy]} of {MAX_STEPS}", small=True)
    return canvas.finished()


class _Canvas:
    """A board with the origin at the lower left, and a panel of rows beside it."""

    def __init__(self, problem: GridProblem):
        self.columns, self.rows = problem.size
        self.side = HEIGHT * SCALE / self.rows
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
        self.draw = ImageDraw.Draw(self.image)

    def box(self, position: tuple[int, int], size: float) -> tuple[float, float, float, float]:
        """A square of `size` cells in the middle of a cell."""
        x, y = (position[0] + 0.5) * self.side, (self.rows - position[1] - 0.5) * self.side
        half = size * self.side / 2
        return x - half, y - half, x + half, y + half

    def board(self) -> None:
        for x in range(self.columns):
            for y in range(self.rows):
                self.draw.rectangle(self.box((x, y), 1.0), fill=BOARD, outline=LINE, width=SCALE)

    def trail(self, cells: Sequence[int]) -> None:
        """Dots where the agent was, joined where it walked; a ride is a thin line."""
        spots = [self.box(divmod(int(cell), self.rows), 0.0)[:2] for cell in cells]
        for (x0, y0), (x1, y1) in pairwise(spots):
            walked = abs(x0 - x1) + abs(y0 - y1) < 1.5 * self.side
            self.draw.line((x0, y0, x1, y1), AGENT, round(self.side * 0.03) if walked else SCALE)
        for cell in cells:
            self.draw.ellipse(self.box(divmod(int(cell), self.rows), 0.1), fill=AGENT)

    def tile(
        self, position: tuple[int, int], colour: tuple[int, int, int], size: float = 0.7, filled: bool = True
    ) -> None:
        box = self.box(position, size)
        fill = colour if filled else BOARD
        self.draw.rounded_rectangle(box, self.side * size / 6, fill, colour, round(self.side * 0.05))

    def letter(self, position: tuple[int, int], text: str, colour: tuple[int, int, int] = BOARD) -> None:
        x0, y0, x1, y1 = self.box(position, 1.0)
        font = ImageFont.load_default(self.side * (0.4 if len(text) == 1 else 1.05 / len(text)))
        self.draw.text(((x0 + x1) / 2, (y0 + y1) / 2), text, colour, font, anchor="mm")

    def agent(self, cell: int) -> None:
        position = divmod(cell, self.rows)
        self.draw.ellipse(self.box(position, 0.42), fill=AGENT, outline=BOARD, width=2 * SCALE)

    def text(self, row: int, text: str, small: bool = False) -> None:
        font = ImageFont.load_default((12 if small else 16) * SCALE)
        self.draw.text(((HEIGHT + 14) * SCALE, (16 + 24 * row) * SCALE), text, DARK, font)

    def chips(self, row: int, colours: Sequence[tuple[int, int, int] | None]) -> None:
        """Discs in the panel; None is an empty place."""
        for k, colour in enumerate(colours):
            x, y = (HEIGHT + 14 + 32 * k) * SCALE, (14 + 24 * row) * SCALE
            self.draw.ellipse(
                (x, y, x + 26 * SCALE, y + 26 * SCALE), fill=colour or PAPER, outline=colour or GREY, width=SCALE
            )

    def finished(self) -> np.ndarray:
        return np.asarray(self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS))


def _kitchen(canvas: _Canvas, problem: CookingGrid, copy: int) -> None:
    for position, item in zip(DRAWERS, problem.contents[problem.rows[copy]], strict=True):
        canvas.tile(position, COLOURS[item])
    canvas.tile(BOWL, DARK, filled=False)
    canvas.letter((BOWL[0], BOWL[1]), "bowl", DARK)
    if problem.instruction[copy] != EXPLORE:
        canvas.text(3, "asked", small=True)
        canvas.chips(4, [COLOURS[item] for item in divmod(int(problem.instruction[copy]), INGREDIENTS)])
    for row, name, items in ((6, "held", problem.hand[copy : copy + 1]), (9, "bowl", problem.bowl[copy, :PLACES])):
        canvas.text(row, name, small=True)
        canvas.chips(row + 1, [None if item == EMPTY else COLOURS[item] for item in items])


def _buses(canvas: _Canvas, problem: BusGrid, copy: int) -> None:
    ride = problem.ride[problem.rows[copy]]
    for kind, (stops, _) in enumerate(problem.lines):
        for number, stop in enumerate(stops):
            colour = GREY if kind else COLOURS[number]
            end = divmod(int(ride[problem.cell_of(stop)]), canvas.rows)
            canvas.tile(stop, colour)
            canvas.tile(end, colour)
            # Grey buses are numbered, since their colour does not tell them apart.
            for position in (stop, end) if kind else ():
                canvas.letter(position, str(number + 1))
    if problem.map_cell is not None:
        canvas.tile(MAP, DARK, filled=False)
        canvas.letter(MAP, "map", DARK)
    if problem.instruction[copy] != EXPLORE:
        canvas.tile(GOALS[problem.instruction[copy]], GOAL, 0.86)
        canvas.letter(GOALS[problem.instruction[copy]], "goal")


_Painter = Callable[[_Canvas, Any, int], None]
_PAINTERS: dict[type[GridProblem], _Painter] = {CookingGrid: _kitchen, DistractingBus: _buses, MapGrid: _buses}
