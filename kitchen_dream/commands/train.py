"""`train`: from nothing to a robot chef, with a table and a video at the end."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import tyro
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from kitchen_dream.agents.dream import Dream, DreamConfig
from kitchen_dream.agents.policy import RunConfig, load_config, problem_spec, write_atomically
from kitchen_dream.commands.options import AGENTS, PROBLEMS, layout_family, one_of, positive
from kitchen_dream.evaluation.comparison import comparison
from kitchen_dream.evaluation.evaluate import bounds, dishes, evaluate_abstract, summary
from kitchen_dream.evaluation.film import film
from kitchen_dream.evaluation.machine import machine
from kitchen_dream.evaluation.report import rich_table
from kitchen_dream.kitchens.family import Family
from kitchen_dream.kitchens.sampling import sample_kitchen
from kitchen_dream.problems.kitchen import KitchenProblem
from kitchen_dream.problems.kitchen_set import load_kitchens
from kitchen_dream.training.kitchen import TRIALS, collect_kitchens
from kitchen_dream.training.loop import TRAINING
from kitchen_dream.training.loop import Progress as Done
from kitchen_dream.training.loop import train as train_loop

LAYOUT = "layout.yaml"
"""Name of the copy of the layout file in a run folder."""
VALIDATION = 500
TEST = 1000


def train(
    problem: str = "kitchen",
    agent: str = "dream",
    seed: int = 0,
    out: Path | None = None,
    minutes: float = RunConfig.minutes,
    resume: bool = False,
    kitchens: int = RunConfig.kitchens,
    layout: Path | None = None,
    sparse: bool = False,
    instruction: Annotated[str, tyro.conf.arg(metavar="{ingredients,name}")] = "ingredients",
    video: bool = True,
    told: bool = False,
    clock: Annotated[str, tyro.conf.arg(metavar="{wall,cpu}")] = "wall",
    change: tuple[str, ...] = (),
    settings: DreamConfig = DreamConfig(),  # noqa: B008 (frozen)
) -> None:
    """Train DREAM on random kitchens, compare it on held-out ones, and film one trial in PyBullet.

    With --problem map, bus, cooking or cooking-fair: train any method on a published grid problem instead.

    Args:
        problem: what to train on: kitchen, or a grid: map, bus, cooking, cooking-fair.
        agent: the method; kitchens know dream, and grids all of `python run.py benchmark --help`.
        seed: seed of networks, episodes and order.
        out: run folder; without it runs/PROBLEM-AGENT-SEED.
        minutes: wall time for training, without making kitchens and the final table.
        resume: go on from the run folder's last checkpoint, with its settings.
        kitchens: number of training kitchens.
        layout: train on kitchens of this layout file (YAML) instead of random layouts; the run folder keeps a copy.
        sparse: reward the finished dish only, and not the steps on the way.
        instruction: ask for dishes by their ingredients or by their name.
        video: film a trial at the end.
        told: grids: instructions tell the problem's attributes, so that exploration is not needed.
        clock: grids: what minutes are counted by; cpu time is fair to runs that share a machine.
        change: grids: settings of the agent to change, such as gamma=0.95.
        settings: kitchens: settings of the agent.
    """
    one_of("problem", problem, PROBLEMS)
    one_of("clock", clock, ("wall", "cpu"))
    positive("minutes", minutes)
    if problem != "kitchen":
        if layout is not None:
            raise ValueError("--layout: layouts are kitchens; leave --problem out")
        from kitchen_dream.commands.train_flat import train_flat

        train_flat(problem, agent, seed, out, minutes, resume, told, clock, change)
        return
    one_of("agent", agent, AGENTS)
    one_of("instruction", instruction, ("ingredients", "name"))
    positive("kitchens", kitchens)
    if told or change or clock != "wall":
        raise ValueError("--told, --change and --clock belong to grid problems; kitchens take --settings.NAME")
    folder = out or Path("runs") / f"{problem}-{agent}-{seed}"
    config = RunConfig(problem, agent, seed, kitchens, minutes, not sparse, instruction, settings)
    if resume:
        if not (folder / TRAINING).is_file():
            raise ValueError(f"--resume: {folder} has no checkpoint; leave --resume out to begin anew")
        config = replace(load_config(folder), minutes=minutes)
    elif (folder / TRAINING).exists():
        raise ValueError(f"{folder} holds a run already; add --resume to go on, or name another folder with --out")
    family = _family(layout, folder, resume)
    Console().print(f"training {agent} on {config.kitchens} kitchens for {minutes:g} minutes into {folder}")
    learner, done = _train(config, folder, resume, family)
    _finish(config, learner, done, folder, family)
    if video:
        kitchen = None if family is None else sample_kitchen("test", 0, family)
        film(learner, config, "test", seed=0, path=folder / "trial.mp4", kitchen=kitchen)
        Console().print(f"a trial in PyBullet: {folder / 'trial.mp4'}")


def _family(layout: Path | None, folder: Path, resume: bool) -> Family | None:
    """The family that a run is about; its file is kept in the run folder, and read from there when the run goes on."""
    kept = folder / LAYOUT
    if resume:
        if layout is not None:
            raise ValueError(f"--layout: a run that goes on keeps its layout ({kept}); leave --layout out")
        return layout_family(kept) if kept.is_file() else None
    family = layout_family(layout)
    if layout is not None:
        folder.mkdir(parents=True, exist_ok=True)
        write_atomically(kept, layout.read_bytes())
    return family


def _train(config: RunConfig, folder: Path, resume: bool, family: Family | None) -> tuple[Dream, Done]:
    workers = min(os.cpu_count() or 1, 4)
    with Console().status("making kitchens"):
        cache = folder.parent / "kitchens"
        tables = load_kitchens("train", config.kitchens, workers=workers, cache=cache, family=family)
        validation = load_kitchens("validation", VALIDATION, workers=workers, cache=cache, family=family)
    options = {"dense": config.dense, "instruction": config.instruction}
    problem = KitchenProblem(tables, "train", TRIALS, **options)
    held_out = KitchenProblem(validation, "validation", VALIDATION, **options)
    rows = np.arange(VALIDATION)
    recipe = dishes(held_out, rows, 0)
    limit = bounds(held_out, rows, recipe)

    def score(agent: Dream) -> dict[str, float]:
        values = summary(evaluate_abstract(held_out, agent, rows, recipe), limit)
        return {name: values[name] for name in ("normalized_score", "success_rate", "return_mean", "looks_mean", "vain_look_share")}

    learner = Dream(problem_spec(config), config.settings, config.kitchens, config.seed)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TextColumn("{task.fields[note]}"))
    with Progress(*columns) as bar:
        task = bar.add_task("training", total=config.minutes * 60, note="")

        def report(done: Done) -> None:
            held = done.score.get("normalized_score")
            note = f"{done.steps:,} steps, {done.updates:,} updates, held-out score {'-' if held is None else f'{held:.3f}'}"
            bar.update(task, completed=done.seconds, note=note)

        collect = partial(collect_kitchens, learner, problem)
        done = train_loop(config, learner, collect, folder, score, report, seconds=config.minutes * 60, resume=resume)
    return learner, done


def _finish(config: RunConfig, learner: Dream, done: Done, folder: Path, family: Family | None) -> None:
    """The table on test kitchens, into the run folder and onto the screen."""
    with Console().status("evaluating on test kitchens"):
        tables = load_kitchens("test", TEST, cache=folder.parent / "kitchens", family=family)
        table = comparison(learner, config, tables, "test", 0)
    result = {"name": folder.name, "seed": config.seed, "trials": TEST, "machine": machine()}
    result |= {"seconds": done.seconds, "steps": done.steps, "updates": done.updates}
    write_atomically(folder / "result.json", json.dumps({**result, "table": table}, indent=1).encode())
    Console().print(rich_table(f"{TEST} held-out kitchens", table))
