"""Which episode comes next in grids and sign rooms, and what `reset(options=...)` may choose there."""

from __future__ import annotations

import numpy as np

from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.episode_order import PHASES, Choice, EpisodeOrder

OPTIONS = ("phase", "number", "instruction")


class FlatOrder(EpisodeOrder):
    """Walks B copies through trials: exploration, then executions in the same problem; `reset(options=...)` may choose."""

    def next(self, where: np.ndarray, rng: np.random.Generator, options: dict | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Rows and instructions (k,) of the next episodes. Raises ValueError, in one line, for options that cannot be."""
        options = options or {}
        for key in options:
            if key not in OPTIONS:
                raise ValueError(f"unknown reset option {key!r}; use: {', '.join(OPTIONS)}")
        phase, number, asked = (options.get(key) for key in OPTIONS)
        problem = self.problem
        if phase is not None and phase not in PHASES:
            raise ValueError(f"reset option phase: {phase!r} is none; use one of: {', '.join(PHASES)}")
        row = None
        if number is not None:
            if number not in problem.ids:
                raise ValueError(f"reset option number: {number!r} is no id of the split {problem.split!r}")
            row = int(np.flatnonzero(problem.ids == number)[0])
        if asked is not None and phase != "execute":
            raise ValueError("reset option instruction: only an execution episode has one; add phase='execute'")
        if asked is not None and asked not in range(len(problem.instructions)):
            raise ValueError(f"reset option instruction: {asked!r} does not exist; it is 0 to {len(problem.instructions) - 1}")
        rows, instruction = self.advance(where, rng, Choice(phase, None, row))
        if asked is not None:
            instruction[instruction != EXPLORE] = asked
        return rows, instruction
