"""`evaluate`: scores of a policy on the problems of a split."""

import json
from pathlib import Path
from typing import Annotated, Any

import tyro
from rich.console import Console
from rich.progress import Progress

from kitchen_dream.agents.device import find_device, on_device
from kitchen_dream.commands.options import positive, problem_options, writable
from kitchen_dream.core.files import write_atomically
from kitchen_dream.evaluation.scores.scorer import Scorer
from kitchen_dream.evaluation.scores.tables import rich_table
from kitchen_dream.problems.registry import problem_family
from kitchen_dream.training.policies import load_policy
from kitchen_dream.training.run_config import policy_folder


def evaluate(
    policy: Path | None = None,
    problem: str = "kitchen",
    split: str = "test",
    trials: int | None = None,
    seed: int = 0,
    backend: str | None = None,
    option: tuple[str, ...] = (),
    layout: Path | None = None,
    explorers: bool = False,
    device: str = "cpu",
    json_file: Annotated[Path | None, tyro.conf.arg(name="json", metavar="FILE")] = None,
) -> None:
    """Score a policy: one exploration and then executions in each problem, greedily, without learning.

    Where trials cover all problems and instructions of a split (grids, sign rooms), scores are exact; elsewhere they
    have intervals.

    Args:
        policy: run folder or shipped policy; without it the one that is shipped for --problem.
        problem: whose shipped policy is scored.
        split: train, validation or test; kitchens also have test_layouts (shapes never trained on) and test_recipes
            (dishes never instructed).
        trials: trials at most; without it as many as the problem scores by.
        seed: draws what a trial leaves to chance (the dish of each kitchen).
        backend: kitchens: abstract, or pybullet (slow: the robot really moves); the same as --option backend=NAME.
        option: other options of the problem than the policy was trained with, such as grasp=physical.
        layout: a layout file (YAML): kitchens of that family; the same as --option layout=FILE.
        explorers: also let others explore in the policy's place, as far as the problem has them.
        device: where networks are read: cpu, cuda (a graphics card), or auto (a card if there is one).
        json_file: write the scores to this file as JSON."""
    positive("trials", trials)
    find_device(device)
    if json_file is not None:
        writable("json", json_file)
    folder = policy_folder(policy, problem)
    loaded = load_policy(folder)
    config = loaded.config
    changed = problem_options(option, backend=backend, layout=None if layout is None else str(layout))
    family = problem_family(config.problem, **(config.options | changed)) if changed else loaded.family
    family.adopt(loaded.agent)
    scorer = Scorer(family, split, config.setting, config.executions, trials, seed)
    console = Console()
    with on_device(loaded.agent, device), Progress(console=console) as bar:
        task = bar.add_task("trials", total=len(scorer.trials.rows))
        played = scorer.play(loaded.agent, report=lambda done: bar.update(task, completed=done))
    told: dict[str, Any] = {"problem": config.problem, "agent": config.agent, "split": split, "seed": seed}
    told |= {"policy": folder.name if policy else "shipped", "setting": config.setting, "options": family.options()}
    told |= scorer.summary(played)
    rows = [{"": name, "value": f"{v:.4f}" if isinstance(v, float) else str(v)} for name, v in told.items()]
    console.print(rich_table(f"{config.agent} on {config.problem}, {split}", rows))
    if explorers:
        table = []
        for name, make in family.explorers().items():
            scores = scorer.scores(scorer.play(loaded.agent, make))
            table.append({"exploration by": name} | {key: f"{value:.3f}" for key, value in scores.items()})
        if not table:
            raise ValueError(f"--explorers: {family.name} has no other explorers; leave it out")
        console.print(rich_table("the same g and execution after other explorers", table))
        told["explorers"] = table
    if json_file is not None:
        write_atomically(json_file, (json.dumps(told, indent=1) + "\n").encode())
