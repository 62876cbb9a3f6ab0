"""The kitchens of examples/kitchens: each is proven as `kitchen check` does it, and the shipped policy is scored there.

    python benchmarks/written_kitchens.py --json docs/results/written_kitchens.json

Scores are those of `evaluate --layout FILE`: other households in the same kitchen, by the rules' clock, whose seconds
are a fit to wide kitchens. `--no-rehearsal` leaves the proof in the physics out.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

if __name__ == "__main__":
    os.environ["KITCHEN_DREAM_UNITS"] = "24"  # before kitchens are loaded: the villa has so many

import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.evaluation.scores.scorer import Scorer
from kitchen_dream.kitchens.checks.stations import fronts_of, stations
from kitchen_dream.kitchens.files.kitchen_files import KitchenError, load_kitchen
from kitchen_dream.kitchens.geometry import station
from kitchen_dream.problems.registry import problem_family
from kitchen_dream.simcheck.kitchen_proof import prove_file
from kitchen_dream.training.policies import load_policy
from kitchen_dream.training.run_config import policy_folder

FOLDER = Path("examples/kitchens")


@dataclass
class Args:
    """Options."""

    trials: int = 300
    """Trials of the shipped policy in each kitchen."""
    rehearsal: bool = True
    """Prove each kitchen in the physics, which takes minutes."""
    json: Path | None = None
    """Where to write the figures, as the results page reads them."""


def main(args: Args) -> None:
    """Prove, score, print, save."""
    rows = []
    loaded = load_policy(policy_folder(None, "kitchen"))
    for file in sorted(FOLDER.glob("*.yaml")):
        start = time.perf_counter()
        try:
            proof, proven = prove_file(file, rehearsal=args.rehearsal), True
        except KitchenError as error:
            proof, proven = "; ".join(error.mistakes), False
        seconds = time.perf_counter() - start
        kitchen = load_kitchen(file)
        options = loaded.config.options | {"layout": str(file), "test": args.trials}
        family = problem_family("kitchen", **options)
        family.adopt(loaded.agent)
        scorer = Scorer(family, "test", loaded.config.setting, loaded.config.executions, args.trials, 0)
        scores = scorer.summary(scorer.play(loaded.agent, None, None))
        near = sum(a != station(b) for a, b in zip(stations(kitchen), fronts_of(kitchen), strict=False))
        row = {
            "file": file.name, "name": kitchen.name, "room": [kitchen.room.width, kitchen.room.depth],
            "units": len(kitchen.units), "narrow_fronts": near, "proven": proven, "proof": proof,
            "proof_seconds": round(seconds), "trials": args.trials,
        } | {key: scores[key] for key in ("normalized_score", "normalized_interval", "success_rate") if key in scores}
        print({key: value for key, value in row.items() if key != "proof"}, proof)
        rows.append(row)
    if args.json is not None:
        words = ["python benchmarks/written_kitchens.py", f"--trials {args.trials}"]
        words += [] if args.rehearsal else ["--no-rehearsal"]
        data = {
            "command": " ".join([*words, f"--json {args.json}"]), "machine": hardware_info(),
            "rehearsal": args.rehearsal, "kitchens": rows,
        }
        write_atomically(args.json, (json.dumps(data, indent=1) + "\n").encode())


if __name__ == "__main__":
    main(tyro.cli(Args))
