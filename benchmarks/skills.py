"""How often, how fast and how gently the robot's skills work: random legal skills over random kitchens.

    python benchmarks/skills.py --kitchens 30 --skills 20 --json runs/skills.json --csv runs/durations.csv
"""

from __future__ import annotations

import csv
import json
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import tyro
from rich.console import Console
from rich.progress import track
from rich.table import Table

from kitchen_dream.kitchens.generator import generate
from kitchen_dream.rules.skills import Skill, SkillCall
from kitchen_dream.rules.state import NOTHING, State
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.client import Client
from kitchen_dream.sim.grasp import GraspMode


@dataclass
class Args:
    """Options."""

    kitchens: int = 10
    """Number of random kitchens."""
    skills: int = 20
    """Skills tried in each kitchen."""
    first_seed: int = 0
    """Seed of the first kitchen."""
    grasp: GraspMode = "assisted"
    """How the hand holds things."""
    json: Path | None = None
    """Where to write everything."""
    csv: Path | None = None
    """Where to write one row (seed, skill, kind, drive metres, seconds, ...) a skill, for fitting durations."""
    verbose: bool = False
    """Print failures and hard knocks as they happen."""


@dataclass
class Row:
    """One skill that was run."""

    seed: int
    skill: str
    argument: int
    kind: str
    drive_metres: float
    seconds: float
    success: bool
    reason: str
    retries: int
    max_force: float
    collisions: int
    cpu_seconds: float
    detail: str


def choose(state: State, body: KitchenBody, rng: np.random.Generator) -> SkillCall:
    """A random legal skill; things that are held are put down, and food is looked for."""
    kitchen = body.kitchen
    if state.held[0] != NOTHING:
        skills = [s for s, v in ((Skill.PUT_POT, state.pot), (Skill.PUT_BOWL, state.bowl)) if v[0, -1] == NOTHING]
        return SkillCall(skills[int(rng.integers(len(skills)))])
    options: list[tuple[SkillCall, float]] = []
    opened = int(state.open_unit[0])
    room = state.pot[0, -1] == NOTHING or state.bowl[0, -1] == NOTHING
    if opened != NOTHING and room:
        full = [s for s in range(4) if state.contents[0, opened, s] != NOTHING]
        options += [(SkillCall(Skill.TAKE, s), 6.0 / len(full)) for s in full]
    units = [u for u in range(len(kitchen.units)) if u != opened]
    options += [(SkillCall(Skill.LOOK, u), 3.0 / len(units)) for u in units]
    options += [(SkillCall(Skill.PRESS, b), 0.8) for b in range(2) if not state.pressed[0, b]]
    weights = np.array([w for _, w in options])
    return options[int(rng.choice(len(options), p=weights / weights.sum()))][0]


def run_kitchen(seed: int, args: Args, client: Client) -> list[Row]:
    """Random skills in one kitchen; a robot that cannot go on starts the episode again."""
    kitchen = generate(seed)
    body = KitchenBody(kitchen, grasp=args.grasp, client=client)
    rng = np.random.default_rng(seed)
    rows = []
    state = body.state()
    for _ in range(args.skills):
        if state.pot[0, -1] != NOTHING and state.bowl[0, -1] != NOTHING:
            state = body.reset()
        call = choose(state, body, rng)
        unit = call.argument if call.skill == Skill.LOOK else int(state.open_unit[0])
        kind = kitchen.units[unit].kind if call.skill in (Skill.LOOK, Skill.TAKE) else ""
        what = ""
        if call.skill == Skill.TAKE:
            what = f"unit {unit} slot {call.argument} item {int(state.contents[0, unit, call.argument])}"
        elif call.skill == Skill.LOOK:
            what = f"unit {unit} width {kitchen.units[unit].width:g} z {kitchen.units[unit].z:g} {kitchen.units[unit].hinge}"
        start = time.process_time()
        outcome = body.execute(call)
        cpu = time.process_time() - start
        state = body.state()
        rows.append(
            Row(seed, call.skill.name, call.argument, kind, outcome.drive_metres, outcome.seconds, outcome.success,
                outcome.reason.value if outcome.reason else "", outcome.retries, outcome.max_force, outcome.collisions, cpu, outcome.detail)
        )  # fmt: skip
        if args.verbose and (outcome.detail or outcome.collisions):
            knocks = f"force {outcome.max_force:.0f} N x {outcome.collisions}"
            Console().print(f"seed {seed} {call.skill.name} {kind} {what}: {outcome.detail} {knocks}")
        if not outcome.success:
            state = body.reset()
    body.close()
    return rows


def table(rows: list[Row]) -> Table:
    """Figures per skill and kind."""
    out = Table("skill", "kind", "tries", "success", "retried", "seconds", "CPU s", "max N", "knocks", "failures")
    groups = sorted({(r.skill, "") for r in rows} | {(r.skill, r.kind) for r in rows})
    for skill, kind in groups:
        mine = [r for r in rows if r.skill == skill and (not kind or r.kind == kind)]
        good = [r for r in mine if r.success]
        reasons = Counter(r.reason for r in mine if not r.success)
        out.add_row(
            skill, kind or "all", str(len(mine)), f"{100 * len(good) / len(mine):.1f} %", str(sum(r.retries for r in mine)),
            f"{np.mean([r.seconds for r in good] or [0]):.1f}", f"{np.mean([r.cpu_seconds for r in mine]):.2f}",
            f"{max(r.max_force for r in mine):.0f}", str(sum(r.collisions > 0 for r in mine)),
            ", ".join(f"{k} {v}" for k, v in reasons.items()),
        )  # fmt: skip
    return out


def main(args: Args) -> None:
    """Run, print, save."""
    rows: list[Row] = []
    with Client() as client:
        for seed in track(range(args.first_seed, args.first_seed + args.kitchens), "kitchens"):
            rows += run_kitchen(seed, args, client)
    Console().print(table(rows))
    good = sum(r.success for r in rows)
    simulated, cpu = sum(r.seconds for r in rows), sum(r.cpu_seconds for r in rows)
    Console().print(f"{good} of {len(rows)} skills succeeded; {simulated / cpu:.1f} simulated seconds per CPU second")
    if args.json is not None:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps([asdict(r) for r in rows], indent=1))
    if args.csv is not None:
        args.csv.parent.mkdir(parents=True, exist_ok=True)
        with args.csv.open("w", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(asdict(rows[0])))
            writer.writeheader()
            writer.writerows(asdict(r) for r in rows)


if __name__ == "__main__":
    main(tyro.cli(Args))
