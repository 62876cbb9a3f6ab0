"""How long a training will take, told before it begins.

What it rests on: the overlays in `agents/configs` keep, for each problem and method, the processor time of collecting a
step and of an update, of making a problem, of evaluations and of the film; `benchmarks/pace.py` measures them, with a
full replay. Beside each measurement a fixed piece of work was timed, the yardstick. The same work is timed here, by the
clock on the wall: a slower processor, or one that others use as well, makes both take longer alike. That is a look of
half a second at a machine whose load may change; so the figure is about right and no promise. It is a rough one for
presets, settings of trials and methods whose own figures nobody measured, and there is none for graphics cards."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from kitchen_dream.agents.overlays import pace_of
from kitchen_dream.agents.registry import find_method
from kitchen_dream.core.spoken import spoken
from kitchen_dream.training.log import METRICS, read_log
from kitchen_dream.training.loop import Budget
from kitchen_dream.training.run_config import Run

YARDSTICK = 0.002
"""Seconds of the yardstick on the machine that the overlays' figures are told for."""
TURNS = 250
"""Times that the yardstick is laid on, half a second."""
PATIENCE = 1.5
"""Seconds on the wall after which it is enough, on a machine that has no time for it."""


START = 5.0
"""Processor seconds of all that has nothing to do with the run's length, such as loading the compiler of torch."""


@dataclass(frozen=True)
class Estimate:
    """Seconds of all that a training comes with."""

    seconds: float
    rough: bool
    """Something about the run is other than what was measured."""

    def __str__(self) -> str:
        return f"{'roughly' if self.rough else 'about'} {spoken(self.seconds)}"


def yardstick(turns: int = TURNS) -> tuple[float, float]:
    """Seconds on the wall, and of the processor, of a fixed piece of work like an update's: a small network's gradient,
    and arrays that are picked from and compared.

    Processor time is that of a good moment (the lower quartile of the turns), since bad ones hit so small a piece of
    work harder than a training; the wall's is longer by as much as all turns together had to wait."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        generator = torch.Generator().manual_seed(0)
        first, second, x = (torch.randn(*shape, generator=generator) for shape in ((64, 64), (64, 1), (2048, 64)))
        first.requires_grad_()
        second.requires_grad_()
        rows, values = np.arange(2048) * 7919 % 2048, np.ones((2048, 24), np.float32)
        _work(first, second, x, rows, values)  # the first time it also loads what it needs
        wall, cpu, took = time.perf_counter(), time.process_time(), list[float]()
        while len(took) < turns and time.perf_counter() - wall < PATIENCE:
            began = time.process_time()
            _work(first, second, x, rows, values)
            took.append(time.process_time() - began)
        good, waited = float(np.quantile(took, 0.25)), (time.perf_counter() - wall) / (time.process_time() - cpu)
        return good * waited, good
    finally:
        torch.set_num_threads(threads)


def estimate(
    run: Run, budget: Budget, done: int = 0, device: str = "cpu", film: bool = True, cores: int = 1
) -> Estimate | None:
    """How long a run will take on this machine as it is now, or None where nothing was measured.

    done: steps that it has made before. device: where it learns. film: whether a trial is filmed at the end. cores: 2
    where trials are played beside learning."""
    pace, own = measured(run)
    if own is None or device != "cpu":
        return None
    wall, _ = yardstick()
    scale = wall / YARDSTICK
    work = scale * learning_seconds(pace, own, run, budget, done, cores)
    if budget.minutes is not None:
        work = min(work, 60 * budget.minutes)
    left = run.family.left_to_make(("train", "validation", "test"))
    making = 1e-3 * left * pace["make_ms"] / min(os.cpu_count() or 1, 4)
    seconds = work + scale * (START + making + pace["after"] + (pace["film"] if film else 0.0))
    plain = (run.config.agent in pace, not run.config.preset, run.config.setting == "instructed")
    return Estimate(seconds, not all(plain))


def measured(run: Run) -> tuple[dict[str, Any], dict[str, float] | None]:
    """The paces of a run's problem, and among them its method's, or None where nobody measured it."""
    method, pace = find_method(run.config.agent), pace_of(run.family.overlay)
    return pace, next((pace[name] for name in (method.name, *method.overlays) if name in pace), None)


def learning_seconds(
    pace: dict[str, Any], own: dict[str, float], run: Run, budget: Budget, done: int, cores: int
) -> float:
    """Seconds of the rest of a run where the yardstick is YARDSTICK long; see `pace_of`."""
    steps, settings, executions = max(0, budget.steps - done), run.config.settings, run.config.executions
    # A trial's explorations and executions are about equally long; more executions make longer trials.
    rounds = steps / (run.num_envs * pace["trial"] * (1 + executions) / 2)
    updates = rounds * settings["updates_per_round"] * settings["batch_size"] / pace["batch_size"]
    evaluations = steps / budget.eval_every * pace["evaluation"]
    both = 1e-6 * steps * own["step_us"], 1e-3 * updates * own["update_ms"]
    return (max(both) if cores > 1 else sum(both)) + evaluations


def steps_done(folder: Path) -> int:
    """Steps of a run at its last evaluation; 0 before the first one."""
    try:
        return max((int(row["steps"]) for row in read_log(folder / METRICS)), default=0)
    except ValueError:  # not there yet, or damaged: a run goes on from its checkpoint, which holds the log too
        return 0


def _work(first: Any, second: Any, x: Any, rows: np.ndarray, values: np.ndarray) -> None:
    loss = (torch.relu(x @ first) @ second).square().mean()
    torch.autograd.grad(loss, (first, second))
    for _ in range(4):
        values[rows].argmax(1)
        np.where(values > 0.5, values, 0.0).sum()
