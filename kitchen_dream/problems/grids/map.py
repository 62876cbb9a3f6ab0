"""Map: the bus grid without distracting buses, where a map far from all goals tells everything."""

import numpy as np

from kitchen_dream.problems.grids.bus import (
    COLOURED_ENDS,
    COLOURED_FIELD,
    COLOURED_STOPS,
    ORDERS,
    BusGrid,
    coloured_stops,
)
from kitchen_dream.problems.grids.rules import Action
from kitchen_dream.problems.spec import Field, Fields

MAP = (7, 3)
"""Where the map hangs."""


class MapGrid(BusGrid):
    """Four coloured buses, 24 problems; standing at the map shows the problem's number (1 to 24; 0 elsewhere).

    Splits: `train`, `validation`, `test` and `all` are the same 24 ids: as published, and since there are no others."""

    name = "map"
    lines = ((COLOURED_STOPS, COLOURED_ENDS),)
    things = coloured_stops()
    splits = ("train", "validation", "test", "all")
    own_fields = Fields(Field("map", len(ORDERS), "the problem's number while standing at the map, one-hot"))
    id_fields = COLOURED_FIELD
    exploration = (Action.RIGHT, Action.RIGHT, Action.RIGHT, Action.DOWN, Action.NOOP, Action.END)  # to the map

    @classmethod
    def split_ids(cls, split: str, split_seed: int = 0) -> np.ndarray:
        """See GridProblem; nothing is drawn here."""
        return np.arange(len(ORDERS))

    def _prepare(self) -> None:
        super()._prepare()
        self.map_cell = self.cell_of(MAP)

    def _extras(self, out: np.ndarray) -> None:
        out[:] = 0
        reading = np.flatnonzero(self.cell == self.map_cell)
        out[reading, self.ids[self.rows[reading]]] = 1

    def _numbers(self) -> np.ndarray:
        return np.where(self.cell == self.map_cell, self.ids[self.rows] + 1, 0)[:, None]
