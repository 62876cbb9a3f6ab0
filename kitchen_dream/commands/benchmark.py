"""`benchmark`: train methods on problems with several seeds, in parallel and resumable; then tables and curves."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console

from kitchen_dream.agents.device import DEVICES, find_device
from kitchen_dream.agents.registry import find_method, methods
from kitchen_dream.commands.bars import Bars
from kitchen_dream.commands.options import one_of, place, positive, writable
from kitchen_dream.core.children import bound
from kitchen_dream.core.cluster import cluster
from kitchen_dream.evaluation.benchmark.page import COLUMNS, PAGE, write_page
from kitchen_dream.evaluation.benchmark.results import collect, read_result
from kitchen_dream.evaluation.experiment import RESULT, budget_for
from kitchen_dream.evaluation.scores.tables import cell
from kitchen_dream.evaluation.scores.words import all_in_words, print_scores
from kitchen_dream.problems.registry import problem_class
from kitchen_dream.training.checkpoint import CHECKPOINT
from kitchen_dream.training.duration import steps_done
from kitchen_dream.training.on_ray import RayTrainings
from kitchen_dream.training.run_config import new_run, run_name
from kitchen_dream.training.trackers.tracker import find_tracker
from kitchen_dream.trial.settings import SETTINGS

Start = Callable[["Job", Path], "Process"]
"""Starts a job whose run folder is in a folder."""
SIGN_ROOMS = ("sign-room", "sign-room-13", "sign-room-random")
SUITES = {
    "grids": ("map", "bus", "cooking", "cooking-fair"),
    "kitchen": ("kitchen",),
    "sign-room": (*SIGN_ROOMS, *(f"{name}-features" for name in SIGN_ROOMS)),
}
SMOKE_STEPS = 40_000
MOST_SEEDS = 10_000
GRACE = 30.0
"""Seconds that trainings have to save when they are told to stop."""


class Process(Protocol):
    """A training under way: what is asked of `subprocess.Popen`, and of a training elsewhere."""

    @property
    def returncode(self) -> Any:
        """Exit status; None as long as it runs."""

    def poll(self) -> int | None:
        """See whether it has ended."""

    def terminate(self) -> None:
        """Tell it to save and to end."""

    def wait(self, timeout: float) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired."""

    def kill(self) -> None:
        """End it at once."""


@dataclass(frozen=True)
class Job:
    """One training."""

    problem: str
    agent: str
    setting: str
    executions: int
    seed: int
    steps: int
    name: str
    """Of its run folder."""
    options: tuple[str, ...] = ()
    """Of the problem."""
    device: str = "cpu"
    track: str = "tensorboard"

    def command(self, out: Path) -> list[str]:
        """The command line that runs it, or goes on with it."""
        words = [sys.executable, "-W", "ignore", "-m", "kitchen_dream", "train"]
        words += ["--problem", self.problem, "--agent", self.agent]
        words += ["--setting", self.setting, "--executions", str(self.executions), "--seed", str(self.seed)]
        words += ["--steps", str(self.steps), "--device", self.device, "--cores", "1"]
        words += ["--track", self.track]
        words += ["--no-video", "--out", str(out / self.name)]
        words += ["--option", *self.options] if self.options else []
        return [*words, "--resume"] if (out / self.name / CHECKPOINT).exists() else words

    def done(self, out: Path, results: Path) -> bool:
        """Whether it is finished with at least these steps, here or in results that were kept.

        Raises ValueError for a damaged result."""
        paths = [path for path in (out / self.name / RESULT, results / f"{self.name}.json") if path.is_file()]
        return any(read_result(path)["steps"] >= self.steps for path in paths)


def benchmark(
    suite: str = "grids",
    problems: tuple[str, ...] = (),
    agents: tuple[str, ...] = ("all",),
    seeds: int = 5,
    steps: int | None = None,
    settings: tuple[str, ...] = ("instructed",),
    executions: tuple[int, ...] = (1,),
    workers: int = 0,
    device: str = "cpu",
    on: str = "local",
    address: str | None = None,
    track: str = "tensorboard",
    out: Path = Path("runs/benchmark"),
    results: Path | None = None,
    smoke: bool = False,
) -> None:
    """Train methods on problems with several seeds, all for the same environment steps; write tables and curves.

    What is finished, in the run folders or in the results folder, is not run again, and what was begun goes on: the
    same command continues after a stop. What a method cannot do is listed and left out.

    Args:
        suite: grids (map, bus, cooking, cooking-fair), kitchen, or sign-room (six variants).
        problems: any problems, in the place of a suite; also your own, as package.module:Family.
        agents: methods, also your own, as package.module:Class; or `all` that have a name.
        seeds: seeds 0, 1, ... of each.
        steps: environment steps of each training; without it the problem's own budget.
        settings: what trials tell, one or several: instructed, oracle_facts, partial_facts, standard_meta_rl,
            no_exploration, several_ids, shared_ids.
        executions: executions of a trial; one or several numbers.
        workers: trainings at a time, each on one core; 0 for one a core (of all nodes, on Ray).
        device: where they learn: cpu, cuda (a graphics card), or auto (a card if there is one).
        on: local, processes of this machine; or ray, the nodes of a Ray cluster (docs/scale.md).
        address: HOST:PORT of the cluster's head node, or auto; without it --on ray uses this machine alone.
        track: where their curves go besides: tensorboard, wandb or trackio (see train).
        out: folder of the runs.
        results: folder of tables, per-seed scores and curves; without it OUT/results.
        smoke: a small one: map, dream and rl2, one seed, 40,000 steps."""
    if smoke:
        problems, agents, seeds, steps = ("map",), ("dream", "rl2"), 1, SMOKE_STEPS
    one_of("suite", suite, tuple(SUITES))
    place(on, address)
    if on == "local":
        find_device(device)
    one_of("device", device, DEVICES)
    find_tracker(track)
    for name, value in [("seeds", seeds), ("steps", steps), *(("executions", number) for number in executions)]:
        positive(name, value)
    if seeds > MOST_SEEDS:
        raise ValueError(f"--seeds {seeds}: more trainings than anybody runs; use {MOST_SEEDS:,} at most")
    for setting in settings:
        one_of("settings", setting, tuple(SETTINGS))
    console, results = Console(), results or out / "results"
    chosen = tuple(methods()) if "all" in agents else agents
    jobs, refused = plan(problems or SUITES[suite], chosen, settings, executions, seeds, steps, device, track)
    for reason in refused:
        console.print(f"left out: {reason}", highlight=False, markup=False)
    with _place(on, address, device, workers, console) as (start, slots):
        out.mkdir(parents=True, exist_ok=True)
        writable("results", results / PAGE, parents=True)
        collect(out, results)  # a damaged result is told now, and not after hours
        waiting = [job for job in jobs if not job.done(out, results)]
        console.print(f"{len(jobs)} trainings, {len(jobs) - len(waiting)} of them finished already", highlight=False)
        failed = run_jobs(waiting, out, slots, console, start)
    for title, rows in write_page(out, results).items():
        told, ends = [], {row["method"]: row["test score"] for row in rows if row["seeds"] or row["method"] == "oracle"}
        if "oracle" in ends and "-" not in ends.values():
            told = [all_in_words({row["method"]: float(row["test score"].split()[0]) for row in rows if row["seeds"]})]
        print_scores(console, title, [{column: row[column] for column in COLUMNS[:4]} for row in rows], told)
    console.print(f"wrote {results}", highlight=False)
    if failed:
        raise ValueError(f"{len(failed)} of {len(waiting)} trainings failed: {'; '.join(failed)}")


def plan(
    problems: tuple[str, ...], agents: tuple[str, ...], settings: tuple[str, ...], executions: tuple[int, ...],
    seeds: int, steps: int | None, device: str = "cpu", track: str = "tensorboard",
) -> tuple[list[Job], list[str]]:
    """All trainings, seed by seed, and why some are left out. Raises ValueError for an unknown problem or method."""
    for problem in problems:
        problem_class(problem)
    for agent in agents:
        find_method(agent)
    jobs, refused = [], []
    for problem, agent, setting, times in itertools.product(problems, agents, settings, executions):
        try:
            run = new_run(problem, agent, setting=setting, executions=times)
        except ValueError as error:
            refused.append(f"{agent} on {problem}: {error}")
            continue
        budget = budget_for(run.family, steps, None, None).steps
        for seed in range(seeds):
            name = run_name(run.config.model_copy(update={"seed": seed}))
            options = (f"{run.family.split_option}={seed}",) if run.family.split_option else ()
            jobs.append(Job(problem, agent, setting, times, seed, budget, name, options, device, track))
    return sorted(jobs, key=lambda job: job.seed), refused


def run_jobs(jobs: list[Job], out: Path, slots: Callable[[], int], console: Console, start: Start) -> list[str]:
    """Run jobs, as many at a time as there are slots just then; returns what went wrong.

    However this ends, its trainings end too, saved."""
    running: dict[Process, Job] = {}
    waiting, failed, done = list(jobs), [], 0
    steps = {job: min(steps_done(out / job.name), job.steps) for job in jobs}
    total = sum(job.steps for job in jobs)
    with _ended_with_us(running), Bars(console) as bars:
        while waiting or running:
            while waiting and len(running) < slots():
                job = waiting.pop(0)
                running[start(job, out)] = job
            # Steps are those of the last evaluation; the pace of all together tells what is left.
            told = f"{done} of {len(jobs)} trainings, {len(running)} running"
            bars.show("all trainings", sum(steps.values()), total, told)
            time.sleep(0.5)
            for process, job in list(running.items()):
                steps[job] = max(steps[job], min(steps_done(out / job.name), job.steps))
                bars.show(job.name, steps[job], job.steps, f"{steps[job]:,} of {job.steps:,} steps")
                if process.poll() is None:
                    continue
                del running[process]
                bars.remove(job.name)
                steps[job] = job.steps
                done += 1
                told = _outcome(job, process.returncode, out)
                if process.returncode:
                    failed.append(f"{job.name} ({told})")
                console.print(f"[{done}/{len(jobs)}] {job.name}: {told}", highlight=False, markup=False)
    return failed


@contextmanager
def _place(
    on: str, address: str | None, device: str, workers: int, console: Console
) -> Iterator[tuple[Start, Callable[[], int]]]:
    """How a job is started where trainings shall run, and how many run there at a time."""
    if on == "local":
        yield start_here, lambda: workers or os.cpu_count() or 1
        return
    with cluster(address, workers or None) as ray:
        trainings = RayTrainings(ray, device, partial(console.print, highlight=False, markup=False))

        def start(job: Job, out: Path) -> Process:
            return trainings.start(partial(job.command, out), out / job.name, out / f"{job.name}.log")

        yield start, lambda: workers or trainings.slots()


def start_here(job: Job, out: Path) -> Process:
    """Start a job in a process of this machine."""
    with (out / f"{job.name}.log").open("w") as log:
        environment = os.environ | {"OMP_NUM_THREADS": "1"}
        # In a session of its own, it hears of Ctrl-C once, from us: a second one would keep it from saving.
        streams: dict[str, Any] = {"stdout": log, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
        words = bound(job.command(out), signal.SIGTERM)  # it saves, also where this process is killed
        return subprocess.Popen(words, env=environment, start_new_session=True, **streams)


@contextmanager
def _ended_with_us(running: dict[Process, Job]) -> Iterator[None]:
    """Ends trainings when the block is left, and when this process is told to end."""

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        late = time.monotonic() + GRACE
        for process in running:
            try:
                process.wait(max(0.0, late - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
        for number, handler in before.items():
            signal.signal(number, handler)


def _outcome(job: Job, status: int, out: Path) -> str:
    if status == 0:
        scores = read_result(out / job.name / RESULT)["scores"]
        return ", ".join(f"{split} {cell(values['normalized_score'])}" for split, values in scores.items())
    log = out / f"{job.name}.log"
    lines = log.read_text(errors="replace").strip().splitlines()
    return f"{lines[-1] if lines else 'no output'}; see {log}"
