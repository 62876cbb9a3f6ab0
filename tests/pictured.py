"""The map grid seen through pictures: stands for a problem whose observations number frames."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.spec import Field, Fields, Observation, ProblemSpec
from kitchen_dream.trial.wrapper import Wrapper

PICTURE = (20, 24, 3)
NUMBERS = 25
"""What the map can show: nothing, or one of 24 problems."""


class PicturedMap(Wrapper):
    """Wraps map episodes: the vector holds the clock alone; each cell is a smooth random pattern, each number a
    corner's colour.
    """

    def __init__(self, split: str = "train", batch: int = 1):
        super().__init__(MapGrid(split, batch))
        rng = np.random.default_rng(5)
        patterns = (rng.standard_normal((81, 1, *PICTURE)).cumsum(2).cumsum(3) * 4 + 128).clip(0, 255)
        pictures = np.repeat(patterns, NUMBERS, axis=1)
        pictures[:, :, :8, :8] = rng.uniform(0, 255, (NUMBERS, 1, 1, 3))
        self.frames = SimpleNamespace(pictures=pictures.reshape(-1, *PICTURE).astype(np.uint8))

    @classmethod
    def spec_of(cls, spec: ProblemSpec) -> ProblemSpec:
        """See Wrapper."""
        return replace(spec, vector=Fields(Field("time_left", 1)), picture=PICTURE)

    def begin(self, rows, instruction, rng=None, start=None) -> Observation:
        """See the problem."""
        super().begin(rows, instruction, rng, start)
        return self.observe()

    def observe(self) -> Observation:
        """The clock, and the number of the frame."""
        seen = super().observe()
        frame = self.problem.cell * NUMBERS + self.problem.published()[:, -1]
        return seen | {"vector": seen["vector"][:, -1:], "frame": frame}
