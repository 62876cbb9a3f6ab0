"""Training a method on a flat problem: what `train --problem map` and its kin do, and every job of `benchmark`."""

from __future__ import annotations

import csv
import json
import time
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from kitchen_dream.agents.policy import RunConfig, load_config, make_agent, settings_of
from kitchen_dream.agents.registry import changed
from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.evaluation.scores.flat import PARTS, part_scorer
from kitchen_dream.problems.flat import FLAT_PROBLEMS
from kitchen_dream.training.flat import collect_flat
from kitchen_dream.training.loop import TRAINING
from kitchen_dream.training.loop import Progress as Done
from kitchen_dream.training.loop import train as train_loop
from kitchen_dream.trial.settings import with_setting

RESULT = "result.json"
LEVELS = (0.5, 0.8, 0.95)
CLOCKS = {"wall": time.monotonic, "cpu": time.process_time}


def train_flat(
    problem: str,
    agent: str,
    seed: int,
    out: Path | None,
    minutes: float,
    resume: bool,
    setting: str,
    executions: int,
    clock: str,
    change: tuple[str, ...],
) -> None:
    """Train, score on all problems of both splits, write `result.json`. See `commands.train.train` for the arguments."""
    settings = settings_of(problem, agent)
    settings = changed(settings.without_instruction() if setting == "uninstructed" else settings, change)
    flat = FLAT_PROBLEMS[problem]
    split_seed = seed if flat.drawn else 0
    single = flat.kind(flat.train, split_seed=split_seed)
    config = RunConfig(problem, agent, seed, len(single), minutes, settings=settings, setting=setting, executions=executions)
    folder = out or Path("runs") / run_name(problem, agent, setting, executions, seed)
    if resume:
        if not (folder / TRAINING).is_file():
            raise ValueError(f"--resume: {folder} has no checkpoint; leave --resume out to begin anew")
        config = replace(load_config(folder), minutes=minutes)
        setting, executions = config.setting, config.executions
    elif (folder / TRAINING).exists():
        raise ValueError(f"{folder} holds a run already; add --resume to go on, or name another folder with --out")
    Console().print(f"training {agent} on {len(single)} problems of {problem} for {minutes:g} minutes into {folder}")
    batch = flat.kind(flat.train, flat.copies, split_seed=split_seed)
    batch = with_setting(batch, setting, seed)
    learner = make_agent(config, len(batch))
    scorers = {part: part_scorer(config, part) for part in PARTS}

    def score(agent) -> dict[str, float]:
        test = scorers["test"](agent)
        return test | {"train_score": scorers["train"](agent)["normalized_score"]}

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TextColumn("{task.fields[note]}"))
    with Progress(*columns) as bar:
        task = bar.add_task("training", total=minutes * 60, note="")

        def report(done: Done) -> None:
            held, train = (done.score.get(name) for name in ("normalized_score", "train_score"))
            scores = "-" if held is None else f"train {train:.3f}, test {held:.3f}"
            bar.update(task, completed=done.seconds, note=f"{done.steps:,} steps, {done.updates:,} updates, {scores}")

        collect = partial(collect_flat, learner, batch, len(batch), executions=executions)
        done = train_loop(config, learner, collect, folder, score, report, seconds=minutes * 60, resume=resume, clock=CLOCKS[clock])
    result = {"problem": problem, "agent": agent, "seed": seed, "setting": setting, "executions": executions}
    result |= {"clock": clock, "machine": hardware_info()}
    result |= {"seconds": done.seconds, "steps": done.steps, "updates": done.updates}
    result |= {"scores": {part: score(learner) for part, score in scorers.items()}}
    result |= {"reached": reached(folder / "metrics.csv", "train_score")}
    write_atomically(folder / RESULT, json.dumps(result, indent=1).encode())
    for part, values in result["scores"].items():
        Console().print(f"{part}: normalised {values['normalized_score']:.3f}, return {values['return_mean']:.3f}")


def run_name(problem: str, agent: str, setting: str, executions: int, seed: int) -> str:
    """The name of a run folder."""
    parts = [problem, agent, *([setting] if setting != "instructed" else []), *([f"x{executions}"] if executions > 1 else []), str(seed)]
    return "-".join(parts)


def reached(log: Path, column: str) -> dict[str, list[float] | None]:
    """Seconds and steps at which the score in a column of metrics.csv first reached each level, or None."""
    with log.open(newline="") as file:
        rows = [(float(r[column]), float(r["seconds"]), float(r["steps"])) for r in csv.DictReader(file)]
    return {str(level): next(([s, n] for score, s, n in rows if score >= level), None) for level in LEVELS}
