"""Progress of long work: bars with the time gone and the time left in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Column

from kitchen_dream.core.spoken import spoken

PERIOD = 600.0
"""Seconds whose pace tells what is left: evaluations are in it."""
SECONDS_A_LINE = 30.0
"""Least seconds between two lines about the same work, where there is no terminal."""


@dataclass
class _Work:
    """One piece of work: its bar, when it was first shown and how much was done then, and when it was last told."""

    bar: TaskID
    began: float
    first: int
    told: float
    done: int


class Bars:
    """Shows how far each piece of work is. Use it as a context.

    In a terminal each has a bar. Elsewhere (a pipe, a log, a batch system) a plain line tells of it twice a minute at
    most, as long as it goes on."""

    def __init__(self, console: Console) -> None:
        self.console = console
        # Long names and notes are folded, and never cut.
        what, note = (
            TextColumn(field, markup=False, table_column=Column(overflow="fold"))
            for field in ("{task.description}", "{task.fields[note]}")
        )
        columns = (what, BarColumn(8), TimeElapsedColumn(), TimeRemainingColumn(), TextColumn("left,"), note)
        self._progress = Progress(
            *columns, console=console, speed_estimate_period=PERIOD, disable=not console.is_terminal
        )
        self._works: dict[str, _Work] = {}

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def show(self, what: str, done: int, of: int, note: str | None = None) -> None:
        """Tell that `done` of `of` are done; note: what the numbers do not say; without it they are told."""
        note = f"{done:,} of {of:,}" if note is None else note
        now = time.monotonic()
        if what not in self._works:
            # What a resumed run has done before says nothing of its pace.
            bar = self._progress.add_task(what, total=of, completed=done, note=note)
            self._works[what] = _Work(bar, now, done, now, done)
        work = self._works[what]
        self._progress.update(work.bar, completed=done, total=of, note=note)
        if not self.console.is_terminal and done != work.done and now - work.told >= SECONDS_A_LINE:
            work.told = now
            left = (now - work.began) * (of - done) / max(done - work.first, 1)
            end = f", about {spoken(left)} left" if done < of else ""
            self.console.print(f"{what}: {note}, {100 * done // max(of, 1)} %{end}", highlight=False, markup=False)
        work.done = done

    def remove(self, what: str) -> None:
        """Take the bar of a piece of work away."""
        if work := self._works.pop(what, None):
            self._progress.remove_task(work.bar)
