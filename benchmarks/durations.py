"""Fits the constants of `kitchen_dream/rules/durations.py` to the PyBullet body.

    python benchmarks/durations.py --kitchens 24 --skills 20 --workers 2
    python benchmarks/durations.py --parity docs/results/parity-v1.jsonl

Runs random legal skills over test kitchens, and prints the constants that explain the simulated seconds best (least
squares of relative errors), with the mean absolute relative error of the constants in force and of the proposed ones,
by skill. The second form runs nothing: of the skills in a log of `benchmarks/parity.py` it prints by how many seconds
those in force are off, which is how the constants of `kitchen_dream/rules/v1/durations.py` are found.
"""

from __future__ import annotations

import csv
import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, fields
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import tyro
from scipy.optimize import least_squares

from kitchen_dream.kitchens.catalogue import SHIPPED
from kitchen_dream.kitchens.checks.paths import PathMap
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.spec import UNIT_KINDS
from kitchen_dream.rules import durations
from kitchen_dream.rules.rulebook import legal, seconds_of_all
from kitchen_dream.rules.skills import BOWL, POT, PRESS0, SKILLS, STOP, TAKE0
from kitchen_dream.rules.state import STOVE_STATION
from kitchen_dream.rules.tables import tabulate
from kitchen_dream.sim.body import KitchenBody
from kitchen_dream.simcheck.parity import Timed

KINDS = (*(f"look {kind}" for kind in UNIT_KINDS), *(f"take {kind}" for kind in UNIT_KINDS), "put", "press")
"""What has a constant of its own."""


@dataclass(frozen=True)
class Run:
    """One skill in the physics."""

    kitchen: int
    what: str
    """An entry of KINDS."""
    metres: float
    turn: float
    """Radians between the stations, absolute."""
    nominal: float
    seconds: float
    retries: int
    reason: str
    """Why it failed, "" after success."""


@dataclass
class Options:
    """Options of the benchmark."""

    kitchens: int = 24
    """Test kitchens, from number `first`."""
    first: int = 500
    skills: int = 20
    """Skills in each."""
    workers: int = 2
    out: Path | None = None
    """CSV file for the runs."""
    read: Path | None = None
    """CSV file of runs to fit again instead of running new ones."""
    parity: Path | None = None
    """Log of parity to look at instead."""


def draw(mask: np.ndarray, rng: np.random.Generator) -> int:
    """A legal skill: look, take, put or press with equal chances, then one of these; never stop."""
    groups = [mask[a:b].nonzero()[0] + a for a, b in ((0, TAKE0), (TAKE0, POT), (POT, PRESS0), (PRESS0, STOP))]
    groups = [group for group in groups if len(group)]
    return int(rng.choice(groups[rng.integers(len(groups))]))


def run_kitchen(number: int, skills: int) -> list[Run]:
    """Random legal skills in one kitchen; after a failure everything is put back."""
    kitchen = sample_kitchen("test", number)
    tables, rows = tabulate([kitchen]), np.zeros(1, np.int64)
    paths = PathMap(kitchen)
    metres, yaw = paths.distances, [pose.yaw for pose in paths.poses]
    place = {
        **{u: u for u in range(len(kitchen.units))},
        **{STOVE_STATION + i: len(kitchen.units) + i for i in range(3)},
    }
    rng = np.random.default_rng([number, 61])
    body = KitchenBody(kitchen)
    state, out = body.state(), []
    while len(out) < skills:
        seconds = seconds_of_all(state, tables, rows)
        mask = legal(state, tables, rows, np.array([True]), seconds, np.array([np.inf]))[0]
        if mask[:STOP].sum() == 0:
            state = body.reset()
            continue
        action = draw(mask, rng)
        outcome = body.execute(SKILLS.decode(action))
        after = body.state()
        a, b = place[int(state.station[0])], place[int(after.station[0])]
        turn = abs((yaw[b] - yaw[a] + np.pi) % (2 * np.pi) - np.pi)
        reason = outcome.reason.value if outcome.reason else ""
        out.append(
            Run(number, _what(action, kitchen, state), float(metres[a, b]), float(turn), float(seconds[0, action]),
                outcome.seconds, outcome.retries, reason)
        )  # fmt: skip
        state = after if outcome.success else body.reset()
    body.close()
    return out


def _what(action: int, kitchen, state) -> str:
    if action < TAKE0:
        return f"look {kitchen.units[action].kind}"
    if action < POT:
        return f"take {kitchen.units[int(state.open_unit[0])].kind}"
    return "put" if action <= BOWL else "press"


def predict(constants: np.ndarray, runs: list[Run]) -> np.ndarray:
    """Seconds of the runs under (drive speed, drive overhead, turn speed, *one for each of KINDS)."""
    metres, turn = np.array([r.metres for r in runs]), np.array([r.turn for r in runs])
    takes = np.array([r.what.startswith("take") for r in runs])
    drive = np.maximum(metres / constants[0], turn / constants[2]) + constants[1]
    still = takes | ((metres < 1e-6) & (turn < 1e-6))
    return np.where(still, 0.0, drive) + constants[3:][[KINDS.index(r.what) for r in runs]]


def in_force() -> np.ndarray:
    """The constants of the rules in the order of `predict`."""
    look = np.array([row.open_seconds for row in SHIPPED]) + durations.LOOK
    take = np.array([row.take_seconds for row in SHIPPED])
    drive = (durations.DRIVE_SPEED, durations.DRIVE_OVERHEAD, durations.TURN_SPEED)
    return np.array([*drive, *look, *take, durations.PUT, durations.PRESS])


def fit(runs: list[Run]) -> np.ndarray:
    """Constants with the least sum of (softened) squared relative errors."""
    seconds, first = np.array([r.seconds for r in runs]), in_force()

    def residuals(constants: np.ndarray) -> np.ndarray:
        # The weak pull keeps what no run shows where it was.
        return np.concatenate([(predict(constants, runs) - seconds) / seconds, 1e-4 * (constants - first)])

    return least_squares(residuals, first, bounds=(1e-3, 60.0), loss="soft_l1", f_scale=0.1).x


def error(constants: np.ndarray, runs: list[Run]) -> float:
    """Mean absolute relative error."""
    seconds = np.array([r.seconds for r in runs])
    return float(np.mean(np.abs(predict(constants, runs) - seconds) / seconds))


def report(runs: list[Run]) -> None:
    """Print failures, the fit, and its errors."""
    good = [r for r in runs if not r.reason]
    print(f"{len(runs)} skills, {len(good)} succeeded, {sum(r.retries for r in good)} of them at the second attempt")
    now, proposed = in_force(), fit(good)
    print(f"{'':22}{'runs':>6}{'failed':>8}{'now s':>8}{'fit s':>8}{'error now':>11}{'error fit':>11}")
    for kind, a, b in zip(KINDS, now[3:], proposed[3:], strict=True):
        own = [r for r in good if r.what == kind]
        failed = [r.reason for r in runs if r.what == kind and r.reason]
        if own:
            errors = f"{error(now, own):11.3f}{error(proposed, own):11.3f}"
            counts = f"{kind:22}{len(own) + len(failed):6}{len(failed):8}"
            print(f"{counts}{a:8.2f}{b:8.2f}{errors}  {', '.join(sorted(failed))}")
    look = proposed[3 + UNIT_KINDS.index("shelf")]
    takes = proposed[3 + len(UNIT_KINDS) : 3 + 2 * len(UNIT_KINDS)]
    print(f"\nDRIVE_SPEED = {proposed[0]:.2f}\nDRIVE_OVERHEAD = {proposed[1]:.2f}\nTURN_SPEED = {proposed[2]:.2f}")
    opens = {kind: round(float(c - look), 1) for kind, c in zip(UNIT_KINDS, proposed[3:], strict=False)}
    print("open_seconds =", opens)
    print(f"LOOK = {look:.2f}")
    print("take_seconds =", {kind: round(float(c), 1) for kind, c in zip(UNIT_KINDS, takes, strict=True)})
    print(f"PUT = {proposed[-2]:.1f}\nPRESS = {proposed[-1]:.1f}")
    print(
        f"mean absolute relative error: {error(now, good):.3f} now, {error(proposed, good):.3f} with the "
        "proposed constants"
    )


def gaps(rows: list[Timed]) -> dict[str, tuple[int, float]]:
    """Seconds that skills, by what is in the hand, and leaving each kind of unit take longer than the rules say, with
    the number of skills of each (least squares of relative errors)."""
    names = [(f"{row.skill} {row.hand}".strip(), f"shut {row.shut}, {'full' if row.hand else 'empty'}") for row in rows]
    parts = sorted({part for pair, row in zip(names, rows, strict=True) for part in pair[: 1 + bool(row.shut)]})
    there = np.array([[p == pair[0] or (bool(row.shut) and p == pair[1]) for p in parts]
                      for pair, row in zip(names, rows, strict=True)], float)  # fmt: skip
    seconds = np.array([row.physics for row in rows])
    late = seconds - [row.rules for row in rows]
    pull = 0.02 * np.eye(len(parts))  # weak: what always comes together is shared
    found = np.linalg.lstsq(np.vstack([there / seconds[:, None], pull]), np.r_[late / seconds, 0 * pull[0]], rcond=None)
    return {part: (int(n), float(gap)) for part, n, gap in zip(parts, there.sum(0), found[0], strict=True)}


def report_parity(log: Path) -> None:
    """Print how far the rules' seconds are from those of a log of parity."""
    episodes = [json.loads(line)["parity"]["seconds"] for line in log.read_text().splitlines()[1:]]
    rows = [row for episode in episodes for row in (Timed(*values) for values in episode) if row.skill != "wait"]
    print(f"{len(rows)} skills in {len(episodes)} kitchens")
    for name in sorted({(row.skill, row.hand) for row in rows}):
        own = np.array([row[1:3] for row in rows if (row.skill, row.hand) == name])
        off = np.mean(np.abs(own[:, 0] - own[:, 1]) / own[:, 1])
        mean = own.mean(0)
        print(f"{' '.join(name):20}{len(own):5}  rules {mean[0]:6.2f} s, robot {mean[1]:6.2f} s, error {off:6.3f}")
    for part, (count, gap) in gaps(rows).items():
        print(f"{part:28}{count:5}{gap:+8.2f} s")


def main(options: Options) -> None:
    """Run or read, fit, print."""
    if options.parity:
        report_parity(options.parity)
        return
    if options.read:
        with options.read.open(newline="") as file:
            kinds = {f.name: {"int": int, "float": float, "str": str}[str(f.type)] for f in fields(Run)}
            runs = [Run(**{k: kinds[k](v) for k, v in row.items()}) for row in csv.DictReader(file)]
    else:
        numbers = range(options.first, options.first + options.kitchens)
        with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
            runs = [run for part in pool.map(run_kitchen, numbers, [options.skills] * len(numbers)) for run in part]
    if options.out:
        with options.out.open("w", newline="") as file:
            writer = csv.DictWriter(file, [f.name for f in fields(Run)])
            writer.writeheader()
            writer.writerows(asdict(run) for run in runs)
    report(runs)


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
