"""`evaluate` for policies of grids and sign rooms: their exact scores, as at the end of a training."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console

from kitchen_dream.agents.policy import RunConfig, load_policy
from kitchen_dream.commands.options import one_of
from kitchen_dream.commands.train_flat import RESULT
from kitchen_dream.core.files import write_atomically
from kitchen_dream.evaluation.scores.flat import PARTS, part_scorer
from kitchen_dream.evaluation.scores.tables import rich_table


def evaluate_flat(folder: Path, config: RunConfig, part: str, json_file: Path | None, update: bool) -> None:
    """Print the scores; see `commands.evaluate.evaluate` for the arguments."""
    one_of("split", part, (*PARTS, "validation"))
    result = folder / RESULT
    if update and not result.is_file():
        raise ValueError(f"--update: {result} is missing; only a finished training has one")
    agent, _, _ = load_policy(folder, config.problem)
    scores = part_scorer(config, part)(agent)
    rows = [{"": name, "value": f"{value:.4f}"} for name, value in scores.items()]
    Console().print(rich_table(f"{config.agent} on {config.problem}, {part}", rows))
    if json_file is not None:
        told = {"problem": config.problem, "agent": config.agent, "seed": config.seed, "split": part} | scores
        write_atomically(json_file, (json.dumps(told, indent=1) + "\n").encode())
    if update:
        kept = json.loads(result.read_text())
        kept["scores"] = {name: scores if name == part else part_scorer(config, name)(agent) for name in PARTS}
        write_atomically(result, json.dumps(kept, indent=1).encode())
        Console().print(f"updated {result}", highlight=False, soft_wrap=True)
