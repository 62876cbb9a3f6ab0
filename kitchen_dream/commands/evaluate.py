"""`evaluate`: scores of a policy on the problems of a split."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import tyro
from rich.console import Console

from kitchen_dream.agents.agent import Agent
from kitchen_dream.agents.device import find_device, on_device
from kitchen_dream.agents.registry import title_of
from kitchen_dream.commands.bars import Bars
from kitchen_dream.commands.options import place, positive, problem_options, writable
from kitchen_dream.core.cluster import cluster
from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.seeds import check_seed
from kitchen_dream.evaluation.scores.on_ray import Evaluation, play_on_ray
from kitchen_dream.evaluation.scores.scorer import Played, Scorer
from kitchen_dream.evaluation.scores.tables import cell
from kitchen_dream.evaluation.scores.words import all_in_words, name_of, print_scores
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
    on: str = "local",
    address: str | None = None,
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
        on: local; or ray: trials in PyBullet, which are slow, on the nodes of a Ray cluster (docs/scale.md).
        address: HOST:PORT of the cluster's head node, or auto; without it --on ray uses this machine alone.
        json_file: write the scores to this file as JSON."""
    positive("trials", trials)
    check_seed(seed)
    find_device(device)
    place(on, address)
    if on == "ray" and device != "cpu":
        raise ValueError(f"--device {device}: trials on Ray are played on processors; leave it out")
    if json_file is not None:
        writable("json", json_file)
    folder = policy_folder(policy, problem)
    loaded = load_policy(folder)
    config = loaded.config
    changed = problem_options(option, backend=backend, layout=None if layout is None else str(layout))
    family = problem_family(config.problem, **(config.options | changed)) if changed else loaded.family
    family.adopt(loaded.agent)
    scorer = Scorer(family, split, config.setting, config.executions, trials, seed)
    others = family.explorers() if explorers else {}
    if explorers and not others:
        raise ValueError(f"--explorers: {family.name} has no other explorers; leave it out")
    console = Console()
    with ExitStack() as stack:
        if on == "ray":
            if family.max_envs != 1:
                why = f"{family.name} plays its trials all at once, on one core"
                raise ValueError(f"--on ray: {why}; leave it out, or play kitchens with --backend pybullet")
            ray = stack.enter_context(cluster(address))
            evaluation = Evaluation.of(folder, changed, split, trials, seed)
            play: Callable[..., Played] = partial(play_on_ray, ray, evaluation, scorer)
        else:
            stack.enter_context(on_device(loaded.agent, device))
            play = partial(_play_here, scorer, loaded.agent)
        bars, total = stack.enter_context(Bars(console)), len(scorer.trials.rows)
        played = play(report=lambda done: bars.show("trials", done, total))
        compared: dict[str, dict[str, Any]] = {}
        for name in others:
            show = partial(bars.show, f"trials, {name}", of=total)
            compared[name] = scorer.scores(play(explorer=name, report=show))
    told: dict[str, Any] = {"problem": config.problem, "agent": config.agent, "split": split, "seed": seed}
    told |= {"policy": folder.name if policy else "shipped", "setting": config.setting, "options": family.options()}
    told |= scorer.summary(played)
    _print(console, told, scorer)
    if explorers:
        ranked = {title_of(config.agent): told["normalized_score"]}
        ranked |= {name: scores["normalized_score"] for name, scores in compared.items()}
        words = [all_in_words(ranked)] if told["normalized_score"] is not None else []
        if not words:  # there is no scale: see Scorer.summary
            compared = {name: scores | {"normalized_score": None} for name, scores in compared.items()}
        if ADAPTIVE in compared:
            words += [f"Adaptive exploration knows the true priors; {title_of(config.agent)} learnt them."]
        table = [{"exploration by": name} | scores for name, scores in compared.items()]
        print_scores(console, "the same execution after other explorations", table, [" ".join(words)])
        told["explorers"] = [{key: cell(value) for key, value in row.items()} for row in table]
    if json_file is not None:
        write_atomically(json_file, (json.dumps(told, indent=1) + "\n").encode())


INTERVALS = {
    "normalized_score": "normalized_interval", "return_mean": "return_interval", "success_rate": "success_interval"
}
"""Under which keys the intervals of scores stand."""
ADAPTIVE = "adaptive exploration"


def _print(console: Console, told: dict[str, Any], scorer: Scorer) -> None:
    """Print the scores as a table and in words."""
    head = f"{told['agent']} on {told['problem']}, split {told['split']}: {told['trials']:,} trials"
    head += f", seed {told['seed']}; {told['policy']} policy, setting {told['setting']}"
    head += f", options: {cell(told['options'])}"
    rows = []
    for name, value in told.items():
        if isinstance(value, float):
            interval = told.get(INTERVALS.get(name, ""))
            rows.append({"what": name_of(name), "value": cell(value) + (f" [{cell(interval)}]" if interval else "")})
    print_scores(console, head, rows, [scorer.in_words(title_of(told["agent"]), told)])


def _play_here(
    scorer: Scorer, agent: Agent, explorer: str = "", report: Callable[[int], None] | None = None
) -> Played:
    return scorer.play(agent, scorer.family.explorers()[explorer] if explorer else None, report)
