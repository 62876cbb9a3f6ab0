"""`evaluate`: scores of a policy with intervals, in the abstract body or in the physics."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import numpy as np
import tyro
from rich.console import Console
from rich.progress import Progress

from kitchen_dream.agents.look_eye import eye_of
from kitchen_dream.agents.policy import PolicyError, RunConfig, load_config, load_policy
from kitchen_dream.commands.evaluate_flat import evaluate_flat
from kitchen_dream.commands.options import layout_family, one_of, policy_folder, positive, writable
from kitchen_dream.core.files import write_atomically
from kitchen_dream.evaluation.scores.kitchen import (
    bounds,
    dishes,
    evaluate_abstract,
    evaluate_pybullet,
    skill_table,
    summary,
)
from kitchen_dream.evaluation.scores.tables import rich_table
from kitchen_dream.kitchens.contents.family import Family
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.contents.splits import get_split
from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens
from kitchen_dream.rules.tables import Tables
from kitchen_dream.training.kitchen_problem import kitchen_options, kitchen_problem, physics_problem

WORLDS = ("abstract", "pybullet")
GRASPS = ("assisted", "physical")


def evaluate(
    policy: Path | None = None,
    world: Annotated[str, tyro.conf.arg(metavar="{abstract,pybullet}")] = "abstract",
    split: str = "test",
    trials: int = 500,
    seed: int = 0,
    json_file: Annotated[Path | None, tyro.conf.arg(name="json", metavar="FILE")] = None,
    grasp: Annotated[str, tyro.conf.arg(metavar="{assisted,physical}")] = "assisted",
    layout: Path | None = None,
    update: bool = False,
) -> None:
    """Evaluate a policy on held-out kitchens: a reward-free exploration and one dish in each.

    A policy of a grid or a sign room is scored exactly, on all problems of --split train or test, with
    sign-room-random-features also validation; of the rest, --json and --update.

    Args:
        policy: run folder or shipped policy; without it the shipped one.
        world: the body: abstract arrays, or PyBullet physics (also runs the same trials in the abstract body).
        split: train, validation, test, test_layouts (shapes never trained on) or test_recipes (dishes never instructed).
        trials: number of kitchens, from the split's first.
        seed: draws the dish of each kitchen.
        json_file: write the scores to this file as JSON.
        grasp: how the gripper holds things in PyBullet.
        layout: a layout file (YAML): kitchens of that family, with the split's seeds and contents.
        update: grids and sign rooms: put the scores of both splits into the run folder's result.json, in the place of what is there.
    """
    one_of("world", world, WORLDS)
    one_of("grasp", grasp, GRASPS)
    positive("trials", trials)
    if json_file is not None:
        writable("json", json_file)
    folder = policy_folder(policy)
    known = load_config(folder)
    if known.problem != "kitchen":
        if (world, trials, seed, grasp, layout) != ("abstract", 500, 0, "assisted", None):
            raise ValueError(f"{folder}: a policy for {known.problem}; --world, --trials, --seed, --grasp and --layout are about kitchens")
        evaluate_flat(folder, known, split, json_file, update)
        return
    if update:
        raise ValueError("--update: only results of grids and sign rooms are updated; use --json for kitchens")
    get_split(split)
    agent, config, notes = load_policy(folder)
    family = layout_family(layout)
    tables = load_kitchens(split, trials, family=family)
    result = {"problem": config.problem, "policy": folder.name if policy else "shipped", "world": world, "split": split, "seed": seed}
    result |= {"updates": notes.get("updates")} | ({"layout": str(layout)} if layout else {})
    result |= score(agent, config, tables, split, seed, world, grasp, family)
    Console().print(rich_table(f"{split}, {world}", [{"": k, "value": str(v)} for k, v in result.items() if k != "skills"]))
    if "skills" in result:
        Console().print(rich_table("skills", [{"skill": name, **row} for name, row in result["skills"].items()]))
    if json_file is not None:
        write_atomically(json_file, (json.dumps(result, indent=1) + "\n").encode())


def score(
    agent,
    config: RunConfig,
    tables: Tables,
    split: str,
    seed: int,
    world: str,
    grasp: str = "assisted",
    family: Family | None = None,
) -> dict:
    """Scores of an agent on all kitchens of `tables`, as plain data."""
    rows = np.arange(len(tables))
    eye = eye_of(agent)
    if eye is None:
        kitchen_options(config)  # refuses what cannot be evaluated here
    elif family is not None:
        raise PolicyError("the policy sees pictures of looks, which are taken of random layouts alone; leave --layout out")
    problem = kitchen_problem(config, tables, split, len(rows), eye)
    recipe = dishes(problem, rows, seed)
    limit = bounds(problem, rows, recipe)
    abstract = evaluate_abstract(problem, agent, rows, recipe)
    if world == "abstract":
        return summary(abstract, limit)
    kitchens = {}
    if family is not None:
        numbers = tables.seed - get_split(split).first_seed
        kitchens = {row: sample_kitchen(split, int(number), family) for row, number in enumerate(numbers)}
    physics = physics_problem(config, tables, split, grasp, kitchens, eye)
    with Progress() as bar:
        task = bar.add_task("trials in PyBullet", total=len(rows))
        try:
            trials = evaluate_pybullet(physics, agent, rows, recipe, lambda done: bar.update(task, completed=done))
        finally:
            physics.close()
    result = summary(trials, limit)
    result["abstract_success_rate"] = round(float(abstract.success.mean()), 4)
    result["success_of_abstract"] = round(float(trials.success.mean() / max(abstract.success.mean(), 1e-9)), 4)
    result["skills"] = skill_table(physics)
    return result
