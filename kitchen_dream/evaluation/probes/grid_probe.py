"""Where DREAM goes on a grid while exploring, and what it is paid there; linear probes of its code."""

from typing import Any

import numpy as np

from kitchen_dream.agents.learning.acting import RandomPolicy
from kitchen_dream.evaluation.probes.probe import Probe, mean_auc, step_rewards
from kitchen_dream.problems.grids.family import GridFamily
from kitchen_dream.problems.grids.rules import GridProblem
from kitchen_dream.trial.protocol import explore
from kitchen_dream.trial.rollout import Policy, Rollout

COPIES = 2048


def exploration_of(problem: GridProblem, policy: Policy) -> tuple[Rollout, np.ndarray]:
    """An exploration in each copy, and the cells (T + 1, B) it went over."""
    rollout = explore(problem, policy, rows_of(problem), np.random.default_rng(0))
    return rollout, rollout.observations["vector"][:, :, problem.spec.vector["cell"]].argmax(2)


def rows_of(problem: GridProblem) -> np.ndarray:
    """(B,) a problem for each copy, in turn."""
    return np.arange(problem.batch) % len(problem)


def maps(agent: Any, problem: GridProblem, policies: dict[str, Policy]) -> dict[str, dict[str, Any]]:
    """For each explorer: `visits` (C,), steps in each cell an episode; `reward` (C,), paid on arriving there an
    episode; and which share of the code is left `unexplained`."""
    out = {}
    for name, policy in policies.items():
        rollout, cells = exploration_of(problem, policy)
        reward, arrived = step_rewards(agent, problem.privileged(rows_of(problem)), rollout), cells[1:]
        count = problem.width * problem.height
        visits = np.bincount(arrived[rollout.valid], minlength=count) / problem.batch
        paid = np.bincount(arrived[rollout.valid], reward[rollout.valid], minlength=count) / problem.batch
        out[name] = {"visits": visits, "reward": paid, "unexplained": float(1 - reward.sum(0).mean())}
    return out


def random_policy(problem: GridProblem, seed: int = 0) -> Policy:
    """Uniformly random actions but for ending."""
    return RandomPolicy(problem.spec, np.random.default_rng([seed, 3]), mask_end=True)


def attribute_probe(agent: Any, family: GridFamily, at_random: bool = False, copies: int = COPIES) -> dict[str, float]:
    """Mean AUC with which the id's attributes are read from g(tau): fitted on training, scored on test problems.

    Of the bus, `needed` are the attributes of coloured lines `useless` of grey ones. at_random: how it explores."""
    codes, truths = [], []
    for split in ("train", "test"):
        problem = family.batch(split, copies)
        policy = random_policy(problem) if at_random else agent.explorer(np.random.default_rng(0), 0.0)
        rollout, _ = exploration_of(problem, policy)
        codes.append(agent.encode_trajectory(rollout).numpy())
        truths.append(problem.privileged(rows_of(problem)).vector)
    guess = Probe(codes[0], truths[0])(codes[1])
    needed = {"needed": mean_auc(guess[:, :16], truths[1][:, :16])}
    return needed | ({"useless": mean_auc(guess[:, 16:], truths[1][:, 16:])} if truths[1].shape[1] > 16 else {})
