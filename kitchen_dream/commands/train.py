"""`train`: from nothing to a robot chef, with a table and a video at the end."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import tyro
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from kitchen_dream.agents.dream import Dream, DreamConfig
from kitchen_dream.agents.policy import RunConfig, load_config, problem_spec, write_atomically
from kitchen_dream.commands.options import AGENTS, PROBLEMS, one_of, positive
from kitchen_dream.evaluation.comparison import comparison
from kitchen_dream.evaluation.evaluate import bounds, dishes, evaluate_abstract, summary
from kitchen_dream.evaluation.report import markdown_table, rich_table
from kitchen_dream.problems.kitchen import KitchenProblem
from kitchen_dream.problems.kitchen_set import load_kitchens
from kitchen_dream.training.loop import TRAINING, TRIALS
from kitchen_dream.training.loop import Progress as Done
from kitchen_dream.training.loop import train as train_loop

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
    sparse: bool = False,
    instruction: Annotated[str, tyro.conf.arg(metavar="{ingredients,name}")] = "ingredients",
    video: bool = True,
    settings: DreamConfig = DreamConfig(),  # noqa: B008 (frozen)
) -> None:
    """Train DREAM on random kitchens, compare it on held-out ones, and film one trial in PyBullet.

    Args:
        problem: what to train on: kitchen.
        agent: the method: dream.
        seed: seed of networks, episodes and order.
        out: run folder; without it runs/PROBLEM-AGENT-SEED.
        minutes: wall time for training, without making kitchens and the final table.
        resume: go on from the run folder's last checkpoint, with its settings.
        kitchens: number of training kitchens.
        sparse: reward the finished dish only, and not the steps on the way.
        instruction: ask for dishes by their ingredients or by their name.
        video: film a trial at the end.
        settings: settings of the agent.
    """
    one_of("problem", problem, PROBLEMS)
    one_of("agent", agent, AGENTS)
    one_of("instruction", instruction, ("ingredients", "name"))
    positive("minutes", minutes)
    positive("kitchens", kitchens)
    folder = out or Path("runs") / f"{problem}-{agent}-{seed}"
    config = RunConfig(problem, agent, seed, kitchens, minutes, not sparse, instruction, settings)
    if resume:
        if not (folder / TRAINING).is_file():
            raise ValueError(f"--resume: {folder} has no checkpoint; leave --resume out to begin anew")
        config = replace(load_config(folder), minutes=minutes)
    elif (folder / TRAINING).exists():
        raise ValueError(f"{folder} holds a run already; add --resume to go on, or name another folder with --out")
    Console().print(f"training {agent} on {config.kitchens} kitchens for {minutes:g} minutes into {folder}")
    learner = _train(config, folder, resume)
    _finish(config, learner, folder, video)


def _train(config: RunConfig, folder: Path, resume: bool) -> Dream:
    workers = min(os.cpu_count() or 1, 4)
    with Console().status("making kitchens"):
        cache = folder.parent / "kitchens"
        tables = load_kitchens("train", config.kitchens, workers=workers, cache=cache)
        validation = load_kitchens("validation", VALIDATION, workers=workers, cache=cache)
    torch.set_num_threads(min(os.cpu_count() or 1, 2))
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

        train_loop(config, learner, problem, folder, score, report, seconds=config.minutes * 60, resume=resume)
    return learner


def _finish(config: RunConfig, learner: Dream, folder: Path, video: bool) -> None:
    """The table on test kitchens, into the run folder and onto the screen; then the film."""
    with Console().status("evaluating on test kitchens"):
        table = comparison(learner, config, load_kitchens("test", TEST, cache=folder.parent / "kitchens"), "test", config.seed)
    write_atomically(folder / "table.json", json.dumps(table, indent=1).encode())
    write_atomically(folder / "table.md", markdown_table(table).encode())
    Console().print(rich_table(f"{TEST} held-out kitchens", table))
    if video:
        from kitchen_dream.commands.watch import film

        film(learner, config, "test", seed=0, path=folder / "trial.mp4")
        Console().print(f"a trial in PyBullet: {folder / 'trial.mp4'}")
