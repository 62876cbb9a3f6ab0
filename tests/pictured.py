"""The map grid seen through pictures: stands for a problem whose observations number frames."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.spec import Observation

PICTURE = (20, 24, 3)
NUMBERS = 25
"""What the map can show: nothing, or one of 24 problems."""


class PicturedMap:
    """Wraps map episodes: the vector holds the clock alone; each cell is a smooth random pattern, each number a
    corner's colour.
    """

    def __init__(self, split: str = "train", batch: int = 1):
        self.problem, self.batch = MapGrid(split, batch), batch
        self.spec = replace(self.problem.spec, vector=1, picture=PICTURE)
        rng = np.random.default_rng(5)
        pictures = np.repeat(
            (rng.standard_normal((81, 1, *PICTURE)).cumsum(2).cumsum(3) * 4 + 128).clip(0, 255), NUMBERS, axis=1
        )
        pictures[:, :, :8, :8] = rng.uniform(0, 255, (NUMBERS, 1, 1, 3))
        self.frames = SimpleNamespace(pictures=pictures.reshape(-1, *PICTURE).astype(np.uint8))

    def __len__(self) -> int:
        return len(self.problem)

    def __getattr__(self, name: str):
        return getattr(self.problem, name)

    def begin(self, rows: np.ndarray, instruction: np.ndarray) -> Observation:
        """See the problem."""
        self.problem.begin(rows, instruction)
        return self.observe()

    def observe(self) -> Observation:
        """The clock, and the number of the frame."""
        seen = self.problem.observe()
        frame = self.problem.cell * NUMBERS + self.problem.published()[:, -1]
        return seen | {"vector": seen["vector"][:, -1:], "frame": frame}
