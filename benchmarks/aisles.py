"""How well the robot works in narrow aisles: every kind of unit, in rows of random order, across aisles of given depth.

    python benchmarks/aisles.py --json docs/results/aisles.json

A kitchen is a row with a stove, a worktop for the bowl and five other pieces, before a wall or before a second row as
high. The robot fetches something from one slot of every unit, puts it into pot or bowl by turns, and presses a button.
An aisle is the free floor before the fronts; a fridge is as deep as the other pieces here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import tyro
from rich.console import Console
from rich.table import Table
from simulator_checks.skill_runs import PUSH

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.evaluation.scores.statistics import share
from kitchen_dream.kitchens.catalogue import BASE_DEPTH
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.layout.builder import KitchenBuilder, piece
from kitchen_dream.kitchens.spec import SLOTS, Kitchen
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.robot.grasp import GRASP_MODES, GraspMode

WIDTHS = {"drawers": (0.4, 0.5, 0.6, 0.8), "base_cabinet": (0.4, 0.5, 0.6), "pantry": (0.5, 0.6), "fridge": (0.6, 0.7)}
"""Metres; what hangs is as wide as what is below."""


@dataclass
class Args:
    """Options."""

    aisles: tuple[float, ...] = (1.0, 1.07, 1.2, 1.3)
    """Metres of free floor before the fronts."""
    kitchens: int = 8
    """Kitchens for each aisle and way of grasping; every other one has a second row instead of a wall."""
    first_seed: int = 0
    """Seed of the first kitchen."""
    log: Path = Path("runs/aisles.jsonl")
    """One line a kitchen; a benchmark goes on after the lines that it finds there."""
    json: Path | None = None
    """Where to write the figures, as the results page reads them."""
    verbose: bool = False
    """Print failures and hard knocks as they happen."""


@dataclass
class Run:
    """One skill in one kitchen."""

    aisle: float
    opposite: str
    grasp: str
    seed: int
    skill: str
    kind: str
    width: float
    success: bool
    retries: int
    seconds: float
    newton: float
    detail: str


def build(seed: int, aisle: float) -> tuple[Kitchen, str]:
    """A random kitchen with an aisle, and what is opposite: "wall" or "row". All of it is empty."""
    rng = np.random.default_rng([seed, 16])
    opposite = ("wall", "row")[seed % 2]
    lower = ["drawers", "base_cabinet", *rng.choice(["drawers", "base_cabinet"], 1), "fridge", "pantry"]
    row = [piece(kind, width=float(rng.choice(WIDTHS[kind])), depth=BASE_DEPTH) for kind in lower]
    for k, hang in zip((0, 1, 2), rng.permutation(["wall_cabinet", "wall_cabinet", "shelf"]), strict=True):
        row[k]["upper"] = str(hang)
    row += [piece("counter", name="bowl's"), piece("stove")]
    row = [row[k] for k in rng.permutation(len(row))]
    length = sum(part.get("width", 0.6) for part in row)
    left, right = rng.choice([0.35, 0.5, 0.7], 2)
    depth = BASE_DEPTH + aisle + (BASE_DEPTH if opposite == "row" else 0.0)
    flat = KitchenBuilder(f"aisle {seed}", width=round(length + left + right, 3), depth=round(depth, 3))
    flat.along("north", *row, at=float(left))
    if opposite == "row":
        fronts = [piece(("base_cabinet", "counter", "counter")[k % 3], width=0.6) for k in range(int(length / 0.6))]
        flat.along("south", *fronts, at="middle")
    return flat.bowl("bowl's").done(checked=False), opposite


def run_kitchen(seed: int, aisle: float, grasp: GraspMode, client: Client) -> list[Run]:
    """Fetch something from one slot of each unit, and press a button."""
    kitchen, opposite = build(seed, aisle)
    rng, foods = np.random.default_rng([seed, 17]), cookbook().ingredients
    slots = [u % SLOTS for u in range(len(kitchen.units))]
    stocked = tuple(
        unit.model_copy(update={"contents": tuple(str(rng.choice(foods)) if s == slot else None for s in range(SLOTS))})
        for unit, slot in zip(kitchen.units, slots, strict=True)
    )
    body = KitchenBody(kitchen.model_copy(update={"units": stocked, "note": None}), grasp=grasp, client=client)
    rows: list[Run] = []

    def run(call: SkillCall, kind: str, width: float) -> bool:
        out = body.execute(call)
        rows.append(
            Run(
                aisle, opposite, grasp, seed, call.skill, kind, width, out.success, out.retries, round(out.seconds, 2),
                round(out.max_force, 1), out.detail,
            )
        )
        return out.success

    for u, (unit, slot) in enumerate(zip(kitchen.units, slots, strict=True)):
        if unit.facing == "north":
            continue  # opposite, for its handle alone
        put = SkillCall("put_pot" if u % 2 else "put_bowl")
        for call in (SkillCall("look", u), SkillCall("take", slot), put):
            name = unit.kind if call is not put else "stove" if u % 2 else "bowl"
            if not run(call, name, unit.width if call is not put else 0.6):
                body.reset()
                break
    run(SkillCall("press", seed % 2), "stove", kitchen.stove.width)
    body.close()
    return rows


def figures(rows: Sequence[Run]) -> dict:
    """Figures of some runs."""
    good, hard = sum(row.success for row in rows), sum(row.newton > PUSH for row in rows)
    return {
        "attempts": len(rows), "successes": good, "rate": round(good / len(rows), 4),
        "interval": share(good, len(rows)).rounded(), "retried": sum(row.retries > 0 for row in rows),
        "seconds": round(float(np.mean([row.seconds for row in rows])), 2),
        "over_20_newton": hard, "greatest_force": max(row.newton for row in rows),
    }


def grouped(rows: Sequence[Run], *keys: str) -> list[dict]:
    """Figures for each value of some fields."""
    values = sorted({tuple(getattr(row, key) for key in keys) for row in rows})
    return [
        dict(zip(keys, value, strict=True))
        | figures([row for row in rows if tuple(getattr(row, key) for key in keys) == value])
        for value in values
    ]


def main(args: Args) -> None:
    """Run what the log has not yet, print, save."""
    console = Console(width=150)
    args.log.parent.mkdir(parents=True, exist_ok=True)
    done: dict[tuple[float, str, int], list[Run]] = {}
    for line in args.log.read_text().splitlines() if args.log.is_file() else ():
        entry = json.loads(line)
        done[entry["aisle"], entry["grasp"], entry["seed"]] = [Run(**row) for row in entry["rows"]]
    wanted = [
        (aisle, grasp, args.first_seed + k)
        for k in range(args.kitchens) for aisle in args.aisles for grasp in GRASP_MODES
    ]
    with Client() as client:
        for key in wanted:
            if key in done:
                continue
            aisle, grasp, seed = key
            done[key] = run_kitchen(seed, aisle, grasp, client)
            with args.log.open("a") as file:
                entry = {"aisle": aisle, "grasp": grasp, "seed": seed, "rows": [asdict(row) for row in done[key]]}
                file.write(json.dumps(entry) + "\n")
            console.print(f"{aisle} m, {grasp}, seed {seed}: {sum(r.success for r in done[key])} of {len(done[key])}")
            for row in done[key] if args.verbose else ():
                if row.detail or row.newton > PUSH:
                    console.print(f"  {row.opposite} {row.skill} {row.kind} {row.width}: {row.detail} {row.newton} N")
    rows = [row for key in wanted for row in done[key]]
    out = Table("aisle", "grasp", "skill", "kind", "tries", "success", "retried", "s", "over 20 N")
    for entry in [*grouped(rows, "aisle", "grasp"), *grouped(rows, "aisle", "grasp", "skill", "kind")]:
        out.add_row(
            str(entry["aisle"]), entry["grasp"], entry.get("skill", "all"), entry.get("kind", "all"),
            str(entry["attempts"]), f"{100 * entry['rate']:.1f} %", str(entry["retried"]), str(entry["seconds"]),
            str(entry["over_20_newton"]),
        )  # fmt: skip
    console.print(out)
    if args.json is not None:
        data = {
            "command": f"python benchmarks/aisles.py --aisles {' '.join(map(str, args.aisles))} "
            f"--kitchens {args.kitchens} --json {args.json}",
            "machine": hardware_info(), "kitchens": args.kitchens, "aisles": grouped(rows, "aisle", "grasp"),
            "opposite": grouped(rows, "aisle", "opposite"), "skills": grouped(rows, "aisle", "grasp", "skill"),
            "kinds": grouped([row for row in rows if row.skill in ("look", "take")], "aisle", "kind", "width"),
            "failed": [asdict(row) for row in rows if not row.success or row.newton > PUSH],
        }
        write_atomically(args.json, (json.dumps(data, indent=1) + "\n").encode())


if __name__ == "__main__":
    main(tyro.cli(Args))
