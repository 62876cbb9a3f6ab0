"""Distracting bus: find out which bus goes where, among buses that are of no use."""

from itertools import permutations
from typing import ClassVar

import numpy as np

from kitchen_dream.problems.grids.rules import STEP_REWARD, Action, GridProblem, Thing
from kitchen_dream.problems.spec import Field, Fields

GOAL_REWARD = 1.0

COLOURED_STOPS = ((4, 5), (5, 4), (3, 4), (4, 3))
COLOURED_ENDS = ((0, 1), (0, 7), (8, 1), (8, 7))
GREY_STOPS = ((5, 5), (3, 3), (3, 5), (5, 3))
GREY_ENDS = ((0, 4), (4, 0), (8, 4), (4, 8))
GOALS = ((0, 0), (8, 8), (0, 8), (8, 0))

ORDERS = np.array(list(permutations(range(4))))
"""(24, 4): the stop s of a kind leads to end ORDERS[k, s], in lexicographic order of k."""


_WAYS = ((Action.UP, Action.DOWN), (Action.RIGHT, Action.LEFT), (Action.LEFT, Action.RIGHT), (Action.DOWN, Action.UP))
_RIDES = [action for there, back in _WAYS for action in (there, Action.RIDE, Action.RIDE, back)]
RIDES = (*_RIDES[:14], Action.END)
"""With three coloured buses and back, and with the fourth."""


COLOURED_FIELD = Fields(Field("coloured_buses", 16, "the end of each coloured bus, 4 one-hots"))


class BusGrid(GridProblem):
    """A 9x9 grid with teleporting buses between stops and ends; the goals are its corners.

    Instructions are numbers of GOALS. An id is (number of the grey order) * 24 + (number of the coloured order)."""

    size = (9, 9)
    start = (4, 4)
    instructions = np.eye(4, dtype=np.float32)
    instruction_fields = Fields(Field("goal", 4, "the corner to reach, one-hot"))
    lines: ClassVar[tuple[tuple[tuple, tuple], ...]]
    """Stops and ends of each kind of bus; the first kind turns fastest in the id."""

    def _prepare(self) -> None:
        cells = self.width * self.height
        rest, self.ride, attributes = self.ids, np.tile(np.arange(cells), (len(self.ids), 1)), []
        for stops, ends in self.lines:
            rest, order = np.divmod(rest, len(ORDERS))
            stop = np.array([self.cell_of(p) for p in stops])
            end = np.array([self.cell_of(p) for p in ends])[ORDERS[order]]
            np.put_along_axis(self.ride, np.broadcast_to(stop, end.shape), end, axis=1)
            np.put_along_axis(self.ride, end, np.broadcast_to(stop, end.shape), axis=1)
            attributes.append(np.eye(4, dtype=np.float32)[ORDERS[order]].reshape(len(self.ids), 16))
        self._attributes = np.concatenate(attributes, axis=1)
        self.map_cell: int | None = None
        """Where a map hangs, if one does."""
        self.goal_cells = np.array([self.cell_of(p) for p in GOALS])

    ride: np.ndarray
    """(N, C) int64: where riding leads from each cell; the cell itself where no bus stops."""

    def _act(self, actions: np.ndarray) -> None:
        self.cell = np.where(actions == Action.RIDE, self.ride[self.rows, self.cell], self._moves[self.cell, actions])

    def _judge(self, actions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        done = self.cell == self.goal_cells[self.instruction]
        return np.where(done, GOAL_REWARD, STEP_REWARD), done


def _stops(*kinds: tuple[tuple, tuple]) -> dict[tuple[int, int], Thing]:
    return {position: Thing.BUS_STOP for kind in kinds for positions in kind for position in positions}


class DistractingBus(BusGrid):
    """Four coloured buses lead to the corners, four grey ones nowhere useful: 576 problems.

    Splits: `train` is every 11th id (53), as published. Of the 523 that were tested on, `validation` (53, the ids after
    those of `train`) has been split off, `test` are the other 470. `published_test` (all 523) and `all` stay beside
    them."""

    name = "bus"
    lines = ((COLOURED_STOPS, COLOURED_ENDS), (GREY_STOPS, GREY_ENDS))
    things = _stops(*lines)
    splits = ("train", "validation", "test", "published_test", "all")
    id_fields = COLOURED_FIELD + Fields(Field("grey_buses", 16, "the end of each grey bus, 4 one-hots"))
    exploration = RIDES

    @classmethod
    def split_ids(cls, split: str, split_seed: int = 0) -> np.ndarray:
        """See GridProblem; nothing is drawn here."""
        everything = np.arange(len(ORDERS) ** 2)
        place = everything % 11
        chosen = {
            "train": place == 0, "validation": place == 1, "test": place > 1, "published_test": place > 0,
            "all": place >= 0,
        }
        return everything[chosen[split]]


def coloured_stops() -> dict[tuple[int, int], Thing]:
    """The stops of the useful buses alone."""
    return _stops((COLOURED_STOPS, COLOURED_ENDS))
