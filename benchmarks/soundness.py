"""Does the proof hold? What `kitchen check` accepts, the oracle cooks in PyBullet.

    python benchmarks/soundness.py                         # goes on where it stopped
    python benchmarks/soundness.py --again                 # what failed by other code than this as well
    python benchmarks/soundness.py --only-figures          # of what is done, while it runs or after it was stopped

Trials are drawn from written kitchens (benchmarks/floor_plans, benchmarks/written_kitchens, examples/kitchens,
assets/layouts) and from the generator's, in turn, two by the rules of Kitchen-v0 and two by those of Kitchen-v1: in
each the oracle cooks one of the dishes offered there, by the fastest plan, and tries once more what fails. Written
kitchens are rehearsed as `kitchen check` does: every unit with pot and bowl, and the buttons; at once where a dish was
not cooked, the others after all trials. Trials in a kitchen that the rehearsal refuses do not count. Every trial and
rehearsal is kept in docs/results/soundness.jsonl, with the commit of the code; docs/results/soundness.json has the
figures. What failed may be tried again by later code: then the last try counts, and the earlier one is told as well.
Seconds are processor time.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
if __name__ == "__main__":
    os.environ["KITCHEN_DREAM_UNITS"] = "24"  # before kitchens are loaded: the villa has so many

import numpy as np
import tyro
from simulator_checks.kept import Kept, commits
from simulator_checks.seeds import offers, trial_in

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.core.resources import ASSETS
from kitchen_dream.evaluation.scores.statistics import share
from kitchen_dream.kitchens.files.kitchen_files import load_family
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES, Kitchen
from kitchen_dream.rules.ruleset import V0, RuleSet
from kitchen_dream.rules.tables import tabulate
from kitchen_dream.rules.v1.ruleset import V1
from kitchen_dream.sim.feasibility_check import check_feasibility

HERE = Path(__file__).parent
FLOOR_PLANS = list(HERE.glob("floor_plans/*.yaml"))
"""After kitchens that were built, or that a country builds by its norms; each says which."""
WRITTEN = [
    *sorted([*FLOOR_PLANS, *HERE.glob("written_kitchens/*.yaml")], key=lambda path: path.name, reverse=True),
    *sorted(HERE.parent.glob("examples/kitchens/*.yaml")), *sorted(ASSETS.glob("layouts/*.yaml")),
]  # fmt: skip


@dataclass
class Options:
    """Options of the benchmark."""

    trials: int = 400
    """Trials, half of them in written kitchens."""
    kept: Path = Path("docs/results/soundness.jsonl")
    """What is done, a line each; delete it to begin again."""
    out: Path = Path("docs/results/soundness.json")
    again: bool = False
    """Try again what failed by other code than this."""
    only_figures: bool = False
    """Work out the figures of what is kept, and run nothing."""


def rules_of(number: int) -> RuleSet:
    """The rules of a trial."""
    return (V0, V1)[number // 2 % 2]


def kitchen_of(number: int) -> tuple[str, Kitchen]:
    """The kitchen of a trial: even numbers are written ones, household by household, odd ones the families in turn."""
    k, rules = number // 4, rules_of(number)

    def first(draw: Callable[[int], Kitchen], start: int) -> Kitchen:
        """The first one in which there is something to cook."""
        kitchens = (draw(seed) for seed in range(start, start + 1000))
        return next(kitchen for kitchen in kitchens if offers(tabulate([kitchen], rules.book), rules))

    if number % 2 == 0:
        path = WRITTEN[k % len(WRITTEN)]
        return name_of(path), first(load_family(path, rules.name).kitchen, 1000 * (k // len(WRITTEN)))
    number //= 2
    layout, start = LAYOUT_FAMILIES[number % len(LAYOUT_FAMILIES)], 1000 * (number // len(LAYOUT_FAMILIES))
    return layout, first(lambda seed: generate(seed, (layout,), rules.name), start)


def name_of(path: Path) -> str:
    """A written kitchen's folder and name."""
    return f"{path.parent.name}/{path.stem}"


def rehearse(path: Path) -> dict:
    """The rehearsal of a written kitchen."""
    kitchen = load_family(path).kitchen()
    began = time.process_time()
    defects = check_feasibility(kitchen)
    took = round(time.process_time() - began, 1)
    units = {"units": len(kitchen.units), "pairs": 2 * sum(unit.traits.food for unit in kitchen.units)}
    return {"rehearsed": name_of(path)} | units | {"seconds": took, "refused": [str(defect) for defect in defects]}


def run(options: Options) -> list[dict]:
    """Do what is not kept yet, and return all of it."""
    kept, paths = Kept(options.kept), {name_of(path): path for path in WRITTEN}
    good = [row for row in _last(kept.rows) if not options.again or _went_well(row) or row["commit"] == kept.code]
    rehearsed, tried = ({row.get(key) for row in good} for key in ("rehearsed", "trial"))

    def prove(where: str) -> None:
        if where in paths and where not in rehearsed:
            rehearsed.add(where)
            kept.add(rehearse(paths[where]))

    for number in range(options.trials):
        if number not in tried:
            (where, kitchen), rules = kitchen_of(number), rules_of(number)
            kept.add({"trial": number, "rules": rules.name, "where": where} | trial_in(kitchen, number, rules=rules))
            if not kept.rows[-1]["success"]:
                prove(where)
    for where in paths:
        prove(where)
    return kept.rows


def figures(done: list[dict], trials: int) -> dict:
    """The figures of the results page."""
    last = _last(done)
    rows = [row for row in last if row.get("trial", trials) < trials]
    proofs = [row for row in last if "rehearsed" in row]
    refused = {row["rehearsed"] for row in proofs if row["refused"]}
    counted = [row for row in rows if row["where"] not in refused]
    parts: dict[str, list[dict]] = {}
    for rules in (V0, V1):
        mine = [row for row in counted if row["rules"] == rules.name]
        parts[f"{rules.name}, written"] = [row for row in mine if row["trial"] % 2 == 0]
        parts[f"{rules.name}, random"] = [row for row in mine if row["trial"] % 2]
    out: dict = {"trials": len(rows), "of": trials, "commits": commits(done)}
    out["rows"] = [_row(name, part) for name, part in (parts | {"all": counted}).items()]
    told = ("trial", "rules", "where", "recipe", "seconds", "deadline", "failures", "why", "commit")
    out["not_cooked"] = [{key: row[key] for key in told} for row in counted if not row["success"]]
    out["mended"] = [
        {
            "where": row.get("rehearsed", row.get("where")), "trial": row.get("trial", "rehearsal"),
            "why": "; ".join(row.get("refused", row.get("failures"))), "by the code of": row["commit"],
        }
        for row in done if row not in last and not _went_well(row)
    ]  # fmt: skip
    units = sum(row["units"] for row in proofs)
    out["rehearsals"] = {
        "kitchens": len(proofs), "of": len(WRITTEN), "pairs_of_unit_and_vessel": sum(row["pairs"] for row in proofs),
        "kitchens_refused": len(refused),
        "seconds_mean": round(float(np.mean([row["seconds"] for row in proofs])), 1) if proofs else None,
        "seconds_max": max((row["seconds"] for row in proofs), default=None),
        "seconds_a_unit": round(sum(row["seconds"] for row in proofs) / max(units, 1), 2),
    }  # fmt: skip
    out["refused"] = [{"kitchen": row["rehearsed"], "mistake": line} for row in proofs for line in row["refused"]]
    return out | {"machine": hardware_info()}


def _last(rows: list[dict]) -> list[dict]:
    """The last try of each trial and rehearsal."""
    return list({(row.get("trial"), row.get("rehearsed")): row for row in rows}.values())


def _went_well(row: dict) -> bool:
    """Whether a dish was cooked, or a rehearsal refuses nothing."""
    return row.get("success", not row.get("refused"))


def _row(name: str, part: list[dict]) -> dict:
    cooked = sum(row["success"] for row in part)
    layouts = len({row["where"] if row["trial"] % 2 == 0 else row["trial"] for row in part})
    return {
        "kitchens": name, "layouts": layouts, "trials": len(part),
        "cooked": cooked, "rate": str(share(cooked, len(part))) if part else "",
        "skills": sum(row["skills"] for row in part), "skills that failed": sum(len(row["failures"]) for row in part),
    }  # fmt: skip


def main(options: Options) -> None:
    """Run, print, write."""
    done = Kept(options.kept).rows if options.only_figures else run(options)
    text = json.dumps(figures(done, options.trials), indent=2) + "\n"
    write_atomically(options.out, text, parents=True)
    print(text)


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
