"""Scores of finished trainings on every split that is never trained on: new kitchens, new layouts, new recipes.

    python run.py benchmark --problems kitchen-v1 --agents dream --seeds 3
    python benchmarks/held_out.py runs/benchmark/kitchen-v1-dream-0 runs/benchmark/kitchen-v1-dream-1 ...

The run folders are trainings of one method on one problem with different seeds. Each policy is scored as
`python run.py evaluate --policy RUN --split SPLIT` does. Writes docs/results/held_out-PROBLEM.json.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.evaluation.scores.scorer import Scorer
from kitchen_dream.evaluation.scores.statistics import mean
from kitchen_dream.training.policies import load_policy


def main(runs: Annotated[tuple[Path, ...], tyro.conf.Positional], results: Path = Path("docs/results")) -> None:
    """Score the runs and write the table.

    Args:
        runs: run folders of one method and problem.
        results: folder of the JSON."""
    policies = [load_policy(run) for run in runs]
    names = {(policy.config.problem, policy.config.agent) for policy in policies}
    if len(names) != 1:
        raise SystemExit(f"name runs of one method on one problem; these are of {sorted(names)}")
    ((problem, agent),) = names
    family = policies[0].family
    rows = []
    for split in (split for split in family.splits if split != "train"):
        scorer = Scorer(family, split)
        found = [scorer(policy.agent)["normalized_score"] for policy in policies]
        scores = {f"seed {policy.config.seed}": round(x, 3) for policy, x in zip(policies, found, strict=True)}
        rows.append({"split": split, "trials": len(scorer.trials.rows), **scores, "mean": str(mean(np.array(found)))})
        print(rows[-1], flush=True)
    told = {"problem": problem, "agent": agent, "rows": rows, "machine": hardware_info()}
    write_atomically(results / f"held_out-{problem}.json", (json.dumps(told, indent=1) + "\n").encode())


if __name__ == "__main__":
    tyro.cli(main)
