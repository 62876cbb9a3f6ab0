"""Where DREAM goes on a grid while exploring, and what it is paid there; linear probes of its code."""

from __future__ import annotations

import numpy as np

from kitchen_dream.agents.sequences.dream import SequenceDream
from kitchen_dream.evaluation.probes.probe import Probe, mean_auc
from kitchen_dream.problems.flat import FlatProblem
from kitchen_dream.problems.grids.rules import EXPLORE, GridProblem
from kitchen_dream.trial.rollout import Policy, Rollout, run

COPIES = 2048


def explore(problem: GridProblem, policy: Policy) -> tuple[Rollout, np.ndarray]:
    """An exploration in each copy, and the cells (T + 1, B) it went over."""
    rows = np.arange(problem.batch) % len(problem)
    cells = []

    def act(observation) -> np.ndarray:
        cells.append(problem.cell.copy())
        return policy(observation)

    rollout = run(problem, rows, np.full(problem.batch, EXPLORE), act)
    return rollout, np.stack([*cells, problem.cell.copy()])


def step_rewards(agent: SequenceDream, problem: GridProblem, exploration: Rollout) -> np.ndarray:
    """Exploration rewards (T, B) as shares of the squared distance from g to f(mu) at the start (Liu et al., eq. 5, no cost)."""
    rows = np.arange(problem.batch) % len(problem)
    error = np.stack([((g - agent.encode_id(problem.privileged(rows))) ** 2).sum(1) for g in agent.encode_prefixes(exploration)])
    return (error[:-1] - error[1:]) / np.maximum(error[0], 1e-9) * exploration.valid


def maps(agent: SequenceDream, problem: GridProblem, policies: dict[str, Policy]) -> dict[str, dict[str, np.ndarray]]:
    """For each explorer: `visits` (C,), steps in each cell an episode, and `reward` (C,), paid on arriving there an episode."""
    out = {}
    for name, policy in policies.items():
        rollout, cells = explore(problem, policy)
        reward, arrived = step_rewards(agent, problem, rollout), cells[1:]
        count = problem.width * problem.height
        visits = np.bincount(arrived[rollout.valid], minlength=count) / problem.batch
        paid = np.bincount(arrived[rollout.valid], reward[rollout.valid], minlength=count) / problem.batch
        out[name] = {"visits": visits, "reward": paid, "unexplained": 1 - reward.sum(0).mean()}
    return out


def random_policy(problem: GridProblem, seed: int = 0) -> Policy:
    """Uniformly random actions but for ending."""
    rng, choices = np.random.default_rng([seed, 3]), np.delete(np.arange(problem.spec.actions), problem.spec.stop)
    return lambda observation: rng.choice(choices, problem.batch)


def attribute_probe(agent: SequenceDream, flat: FlatProblem, policy: Policy | None = None) -> dict[str, float]:
    """Mean AUC with which the id's attributes are read from g(tau): fitted on training problems, scored on test problems.

    Of the bus, `needed` are the attributes of coloured lines and `useless` those of grey ones.
    """
    codes, truths = [], []
    for split in (flat.train, flat.test):
        problem = flat.kind(split, COPIES)
        rollout, _ = explore(problem, policy or agent.explorer())
        codes.append(agent.encode(rollout))
        truths.append(problem.privileged(np.arange(COPIES) % len(problem)).vector)
    guess = Probe(codes[0], truths[0])(codes[1])
    needed = {"needed": mean_auc(guess[:, :16], truths[1][:, :16])}
    return needed | ({"useless": mean_auc(guess[:, 16:], truths[1][:, 16:])} if truths[1].shape[1] > 16 else {})

