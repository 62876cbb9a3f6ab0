"""`promote` for policies of grids and sign rooms: exact scores of both splits on the card."""

from __future__ import annotations

import json
import platform
import shutil
from pathlib import Path

from rich.console import Console

from kitchen_dream.agents.policy import CONFIG, WEIGHTS, RunConfig, load_policy, write_atomically
from kitchen_dream.commands.evaluate_flat import PARTS, score_flat
from kitchen_dream.evaluation.flat import scorer
from kitchen_dream.evaluation.report import markdown_table
from kitchen_dream.problems.flat import FLAT_PROBLEMS
from kitchen_dream.problems.sign_room.rules import SIGN_ROOMS
from kitchen_dream.resources import POLICIES

SAMPLE = 24
"""Trials of a sign room whose score is kept too, so that it can be checked without drawing all frames."""


def promote_flat(run: Path, config: RunConfig, metrics: str, command: str) -> None:
    """Copy a run into `policies/`, score it, and write its card; `metrics` is the text of metrics.csv."""
    agent, _, notes = load_policy(run, config.problem)
    problem = config.problem.removesuffix("-features")
    target = POLICIES / problem / config.agent
    target.mkdir(parents=True, exist_ok=True)
    scores: dict = {part: score_flat(run, config, part) for part in PARTS}
    if config.problem in SIGN_ROOMS:
        flat = FLAT_PROBLEMS[config.problem]
        sample = scorer(flat, flat.test, setting=config.setting, sign_trials=SAMPLE)(agent)
        scores["sample"] = {"trials": SAMPLE, "return_mean": sample["return_mean"]}
    for name in (CONFIG, WEIGHTS):
        shutil.copyfile(run / name, target / f".{name}.part")
        (target / f".{name}.part").replace(target / name)
    write_atomically(target / "scores.json", (json.dumps(scores, indent=1) + "\n").encode())
    write_atomically(target / "metrics.csv", metrics.encode())
    rows = [{"problems": part} | {name.replace("_", " "): f"{value:.4f}" for name, value in scores[part].items()} for part in PARTS]
    card = [
        f"# {config.agent} on {problem}",
        "",
        f"Trained by `{command}` (seed {config.seed}, {notes['seconds'] / 60:.0f} minutes, {notes['steps']:,} environment steps,",
        f"{notes['updates']:,} updates) on {platform.machine()}, no GPU.",
        "",
        f"Exact greedy scores by `python run.py promote --run {run.name}`, over problems, instructions and starts:",
        "",
        markdown_table(rows),
    ]
    if config.problem in SIGN_ROOMS:
        card += (
            ["As published, the train and the test problems of the published room are the same two."] if not problem.count("random") else []
        )
        card += ["[docs/sign-room.md](../../../docs/sign-room.md) tells what the columns are."]
    card += ["Weights: averaged networks as safetensors. `metrics.csv`: scores and losses during training, a `run` column for seeds."]
    write_atomically(target / "card.md", ("\n".join(card) + "\n").encode())
    Console().print(markdown_table(rows), f"shipped as {target.relative_to(POLICIES.parent)}")
