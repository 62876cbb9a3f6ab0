"""How often, how fast and how gently the robot's skills work: random legal skills over random kitchens of every layout
family.

    python benchmarks/skills.py --json docs/results/skills.json
    python benchmarks/skills.py --grasp physical --json docs/results/skills-physical.json
    python benchmarks/skills.py --variant v1 --json docs/results/skills-v1.json

Kitchens take the layout families in turn. In each one, kinds of skill are drawn with equal weights among those that the
rules allow and that are still wanted, until each has been tried `attempts / kitchens` times; looking and taking go on
as long as putting needs them. Every kitchen's runs are appended to the log when it is done, so that a stopped benchmark
goes on where it was.
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
from typing import Any, Literal

import numpy as np
import tyro
from rich.console import Console
from rich.table import Table
from simulator_checks.skill_runs import PUSH, REAL_TIME, SkillRun, figures, summary

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES
from kitchen_dream.rules.ruleset import RuleSet
from kitchen_dream.rules.skills import SkillCall
from kitchen_dream.rules.state import NOTHING, BaseState
from kitchen_dream.rules.tables import Tables, tabulate
from kitchen_dream.rules.v1.ruleset import RULES
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.outcome import Outcome
from kitchen_dream.sim.robot.grasp import GraspMode

IDLE = ("wait", "stop")
"""Skills that move nothing."""
BEFORE = {"press": {"put_pot", "put_pan"}, "oven": {"put_tray"}}
"""What must be done in some variants before heat may be turned on."""
_RESETS = 12
"""Episodes in one kitchen at most."""


@dataclass
class Args:
    """Options."""

    variant: Literal["v0", "v1"] = "v0"
    """Of the kitchens and their rules."""
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

    By default runs/skills-GRASP.jsonl, with -ROBOT for another robot and -v1 for that variant.
    """
    json: Path | None = None
    """Where to write the figures, as the results page reads them; the single runs are in the log."""
    verbose: bool = False
    """Print failures and hard knocks as they happen."""


def choose(rules: RuleSet, tables: Tables, state: Any, wanted: set[str], rng: np.random.Generator) -> SkillCall | None:
    """A random legal skill of a random kind that is wanted or leads to one; None where nothing is left to do in this
    episode.

    rules: the variant. tables: of the only kitchen. state: symbols of one episode. wanted: kinds of skill."""
    here = np.array([0])

    def legal(state: Any) -> dict[str, list[int]]:
        mask = rules.possible(state, tables, here, np.array([True]))[0]
        found = {skill.name: np.flatnonzero(mask[actions]).tolist() for skill, actions in rules.skills.ranges()}
        return {name: arguments for name, arguments in found.items() if arguments and name not in IDLE}

    def puts(item: int) -> set[str]:
        """Kinds of skill that put an item somewhere, were it in the hand: those that are wanted if there are any."""
        after = state.copy()
        after.held[0] = item
        some = {name for name in legal(after) if name.startswith("put_")}
        return some & wanted or some

    held, empty = int(state.held[0]), state.copy()
    empty.held[0] = NOTHING
    now = legal(empty)
    for name in BEFORE.keys() & wanted - now.keys():
        wanted = wanted | BEFORE[name]
    if held != NOTHING:
        some = sorted(puts(held))
        return SkillCall(some[int(rng.integers(len(some)))]) if some else None
    contents, opened = state.contents[0], int(state.open_unit[0])
    putting = any(name.startswith("put_") for name in wanted)
    use = {int(item): puts(int(item)) for item in np.unique(contents[contents != NOTHING])}
    use = {item: some for item, some in use.items() if some & wanted or (some and not putting)}
    if "take" in now:
        now["take"] = [slot for slot in now["take"] if int(contents[opened, slot]) in use]
    if "look" in now and "look" not in wanted:
        now["look"] = [unit for unit in now["look"] if any(int(item) in use for item in contents[unit])]
    leads = wanted | ({"look", "take"} if putting or "take" in wanted else set())
    if now.get("take") and "look" not in wanted:
        leads -= {"look"}
    kinds = [name for name in now if name in leads and now[name]]
    if not kinds:
        return None
    kind = kinds[int(rng.integers(len(kinds)))]
    return SkillCall(kind, int(now[kind][int(rng.integers(len(now[kind])))]))


def run_kitchen(
    seed: int, variant: str, grasp: GraspMode, quota: int, robot: str, client: Client
) -> list[SkillRun]:
    """Random skills in one kitchen until each kind was tried `quota` times; after a failure the episode starts again.
    """
    rules, family = RULES[variant], LAYOUT_FAMILIES[seed % len(LAYOUT_FAMILIES)]
    kitchen = generate(seed, (family,), variant)
    tables = tabulate([kitchen], rules.book)
    body = KitchenBody(kitchen, grasp=grasp, robot=robot, client=client, rules=rules)
    rng = np.random.default_rng(seed)
    rows: list[SkillRun] = []
    state, resets = body.state(), 0
    kinds = {skill.name for skill, _ in rules.skills.ranges()} - set(IDLE)
    while resets < _RESETS:
        tried = Counter(row.skill for row in rows)
        wanted = {skill for skill in kinds if tried[skill] < quota}
        if not wanted:
            break
        call = choose(rules, tables, state, wanted, rng)
        if call is None:
            state, resets = body.reset(), resets + 1
            continue
        rows.append(run_skill(body, state, call, seed, family))
        state = body.state()
        if not rows[-1].success:
            state, resets = body.reset(), resets + 1
    body.close()
    return rows


def run_skill(body: KitchenBody, state: BaseState, call: SkillCall, seed: int, family: str) -> SkillRun:
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


Task = tuple[int, str, GraspMode, int, str]


def _work(task: Task) -> tuple[int, list[SkillRun]]:
    with Client() as client:
        return task[0], run_kitchen(*task, client)


def _results(tasks: list[Task], workers: int) -> Iterator[tuple[int, list[SkillRun]]]:
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
    for name in ("variant", "kitchens", "attempts", "first_seed", "grasp", "robot"):
        if getattr(args, name) != getattr(Args, name):
            words.append(f"--{name.replace('_', '-')} {getattr(args, name)}")
    return " ".join([*words, f"--json {args.json}"])


def main(args: Args) -> None:
    """Run what the log has not yet, print, save."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # or its processes would go on without it
    console = Console()
    name = "" if args.robot == Args.robot else f"-{args.robot.replace(':', '.')}"
    name += "" if args.variant == Args.variant else f"-{args.variant}"
    log = args.log or Path("runs") / f"skills-{args.grasp}{name}.jsonl"
    log.parent.mkdir(parents=True, exist_ok=True)
    quota = math.ceil(args.attempts / args.kitchens)
    seeds = range(args.first_seed, args.first_seed + args.kitchens)
    known = read_log(log)
    done = {seed: known[seed, args.grasp, quota] for seed in seeds if (seed, args.grasp, quota) in known}
    tasks = [(seed, args.variant, args.grasp, quota, args.robot) for seed in seeds if seed not in done]
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
