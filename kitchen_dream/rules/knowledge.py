"""What the robot has seen in this episode: its map. The only door between the hidden part of a kitchen and a policy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kitchen_dream.kitchens.roles import Role
from kitchen_dream.kitchens.spec import BURNERS, MAX_UNITS, SLOTS
from kitchen_dream.rules.skills import POT, PRESS0, TAKE0
from kitchen_dream.rules.state import NOTHING, BaseState
from kitchen_dream.rules.tables import Tables


@dataclass
class Knowledge:
    """What is known in B episodes. Nothing at the start."""

    looked: np.ndarray
    """(B, units) bool: units that have been looked into."""
    seen: np.ndarray
    """(B, units, ingredients) bool: what was seen there and has not been taken since."""
    burner: np.ndarray
    """(B, BURNERS) int64: 0 unknown, 1 works, 2 broken."""
    note: np.ndarray
    """(B, groups) int64: the unit that the note gives for a group, NOTHING where not read."""

    @classmethod
    def empty(cls, n: int, units: int, ingredients: int, groups: int) -> Knowledge:
        """Nothing known."""
        return cls(
            np.zeros((n, units), bool), np.zeros((n, units, ingredients), bool), np.zeros((n, BURNERS), np.int64),
            np.full((n, groups), NOTHING),
        )

    def forget(self, where: np.ndarray) -> None:
        """Start anew in some episodes (index array or mask)."""
        self.looked[where] = False
        self.seen[where] = False
        self.burner[where] = 0
        self.note[where] = NOTHING

    def update(self, actions: np.ndarray, state: BaseState, tables: Tables, rows: np.ndarray) -> None:
        """Take in what the skills `actions` (B,) that led to `state` have shown."""
        # A look shows what is in the unit, and taking something out shows what is left.
        sees = np.flatnonzero(actions < POT)
        unit = np.where(actions[sees] < TAKE0, actions[sees], state.open_unit[sees])
        at = sees * MAX_UNITS + unit
        self.looked.reshape(-1)[at] = True
        seen = self.seen.reshape(-1, self.seen.shape[2])
        before = np.flatnonzero(seen.take(at, axis=0))
        seen.reshape(-1)[at[before // seen.shape[1]] * seen.shape[1] + before % seen.shape[1]] = False
        items = state.contents.reshape(-1, SLOTS).take(at, axis=0).reshape(-1)
        there = np.flatnonzero(items != NOTHING)
        seen.reshape(-1)[at[there // SLOTS] * seen.shape[1] + items[there]] = True
        reads = sees[tables.role.take(rows[sees] * MAX_UNITS + unit) == Role.FRIDGE]
        self.note[reads] = tables.note[rows[reads]]
        presses = np.flatnonzero((actions >= PRESS0) & (actions < PRESS0 + BURNERS))
        b = actions[presses] - PRESS0
        # One that was seen to work and is switched off works still.
        self.burner[presses, b] = np.where(state.lit[presses, b] | (self.burner[presses, b] == 1), 1, 2)
