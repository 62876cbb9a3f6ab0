"""What DREAM's code holds of a kitchen, where it looks, and what it is paid for, on held-out kitchens."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from kitchen_dream.evaluation.probes.probe import Probe, explained, mean_auc, step_rewards
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.problems.kitchen.family import KitchenFamily
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.tables import Tables
from kitchen_dream.trial.protocol import explore
from kitchen_dream.trial.rollout import Chooser, Policy, Rollout

AGENT = "DREAM"
Explorers = dict[str, Callable[[KitchenProblem, np.ndarray], Policy]]
"""By name: functions of a batch and its problems (B,)."""


def explorers(agent: Any, family: KitchenFamily) -> Explorers:
    """DREAM, and the family's own."""
    out: Explorers = {AGENT: lambda problem, rows: agent.explorer(np.random.default_rng(0), 0.0)}
    for name, make in family.explorers().items():
        out[name] = partial(lambda make, problem, rows: Chooser(make(problem, rows)), make)
    return out


def probes(agent: Any, family: KitchenFamily, count: int) -> list[dict]:
    """One row a code: how well a linear probe, fitted on `count` training kitchens, reads as many test kitchens.

    `contents`: mean AUC over ingredients of "this unit holds it", from the unit's code; `burners`: AUC of "it is
    broken", from the code of the whole; `colours`: R^2 of the colours of wall and fronts, from both."""
    rows, rng = np.arange(count), np.random.default_rng(0)
    problems = [family.batch(split, count) for split in ("train", "test")]
    ids = [agent.encode_id(problem.privileged(rows), rng).numpy() for problem in problems]
    codes = {"f(mu), what execution is trained on": ids}
    for name, explorer in explorers(agent, family).items():
        found = [explore(problem, explorer(problem, rows), rows, rng) for problem in problems]
        codes[f"g(tau) after exploration: {name}"] = [agent.encode_trajectory(one).numpy() for one in found]
        if name == AGENT:
            codes["g before any look"] = [agent.encode_prefixes(one)[0].numpy() for one in found]
    targets = [_targets(problem, rows) for problem in problems]
    return [{"code": name} | _read(*pair, *targets) for name, pair in codes.items()]


def _targets(problem: KitchenProblem, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Contents (n, units, ingredients), units that exist (n, units), broken burners (n, 2), colours (n, 9)."""
    ids, spec = problem.privileged(rows), problem.spec
    exists = ids.entities[:, :, spec.id_entity["exists"]][:, :, 0] > 0
    burners = ids.vector[:, spec.id_vector["broken"]]
    colours = ids.vector[:, spec.id_vector["decoration"]]
    return ids.entities[:, :, spec.id_entity["symbols"]], exists, burners, colours


def _read(fit: np.ndarray, test: np.ndarray, known: tuple, asked: tuple) -> dict:
    unit = Probe(fit[:, :-1][known[1]], known[0][known[1]])
    contents = mean_auc(unit(test[:, :-1][asked[1]]), asked[0][asked[1]])
    whole = Probe(fit[:, -1], known[2])
    flat = [np.concatenate([codes[:, -1], codes[:, :-1].mean(1)], axis=1) for codes in (fit, test)]
    colours = explained(Probe(flat[0], known[3])(flat[1]), asked[3])
    burners = mean_auc(whole(test[:, -1]), asked[2])
    return {"contents": round(contents, 3), "burners": round(burners, 3), "colours": round(colours, 3)}


def looks(agent: Any, family: KitchenFamily, count: int) -> dict[str, dict[str, float]]:
    """Looks in an exploration by kind of place, for each explorer; `oracle`: where the food lies, in as many looks."""
    rows, rng, out = np.arange(count), np.random.default_rng(0), {}
    problem = family.batch("test", count)
    tables = problem.tables.rows(rows)
    for name, explorer in explorers(agent, family).items():
        explore(problem, explorer(problem, rows), rows, rng)
        out[name] = _by_role(problem.episodes.known.looked, tables)
    total = sum(out[AGENT].values())
    food = (tables.contents >= 0).sum(2)
    out["oracle (where food lies)"] = _by_role(food * total / food.sum(1, keepdims=True), tables)
    return out


def _by_role(weight: np.ndarray, tables: Tables) -> dict[str, float]:
    by_role = {role: (weight * (tables.role == role) * tables.exists).sum(1).mean() for role in Role}
    return {role.name.lower(): round(float(mean), 3) for role, mean in by_role.items()}


def one_exploration(agent: Any, family: KitchenFamily, number: int) -> tuple[Rollout, np.ndarray]:
    """DREAM's exploration of one test kitchen, and its rewards (T,): see `step_rewards`."""
    rows, rng, problem = np.array([number]), np.random.default_rng(0), family.batch("test", 1)
    exploration = explore(problem, agent.explorer(rng, 0.0), rows, rng)
    return exploration, step_rewards(agent, problem.privileged(rows), exploration)[:, 0]
