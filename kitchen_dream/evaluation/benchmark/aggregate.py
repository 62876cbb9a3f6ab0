"""Scores of many runs put together: interquartile means with stratified bootstrap intervals, and learning curves.

Agarwal et al., "Deep Reinforcement Learning at the Edge of the Statistical Precipice", NeurIPS 2021.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from scipy import stats

from kitchen_dream.evaluation.scores.statistics import LEVEL, Estimate


def interquartile_mean(scores: np.ndarray) -> float:
    """Mean of the middle half of all scores, of any shape."""
    return float(stats.trim_mean(np.ravel(scores), 0.25))


def stratified(scores: list[np.ndarray], seed: int = 0, resamples: int = 2000) -> Estimate:
    """Interquartile mean over runs of several problems, with a bootstrap that draws runs anew within each problem.

    Args:
        scores: one array of runs for each problem.
    """
    if not scores or any(len(one) == 0 for one in scores):
        raise ValueError("every problem needs a run; run the benchmark for all of them first")
    rng = np.random.default_rng(seed)
    drawn = [one[rng.integers(len(one), size=(resamples, len(one)))] for one in scores]
    means = stats.trim_mean(np.concatenate(drawn, axis=1), 0.25, axis=1)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(interquartile_mean(np.concatenate(scores)), float(low), float(high))


def read_curve(log: Path, over: str = "seconds", column: str = "normalized_score") -> tuple[np.ndarray, np.ndarray]:
    """Two columns (n,) of a run's metrics.csv: what the curve is drawn over, and the score."""
    with log.open(newline="") as file:
        rows = [(float(row[over]), float(row[column])) for row in csv.DictReader(file)]
    return tuple(np.array(rows).T)


def curve(logs: list[Path], over: str, points: int = 60, column: str = "normalized_score") -> tuple[np.ndarray, np.ndarray]:
    """Scores of several runs on a common axis: (points,) of `over` (seconds or steps) and (runs, points)."""
    read = [read_curve(log, over, column) for log in logs]
    axis = np.linspace(min(x[0] for x, _ in read), min(x[-1] for x, _ in read), points)
    return axis, np.stack([np.interp(axis, x, y) for x, y in read])
