"""How speed and memory grow: `python benchmarks/growth.py`, some five minutes.

Four curves: kitchens side by side in the abstract backend; training kitchens to make, to load and to hold; storage
units of a kitchen; trainings at the same time. Prints each point's ratio to the first one and writes
docs/results/growth.json. What one process does is told in its processor time, on which other programs have little
effect; what several do together also by the clock on the wall, on which they have all. The load average at each curve
says who else was there."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import torch
import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables
from kitchen_dream.training.collector import Collector
from kitchen_dream.training.run_config import new_run

SIDE_BY_SIDE = (64, 256, 1024, 4096, 16384, 65536)
UNITS = tuple(range(6, 15))
MOST_WORKERS = 16
SETS, SECONDS = 1024, 1.0
"""Different kitchens in the first curve, and the processor seconds of a measurement."""
TRAINING_SECONDS = 4.0
DRAWS = 5
"""Random numbers are drawn beforehand for so many steps: they belong to the policy, not to the problem."""


@dataclass
class Options:
    """Options of the benchmark."""

    curves: tuple[str, ...] = ("side_by_side", "kitchens", "units", "workers")
    """Curves to measure; the others stay as they are in the file."""
    kitchens: tuple[int, ...] = (600, 6_000, 60_000)
    """Numbers of training kitchens; the largest takes four minutes of processor time to make."""
    out: Path = Path("docs/results/growth.json")
    """Where the figures go."""
    part: tuple[str, ...] = ()
    """Used by the script itself: what a process of its own measures."""


def steps_per_second(tables: Tables, copies: int, seconds: float = SECONDS) -> float:
    """Steps a processor second of random legal skills with observations; an episode is followed by one of the other
    kind in a random kitchen."""
    problem, rng = KitchenProblem(tables, "train", copies), np.random.default_rng(0)
    episodes, rows = problem.episodes, rng.integers(len(tables), size=copies)
    executing = np.arange(copies) % 2 == 1
    problem.begin(rows, np.where(executing, problem.sample_instructions(rows, rng), NOTHING))
    draws = rng.random((DRAWS, *episodes.mask.shape), np.float32)
    steps, began = 0, time.process_time()
    while steps < DRAWS or time.process_time() - began < seconds:
        step = problem.step((draws[steps % DRAWS] * episodes.mask).argmax(1))
        over = np.flatnonzero(step.terminated | step.truncated)
        if len(over):
            rows = rng.integers(len(tables), size=len(over))
            asked = np.where(episodes.executing[over], NOTHING, problem.sample_instructions(rows, rng))
            problem.begin_at(over, rows, asked)
        problem.observe()
        steps += 1
    return steps * copies / (time.process_time() - began)


def side_by_side(options: Options) -> list[dict[str, float]]:
    """Steps of the abstract backend, with observations and resets, by the number of episodes side by side."""
    tables = load_kitchens("train", SETS)
    return [{"side by side": n, "steps a CPU second": round(steps_per_second(tables, n))} for n in SIDE_BY_SIDE]


def kitchens(options: Options) -> list[dict[str, float]]:
    """Seconds to make training kitchens on all cores, and to load them from the cache; megabytes of their arrays."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for count in options.kitchens:
            made, loaded = (_process(["kitchens", str(count)], folder) for _ in range(2))
            row = {"kitchens": count, "making, s": made["seconds"], "CPU ms a kitchen": 1e3 * made["cpu"] / count}
            row |= {"loading, CPU s": loaded["cpu"]}
            row = {name: float(f"{value:.3g}") for name, value in row.items()}
            rows.append(row | {"kitchens": count, "MB of arrays": round(loaded["bytes"] / 1e6, 1)})
    return rows


def units(options: Options) -> list[dict[str, float]]:
    """Steps of the abstract backend and milliseconds of DREAM's update, by the number of storage units."""
    tables, rows = load_kitchens("train", 6000), []
    count = tables.exists.sum(1)
    for number in UNITS:
        some = tables.rows(np.flatnonzero(count == number)[:64])
        speed, told = steps_per_second(some, SETS), _training(some, 1.5)
        ms = round(1e3 * told["learning"] / told["updates"], 1)
        rows.append({"units": number, "steps a CPU second": round(speed), "update, CPU ms": ms})
    return rows


def workers(options: Options) -> list[dict[str, float]]:
    """Updates of trainings of DREAM at the same time, one to a process."""
    numbers, most = [1], min(os.cpu_count() or 1, MOST_WORKERS)
    while numbers[-1] < most:
        numbers.append(min(2 * numbers[-1], most))
    rows = []
    load_kitchens("train", 64)
    for number in numbers:
        processes = [_begun(["training"]) for _ in range(number)]
        for process in processes:  # all of them measure at the same time
            process.stdout.readline()
        for process in processes:
            process.stdin.write("go\n")
            process.stdin.flush()
        told = [json.loads(process.communicate()[0].splitlines()[-1]) for process in processes]
        row = {"trainings": number, "updates/s together": sum(one["updates"] / one["wall"] for one in told)}
        row |= {"updates a CPU second": sum(one["updates"] for one in told) / sum(one["cpu"] for one in told)}
        rows.append({name: round(value, 1) for name, value in row.items()})
    return rows


def _training(tables: Tables, seconds: float) -> dict[str, float]:
    """A training of DREAM for so many processor seconds: its updates, what they took (`learning`), and what all took
    (`cpu`, `wall`)."""
    torch.set_num_threads(1)
    run = new_run("kitchen", "dream")
    batch = KitchenFamily(tables=tables).batch("train", run.num_envs)
    agent = run.make_agent(len(batch))
    collector = Collector(agent, batch, 1, 0)
    for _ in range(10):
        collector.collect()
    agent.update()  # the first one makes the optimiser
    updates, learning, wall, cpu = 0, 0.0, time.perf_counter(), time.process_time()
    while time.process_time() - cpu < seconds:
        collector.collect()
        at = time.process_time()
        for _ in range(agent.settings.updates_per_round):
            agent.update()
        updates, learning = updates + agent.settings.updates_per_round, learning + time.process_time() - at
    spent = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    return {"updates": updates, "learning": learning} | spent


def measure_part(part: tuple[str, ...]) -> dict[str, float]:
    """What a process of its own measures."""
    if part[0] == "kitchens":
        began, cpu = time.perf_counter(), _cpu()
        tables = load_kitchens("train", int(part[1]), workers=min(os.cpu_count() or 1, MOST_WORKERS))
        seconds, arrays = time.perf_counter() - began, tables.arrays().values()
        return {"seconds": seconds, "cpu": _cpu() - cpu, "bytes": sum(a.nbytes for a in arrays)}
    tables = load_kitchens("train", 64)
    _training(tables, 0.5)
    print("ready", flush=True)
    sys.stdin.readline()
    return _training(tables, TRAINING_SECONDS)


def _cpu() -> float:
    """Processor seconds of this process and of those that it has waited for."""
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in spent)


def _begun(part: list[str], cache: str | None = None) -> Any:
    environment = os.environ | ({"KITCHEN_DREAM_CACHE": cache} if cache else {})
    command = [sys.executable, __file__, "--part", *part]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, env=environment, **pipes)


def _process(part: list[str], cache: str) -> dict[str, float]:
    return json.loads(_begun(part, cache).communicate()[0].splitlines()[-1])


CURVES: dict[str, Callable[[Options], list[dict[str, float]]]] = {
    "side_by_side": side_by_side, "kitchens": kitchens, "units": units, "workers": workers
}


def ratios(rows: list[dict[str, float]]) -> list[str]:
    """The rows as text, every figure with its ratio to the first row's."""
    first = rows[0]
    lines = []
    for row in rows:
        cells = [f"{name} {value:,} (x{value / first[name]:.2f})" for name, value in row.items() if first[name]]
        lines.append("  " + ", ".join(cells))
    return lines


def main(options: Options) -> None:
    """Measure, print, write."""
    if options.part:
        print(json.dumps(measure_part(options.part)))
        return
    if wrong := set(options.curves) - set(CURVES):
        raise ValueError(f"--curves {' '.join(wrong)}: unknown; use some of: {', '.join(CURVES)}")
    told = json.loads(options.out.read_text()) if options.out.is_file() else {}
    told |= {"machine": hardware_info(), "cores": os.cpu_count()}
    for name in options.curves:
        load = os.getloadavg()[0]
        began, rows = time.perf_counter(), CURVES[name](options)
        print(f"{name}, {time.perf_counter() - began:.0f} s, load {load:.1f} before, {os.getloadavg()[0]:.1f} after")
        print("\n".join(ratios(rows)), flush=True)
        told[name] = {"load_before": round(load, 1), "load_after": round(os.getloadavg()[0], 1), "rows": rows}
    write_atomically(options.out, (json.dumps(told, indent=1) + "\n").encode(), parents=True)


if __name__ == "__main__":
    try:
        main(tyro.cli(Options, description=__doc__))
    except ValueError as error:
        sys.exit(f"error: {error}")
