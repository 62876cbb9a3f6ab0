"""`probe`: what DREAM learnt, shown: linear probes of its code, where it looks, and what each exploration step is paid."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image
from rich.console import Console

from kitchen_dream.agents.dream import Dream
from kitchen_dream.agents.policy import RunConfig, load_policy
from kitchen_dream.agents.sequences.acting import scripted
from kitchen_dream.agents.sequences.dream import SequenceDream
from kitchen_dream.commands.options import policy_folder, positive
from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.core.resources import POLICIES
from kitchen_dream.evaluation.probes import grid_probe, kitchen_probe
from kitchen_dream.evaluation.scores.tables import rich_table
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.media.probe_pictures import grid_maps, looks_chart, reward_plan
from kitchen_dream.problems.flat import FLAT_PROBLEMS
from kitchen_dream.problems.kitchen.kitchen_set import load_kitchens
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.training.kitchen_problem import kitchen_options

GRIDS = ("map", "bus")


def probe(
    policy: Path | None = None,
    grids: Path = POLICIES,
    seed: int = 0,
    kitchens: int = 1000,
    out: Path = Path("docs/results/probes.json"),
    pictures: Path = Path("docs/images"),
) -> None:
    """Probe a kitchen policy and grid policies; write probes.json and pictures of rewards, looks and grids.

    Args:
        policy: run folder of DREAM on kitchens; without it the shipped policy.
        grids: folder that holds DREAM's policies for grids, as map/dream and bus/dream; without it the shipped ones.
        seed: number of the test kitchen whose exploration is drawn.
        kitchens: test kitchens that probes are scored on; they are fitted on as many training kitchens.
        out: file for the figures.
        pictures: folder for the pictures.
    """
    positive("kitchens", kitchens)
    agent, config, _ = load_policy(policy_folder(policy))
    if not isinstance(agent, Dream):
        raise ValueError(f"--policy {policy}: a policy of {config.agent}; probes are about DREAM on kitchens")
    on_grids = {name: load_policy(grids / name / "dream", name)[0] for name in GRIDS}
    console = Console()
    with console.status("exploring kitchens"):
        result = {"machine": hardware_info(), "kitchens": kitchens} | _kitchens(agent, config, seed, kitchens, pictures)
    console.print(rich_table(f"what a linear probe reads, {kitchens} test kitchens", result["probes"]))
    with console.status("exploring grids"):
        result["grids"] = [_grid(name, agent, pictures) for name, agent in on_grids.items()]
    console.print(rich_table("grids", result["grids"]))
    out.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(out, json.dumps(result, indent=1).encode())
    console.print(f"wrote {out} and pictures in {pictures}")


def _kitchens(agent: Dream, config: RunConfig, seed: int, kitchens: int, pictures: Path) -> dict:
    fit, test = (load_kitchens(split, kitchens) for split in ("train", "test"))
    probes = kitchen_probe.probes(agent, config, fit, test)
    looks = kitchen_probe.looks(agent, config, test)
    one = load_kitchens("test", 1, first=seed)
    problem = KitchenProblem(one, "test", 1, **kitchen_options(config))
    exploration = kitchen_probe.explore(problem, agent.explore, keep=True)
    rewards = kitchen_probe.step_rewards(agent, problem, exploration)[:, 0]
    kitchen = sample_kitchen("test", seed)
    _save(pictures / "probe-rewards.png", reward_plan(kitchen, exploration.actions[:, 0], rewards))
    _save(pictures / "probe-looks.png", looks_chart(looks))
    return {"probes": probes, "looks": looks, "rewards": [round(float(r), 3) for r in rewards]}


def _grid(name: str, agent: SequenceDream, pictures: Path) -> dict:
    flat = FLAT_PROBLEMS[name]
    problem = flat.kind(flat.test, grid_probe.COPIES)
    policies = {
        "DREAM": agent.explorer(),
        "heuristic": scripted(problem.spec, np.random.default_rng(0)),
        "random": grid_probe.random_policy(problem),
    }
    maps = grid_probe.maps(agent, problem, policies)
    _save(pictures / f"probe-{name}.png", grid_maps(problem, maps))
    row = {"grid": name} | {f"unexplained after {who}": round(float(value["unexplained"]), 3) for who, value in maps.items()}
    for who, policy in (("DREAM", None), ("random", grid_probe.random_policy(problem))):
        row |= {f"AUC of {what} attributes, {who}": round(v, 3) for what, v in grid_probe.attribute_probe(agent, flat, policy).items()}
    return row


def _save(path: Path, picture: np.ndarray) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture).save(path, optimize=True)
