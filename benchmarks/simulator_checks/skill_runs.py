"""Records of single skills in PyBullet, and their statistics: success, speed and forces."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kitchen_dream.evaluation.scores.statistics import share

PUSH = 20.0
"""Newton above which an unintended contact counts as hard."""
REAL_TIME = 10.0
"""Simulated seconds a CPU second that a skill should reach."""


@dataclass
class SkillRun:
    """The record of one skill.

    Attributes:
        seed, family: of the kitchen.
        grasp: "assisted" or "physical".
        skill, argument: the skill call.
        kind: kind of the unit that is looked into or taken from.
        item: ingredient that is taken.
        drive_metres, seconds, success, retries, max_force, collisions, beyond_limits, detail: see `Outcome`.
        reason: typed reason of a failure, "" after success.
        touched: the hardest unintended contact: own link, and the other's body and link.
        cpu_seconds: of the whole skill, including planning."""

    seed: int
    family: str
    grasp: str
    skill: str
    argument: int
    kind: str
    item: str
    drive_metres: float
    seconds: float
    success: bool
    reason: str
    retries: int
    max_force: float
    collisions: int
    beyond_limits: int
    touched: str
    cpu_seconds: float
    detail: str


def figures(runs: Sequence[SkillRun]) -> dict[str, Any]:
    """Statistics of at least one run, as plain data. The interval is Wilson's (95 %)."""
    good = sum(run.success for run in runs)
    rate = share(good, len(runs))
    simulated, cpu = sum(run.seconds for run in runs), sum(run.cpu_seconds for run in runs)
    hard = sum(run.max_force > PUSH for run in runs)
    return {
        "attempts": len(runs),
        "kitchens": len({run.seed for run in runs}),
        "successes": good,
        "rate": round(rate.value, 4),
        "interval": rate.rounded(),
        "retried": sum(run.retries for run in runs),
        "failures": dict(Counter(run.reason for run in runs if not run.success).most_common()),
        "seconds": round(simulated / len(runs), 2),
        "cpu_seconds": round(cpu / len(runs), 3),
        "real_time": round(simulated / max(cpu, 1e-9), 1),
        "quick": sum(run.seconds >= REAL_TIME * run.cpu_seconds for run in runs),
        "over_20_newton": hard,
        "over_20_newton_share": round(hard / len(runs), 4),
        "greatest_force": round(max(run.max_force for run in runs), 1),
        "beyond_limits": sum(run.beyond_limits > 0 for run in runs),
    }


def summary(runs: Sequence[SkillRun]) -> dict[str, Any]:
    """Statistics of all runs, by skill, by skill and kind of unit, and by layout family.

    Every failure and every hard contact is listed."""
    skills = list(dict.fromkeys(run.skill for run in runs))
    pairs = {(run.skill, run.kind) for run in runs if run.kind}
    kinds = sorted(pairs, key=lambda pair: (skills.index(pair[0]), pair[1]))
    families = sorted({run.family for run in runs})
    return {
        "grasp": runs[0].grasp,
        "kitchens": len({run.seed for run in runs}),
        "seeds": [min(run.seed for run in runs), max(run.seed for run in runs)],
        "all": figures(runs),
        "skills": {skill: figures([run for run in runs if run.skill == skill]) for skill in skills},
        "kinds": [
            {"skill": skill, "kind": kind, **figures([run for run in runs if (run.skill, run.kind) == (skill, kind)])}
            for skill, kind in kinds
        ],
        "families": {family: figures([run for run in runs if run.family == family]) for family in families},
        "failed": [_record(run) for run in runs if not run.success],
        "hard": [_record(run) for run in runs if run.max_force > PUSH],
    }


def _record(run: SkillRun) -> dict[str, Any]:
    """What is needed to run a skill again."""
    return {
        "seed": run.seed, "skill": run.skill, "argument": run.argument, "kind": run.kind, "item": run.item,
        "detail": run.detail, "newton": run.max_force, "touched": run.touched,
    }  # fmt: skip
