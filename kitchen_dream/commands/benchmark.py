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

from kitchen_dream.agents.registry import methods_of
from kitchen_dream.commands.options import one_of, positive
from kitchen_dream.commands.train_flat import RESULT, run_name
from kitchen_dream.evaluation.benchmark.page import write_page
from kitchen_dream.problems.flat import GRID_PROBLEMS, SIGN_ROOM_PROBLEMS
from kitchen_dream.training.loop import TRAINING
from kitchen_dream.trial.settings import KITCHEN_SETTINGS, SETTINGS

SUITES = {"grids": tuple(GRID_PROBLEMS), "kitchen": ("kitchen",), "sign-room": tuple(SIGN_ROOM_PROBLEMS)}
MINUTES = {"map": 1.5, "bus": 3.0, "cooking": 3.0, "cooking-fair": 5.0, "kitchen": 6.0} | {
    name: 8.0 if name.endswith("features") else 30.0 for name in SIGN_ROOM_PROBLEMS
}
MINUTES |= {"sign-room-random-features": 15.0}
"""CPU minutes of one training, for every method alike."""
RUN = Path(__file__).parents[2] / "run.py"


@dataclass(frozen=True)
class Job:
    """One training."""

    problem: str
    agent: str
    seed: int
    setting: str
    executions: int
    minutes: float

    @property
    def name(self) -> str:
        """Name of its run folder."""
        return run_name(self.problem, self.agent, self.setting, self.executions, self.seed)

    def command(self, out: Path) -> list[str]:
        """The command line that runs it, or goes on with it."""
        words = ["train", "--problem", self.problem, "--agent", self.agent, "--seed", str(self.seed), "--minutes", str(self.minutes)]
        words += ["--clock", "cpu", "--out", str(out / self.name)]
        if self.problem == "kitchen":
            words += ["--no-video"]
        else:
            words += ["--executions", str(self.executions)]
        if (out / self.name / TRAINING).exists():
            words += ["--resume"]
        else:
            words += ["--setting", self.setting]
        return [sys.executable, "-W", "ignore", "-m", "kitchen_dream", *words]

    def done(self, out: Path, results: Path) -> bool:
        """Whether it is finished with at least these minutes, here or in results that were kept."""
        paths = [path for path in (out / self.name / RESULT, results / f"{self.name}.json") if path.is_file()]
        return any(json.loads(path.read_text())["seconds"] >= 60 * self.minutes for path in paths)


def benchmark(
    suite: Annotated[str, tyro.conf.arg(metavar="{grids,kitchen,sign-room}")] = "grids",
    problems: tuple[str, ...] = (),
    agents: tuple[str, ...] = ("all",),
    seeds: int = 5,
    minutes: float | None = None,
    setting: Annotated[str, tyro.conf.arg(metavar="{instructed,told,part-told,uninstructed,no-exploration}")] = "instructed",
    executions: int = 1,
    workers: int = 0,
    out: Path = Path("runs/benchmark"),
    results: Path | None = None,
    smoke: bool = False,
) -> None:
    """Train every method on every problem of a suite with several seeds; write per-seed CSVs, tables and learning curves.

    What is finished, in the run folders or in the results folder, is not run again, and what was begun goes on: the same command
    continues after a stop. Methods: dream, dream-paper, rl2, varibad, import (each also with -rewards in exploration), random, and
    ablations of DREAM: dream-no-bottleneck, dream-no-noise, dream-whole-id, dream-end-to-end.

    Args:
        suite: the problems: grids (map, bus, cooking, cooking-fair), kitchen, or sign-room (six variants).
        problems: some of the suite's problems; without it all.
        agents: some methods, or `all`.
        seeds: seeds 0, 1, ... of each.
        minutes: CPU minutes of each training, on one core; without it 1.5 for map, 3 for bus and cooking, 5 for cooking-fair, 6 for
            kitchen, 8 and 30 for sign rooms with features and with pictures, 15 for random ones with features.
        setting: see `python run.py train --help`; told is the control in which exploration is not needed.
        executions: executions of a trial.
        workers: trainings at a time; 0 for one a core.
        out: folder of the runs.
        results: folder of tables, per-seed CSVs and curves; without it docs/results/benchmark.
        smoke: a small one: map, dream and rl2, one seed, six seconds each; its results stay in the folder of the runs.
    """
    one_of("suite", suite, tuple(SUITES))
    if smoke:
        problems, agents, seeds, minutes, results = ("map",), ("dream", "rl2"), 1, 0.1, results or out / "results"
    results = results or Path("docs/results/benchmark")
    for problem in problems:
        one_of("problems", problem, SUITES[suite])
    known = methods_of(SUITES[suite][0])
    chosen = tuple(known) if agents == ("all",) else agents
    for agent in chosen:
        one_of("agents", agent, ("all", *known))
    one_of("setting", setting, KITCHEN_SETTINGS if suite == "kitchen" else tuple(SETTINGS))
    positive("seeds", seeds)
    positive("executions", executions)
    if minutes is not None:
        positive("minutes", minutes)
    jobs = [
        Job(problem, agent, seed, setting, executions, minutes or MINUTES[problem])
        for seed, problem, agent in itertools.product(range(seeds), problems or SUITES[suite], chosen)
    ]
    out.mkdir(parents=True, exist_ok=True)
    waiting = [job for job in jobs if not job.done(out, results)]
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
