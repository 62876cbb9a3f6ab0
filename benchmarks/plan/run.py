"""The plan of all trainings behind the results page: what is done, what is left, and how long that takes.

    python benchmarks/plan/run.py                     # the table, and the command for each row
    python benchmarks/plan/run.py --run --hours 2.5   # go on for so long, from the first unfinished entry

Run it from the repository's root. Entries stand in plan.yaml. Hours are of one processor, worked out from the paces in
kitchen_dream/agents/configs; "?" where nobody measured one. A stop loses nothing: trainings are saved and go on,
finished ones are kept in docs/results.
"""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import tyro
import yaml
from rich.console import Console

from kitchen_dream.commands.benchmark import Job, plan
from kitchen_dream.evaluation.experiment import budget_for
from kitchen_dream.evaluation.scores.tables import print_table
from kitchen_dream.training.duration import learning_seconds, measured, steps_done
from kitchen_dream.training.run_config import new_run

PLAN = Path(__file__).with_name("plan.yaml")
RESULTS = Path("docs/results")
RUNS = Path("runs")


@dataclass(frozen=True)
class Entry:
    """One benchmark of the plan."""

    what: str
    problems: list[str]
    agents: list[str]
    seeds: int
    results: str
    settings: list[str] = field(default_factory=lambda: ["instructed"])
    executions: list[int] = field(default_factory=lambda: [1])
    steps: int | None = None

    def jobs(self) -> list[Job]:
        """Its trainings."""
        grid = (tuple(self.problems), tuple(self.agents), tuple(self.settings), tuple(self.executions))
        jobs, refused = plan(*grid, self.seeds, self.steps)
        if refused:
            raise ValueError(f"{self.what}: {refused[0]}")
        return jobs

    def left(self) -> list[Job]:
        """Those that are not finished."""
        return [job for job in self.jobs() if not job.done(RUNS / self.results, RESULTS / self.results)]

    def command(self) -> list[str]:
        """The options of `python run.py benchmark` that make it: all that are not the usual ones."""
        words = ["--problems", *self.problems, "--agents", *self.agents, "--seeds", str(self.seeds)]
        words += ["--settings", *self.settings] if self.settings != ["instructed"] else []
        words += ["--executions", *map(str, self.executions)] if self.executions != [1] else []
        words += ["--steps", str(self.steps)] if self.steps else []
        return [*words, "--out", str(RUNS / self.results), "--results", str(RESULTS / self.results)]


@dataclass
class Options:
    """Options of the plan."""

    run: bool = False
    """Run what is left, one entry after the other."""
    hours: float = 1e9
    """Stop after so long on the clock; trainings save first."""


def hours(job: Job, out: Path) -> float | None:
    """Processor hours that are left of a training, None if nobody measured its pace."""
    run = new_run(job.problem, job.agent, setting=job.setting, executions=job.executions)
    pace, own = measured(run)
    if own is None:
        return None
    budget = budget_for(run.family, job.steps, None, None)
    return learning_seconds(pace, own, run, budget, min(steps_done(out / job.name), job.steps), 1) / 3600


def entries() -> list[Entry]:
    """The plan."""
    return [Entry(**entry) for entry in yaml.safe_load(PLAN.read_text())]


def table(planned: list[Entry]) -> list[dict[str, str]]:
    """A row for each entry, and one for all together."""
    rows, total = [], 0.0
    for entry in planned:
        left = entry.left()
        each = [hours(job, RUNS / entry.results) for job in left]
        known = sum(h for h in each if h is not None)
        total += known
        told = f"{known:.1f}" + (" + ?" if None in each else "")
        done = len(entry.jobs()) - len(left)
        row = {"number": str(len(rows) + 1), "what": entry.what, "trainings": str(len(entry.jobs()))}
        rows.append(row | {"done": str(done), "hours left": told})
    trainings = str(sum(len(entry.jobs()) for entry in planned))
    return [*rows, {"number": "", "what": "all", "trainings": trainings, "done": "", "hours left": f"{total:.1f}"}]


def main(options: Options) -> None:
    """Print the table, or go on."""
    planned, end = entries(), time.monotonic() + 3600 * options.hours
    if not options.run:
        print_table(Console(), "plan of the trainings, in hours of one processor", table(planned))
        for number, entry in enumerate(planned, 1):
            print(f"{number}. python run.py benchmark {shlex.join(entry.command())}")
        return
    for entry in planned:
        if not entry.left():
            continue
        print(f"== {entry.what}", flush=True)
        running = subprocess.Popen([sys.executable, "-m", "kitchen_dream", "benchmark", *entry.command()])
        try:
            running.wait(max(end - time.monotonic(), 1.0))
        except subprocess.TimeoutExpired:
            running.terminate()
            running.wait()
            print("== the time is up; the same command goes on")
            return


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
