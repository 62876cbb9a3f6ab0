"""A page with the learning curves of runs, which grow while they train."""

from __future__ import annotations

import threading
import time
from html import escape

import numpy as np
import viser
from viser import uplot

from kitchen_dream.training.run_config import PolicyError
from kitchen_dream.viewer.browser.curves import SCORE, STEPS, Curve, levels_of, table

WIDTH = 900
"""Pixels of the panel, which holds all of this page."""
COLOURS = ("#5cb0ff", "#ffb547", "#62cc7c", "#f46a60", "#c792ea", "#4dd0c4")
LEVEL_COLOUR = "#98a4b3"
DASHES = {"oracle": [10, 4], "random": [4, 4], "blind": [1, 4]}


class CurvesPage:
    """Draws the score over steps, with what bounds it, and below it any other column of the logs.

    server: of the page; see `open_server`."""

    def __init__(self, server: viser.ViserServer, curves: list[Curve]) -> None:
        self.server, self.curves = server, curves
        self.levels: dict[str, float] = {}
        self._state = server.gui.add_html("", order=0)
        self._plots: dict[str, viser.GuiUplotHandle] = {}
        self._drawn: dict[str, tuple] = {}
        self._column = server.gui.add_dropdown("Below", ("-",), order=2)
        server.gui.main_panel.set_width(WIDTH)
        threading.Thread(target=self._find_levels, daemon=True).start()

    def update(self) -> None:
        """Read the logs, and draw what is new in them."""
        for curve in self.curves:
            curve.read()
        columns = sorted({name for curve in self.curves for row in curve.rows for name in row} - {SCORE, STEPS})
        with self.server.atomic():
            text = "".join(_described(curve) for curve in self.curves)
            if self._state.content != text:
                self._state.content = text
            if columns and tuple(columns) != tuple(self._column.options):
                self._column.options = tuple(columns)
            self._draw("score", SCORE, self.levels, 1)
            self._draw("other", self._column.value, {}, 3)

    def wait(self, seconds: float) -> None:
        """Wait, but draw at once what was chosen to be seen below."""
        until, shown = time.monotonic() + seconds, self._column.value
        while time.monotonic() < until and self._column.value == shown:
            time.sleep(0.1)

    def close(self) -> None:
        """End the page."""
        self.server.stop()

    def _find_levels(self) -> None:
        try:
            self.levels = levels_of(self.curves[0].config)
        except (ValueError, PolicyError) as error:
            self.levels = {}
            print(f"no references: {error}", flush=True)

    def _draw(self, place: str, column: str, levels: dict[str, float], order: int) -> None:
        names, arrays = table(self.curves, column, levels)
        key = (column, tuple(names), *(array.tobytes() for array in arrays))
        if self._drawn.get(place) == key or not len(arrays[0]):
            return
        self._drawn[place] = key
        series = [uplot.Series(label="steps")]
        runs = len(self.curves)
        for number, name in enumerate(names[1 : 1 + runs]):
            series.append(uplot.Series(label=name, stroke=COLOURS[number % len(COLOURS)], width=2, spanGaps=True))
        for name, level in zip(names[1 + runs :], levels, strict=True):
            points = {"show": False}
            series.append(uplot.Series(label=name, stroke=LEVEL_COLOUR, dash=DASHES[level], width=1.5, points=points))
        if place in self._plots:
            self._plots[place].remove()
        grid = {"stroke": "#98a4b3", "grid": {"stroke": "#343e4d", "width": 1}}
        title = "score on validation problems" if column == SCORE else column.replace("_", " ")
        self._plots[place] = self.server.gui.add_uplot(
            tuple(np.asarray(array, float) for array in arrays), tuple(series), title=title, height=300, order=order,
            scales={"x": uplot.Scale(time=False)}, axes=(uplot.Axis(**grid), uplot.Axis(**grid)),
        )


def _described(curve: Curve) -> str:
    """Which run it is and how far it is, as HTML."""
    config = curve.config
    what = f"<b>{escape(curve.name)}</b>: {escape(config.agent)} on {escape(config.problem)}, seed {config.seed}; "
    if curve.fault:
        what += escape(curve.fault)
    elif not curve.rows:
        what += "not evaluated yet"
    else:
        last = curve.rows[-1]
        what += f"{last[STEPS]:,.0f} steps, score {last.get(SCORE, float('nan')):.3f}"
        what += ", finished" if curve.result is not None else ", training or stopped"
    return f'<div style="padding:0.4em 0.8em">{what}</div>'
