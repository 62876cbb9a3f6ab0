"""`promote`: make a run's policy the one that ships, with card, configuration and metrics."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from rich.console import Console

from kitchen_dream.agents.dream import Dream
from kitchen_dream.agents.policy import CONFIG, WEIGHTS, RunConfig, load_config, load_policy
from kitchen_dream.commands.evaluate import score
from kitchen_dream.commands.promote_flat import flat_scores
from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.core.resources import POLICIES
from kitchen_dream.evaluation.scores.tables import markdown_table
from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens

SPLITS = ("test", "test_layouts", "test_recipes")


def promote(run: Path, also: tuple[Path, ...] = (), trials: int = 1000, command: str = "python run.py train") -> None:
    """Copy a run into `policies/`, evaluate it on all test splits, and write its card.

    A policy of a grid or a sign room is scored exactly, on all problems of both splits.

    Args:
        run: the run folder whose policy ships.
        also: run folders of other seeds, whose last scores go into metrics.csv beside it.
        trials: kitchens for each split of the card.
        command: the command that trained it, for the card.
    """
    known = load_config(run)
    agent, config, notes = load_policy(run, known.problem)
    metrics, told_by = _metrics((run, *also)), f"python run.py promote --run runs/{run.name}"
    if config.problem == "kitchen":
        scores, told = _kitchen_scores(agent, config, trials, told_by)
    else:
        scores, told = flat_scores(agent, config, told_by)
    problem = config.problem.removesuffix("-features")
    target = POLICIES / problem / config.agent
    target.mkdir(parents=True, exist_ok=True)
    for name in (CONFIG, WEIGHTS):
        write_atomically(target / name, (run / name).read_bytes())
    write_atomically(target / "scores.json", (json.dumps(scores, indent=1) + "\n").encode())
    write_atomically(target / "metrics.csv", metrics.encode())
    card = [
        f"# {config.agent} on {problem}",
        "",
        f"Trained by `{command}` (seed {config.seed}, {config.kitchens:,} training problems, {notes['seconds'] / 60:.1f} minutes,",
        f"{notes['steps']:,} environment steps, {notes['updates']:,} updates), scored on {hardware_info()}.",
        "",
        *told,
        "Weights: averaged networks as safetensors. `metrics.csv`: scores and losses during training, a `run` column for seeds.",
    ]
    write_atomically(target / "card.md", ("\n".join(card) + "\n").encode())
    Console().print("\n".join(told), f"shipped as {target.relative_to(POLICIES.parent)}", sep="\n")


def _kitchen_scores(agent: Dream, config: RunConfig, trials: int, command: str) -> tuple[dict, list[str]]:
    """Scores by split, and the card's lines about them; `command` is what computes them."""
    rows, scores = [], {}
    for split in SPLITS:
        result = score(agent, config, load_kitchens(split, trials), split, 0, "abstract")
        scores[split] = result
        rows.append(
            {
                "split": split,
                "trials": result["trials"],
                "normalised score": f"{result['normalized_score']:.3f} {result['normalized_interval']}",
                "dishes finished": f"{result['success_rate']:.3f} {result['success_interval']}",
                "return": f"{result['return_mean']:.3f}",
                "oracle": f"{result['oracle_return']:.3f}",
                "blind": f"{result['blind_return']:.3f}",
                "looks in vain": result["vain_look_share"],
            }
        )
    return scores, [
        f"Scores by `{command}` on the first {trials} kitchens of each split, one dish each, seed 0, with 95 %",
        "intervals. Normalised: (return - blind) / (oracle - blind).",
        "",
        markdown_table(rows),
    ]


def _metrics(runs: tuple[Path, ...]) -> str:
    """The metrics of some runs in one table with their seeds."""
    lines: list[list[str]] = []
    for run in runs:
        path = run / "metrics.csv"
        if not path.is_file():
            raise ValueError(f"{path}: missing; give run folders")
        with path.open(newline="") as file:
            head, *body = list(csv.reader(file))
        if not lines:
            lines.append(["run", *head])
        lines += [[run.name, *row] for row in body]
    return "\n".join(",".join(line) for line in lines) + "\n"
