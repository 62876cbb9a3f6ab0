"""DREAM beside what it must beat: oracle, blind, and its own executor after other explorers, on the same trials."""

from __future__ import annotations

import numpy as np

from kitchen_dream.agents.dream import Dream
from kitchen_dream.agents.look_eye import eye_of
from kitchen_dream.agents.policy import RunConfig
from kitchen_dream.problems.kitchen.references import explorers as reference
from kitchen_dream.problems.kitchen.references.fixed_order import best_order
from kitchen_dream.evaluation.scores.kitchen import Trials, bounds, dishes, evaluate_abstract, reference_explorer
from kitchen_dream.evaluation.scores.statistics import mean, normalised
from kitchen_dream.rules.tables import Tables
from kitchen_dream.training.kitchen_problem import kitchen_problem


def comparison(agent: Dream, config: RunConfig, tables: Tables, split: str, seed: int, name: str = "DREAM") -> list[dict]:
    """One row for each explorer: the learnt one and others in its place, all read by the agent's g and executor."""
    rows = np.arange(len(tables))
    problem = kitchen_problem(config, tables, split, len(rows), eye_of(agent))
    recipe = dishes(problem, rows, seed)
    limit = bounds(problem, rows, recipe)
    explorers = {
        name: None,
        "adaptive exploration": reference.adaptive_explorer,
        "best fixed order": reference.fixed_order(best_order()),
        "random exploration": reference.random_explorer(np.random.default_rng([seed, 3])),
    }
    lines = [_line("oracle (knows the kitchen)", limit.oracle, np.ones(len(rows)), limit.blind, limit.oracle)]
    for label, explorer in explorers.items():
        policy = reference_explorer(problem, rows, explorer) if explorer else None
        trials = evaluate_abstract(problem, agent, rows, recipe, policy)
        lines.append(_line(label, trials.returns, trials.success, limit.blind, limit.oracle, trials))
    blind_success = limit.blind > 0.9 * limit.oracle.min()
    lines.append(_line("blind (never explored)", limit.blind, blind_success, limit.blind, limit.oracle))
    return lines


def _line(
    name: str, returns: np.ndarray, success: np.ndarray, blind: np.ndarray, oracle: np.ndarray, trials: Trials | None = None
) -> dict:
    return {
        "policy": name,
        "normalised": str(normalised(returns, blind, oracle)),
        "return": str(mean(returns)),
        "dishes finished": f"{success.mean():.3f}",
        "looks": f"{trials.looks.mean():.2f}" if trials else "",
        "looks in vain": f"{trials.vain_looks.sum() / max(trials.looks.sum(), 1):.3f}" if trials else "",
        "seconds exploring": f"{trials.explore_seconds.mean():.1f}" if trials else "",
    }
