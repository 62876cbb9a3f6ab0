"""Which episode comes next: every environment walks through trials, and `reset(options=...)` may choose."""

from dataclasses import dataclass

import numpy as np

from kitchen_dream.problems.base import EXPLORE
from kitchen_dream.problems.restartable import RestartableProblem

PHASES = ("explore", "execute")


@dataclass(frozen=True)
class ResetChoice:
    """What `reset(options=...)` asks for; None leaves it to the order of the trial or to chance."""

    phase: str | None = None
    instruction: int | None = None
    row: int | None = None


def read_options(options: dict | None, problem: RestartableProblem) -> ResetChoice:
    """Check the options of `reset`. Raises ValueError, in one line, for anything that cannot be done."""
    options, name = options or {}, problem.instruction_option
    known = ("phase", "number", name)
    for key in options:
        if key not in known:
            raise ValueError(f"unknown reset option {key!r}; use: {', '.join(known)}")
    phase, number, asked = (options.get(key) for key in known)
    if phase is not None and phase not in PHASES:
        raise ValueError(f"reset option phase: {phase!r} is none; use one of: {', '.join(PHASES)}")
    row = None if number is None else problem.row_of(number)
    if asked is None:
        return ResetChoice(phase, None, row)
    if phase != "execute":
        raise ValueError(f"reset option {name}: only an execution episode has one; add phase='execute'")
    instruction = problem.instruction_of(asked)
    possible = problem.where_possible(instruction)
    if row is not None and not possible[row]:
        offers = ", ".join(problem.offers(row))
        raise ValueError(f"reset option {name}: problem {number} does not offer {asked!r}; it offers: {offers}")
    if not possible.any():
        raise ValueError(f"reset option {name}: no problem of this set offers {asked!r} in the split {problem.split!r}")
    return ResetChoice(phase, instruction, row)


class EpisodeOrder:
    """B trials side by side: exploration, then `executions` executions in the same problem, then the next problem.

    `rows` (B,) are the problems, `episode` (B,) the numbers within the trials, 0 being the exploration."""

    def __init__(self, problem: RestartableProblem, executions: int):
        if executions < 1:
            raise ValueError(f"executions must be at least 1, got {executions}")
        self.problem, self.executions = problem, executions
        self.rows = np.zeros(problem.batch, np.int64)
        self.episode = np.zeros(problem.batch, np.int64)
        self._fresh = np.ones(problem.batch, bool)
        self.restart(np.arange(problem.batch))

    def restart(self, where: np.ndarray) -> None:
        """Forget the trials `where` (k,) that are under way."""
        self.episode[where] = self.executions
        self._fresh[where] = True

    def advance(
        self, where: np.ndarray, rng: np.random.Generator, choice: ResetChoice = ResetChoice()
    ) -> tuple[np.ndarray, np.ndarray]:
        """Problems and instructions (k,) of the next episodes of the trials `where` (k,).

        Without a choice the trial goes on. Choosing `explore` begins a new trial, choosing `execute` stays in the
        problem if there is one, and if the instruction can be given in it."""
        explore = self.episode[where] >= self.executions
        if choice.phase is not None:
            explore[:] = choice.phase == "explore"
        rows, asked = self.rows[where], choice.instruction
        suited = np.ones(len(self.problem), bool) if asked is None else self.problem.where_possible(asked)
        draw = explore | ~suited[rows] | self._fresh[where]
        rows[draw] = rng.choice(np.flatnonzero(suited), size=int(draw.sum()))
        if choice.row is not None:
            rows[:] = choice.row
        self._fresh[where] = False
        instruction = np.full(len(where), EXPLORE)
        execute = np.flatnonzero(~explore)
        if asked is not None:
            instruction[execute] = asked
        elif len(execute):
            instruction[execute] = self.problem.sample_instructions(rows[execute], rng)
        self.rows[where] = rows
        self.episode[where] = np.where(explore, 0, self.episode[where] % self.executions + 1)
        return rows, instruction
