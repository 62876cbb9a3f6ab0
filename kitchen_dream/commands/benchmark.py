"""`benchmark`: method x problem x seed, in parallel processes, resumable; then tables and curves."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro
from rich.console import Console

from kitchen_dream.agents.registry import METHODS
from kitchen_dream.commands.options import one_of, positive
from kitchen_dream.commands.train_flat import RESULT
from kitchen_dream.evaluation.bench_page import write_page
from kitchen_dream.problems.flat import FLAT_PROBLEMS
from kitchen_dream.training.loop import TRAINING

SUITES = {"grids": tuple(FLAT_PROBLEMS)}
RUN = Path(__file__).parents[2] / "run.py"


@dataclass(frozen=True)
class Job:
    """One training."""

    problem: str
    agent: str
    seed: int
    told: bool
    minutes: float

    @property
    def name(self) -> str:
        """Name of its run folder."""
        return f"{self.problem}-{self.agent}{'-told' if self.told else ''}-{self.seed}"

    def command(self, out: Path) -> list[str]:
        """The command line that runs it, or goes on with it."""
        words = ["train", "--problem", self.problem, "--agent", self.agent, "--seed", str(self.seed), "--minutes", str(self.minutes)]
        words += ["--clock", "cpu", "--out", str(out / self.name)]
        words += ["--told"] * self.told + ["--resume"] * (out / self.name / TRAINING).exists()
        return [sys.executable, "-W", "ignore", "-m", "kitchen_dream", *words]

    def done(self, out: Path) -> bool:
        """Whether it is finished, with at least these minutes."""
        path = out / self.name / RESULT
        return path.is_file() and json.loads(path.read_text())["seconds"] >= 60 * self.minutes


def benchmark(
    suite: Annotated[str, tyro.conf.arg(metavar="{grids}")] = "grids",
    problems: tuple[str, ...] = (),
    agents: tuple[str, ...] = ("all",),
    seeds: int = 5,
    minutes: float = 3.0,
    told: bool = False,
    workers: int = 0,
    out: Path = Path("runs/benchmark"),
    results: Path = Path("docs/results/benchmark"),
    smoke: bool = False,
) -> None:
    """Train every method on every problem of a suite with several seeds; write per-seed CSVs, tables and learning curves.

    What is finished is not run again, and what was begun goes on: the same command continues after a stop. Methods:
    dream, dream-paper, rl2, varibad, import (each also with -rewards in exploration), random, and ablations of DREAM:
    dream-no-bottleneck, dream-no-noise, dream-whole-id, dream-end-to-end.

    Args:
        suite: the problems: grids.
        problems: some of the suite's problems; without it all: map, bus, cooking, cooking-fair.
        agents: some methods, or `all`.
        seeds: seeds 0, 1, ... of each.
        minutes: CPU minutes of each training, on one core.
        told: the control in which instructions tell everything, so that exploration is not needed.
        workers: trainings at a time; 0 for one a core.
        out: folder of the runs.
        results: folder of tables, per-seed CSVs and curves.
        smoke: a small one: map, dream and rl2, one seed, six seconds each.
    """
    one_of("suite", suite, tuple(SUITES))
    if smoke:
        problems, agents, seeds, minutes = ("map",), ("dream", "rl2"), 1, 0.1
    for problem in problems:
        one_of("problems", problem, SUITES[suite])
    chosen = tuple(METHODS) if agents == ("all",) else agents
    for agent in chosen:
        one_of("agents", agent, ("all", *METHODS))
    positive("seeds", seeds)
    positive("minutes", minutes)
    jobs = [Job(p, a, s, told, minutes) for s, p, a in itertools.product(range(seeds), problems or SUITES[suite], chosen)]
    out.mkdir(parents=True, exist_ok=True)
    waiting = [job for job in jobs if not job.done(out)]
    Console().print(f"{len(jobs)} trainings, {len(jobs) - len(waiting)} of them finished already")
    _run(waiting, out, workers or os.cpu_count() or 1)
    write_page(out, results)
    Console().print(f"wrote {results}")


def _run(waiting: list[Job], out: Path, workers: int) -> None:
    """Run jobs, `workers` at a time. Raises ValueError with the log of one that fails."""
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(RUN.parent)}
    running: dict[Job, subprocess.Popen] = {}
    total, console = len(waiting), Console()
    try:
        while waiting or running:
            while waiting and len(running) < workers:
                job = waiting.pop(0)
                with (out / f"{job.name}.log").open("w") as log:
                    running[job] = subprocess.Popen(job.command(out), stdout=log, stderr=subprocess.STDOUT, env=environment)
            time.sleep(0.5)
            for job, process in list(running.items()):
                if process.poll() is None:
                    continue
                del running[job]
                if process.returncode:
                    tail = (out / f"{job.name}.log").read_text().strip().splitlines()
                    raise ValueError(f"{job.name} failed: {tail[-1] if tail else 'no output'} (see {out / (job.name + '.log')})")
                console.print(f"[{total - len(waiting) - len(running)}/{total}] {job.name}: {_score(out, job)}")
    finally:
        for process in running.values():
            process.terminate()


def _score(out: Path, job: Job) -> str:
    scores = json.loads((out / job.name / RESULT).read_text())["scores"]
    return ", ".join(f"{part} {values['normalized_score']:.3f}" for part, values in scores.items())
