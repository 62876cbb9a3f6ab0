"""Opens the kinds of units that are not in Kitchen-v0, in PyBullet, and takes what lies in them.

    python benchmarks/home_kinds.py --grasp assisted --json docs/results/home_kinds_assisted.json

Kitchens are drawn: one row or two that meet in a corner cabinet, in random order and with random widths, each passed by
`kitchen check`. In each, the robot starts anew before every unit of these kinds, looks into it and, where food may lie,
takes something out of one slot. A log in runs/ keeps what was done; a run that is stopped goes on where it was.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import tyro
from rich.console import Console
from simulator_checks.skill_runs import SkillRun, summary
from skills import run_skill, table

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.kitchens.catalogue import BESIDES
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.files.yaml_text import KitchenError
from kitchen_dream.kitchens.layout.builder import KitchenBuilder, piece
from kitchen_dream.kitchens.spec import SLOTS, Kitchen
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.robot.grasp import GraspMode

STACKED = ("three_drawers", "double_cabinet")
"""Pieces of kinds that Kitchen-v0 has, but not like this: counted by the piece."""


@dataclass
class Args:
    """Options."""

    kitchens: int = 50
    """Number of kitchens."""
    first_seed: int = 0
    """Seed of the first one."""
    grasp: GraspMode = "assisted"
    """How the hand holds things."""
    log: Path | None = None
    """JSONL with one line a kitchen. By default runs/home-kinds-GRASP.jsonl."""
    json: Path | None = None
    """Where to write the figures."""


def draw(seed: int) -> Kitchen:
    """A kitchen with many of the kinds, each slot of which holds something where food may lie."""
    rng = np.random.default_rng([seed, 16])
    for _ in range(100):
        builder = _corner(rng) if seed % 2 else _row(rng)
        try:
            kitchen = builder.done()
        except KitchenError:
            continue
        book = cookbook().ingredients
        units = tuple(
            unit.model_copy(update={"contents": tuple(rng.choice(book, SLOTS).tolist())}) if unit.traits.food else unit
            for unit in kitchen.units
        )
        return kitchen.model_copy(update={"units": units, "seed": seed, "note": None})
    raise RuntimeError(f"seed {seed}: none of 100 draws passes the checks")


def _wide(rng: np.random.Generator, kind: str, low: float, high: float, **fields) -> dict:
    return piece(kind, width=round(float(rng.uniform(low, high)), 2), **fields)


def _row(rng: np.random.Generator) -> KitchenBuilder:
    tall = [_wide(rng, "double_fridge", 0.85, 1.0), "high_oven"]
    low = [
        "dishwasher", "oven", piece("stove", upper={"kind": "hood"}), "sink + microwave",
        _wide(rng, "base_shelf", 0.5, 0.7), _wide(rng, "three_drawers", 0.5, 0.8, name="three_drawers"),
        _wide(rng, "double_cabinet", 0.8, 1.0, name="double_cabinet"),
    ]
    order = [tall[i] for i in rng.permutation(2)]
    row = [order[0], *(low[i] for i in rng.permutation(len(low))), order[1]]
    room = KitchenBuilder(width=7.6, depth=round(float(rng.uniform(2.2, 3.6)), 2))
    return room.along("north", *row, at=round(float(rng.uniform(0.4, 0.9)), 2))


def _corner(rng: np.random.Generator) -> KitchenBuilder:
    low = [
        "dishwasher", "oven", piece("stove", upper={"kind": "hood"}), "sink + microwave",
        _wide(rng, "base_shelf", 0.5, 0.7), _wide(rng, "three_drawers", 0.5, 0.8, name="three_drawers"),
    ]
    low = [low[i] for i in rng.permutation(len(low))]
    tall = ["high_oven", _wide(rng, "double_fridge", 0.85, 1.0)]
    first, second = (tall[i] for i in rng.permutation(2))
    room = KitchenBuilder(width=round(float(rng.uniform(4.6, 5.6)), 2), depth=round(float(rng.uniform(3.8, 4.6)), 2))
    hinge = "left" if rng.random() < 0.5 else "right"
    room.put(piece("corner_cabinet", width=round(float(rng.uniform(0.45, 0.6)), 2), hinge=hinge), corner="northwest")
    cut = 3 if hinge == "left" else 4
    room.row(*low[:cut], first, right_of="corner_cabinet")
    return room.row(second, *low[cut:], left_of="corner_cabinet")


def run_kitchen(seed: int, grasp: GraspMode, client: Client) -> list[SkillRun]:
    """Every unit of the kinds opened, and something taken where food may lie."""
    kitchen = draw(seed)
    rng = np.random.default_rng([seed, 17])
    body = KitchenBody(kitchen, grasp=grasp, client=client)
    rows: list[SkillRun] = []
    for u, unit in enumerate(kitchen.units):
        stack = next((name for name in STACKED if unit.name.startswith(name)), None)
        if stack is None and unit.kind not in {row.name for row in BESIDES}:
            continue
        state = body.reset()
        rows.append(run_skill(body, state, SkillCall("look", u), seed, "custom"))
        rows[-1].kind = stack or unit.kind
        if rows[-1].success and unit.traits.food:
            rows.append(run_skill(body, body.state(), SkillCall("take", int(rng.integers(SLOTS))), seed, "custom"))
            rows[-1].kind = stack or unit.kind
    body.close()
    return rows


def main(args: Args) -> None:
    """Run what the log has not yet, print, save."""
    console = Console(width=150)
    log = args.log or Path("runs") / f"home-kinds-{args.grasp}.jsonl"
    log.parent.mkdir(parents=True, exist_ok=True)
    done = {}
    for line in log.read_text().splitlines() if log.is_file() else ():
        entry = json.loads(line)
        done[entry["seed"]] = [SkillRun(**row) for row in entry["rows"]]
    start = time.perf_counter()
    with Client() as client:
        for seed in range(args.first_seed, args.first_seed + args.kitchens):
            if seed in done:
                continue
            done[seed] = run_kitchen(seed, args.grasp, client)
            with log.open("a") as file:
                file.write(json.dumps({"seed": seed, "rows": [asdict(row) for row in done[seed]]}) + "\n")
            failed = [f"{row.kind}: {row.detail}" for row in done[seed] if not row.success]
            console.print(f"kitchen {seed}: {len(done[seed])} skills, {time.perf_counter() - start:.0f} s", *failed)
    rows = [row for seed in sorted(done) for row in done[seed]]
    console.print(table(rows))
    console.print(dict(Counter(row.kind for row in rows if row.skill == "look")))
    if args.json is not None:
        command = f"python benchmarks/home_kinds.py --kitchens {len(done)} --grasp {args.grasp} --json {args.json}"
        data = {"command": command, "machine": hardware_info()} | summary(rows)
        write_atomically(args.json, (json.dumps(data, indent=1) + "\n").encode())


if __name__ == "__main__":
    main(tyro.cli(Args))
