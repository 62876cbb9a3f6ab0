"""Scores of a policy on the kitchens of a split, in either body."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from kitchen_dream.evaluation.references import explorers as reference
from kitchen_dream.evaluation.references.belief import Belief
from kitchen_dream.evaluation.scores.statistics import mean, normalised, share
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.skills import decode
from kitchen_dream.trial.protocol import Learner, run_trial
from kitchen_dream.trial.rollout import Policy


@dataclass
class Trials:
    """Outcomes of n trials, one kitchen and one dish each."""

    returns: np.ndarray
    success: np.ndarray
    explore_seconds: np.ndarray
    execute_seconds: np.ndarray
    looks: np.ndarray
    """(n,) units looked into while exploring."""
    vain_looks: np.ndarray
    """(n,) of them such that never hold food."""


@dataclass
class Bounds:
    """Returns on the same trials of who knows the kitchen, and of who never explored; each (n,)."""

    oracle: np.ndarray
    blind: np.ndarray


def dishes(problem: KitchenProblem, rows: np.ndarray, seed: int) -> np.ndarray:
    """The dish asked for in each trial (n,): it depends on the kitchen and the seed, not on how many trials are run."""
    draws = [problem.sample_instructions(np.array([row]), np.random.default_rng([seed, 41, int(row)])) for row in rows]
    return np.concatenate(draws)


def bounds(problem: KitchenProblem, rows: np.ndarray, recipe: np.ndarray) -> Bounds:
    """Oracle and blind returns, computed from the rules and the households' priors."""
    tables = problem.tables.rows(rows)
    belief = Belief(tables)
    known, _ = reference.explore(tables, None, belief, 0.0)
    blind, _ = reference.execute(tables, recipe, known, belief, problem.dense)
    return Bounds(problem.oracle_returns(rows, recipe), blind)


def evaluate_abstract(
    problem: KitchenProblem, agent: Learner, rows: np.ndarray, recipe: np.ndarray, explorer: Policy | None = None
) -> Trials:
    """Trials in the abstract body; problem.batch must equal the number of rows."""
    looked = np.zeros((2, len(rows)), int)

    def watch(number: int) -> None:
        if number == 1:
            looked[:] = _looks(problem, rows)

    result = run_trial(problem, agent, rows, recipe[None], explorer, begin=watch)
    execution = result.executions[0]
    return Trials(result.returns, result.success, result.exploration.seconds, execution.seconds, *looked)


def _looks(problem: KitchenProblem, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    looked = problem.episodes.known.looked
    vain = looked & np.isin(problem.tables.role[rows], (Role.UNDER_SINK, Role.BESIDE_STOVE))
    return looked.sum(1), vain.sum(1)


def evaluate_pybullet(
    problem: PhysicsKitchenProblem, agent: Learner, rows: np.ndarray, recipe: np.ndarray, report: Callable[[int], None]
) -> Trials:
    """Trials in the physics, one after the other; `report` is called with the number of those done."""
    parts = []
    for i in range(len(rows)):
        parts.append(evaluate_abstract(problem, agent, rows[i : i + 1], recipe[i : i + 1]))
        report(i + 1)
    return Trials(*(np.concatenate([getattr(part, name) for part in parts]) for name in Trials.__dataclass_fields__))


def summary(trials: Trials, limit: Bounds) -> dict:
    """Scores with 95 % intervals, as plain data."""
    n = len(trials.returns)
    returns, score = mean(trials.returns), normalised(trials.returns, limit.blind, limit.oracle)
    success = share(round(trials.success.sum()), n)
    return {
        "trials": n,
        "return_mean": round(returns.value, 4),
        "return_interval": returns.rounded(),
        "normalized_score": round(score.value, 4),
        "normalized_interval": score.rounded(),
        "success_rate": round(success.value, 4),
        "success_interval": success.rounded(),
        "oracle_return": round(float(limit.oracle.mean()), 4),
        "blind_return": round(float(limit.blind.mean()), 4),
        "explore_seconds_mean": round(float(trials.explore_seconds.mean()), 2),
        "execute_seconds_mean": round(float(trials.execute_seconds.mean()), 2),
        "looks_mean": round(float(trials.looks.mean()), 3),
        "vain_look_share": round(float(trials.vain_looks.sum() / max(trials.looks.sum(), 1)), 4),
    }


def skill_table(problem: PhysicsKitchenProblem) -> dict[str, dict]:
    """Attempts, successes and reasons of failure for each skill."""
    table: dict[str, dict] = {}
    for action, outcome in problem.outcomes:
        name = decode(action).skill
        row = table.setdefault(name, {"attempts": 0, "successes": 0, "failures": Counter()})
        row["attempts"] += 1
        row["successes"] += bool(outcome.success)
        if not outcome.success:
            row["failures"][outcome.reason.name.lower()] += 1
    return {name: {**row, "failures": dict(row["failures"])} for name, row in sorted(table.items())}


def reference_explorer(problem: KitchenProblem, rows: np.ndarray, explorer: reference.Explorer) -> Policy:
    """A reference explorer as a policy in the agent's place: it reads the same map, from the problem's episodes."""
    belief = Belief(problem.tables.rows(rows))
    return lambda observation: explorer(problem.episodes, belief)
