"""How often the intervals of the results pages hold the truth: simulated, since with few seeds none is exact.

    python benchmarks/interval_coverage.py --json docs/results/interval_coverage.json

Seeds of a method are drawn from distributions as trainings have them, whose mean and interquartile mean are known.
`coverage` is the share of samples whose interval holds it; 95 % are wanted. The percentile bootstrap, which many papers
report, stands beside for comparison.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy
import tyro

from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.evaluation.scores.over_seeds import above, difference, interquartile_mean, pooled
from kitchen_dream.evaluation.scores.statistics import LEVEL, Estimate, mean, normalised, share

Draw = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]
SEEDS = (3, 5, 10)
TRIALS = (4, 20, 100, 500)
PROBLEMS = 4
"""Problems that are pooled."""


def normal(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Scores that scatter evenly."""
    return rng.normal(0.6, 0.1, shape)


def ceiling(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Scores near the oracle's, which some reach and none passes."""
    return np.minimum(1.0, rng.normal(0.95, 0.08, shape))


def failing(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """One seed in five learns hardly anything."""
    return np.where(rng.random(shape) < 0.2, rng.normal(0.3, 0.05, shape), rng.normal(0.95, 0.02, shape))


DISTRIBUTIONS: dict[str, Draw] = {"even": normal, "ceiling": ceiling, "one in five fails": failing}


def percentiles(scores: np.ndarray) -> Estimate:
    """Mean with a percentile bootstrap, as most papers report it."""
    means = scores[np.random.default_rng(0).integers(len(scores), size=(1000, len(scores)))].mean(1)
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(scores.mean()), float(low), float(high))


def middle(draw: Draw) -> tuple[float, float]:
    """Mean and interquartile mean of a distribution."""
    many = draw(np.random.default_rng(1), (1_000_000,))
    return float(many.mean()), float(scipy.stats.trim_mean(many, 0.25))


def holds(estimates: list[Estimate], truth: float) -> float:
    """Share of the intervals that hold the truth, but for rounding."""
    return float(np.mean([e.low - 1e-9 <= truth <= e.high + 1e-9 for e in estimates]))


def over_seeds(samples: int) -> list[dict[str, object]]:
    """Coverage of each interval over seeds: a row for each and each number of seeds."""
    rows = []
    for seeds in SEEDS:
        found: dict[str, dict[str, float]] = {}
        for name, draw in DISTRIBUTIONS.items():
            rng = np.random.default_rng(seeds)
            average, iqm = middle(draw)
            drawn = draw(rng, (samples, seeds))
            for what, of, truth in (
                ("mean, Student's t", mean, average),
                ("mean, percentile bootstrap (for comparison)", percentiles, average),
                ("interquartile mean, trimmed t", interquartile_mean, iqm),
            ):
                found.setdefault(what, {})[name] = holds([of(scores) for scores in drawn], truth)
            together = draw(rng, (samples // 4, PROBLEMS, seeds))
            what = f"interquartile mean over {PROBLEMS} problems, stratified bootstrap"
            found.setdefault(what, {})[name] = holds([pooled(list(each)) for each in together], iqm)
            pairs = draw(rng, (samples // 4, 2, seeds))
            compared = [difference(*pair) for pair in pairs]
            found.setdefault("difference of means, Welch's t", {})[name] = holds([e for e, _ in compared], 0.0)
            wrong = np.mean([above(*pair) or above(*pair[::-1]) for pair in pairs])
            found.setdefault("equal methods, neither called above", {})[name] = float(1 - wrong)
            wrong = np.mean([p <= 1 - LEVEL for _, p in compared])
            found.setdefault("equal methods, permutation p above 0.05", {})[name] = float(1 - wrong)
        rows += [
            {"interval": what, "seeds": seeds} | {name: round(value, 3) for name, value in told.items()}
            for what, told in found.items()
        ]
    return rows


def over_trials(samples: int) -> list[dict[str, object]]:
    """Coverage of the intervals over trials: a row for each and each number of trials.

    Returns are as kitchens have them: those of the oracle differ little, those of blind a lot, and a policy does what
    the oracle does in most trials and what blind does in the others."""
    rows = []
    for trials in TRIALS:
        rng = np.random.default_rng(trials)
        oracle = rng.normal(1.43, 0.1, (samples, trials))
        blind = np.where(rng.random((samples, trials)) < 0.4, oracle, rng.normal(0.1, 0.2, (samples, trials)))
        returns = np.where(rng.random((samples, trials)) < 0.9, oracle, blind)
        scores = [normalised(*three) for three in zip(returns, blind, oracle, strict=True)]
        given = [score for score in scores if score is not None]
        hits = rng.random((samples, trials)) < 0.9
        row = {"trials": trials, "normalised score, Fieller": holds(given, 0.9), "given": len(given) / samples}
        row["success, Wilson"] = holds([share(int(each.sum()), trials) for each in hits], 0.9)
        truth = 0.9 * 1.43 + 0.1 * (0.4 * 1.43 + 0.6 * 0.1)
        row["mean return, Student's t"] = holds([mean(each) for each in returns], truth)
        rows.append({name: round(value, 3) for name, value in row.items()})
    return rows


@dataclass
class Options:
    """Options of the simulation."""

    samples: int = 4000
    """Samples of each kind; a quarter of them where an interval takes long."""
    json: Path | None = None
    """Write the table to this file."""


def main(options: Options) -> None:
    """Simulate, print, write."""
    found = {"samples": options.samples, "machine": hardware_info()}
    found |= {"seeds": over_seeds(options.samples), "trials": over_trials(options.samples)}
    text = json.dumps(found, indent=1)
    print(text)
    if options.json:
        write_atomically(options.json, (text + "\n").encode())


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
