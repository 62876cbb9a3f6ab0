"""What DREAM's code holds of a kitchen, where it looks, and what it is paid for: from a policy, on held-out kitchens."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from kitchen_dream.agents.dream import Dream
from kitchen_dream.agents.policy import RunConfig
from kitchen_dream.evaluation.probes.probe import Probe, explained, mean_auc
from kitchen_dream.evaluation.scores.kitchen import reference_explorer
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.kitchens.spec import BURNERS
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.references import explorers as reference
from kitchen_dream.problems.kitchen.references.fixed_order import best_order
from kitchen_dream.rules.tables import Tables
from kitchen_dream.training.kitchen_problem import kitchen_options
from kitchen_dream.trial.rollout import EXPLORE, Policy, Rollout, run

Explorers = dict[str, Callable[[KitchenProblem, np.ndarray], Policy]]


def explorers(agent: Dream, seed: int = 0) -> Explorers:
    """Explorers by name: DREAM, a heuristic, the best fixed order and random looks."""
    rows_of = {
        "heuristic (adaptive)": reference.adaptive_explorer,
        "best fixed order": reference.fixed_order(best_order()),
        "random": reference.random_explorer(np.random.default_rng([seed, 3])),
    }
    out: Explorers = {"DREAM": lambda problem, rows: agent.explore}
    for name, explorer in rows_of.items():
        out[name] = lambda problem, rows, explorer=explorer: reference_explorer(problem, rows, explorer)
    return out


def explore(problem: KitchenProblem, policy: Policy, keep: bool = False) -> Rollout:
    """An exploration in each of the problem's kitchens."""
    rows = np.arange(problem.batch)
    return run(problem, rows, np.full(len(rows), EXPLORE), policy, keep=keep)


def probes(agent: Dream, config: RunConfig, fit: Tables, test: Tables) -> list[dict]:
    """One row a code: how well a linear probe, fitted on the kitchens `fit`, reads the kitchens `test`.

    `contents`: mean AUC over ingredients of "this unit holds it", from the unit's code; `burners`: AUC of "it is broken", from the
    code of the whole; `colours`: R^2 of the colours of wall and fronts, from the code of the whole and the units' mean.
    """
    problems = [KitchenProblem(tables, split, len(tables), **kitchen_options(config)) for tables, split in ((fit, "train"), (test, "test"))]
    codes: dict[str, list[np.ndarray]] = {"f(mu), what execution is trained on": []}
    for problem in problems:
        codes["f(mu), what execution is trained on"].append(agent.encode_id(problem.privileged(np.arange(problem.batch))))
    for name, explorer in explorers(agent).items():
        runs = (explore(problem, explorer(problem, np.arange(problem.batch))) for problem in problems)
        codes[f"g(tau) after exploration: {name}"] = [agent.encode_trajectory(one.last()) for one in runs]
    before = [problem.begin(np.arange(problem.batch), np.full(problem.batch, EXPLORE)) for problem in problems]
    codes["g before any look"] = [agent.encode_trajectory(one) for one in before]
    targets = [_targets(problem) for problem in problems]
    return [{"code": name} | _read(*pair, *targets) for name, pair in codes.items()]


def _targets(problem: KitchenProblem) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Contents (n, units, ingredients), units that exist (n, units), broken burners (n, 2), colours (n, 9)."""
    ids = problem.privileged(np.arange(problem.batch))
    return ids.entities[:, :, 1:], ids.entities[:, :, 0] > 0, ids.vector[:, :BURNERS], ids.vector[:, BURNERS:]


def _read(fit: np.ndarray, test: np.ndarray, known: tuple, asked: tuple) -> dict:
    unit = Probe(fit[:, :-1][known[1]], known[0][known[1]])
    contents = mean_auc(unit(test[:, :-1][asked[1]]), asked[0][asked[1]])
    whole = Probe(fit[:, -1], known[2])
    flat = [np.concatenate([codes[:, -1], codes[:, :-1].mean(1)], axis=1) for codes in (fit, test)]
    colours = explained(Probe(flat[0], known[3])(flat[1]), asked[3])
    burners = mean_auc(whole(test[:, -1]), asked[2])
    return {"contents": round(contents, 3), "burners": round(burners, 3), "colours": round(colours, 3)}


def looks(agent: Dream, config: RunConfig, tables: Tables) -> dict[str, dict[str, float]]:
    """Looks in an exploration by the kind of place, for each explorer; `oracle` is where the food lies, in as many looks."""
    out = {}
    problem = KitchenProblem(tables, "test", len(tables), **kitchen_options(config))
    for name, explorer in explorers(agent).items():
        explore(problem, explorer(problem, np.arange(problem.batch)))
        out[name] = _by_role(problem.episodes.known.looked, tables)
    total = sum(out["DREAM"].values())
    food = (tables.contents >= 0).sum(2)
    out["oracle (where food lies)"] = _by_role(food * total / food.sum(1, keepdims=True), tables)
    return out


def _by_role(weight: np.ndarray, tables: Tables) -> dict[str, float]:
    """Mean weight a kitchen on the units of each role."""
    return {role.name.lower(): round(float((weight * (tables.role == role) * tables.exists).sum(1).mean()), 3) for role in Role}


def step_rewards(agent: Dream, problem: KitchenProblem, exploration: Rollout) -> np.ndarray:
    """Exploration rewards (T, B): by how much each step brings g(tau) nearer to f(mu), as a share of the way from the start.

    The reward of Liu et al. (eq. 5) without the step's cost, divided by the squared distance before the first step.
    """
    target = agent.encode_id(problem.privileged(np.arange(problem.batch)))
    steps = len(exploration.actions) + 1
    frames = [{key: value[t] for key, value in exploration.observations.items()} for t in range(steps)]
    error = np.stack([((agent.encode_trajectory(frame) - target) ** 2).sum((1, 2)) for frame in frames])
    return (error[:-1] - error[1:]) / np.maximum(error[0], 1e-9)
