"""The shipped policy in PyBullet beside the same trials by the rules: what is lost between them, and why.

    python benchmarks/policy_in_physics.py                       # Kitchen-v1, 50 trials; goes on where it stopped
    python benchmarks/policy_in_physics.py --only-figures        # of what is done so far
    python benchmarks/policy_in_physics.py --problem kitchen

The trials are those of `python run.py evaluate --problem kitchen-v1 --backend pybullet --trials 50`. Each is kept in
docs/results/policy_in_physics-PROBLEM.jsonl with what every failed skill reported, the policy, and the commit of the
code; those of another policy do not count. The file of the same name in JSON has the figures.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import tyro
from simulator_checks.kept import Kept, commits
from simulator_checks.seeds import why_not_done

from kitchen_dream.core.cache import digest
from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.evaluation.scores.scorer import Played, Scorer
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.problems.registry import problem_family
from kitchen_dream.training.policies import WEIGHTS, LoadedPolicy, load_policy
from kitchen_dream.training.run_config import policy_folder
from kitchen_dream.trial.protocol import run_trials


@dataclass
class Options:
    """Options of the benchmark."""

    problem: Literal["kitchen-v1", "kitchen"] = "kitchen-v1"
    """Whose shipped policy plays."""
    trials: int = 50
    """Trials, each in another kitchen of the split `test`."""
    results: Path = Path("docs/results")
    """Folder for what is kept, and for the figures."""
    only_figures: bool = False
    """Work out the figures of what is kept, and run nothing."""


def scorer_of(loaded: LoadedPolicy, trials: int, backend: str) -> Scorer:
    """The first trials of the test split in a backend."""
    config = loaded.config
    family = problem_family(config.problem, **(config.options | {"backend": backend, "test": trials}))
    return Scorer(family, "test", config.setting, config.executions, trials)


def play(loaded: LoadedPolicy, scorer: Scorer, number: int) -> dict[str, Any]:
    """One trial in PyBullet, as a scorer plays it."""
    problem = scorer.family.batch("test", 1, scorer.setting)
    assert isinstance(problem, PhysicsKitchenProblem)
    rows, instructions = scorer.trials.rows[[number]], scorer.trials.instructions[:, [number]]
    trial = replace(scorer.trials, rows=rows, instructions=instructions, weights=np.ones(1))
    began, rng = time.process_time(), np.random.default_rng(7)
    try:
        done = run_trials(problem, loaded.agent.begin_trial(rng), trial, rng)
        skills = [(problem.rules.skills.decode(action).skill, outcome) for action, outcome in problem.outcomes]
        success, why = float(done.success[0]), why_not_done(problem)
    finally:
        problem.close()
    failed = [f"{skill}: {outcome.detail}" for skill, outcome in skills if not outcome.success]
    seconds = np.mean([execution.seconds[0] for execution in done.executions])
    return {
        "trial": number, "dish": problem.rules.book.recipes[int(instructions[-1, 0])].name,
        "return": round(float(done.returns[0]), 4), "success": success, "why": "" if success == 1 else why,
        "explore_steps": int(done.exploration.valid.sum()),
        "explore_seconds": round(float(done.exploration.seconds[0]), 2),
        "execute_seconds": round(float(seconds), 2), "tried": dict(Counter(skill for skill, _ in skills)),
        "failed": failed, "max_force": round(max(outcome.max_force for _, outcome in skills), 1),
        "cpu_seconds": round(time.process_time() - began, 1),
    }  # fmt: skip


def figures(loaded: LoadedPolicy, rows: list[dict[str, Any]], options: Options) -> dict[str, Any]:
    """Scores of the trials that are done, in both backends."""
    rows = sorted(rows, key=lambda row: row["trial"])
    count = next((n for n, row in enumerate(rows) if row["trial"] != n), len(rows))
    rows = rows[:count]  # the first ones, so that both backends have the same
    out: dict[str, Any] = {"problem": options.problem, "trials": count, "of": options.trials, "commits": commits(rows)}
    if not count:
        return out
    columns = ("return", "success", "explore_steps", "explore_seconds", "execute_seconds")
    played = Played(*(np.array([row[key] for row in rows], float) for key in columns), more={})
    scorer = scorer_of(loaded, count, "abstract")
    by_rules = scorer.play(loaded.agent)
    names = ("normalized_score", "normalized_interval", "return_mean", "success_rate", "success_interval")
    summaries = {"rules": scorer.summary(by_rules), "physics": scorer.summary(played)}
    out |= {where: {key: told.get(key) for key in names} for where, told in summaries.items()}
    scores = [scorer.scores(part)["normalized_score"] for part in (played, by_rules)]
    out["score_of_the_rules"] = round(scores[0] / scores[1], 4)
    tried: Counter[str] = Counter()
    for row in rows:
        tried.update(row["tried"])
    failed = Counter(words.split(":")[0] for row in rows for words in row["failed"])
    out["skills"] = [{"skill": skill, "tried": tried[skill], "failed": failed[skill]} for skill in sorted(tried)]
    out["lost"] = [
        {"trial": row["trial"], "dish": row["dish"], "why": row["why"], "failed": "; ".join(row["failed"])}
        for row, good in zip(rows, by_rules.success, strict=True) if row["success"] < good
    ]  # fmt: skip
    return out | {"updates": loaded.agent.updates, "machine": hardware_info()}


def main(options: Options) -> None:
    """Play what is not kept yet, work out the figures, write them."""
    folder = policy_folder(None, options.problem)
    loaded, policy = load_policy(folder), digest((folder / WEIGHTS).read_bytes())
    path = options.results / f"policy_in_physics-{options.problem}"
    kept = Kept(path.with_suffix(".jsonl"))
    done = {row["trial"] for row in kept.rows if row["policy"] == policy}
    scorer = scorer_of(loaded, options.trials, "pybullet")
    for number in range(0 if options.only_figures else options.trials):
        if number not in done:
            kept.add(play(loaded, scorer, number) | {"policy": policy})
    mine = [row for row in kept.rows if row["policy"] == policy and row["trial"] < options.trials]
    text = json.dumps(figures(loaded, mine, options), indent=2) + "\n"
    write_atomically(path.with_suffix(".json"), text, parents=True)
    print(text)


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
