"""Linear probes: what a ridge regression reads from a code, fitted and scored on different problems; and rewards."""

from typing import Any

import numpy as np
import scipy  # scipy.stats takes a second to load: it is loaded when it is used

from kitchen_dream.problems.spec import PrivilegedId
from kitchen_dream.trial.rollout import Rollout

RIDGE = 1e-2
"""Share of the features' mean variance that is added to the diagonal."""


class Probe:
    """A ridge regression of targets (n, k) on codes (n, features), both centred."""

    def __init__(self, codes: np.ndarray, targets: np.ndarray):
        codes, targets = np.asarray(codes, np.float64), np.asarray(targets, np.float64)
        self.code_mean, self.target_mean = codes.mean(0), targets.mean(0)
        x = codes - self.code_mean
        gram = x.T @ x
        gram += RIDGE * max(np.trace(gram) / len(gram), 1e-9) * np.eye(len(gram))
        self.weight = np.linalg.solve(gram, x.T @ (targets - self.target_mean))

    def __call__(self, codes: np.ndarray) -> np.ndarray:
        """Guesses (n, k)."""
        return (codes - self.code_mean) @ self.weight + self.target_mean


def auc(score: np.ndarray, truth: np.ndarray) -> float:
    """Area under the ROC curve of scores (n,) for truths (n,) bool: 0.5 is chance. NaN if all truths are alike."""
    positive = int(truth.sum())
    negative = len(truth) - positive
    if not positive or not negative:
        return float("nan")
    ranks = scipy.stats.rankdata(score)
    return float((ranks[truth].sum() - positive * (positive + 1) / 2) / (positive * negative))


def mean_auc(scores: np.ndarray, truths: np.ndarray) -> float:
    """Mean area over the columns (n, k) that have both kinds of truth."""
    return float(np.nanmean([auc(scores[:, k], truths[:, k].astype(bool)) for k in range(truths.shape[1])]))


def explained(guess: np.ndarray, truth: np.ndarray) -> float:
    """R^2 over all columns (n, k) together: 0 is the mean, 1 is everything; below 0 is worse than the mean."""
    return float(1 - ((guess - truth) ** 2).sum() / ((truth - truth.mean(0)) ** 2).sum())


def step_rewards(agent: Any, problem: PrivilegedId, exploration: Rollout) -> np.ndarray:
    """Exploration rewards (T, B) of DREAM: how much nearer each step brings g(tau) to f(mu), as a share of all the way.

    The reward of Liu et al. (eq. 5) without the step's cost, divided by the squared distance before the first step."""
    target = agent.encode_id(problem, np.random.default_rng(0)).numpy()
    away = agent.encode_prefixes(exploration).numpy() - target
    error = (away**2).reshape(*away.shape[:2], -1).sum(2)
    return (error[:-1] - error[1:]) / np.maximum(error[0], 1e-9) * exploration.valid
