"""How often, how fast and how gently the robot's skills work: random legal skills over random kitchens of every layout
family.

    python benchmarks/skills.py --json docs/results/skills.json
    python benchmarks/skills.py --grasp physical --json docs/results/skills-physical.json

Kitchens take the layout families in turn. In each one, kinds of skill are drawn with equal weights among those that are
legal and still wanted, until each has been tried `attempts / kitchens` times; looking and taking go on as long as
putting needs them. Every kitchen's runs are appended to the log when it is done, so that a stopped benchmark goes on
where it was.
"""

from __future__ import annotations

import json
import math
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import tyro
from rich.console import Console
from rich.table import Table
from simulator_checks.skill_runs import PUSH, REAL_TIME, SkillRun, figures, summary

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES, Kitchen
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.rules.state import NOTHING, State
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.outcome import Outcome
from kitchen_dream.sim.robot.grasp import GraspMode

KINDS = ("look", "take", "put_pot", "put_bowl", "press")
_RESETS = 12
"""Episodes in one kitchen at most."""


@dataclass
class Args:
    """Options."""

    kitchens: int = 125
    """Number of random kitchens."""
    attempts: int = 500
    """Attempts of each kind of skill at least, over all kitchens together."""
    first_seed: int = 3000
    """Seed of the first kitchen."""
    grasp: GraspMode = "assisted"
    """How the hand holds things."""
    robot: str = "panda_mobile"
    """The robot: a shipped one's name, or package.module:Name."""
    workers: int = 1
    """Processes."""
    log: Path | None = None
    """JSONL with one line a kitchen; a benchmark goes on after the lines that it finds there.

    By default runs/skills-GRASP.jsonl, for another robot runs/skills-GRASP-ROBOT.jsonl.
    """
    json: Path | None = None
    """Where to write the figures, as the results page reads them; the single runs are in the log."""
    verbose: bool = False
    """Print failures and hard knocks as they happen."""


def choose(state: State, kitchen: Kitchen, wanted: set[str], rng: np.random.Generator) -> SkillCall | None:
    """A random legal skill of a random kind that is wanted or leads to one; None where nothing is left to do in this
    episode.
    """
    room = {"put_pot": state.pot[0, -1] == NOTHING, "put_bowl": state.bowl[0, -1] == NOTHING}
    if state.held[0] != NOTHING:
        puts = [s for s in room if room[s] and s in wanted] or [s for s in room if room[s]]
        return SkillCall(puts[int(rng.integers(len(puts)))])
    opened, contents = int(state.open_unit[0]), state.contents[0, : len(kitchen.units)]
    food = [u for u in range(len(kitchen.units)) if (contents[u] != NOTHING).any()]
    take = any(room[s] and s in wanted for s in room) or ("take" in wanted and any(room.values()))
    kinds = []
    if "look" in wanted or (take and opened not in food and food):
        kinds.append("look")
    if take and opened in food:
        kinds.append("take")
    buttons = [b for b in range(2) if not state.pressed[0, b]]
    if "press" in wanted and buttons:
        kinds.append("press")
    if not kinds:
        return None
    kind = kinds[int(rng.integers(len(kinds)))]
    arguments = {
        "look": [u for u in (range(len(kitchen.units)) if "look" in wanted else food) if u != opened],
        "take": [s for s in range(4) if opened != NOTHING and contents[opened, s] != NOTHING],
        "press": buttons,
    }[kind]
    return SkillCall(kind, int(arguments[int(rng.integers(len(arguments)))]))


def run_kitchen(seed: int, grasp: GraspMode, quota: int, robot: str, client: Client) -> list[SkillRun]:
    """Random skills in one kitchen until each kind was tried `quota` times; after a failure the episode starts again.
    """
    family = LAYOUT_FAMILIES[seed % len(LAYOUT_FAMILIES)]
    kitchen = generate(seed, (family,))
    body = KitchenBody(kitchen, grasp=grasp, robot=robot, client=client)
    rng = np.random.default_rng(seed)
    rows: list[SkillRun] = []
    state, resets = body.state(), 0
    while resets < _RESETS:
        tried = Counter(row.skill for row in rows)
        wanted = {skill for skill in KINDS if tried[skill] < quota}
        if not wanted:
            break
        call = choose(state, kitchen, wanted, rng)
        if call is None:
            state, resets = body.reset(), resets + 1
            continue
        rows.append(run_skill(body, state, call, seed, family))
        state = body.state()
        if not rows[-1].success:
            state, resets = body.reset(), resets + 1
    body.close()
    return rows


def run_skill(body: KitchenBody, state: State, call: SkillCall, seed: int, family: str) -> SkillRun:
    """One skill and what became of it."""
    unit = call.argument if call.skill == "look" else int(state.open_unit[0])
    kind = body.kitchen.units[unit].kind if call.skill in ("look", "take") else ""
    item = ""
    if call.skill == "take":
        item = body.kitchen.units[unit].contents[call.argument] or ""
    start = time.process_time()
    outcome = body.execute(call)
    cpu = time.process_time() - start
    return SkillRun(
        seed, family, body.gripper.mode, call.skill, call.argument, kind, item, round(outcome.drive_metres, 3),
        round(outcome.seconds, 3), outcome.success, outcome.reason.value if outcome.reason else "", outcome.retries,
        round(outcome.max_force, 1), outcome.collisions, outcome.beyond_limits, touched(body, outcome), round(cpu, 3),
        outcome.detail,
    )  # fmt: skip


def touched(body: KitchenBody, outcome: Outcome) -> str:
    """Names of the links that met hardest without being meant to."""
    if not outcome.max_force or body.actor.contacts.touched is None:
        return ""
    own, other, link = body.actor.contacts.touched
    client = body.client
    mine = client.getJointInfo(body.robot.body, own)[12].decode() if own >= 0 else "base"
    name = client.getBodyInfo(other)[1].decode() or "item"
    return f"{mine} on {name}" + (f" {client.getJointInfo(other, link)[12].decode()}" if link >= 0 else "")


def _work(task: tuple[int, GraspMode, int, str]) -> tuple[int, list[SkillRun]]:
    with Client() as client:
        return task[0], run_kitchen(*task, client)


def _results(tasks: list[tuple[int, GraspMode, int, str]], workers: int) -> Iterator[tuple[int, list[SkillRun]]]:
    if workers == 1:
        with Client() as client:
            for task in tasks:
                yield task[0], run_kitchen(*task, client)
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        try:
            yield from pool.map(_work, tasks)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def table(rows: list[SkillRun]) -> Table:
    """Figures per skill and kind of unit."""
    out = Table(
        "skill", "kind", "tries", "success", "retried", "s", "CPU s", "x real time", "over 20 N", "max N", "failures"
    )
    for skill, kind in sorted({(r.skill, "") for r in rows} | {(r.skill, r.kind) for r in rows}):
        data = figures([r for r in rows if r.skill == skill and (not kind or r.kind == kind)])
        low, high = data["interval"]
        out.add_row(
            skill, kind or "all", str(data["attempts"]), f"{100 * data['rate']:.1f} % "
                f"[{100 * low:.1f}, {100 * high:.1f}]",
            str(data["retried"]), f"{data['seconds']:.1f}", f"{data['cpu_seconds']:.2f}", f"{data['real_time']:.1f}",
            str(data["over_20_newton"]), f"{data['greatest_force']:.0f}",
            ", ".join(f"{k} {v}" for k, v in data["failures"].items()),
        )  # fmt: skip
    return out


def read_log(path: Path) -> dict[tuple[int, str, int], list[SkillRun]]:
    """Runs by (seed, grasp, quota); a line that was cut off by a kill is left out."""
    out: dict[tuple[int, str, int], list[SkillRun]] = {}
    for line in path.read_text().splitlines() if path.is_file() else ():
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            continue
        out[entry["seed"], entry["grasp"], entry["quota"]] = [SkillRun(**row) for row in entry["rows"]]
    return out


def _command(args: Args) -> str:
    """What to type for the same figures."""
    words = ["python benchmarks/skills.py"]
    for name in ("kitchens", "attempts", "first_seed", "grasp", "robot"):
        if getattr(args, name) != getattr(Args, name):
            words.append(f"--{name.replace('_', '-')} {getattr(args, name)}")
    return " ".join([*words, f"--json {args.json}"])


def main(args: Args) -> None:
    """Run what the log has not yet, print, save."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # or its processes would go on without it
    console = Console()
    name = "" if args.robot == Args.robot else f"-{args.robot.replace(':', '.')}"
    log = args.log or Path("runs") / f"skills-{args.grasp}{name}.jsonl"
    log.parent.mkdir(parents=True, exist_ok=True)
    quota = math.ceil(args.attempts / args.kitchens)
    seeds = range(args.first_seed, args.first_seed + args.kitchens)
    known = read_log(log)
    done = {seed: known[seed, args.grasp, quota] for seed in seeds if (seed, args.grasp, quota) in known}
    tasks = [(seed, args.grasp, quota, args.robot) for seed in seeds if seed not in done]
    start = time.perf_counter()
    for seed, rows in _results(tasks, args.workers):
        done[seed] = rows
        with log.open("a") as file:
            file.write(
                json.dumps({"seed": seed, "grasp": args.grasp, "quota": quota, "rows": [asdict(row) for row in rows]})
                + "\n"
            )
        good = sum(row.success for row in rows)
        console.print(
            f"{len(done)}/{args.kitchens} kitchen {seed}: {good} of {len(rows)}, {time.perf_counter() - start:.0f} s"
        )
        for row in rows if args.verbose else ():
            if row.detail or row.max_force > PUSH:
                console.print(
                    f"  {row.skill} {row.argument} {row.kind} {row.item}: "
                    f"{row.detail} | {row.max_force:.0f} N {row.touched}"
                )
    rows = [row for seed in sorted(done) for row in done[seed]]
    console.width = max(console.width, 150)
    console.print(table(rows))
    data = figures(rows)
    console.print(
        f"{data['successes']} of {len(rows)} skills succeeded in {len(done)} kitchens; {data['real_time']} x real time;"
    )
    console.print(
        f"{100 * data['quick'] / len(rows):.0f} % of the skills at {REAL_TIME:g} x real time or more;", end=" "
    )
    console.print(f"{data['over_20_newton']} over {PUSH:g} N ({100 * data['over_20_newton_share']:.2f} %);", end=" ")
    console.print(f"{data['beyond_limits']} with a joint beyond its limit")
    if args.json is not None:
        args.json.parent.mkdir(parents=True, exist_ok=True)
        data = {"command": _command(args), "machine": hardware_info()} | summary(rows)
        write_atomically(args.json, (json.dumps(data, indent=1) + "\n").encode())


if __name__ == "__main__":
    main(tyro.cli(Args))
