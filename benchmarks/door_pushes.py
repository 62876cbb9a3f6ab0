"""How the robot pushes doors and drawers shut: how often it works, how long it takes, and what else it touches.

    python benchmarks/door_pushes.py --json docs/results/door_pushes.json

In random kitchens of all layout families it opens every unit and pushes it shut: once with an empty hand, and once with
something that it has taken out. The seconds run from the parked robot before the open unit to the parked robot before
the shut one. Nothing else moves a door here.
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
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES, Kitchen
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.client import TIME_STEP, Client
from kitchen_dream.sim.outcome import SkillFailed
from kitchen_dream.sim.robot.grasp import GRASP_MODES, GraspMode
from kitchen_dream.sim.skills.doors import push_shut

SHUT = 0.02
"""Part of its travel by which a unit may still stand open and count as shut."""


@dataclass
class Args:
    """Options."""

    kitchens: int = 10
    """Number of random kitchens, each with both ways of grasping."""
    first_seed: int = 3000
    """Seed of the first kitchen."""
    log: Path = Path("runs/door_pushes.jsonl")
    """One line a kitchen; a benchmark goes on after the lines that it finds there."""
    json: Path | None = None
    """Where to write the figures, as the results page reads them."""


@dataclass
class Run:
    """One push."""

    seed: int
    grasp: str
    kind: str
    width: float
    hand: str
    success: bool
    seconds: float
    newton: float
    detail: str


def run_kitchen(kitchen: Kitchen, seed: int, grasp: GraspMode, client: Client) -> list[Run]:
    """Open and push shut every unit. What cannot be opened or taken is left out: other benchmarks count that."""
    body = KitchenBody(kitchen, grasp=grasp, client=client, doors="push")
    rows = []
    for u, unit in enumerate(kitchen.units):
        filled = [slot for slot, name in enumerate(unit.contents) if name]
        for hand in ("empty", "full"):
            if body.scene.units[u].joint is None or (hand == "full" and not filled):
                continue
            body.reset()
            calls = [SkillCall("look", u), *([SkillCall("take", filled[0])] if hand == "full" else [])]
            if all(body.execute(call).success for call in calls):
                rows.append(_push(body, u, seed, hand))
    body.close()
    return rows


def _push(body: KitchenBody, unit: int, seed: int, hand: str) -> Run:
    place, actor, first = body.kitchen.units[unit], body.actor, body.client.steps
    actor.begin()
    body.robot.stretch_neck(0.0)
    detail = ""
    try:
        push_shut(actor, unit)
    except SkillFailed as failure:
        detail = f"{failure.reason.value}: {failure.detail}"
    seconds = (body.client.steps - first) * TIME_STEP
    if not detail and body.scene.opening(unit) > SHUT:
        detail = f"it stands open by {body.scene.opening(unit):.2f}"
    if not detail and (body.state().held[0] >= 0) != (hand == "full"):
        detail = "what was held fell"
    force = round(actor.contacts.max_force, 1)
    return Run(seed, body.gripper.mode, place.kind, place.width, hand, not detail, round(seconds, 2), force, detail)


def figures(rows: Sequence[Run]) -> dict:
    """Figures of some pushes."""
    good, seconds = sum(row.success for row in rows), [row.seconds for row in rows if row.success]
    return {
        "attempts": len(rows), "successes": good, "rate": round(good / len(rows), 4),
        "interval": share(good, len(rows)).rounded(), "seconds": round(float(np.mean(seconds)), 2) if seconds else None,
        "over_20_newton": sum(row.newton > PUSH for row in rows),
        "greatest_force": max(row.newton for row in rows),
    }


def main(args: Args) -> None:
    """Run what the log has not yet, print, save."""
    console = Console(width=120)
    args.log.parent.mkdir(parents=True, exist_ok=True)
    done: dict[tuple[int, str], list[Run]] = {}
    for line in args.log.read_text().splitlines() if args.log.is_file() else ():
        entry = json.loads(line)
        done[entry["seed"], entry["grasp"]] = [Run(**row) for row in entry["rows"]]
    wanted = [(args.first_seed + k, grasp) for k in range(args.kitchens) for grasp in GRASP_MODES]
    with Client() as client:
        for seed, grasp in wanted:
            if (seed, grasp) in done:
                continue
            kitchen = generate(seed, (LAYOUT_FAMILIES[seed % len(LAYOUT_FAMILIES)],))
            rows = done[seed, grasp] = run_kitchen(kitchen, seed, grasp, client)
            with args.log.open("a") as file:
                file.write(json.dumps({"seed": seed, "grasp": grasp, "rows": [asdict(row) for row in rows]}) + "\n")
            console.print(f"kitchen {seed}, {grasp}: {sum(row.success for row in rows)} of {len(rows)}")
    rows = [row for key in wanted for row in done[key]]
    groups = [
        {"kind": kind, "hand": hand} | figures([row for row in rows if (row.kind, row.hand) == (kind, hand)])
        for kind, hand in sorted({(row.kind, row.hand) for row in rows})
    ]
    table = Table("kind", "hand", "pushes", "success", "s", "over 20 N", "most N")
    for entry in [*groups, {"kind": "all", "hand": "both"} | figures(rows)]:
        table.add_row(
            entry["kind"], entry["hand"], str(entry["attempts"]), f"{100 * entry['rate']:.1f} %",
            str(entry["seconds"]), str(entry["over_20_newton"]), str(entry["greatest_force"]),
        )  # fmt: skip
    console.print(table)
    if args.json is not None:
        data = {
            "command": f"python benchmarks/door_pushes.py --kitchens {args.kitchens} --json {args.json}",
            "machine": hardware_info(), "kitchens": args.kitchens, "all": figures(rows), "kinds": groups,
            "grasps": {grasp: figures([row for row in rows if row.grasp == grasp]) for grasp in GRASP_MODES},
            "failed": [asdict(row) for row in rows if not row.success or row.newton > PUSH],
        }
        write_atomically(args.json, (json.dumps(data, indent=1) + "\n").encode())


if __name__ == "__main__":
    main(tyro.cli(Args))
