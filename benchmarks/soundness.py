"""Does the proof hold? What `kitchen check` accepts, the oracle cooks in PyBullet.

    python benchmarks/soundness.py                         # goes on where it stopped
    python benchmarks/soundness.py --trials 60             # as many as there is time for

Trials are drawn from written kitchens (benchmarks/floor_plans, benchmarks/written_kitchens, examples/kitchens,
assets/layouts) and from the generator's, in turn: in each the oracle cooks one of the dishes offered there, by the
fastest plan, and tries once more what fails. Then the written kitchens are rehearsed as `kitchen check` does: every
unit with pot and bowl, and the buttons; trials in a kitchen that the rehearsal refuses do not count. Writes
docs/results/soundness.json; seconds are processor time.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"
if __name__ == "__main__":
    os.environ["KITCHEN_DREAM_UNITS"] = "24"  # before kitchens are loaded: the villa has so many

import numpy as np
import tyro
from simulator_checks.seeds import offers, trial_in

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.core.resources import ASSETS
from kitchen_dream.evaluation.scores.statistics import share
from kitchen_dream.kitchens.files.kitchen_files import load_family
from kitchen_dream.kitchens.layout.generator import generate
from kitchen_dream.kitchens.spec import LAYOUT_FAMILIES, Kitchen
from kitchen_dream.rules.tables import tabulate
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
    rehearsals: int | None = None
    """Written kitchens that are rehearsed; None: all."""
    log: Path = Path("runs/soundness.jsonl")
    """What is done, a line each; delete it to begin again."""
    out: Path = Path("docs/results/soundness.json")


def useful(kitchens) -> Kitchen:
    """The first kitchen that offers a dish."""
    return next(kitchen for kitchen in kitchens if offers(tabulate([kitchen])))


def kitchen_of(number: int) -> tuple[str, Kitchen]:
    """The kitchen of a trial: even numbers are written ones, household by household, odd ones the families in turn."""
    k = number // 2
    if number % 2 == 0:
        family = load_family(WRITTEN[k % len(WRITTEN)])
        first = 1000 * (k // len(WRITTEN))
        return name_of(Path(family.source)), useful(family.kitchen(seed) for seed in range(first, first + 1000))
    layout = LAYOUT_FAMILIES[k % len(LAYOUT_FAMILIES)]
    first = 1000 * (k // len(LAYOUT_FAMILIES))
    return layout, useful(generate(seed, (layout,)) for seed in range(first, first + 1000))


def name_of(path: Path) -> str:
    """A written kitchen's folder and name."""
    return f"{path.parent.name}/{path.stem}"


def rehearse(path: Path) -> dict:
    """The rehearsal of a written kitchen."""
    kitchen = load_family(path).kitchen()
    began = time.process_time()
    defects = check_feasibility(kitchen)
    took = round(time.process_time() - began, 1)
    refused = [str(defect) for defect in defects]
    units = {"units": len(kitchen.units), "pairs": 2 * sum(unit.traits.food for unit in kitchen.units)}
    return {"rehearsed": name_of(path)} | units | {"seconds": took, "refused": refused}


def read_log(path: Path) -> list[dict]:
    """What is done."""
    lines = []
    for line in path.read_text().splitlines() if path.is_file() else ():
        try:
            lines.append(json.loads(line))
        except json.JSONDecodeError:  # cut off by a kill
            continue
    return lines


def run(options: Options) -> list[dict]:
    """Do what the log has not, and return all of it."""
    done = read_log(options.log)
    options.log.parent.mkdir(parents=True, exist_ok=True)

    def keep(row: dict) -> None:
        done.append(row)
        with options.log.open("a") as file:
            file.write(json.dumps(row) + "\n")
        print(json.dumps(row), flush=True)

    rehearsed, tried = ({row.get(key) for row in done} for key in ("rehearsed", "trial"))
    for number in range(options.trials):
        if number not in tried:
            where, kitchen = kitchen_of(number)
            keep({"trial": number, "where": where} | trial_in(kitchen, number))
    for path in WRITTEN[: options.rehearsals]:
        if name_of(path) not in rehearsed:
            keep(rehearse(path))
    return done


def figures(done: list[dict], trials: int) -> dict:
    """The figures of the results page."""
    rows = [row for row in done if row.get("trial", trials) < trials]
    proofs = [row for row in done if "rehearsed" in row]
    refused = {row["rehearsed"] for row in proofs if row["refused"]}
    counted = [row for row in rows if row["where"] not in refused]
    out: dict = {"rows": []}
    for name, part in {
        "written": [row for row in counted if row["trial"] % 2 == 0],
        "random": [row for row in counted if row["trial"] % 2],
        "all": counted,
    }.items():
        cooked = sum(row["success"] for row in part)
        out["rows"].append({
            "kitchens": name, "different": len({(row["where"], row["seed"]) for row in part}), "trials": len(part),
            "cooked": cooked, "rate": str(share(cooked, len(part))) if part else "",
            "skills": sum(row["skills"] for row in part),
            "skills that failed": sum(len(row["failures"]) for row in part),
        })  # fmt: skip
    out["not_cooked"] = [
        {key: row[key] for key in ("trial", "where", "recipe", "seconds", "deadline", "failures")}
        for row in counted if not row["success"]
    ]  # fmt: skip
    units = sum(row["units"] for row in proofs)
    out["rehearsals"] = {
        "kitchens": len(proofs), "pairs_of_unit_and_vessel": sum(row["pairs"] for row in proofs),
        "kitchens_refused": len(refused),
        "seconds_mean": round(float(np.mean([row["seconds"] for row in proofs])), 1) if proofs else None,
        "seconds_max": max((row["seconds"] for row in proofs), default=None),
        "seconds_a_unit": round(sum(row["seconds"] for row in proofs) / max(units, 1), 2),
    }  # fmt: skip
    out["refused"] = [{"kitchen": row["rehearsed"], "mistake": line} for row in proofs for line in row["refused"]]
    return out | {"machine": hardware_info()}


def main(options: Options) -> None:
    """Run, print, write."""
    text = json.dumps(figures(run(options), options.trials), indent=2) + "\n"
    write_atomically(options.out, text, parents=True)
    print(text)


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
