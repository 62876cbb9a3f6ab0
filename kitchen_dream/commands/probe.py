"""`probe`: what DREAM learnt: linear probes of its code, where it looks, and what each exploration step is paid."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from rich.console import Console

from kitchen_dream.agents.dream import Dream
from kitchen_dream.agents.learning.acting import ScriptedPolicy
from kitchen_dream.commands.bars import Bars
from kitchen_dream.commands.options import positive, writable
from kitchen_dream.core.files import AtomicFile, write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.core.resources import POLICIES
from kitchen_dream.evaluation.probes import grid_probe, kitchen_probe
from kitchen_dream.evaluation.scores.tables import print_table
from kitchen_dream.evaluation.scores.words import name_of
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.contents.splits import get_split
from kitchen_dream.media.probe_pictures import grid_maps, looks_chart, reward_plan
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.training.policies import LoadedPolicy, load_policy
from kitchen_dream.training.run_config import policy_folder

GRIDS = ("map", "bus")
OF_KITCHENS = 3
"""Stages of the work that are about kitchens; each grid is one more."""
PROBES = "probes.json"
PROBED = (
    "f: encoder of the kitchen's id; g: encoder of what was seen (tau)",
    "contents, burners: area under the ROC curve of what lies where, and of broken burners; 0.5 is chance, 1 certainty",
    "colours: R^2 of the colours of walls and fronts; 1 is everything, 0 no more than their mean, less is worse",
)
"""What the columns of the probes' table mean."""
EXPLORED = (
    "unexplained: share of the code f that g does not hold after an exploration; 0 is best",
    "AUC: area under the ROC curve of a linear probe of g; 0.5 is chance, 1 certainty",
)


def probe(
    policy: Path | None = None,
    grids: Path = POLICIES,
    seed: int = 0,
    kitchens: int = 1000,
    out: Path = Path("runs/probes"),
    pictures: Path | None = None,
) -> None:
    """Probe a kitchen policy and grid policies; write probes.json and pictures of rewards, looks and grids.

    Args:
        policy: run folder of DREAM on kitchens; without it the shipped policy.
        grids: folder that holds DREAM's policies for grids, as map/dream and bus/dream; without it the shipped ones.
        seed: number of the test kitchen whose exploration is drawn.
        kitchens: test kitchens that probes are scored on; they are fitted on as many training kitchens.
        out: folder for probes.json.
        pictures: folder for the pictures; without it the same."""
    positive("kitchens", kitchens)
    pictures = pictures or out
    if not 0 <= seed < kitchens:
        raise ValueError(f"--seed {seed}: is the number of one of the test kitchens; use 0 to {kitchens - 1}")
    loaded = _loaded(policy_folder(policy), "policy", "kitchen")
    on_grids = {name: _loaded(grids / name / "dream", "grids", name) for name in GRIDS}
    for name, folder in (("out", out), ("pictures", pictures)):
        writable(name, folder / PROBES, parents=True)
    console = Console()
    with Bars(console) as bars:
        result: dict[str, Any] = {"machine": hardware_info(), "kitchens": kitchens}
        result |= _kitchens(loaded, seed, kitchens, pictures, bars)
        result["grids"] = []
        for number, (name, found) in enumerate(on_grids.items()):
            bars.show("probing", OF_KITCHENS + number, OF_KITCHENS + len(GRIDS), f"the grid {name}")
            result["grids"].append(_grid(name, found, pictures))
        bars.show("probing", OF_KITCHENS + len(GRIDS), OF_KITCHENS + len(GRIDS), "done")
    print_table(console, f"what a linear probe reads, {kitchens:,} test kitchens", result["probes"], PROBED)
    looks = [{"explorer": name} | {name_of(k): v for k, v in row.items()} for name, row in result["looks"].items()]
    print_table(console, "looks an exploration, by kind of place", looks)
    for row in result["grids"]:
        rows = [{"what": name, "value": value} for name, value in row.items() if name != "grid"]
        print_table(console, f"the grid {row['grid']}", rows, EXPLORED)
    write_atomically(out / PROBES, json.dumps(result, indent=1) + "\n", parents=True)
    console.print(f"wrote {out}", highlight=False)


def _loaded(folder: Path, option: str, problem: str) -> LoadedPolicy:
    """DREAM on a problem. Raises ValueError for another method or problem."""
    loaded = load_policy(folder)
    config = loaded.config
    if config.problem != problem or not isinstance(loaded.agent, Dream):
        what = f"a policy of {config.agent} on {config.problem}"
        raise ValueError(f"--{option} {folder}: {what}; probes want DREAM on {problem}")
    return loaded


def _kitchens(loaded: LoadedPolicy, seed: int, kitchens: int, pictures: Path, bars: Bars) -> dict[str, Any]:
    def stage(number: int, what: str) -> None:
        bars.show("probing", number, OF_KITCHENS + len(GRIDS), what)

    family = KitchenFamily(**loaded.config.options | {"kitchens": kitchens, "test": kitchens})
    family.adopt(loaded.agent)
    family.prepare(("train", "test"), bars.show)
    stage(0, "what codes hold of kitchens")
    probes = kitchen_probe.probes(loaded.agent, family, kitchens)
    stage(1, "where it looks in kitchens")
    looks = kitchen_probe.looks(loaded.agent, family, kitchens)
    stage(2, "what it is paid for in a kitchen")
    exploration, rewards = kitchen_probe.one_exploration(loaded.agent, family, seed)
    number = int(family.tables("test").seed[seed]) - get_split("test").first_seed  # some numbers are left out of a set
    kitchen = sample_kitchen("test", number, family.layout)
    _save(pictures / "probe-rewards.png", reward_plan(kitchen, exploration.actions[:, 0], rewards))
    _save(pictures / "probe-looks.png", looks_chart(looks))
    return {"probes": probes, "looks": looks, "rewards": [round(float(r), 3) for r in rewards]}


def _grid(name: str, loaded: LoadedPolicy, pictures: Path) -> dict[str, Any]:
    agent: Any = loaded.agent
    family: Any = loaded.family
    problem = family.batch("test", grid_probe.COPIES)
    policies = {"DREAM": agent.explorer(np.random.default_rng(0), 0.0), "script": ScriptedPolicy(problem.spec)}
    policies["random"] = grid_probe.random_policy(problem)
    maps = grid_probe.maps(agent, problem, policies)
    _save(pictures / f"probe-{name}.png", grid_maps(problem, maps))
    row = {"grid": name} | {f"unexplained after {who}": round(value["unexplained"], 3) for who, value in maps.items()}
    for who, at_random in (("DREAM", False), ("random", True)):
        found = grid_probe.attribute_probe(agent, family, at_random)
        row |= {f"AUC of {what} attributes, {who}": round(value, 3) for what, value in found.items()}
    return row


def _save(path: Path, picture: np.ndarray) -> None:
    with AtomicFile(path, parents=True) as part:
        Image.fromarray(picture).save(part, optimize=True)
