"""Training a method on kitchens: what `train` does, and every kitchen job of `benchmark`."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from kitchen_dream.agents.dream import Dream
from kitchen_dream.agents.look_eye import eye_of, give_eye
from kitchen_dream.agents.policy import RunConfig, load_config, make_agent
from kitchen_dream.agents.registry import methods_of
from kitchen_dream.commands.options import layout_family
from kitchen_dream.commands.train_flat import CLOCKS, RESULT, reached
from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.evaluation.scores.comparison import comparison
from kitchen_dream.evaluation.scores.kitchen import bounds, dishes, evaluate_abstract, summary
from kitchen_dream.evaluation.scores.tables import rich_table
from kitchen_dream.kitchens.contents.family import Family
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.media.film import film
from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens
from kitchen_dream.problems.kitchen.look_cache import Pictures, load_looks
from kitchen_dream.problems.kitchen.look_features import LookEye
from kitchen_dream.rules.tables import Tables
from kitchen_dream.training.kitchen import TRIALS, collect_kitchens
from kitchen_dream.training.kitchen_problem import kitchen_problem
from kitchen_dream.training.loop import TRAINING
from kitchen_dream.training.loop import Progress as Done
from kitchen_dream.training.loop import train as train_loop

LAYOUT = "layout.yaml"
"""Name of the copy of the layout file in a run folder."""
LOOKS = ("symbols", "picture")
"""What a look into a unit shows."""
VALIDATION = {"symbols": 500, "picture": 200}
TEST = {"symbols": 1000, "picture": 400}
"""Held-out kitchens, fewer where their pictures must be taken first."""
LOGGED = ("normalized_score", "success_rate", "return_mean", "looks_mean", "vain_look_share")


def train_kitchen(config: RunConfig, folder: Path, resume: bool, clock: str, layout: Path | None, video: bool) -> None:
    """Train, compare on test kitchens, write `result.json`, film. See `commands.train.train` for the arguments."""
    if resume:
        if not (folder / TRAINING).is_file():
            raise ValueError(f"--resume: {folder} has no checkpoint; leave --resume out to begin anew")
        config = replace(load_config(folder), minutes=config.minutes)
    elif (folder / TRAINING).exists():
        raise ValueError(f"{folder} holds a run already; add --resume to go on, or name another folder with --out")
    family = _family(layout, folder, resume)
    what = f"training {config.agent} on {config.kitchens} kitchens for {config.minutes:g} minutes into {folder}"
    Console().print(what)
    learner, done = _train(config, folder, resume, clock, family)
    _finish(config, learner, done, folder, clock, family)
    if video:
        kitchen = None if family is None else sample_kitchen("test", 0, family)
        film(learner, config, "test", seed=0, path=folder / "trial.mp4", kitchen=kitchen)
        Console().print(f"a trial in PyBullet: {folder / 'trial.mp4'}")


def check_pictures(agent: str, setting: str, layout: Path | None, video: bool) -> None:
    """Raise ValueError for options that do not go with pictures of looks."""
    if agent == "varibad":
        raise ValueError("--look picture: varibad decodes what it saw as symbols; use another --agent")
    if setting != "instructed":
        raise ValueError(f"--look picture: --setting {setting} tells facts as symbols; leave it out")
    if layout is not None:
        raise ValueError("--look picture: pictures are taken of random layouts alone; leave --layout out")
    if video:
        raise ValueError("--look picture: trials with pictures are not filmed yet; add --no-video")


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


def _train(config: RunConfig, folder: Path, resume: bool, clock: str, family: Family | None) -> tuple[Dream, Done]:
    workers = min(os.cpu_count() or 1, 4)
    with Console().status("making kitchens"):
        tables = load_kitchens("train", config.kitchens, workers=workers, family=family)
        validation = load_kitchens("validation", VALIDATION[config.look], workers=workers, family=family)
    learner = make_agent(config, config.kitchens)
    if config.look == "picture":
        give_eye(learner, _open_eye(tables, validation))
    problem = kitchen_problem(config, tables, "train", TRIALS, eye_of(learner))
    rows = np.arange(len(validation))
    held_out = kitchen_problem(config, validation, "validation", len(rows), eye_of(learner))
    recipe = dishes(held_out, rows, 0)
    limit = bounds(held_out, rows, recipe)

    def score(agent: Dream) -> dict[str, float]:
        values = summary(evaluate_abstract(held_out, agent, rows, recipe), limit)
        return {name: values[name] for name in LOGGED}

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TextColumn("{task.fields[note]}"))
    with Progress(*columns) as bar:
        task = bar.add_task("training", total=config.minutes * 60, note="")

        def report(done: Done) -> None:
            held = done.score.get("normalized_score")
            note = f"{done.steps:,} steps, {done.updates:,} updates, held-out score {'-' if held is None else f'{held:.3f}'}"
            bar.update(task, completed=done.seconds, note=note)

        collect = partial(collect_kitchens, learner, problem)
        limits = {"seconds": config.minutes * 60, "resume": resume, "clock": CLOCKS[clock]}
        done = train_loop(config, learner, collect, folder, score, report, **limits)
    return learner, done


def _open_eye(tables: Tables, validation: Tables) -> LookEye:
    """An eye fitted on the pictures of looks into training kitchens, which are taken now, as those of validation, if they are not kept."""
    full, _ = pictures(tables, "train")
    pictures(validation, "validation")
    return LookEye.fit(full[tables.exists].reshape(-1, *full.shape[3:]))


def pictures(tables: Tables, split: str) -> Pictures:
    """All looks into the kitchens of `tables`, under a progress bar."""
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TextColumn("{task.completed}/{task.total}")) as bar:
        task = bar.add_task(f"pictures of looks into {split} kitchens", total=len(tables))
        return load_looks(tables, split, lambda done: bar.update(task, completed=done))


def _finish(config: RunConfig, learner: Dream, done: Done, folder: Path, clock: str, family: Family | None) -> None:
    """Scores on training and test kitchens and the table of explorers, into the run folder and onto the screen."""
    if config.look == "picture":
        pictures(load_kitchens("test", TEST[config.look]), "test")
    with Console().status("evaluating on test kitchens"):
        test = load_kitchens("test", TEST[config.look], family=family)
        train = load_kitchens("train", config.kitchens, family=family)
        parts = {"train": train.rows(np.arange(min(VALIDATION[config.look], len(train)))), "test": test}
        scores = {part: part_score(learner, config, tables, part) for part, tables in parts.items()}
        table = comparison(learner, config, test, "test", 0, methods_of("kitchen")[config.agent].what)
    result = {"name": folder.name, "problem": config.problem, "agent": config.agent, "seed": config.seed, "trials": len(test)}
    result |= {"setting": config.setting, "executions": 1, "clock": clock, "machine": hardware_info()}
    result |= {"look": config.look} if config.look != "symbols" else {}
    result |= {"seconds": done.seconds, "steps": done.steps, "updates": done.updates, "scores": scores}
    result |= {"reached": reached(folder / "metrics.csv", "normalized_score")}
    write_atomically(folder / RESULT, json.dumps({**result, "table": table}, indent=1).encode())
    Console().print(rich_table(f"{len(test)} held-out kitchens", table))


def part_score(agent: Dream, config: RunConfig, tables: Tables, split: str) -> dict[str, float]:
    """Scores of one greedy trial in each kitchen of a split."""
    rows = np.arange(len(tables))
    problem = kitchen_problem(config, tables, split, len(rows), eye_of(agent))
    recipe = dishes(problem, rows, 0)
    values = summary(evaluate_abstract(problem, agent, rows, recipe), bounds(problem, rows, recipe))
    return {name: values[name] for name in LOGGED} | {"share_of_oracle": round(values["return_mean"] / values["oracle_return"], 4)}
