"""How many samples decoupled and end-to-end learning take to explore well, in a small problem with tables.

    python benchmarks/tabular.py --json docs/results/tabular.json

The problem is the paper's example for the cost of coupling (Liu et al. 2021; from memory, its text was not at hand).
There are as many problems as actions. An exploration is one action: one of them reveals the problem, all others show
nothing. An execution is one action too: in each problem another one pays 1, and all others 0.

Both learn from the same samples, in which problem and actions are drawn evenly. With tables that hold means:

- end to end: Q(tau, x) is the mean reward of x after tau, and an exploration is worth the mean of max_x Q(tau, x) over
  the trajectories tau that it led to. One that reveals the problem is better only once executions after it pay.
- decoupled (DREAM): an exploration is worth the mean of log q(mu | tau), with q(mu | tau) the frequency of the problem
  among the samples that showed tau. What executions do does not matter.

A method has learnt to explore from the sample on after which the revealing action has the highest value, alone, for all
the rest of the samples.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tyro
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from scipy.integrate import quad

from kitchen_dream.core.files import AtomicFile, write_atomically
from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.evaluation.scores.statistics import mean

ACTIONS = (2, 4, 8, 16, 32)
REVEALS = 0
"""The exploration action that reveals the problem."""
HORIZON = 10
"""Samples that are drawn, in units of A^2 log A."""
METHODS = ("end to end", "decoupled")


class EndToEnd:
    """Tables of S learners: exploration is paid by executions."""

    def __init__(self, seeds: int, actions: int):
        # What is shown: 0 to A - 1 the problem, revealed; A + a: nothing, after the exploration action a.
        self.count = np.zeros((seeds, 2 * actions, actions))
        self.paid = np.zeros((seeds, 2 * actions, actions))
        self.seen = np.zeros((seeds, 2 * actions))
        self.best = np.zeros((seeds, 2 * actions))
        """max_x Q(tau, x)"""

    def update(self, mu: np.ndarray, explore: np.ndarray, execute: np.ndarray) -> None:
        """Take in one sample each: problem, exploration action and execution action, (S,)."""
        rows, actions = np.arange(len(mu)), self.count.shape[2]
        tau = np.where(explore == REVEALS, mu, actions + explore)
        self.count[rows, tau, execute] += 1
        self.seen[rows, tau] += 1
        self.paid[rows, tau, execute] += execute == mu
        q = self.paid[rows, tau] / np.maximum(self.count[rows, tau], 1)
        self.best[rows, tau] = q.max(1)

    def values(self) -> np.ndarray:
        """(S, A) of the exploration actions; 0 where one was never tried."""
        revealed, nothing = np.split(self.best, 2, axis=1)
        seen = np.split(self.seen, 2, axis=1)[0]
        out = nothing.copy()
        out[:, REVEALS] = (seen * revealed).sum(1) / np.maximum(seen.sum(1), 1)
        return out


class Decoupled:
    """Tables of S learners: exploration is paid by what it tells about the problem."""

    def __init__(self, seeds: int, actions: int):
        self.count = np.zeros((seeds, actions, actions))
        """Of problems, by exploration action."""
        self.worth = np.zeros((seeds, actions))

    def update(self, mu: np.ndarray, explore: np.ndarray, execute: np.ndarray) -> None:
        """Take in one sample each: problem, exploration action and execution action, (S,)."""
        rows = np.arange(len(mu))
        self.count[rows, explore, mu] += 1
        seen = self.count[rows, explore]
        q = seen / seen.sum(1, keepdims=True)
        told = (q * np.log(np.where(q > 0, q, 1.0))).sum(1)
        self.worth[rows, explore] = np.where(explore == REVEALS, 0.0, told)  # log 1 where the problem is shown

    def values(self) -> np.ndarray:
        """(S, A) of the exploration actions; 0 where one was never tried."""
        return self.worth


def samples(seeds: int, actions: int, horizon: int, seed: int) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Problems, exploration actions and execution actions, (S,) each, `horizon` times."""
    rng = np.random.default_rng([seed, actions])
    for _ in range(horizon):
        mu, explore, execute = rng.integers(actions, size=(3, seeds))
        yield mu, explore, execute


def sample_complexity(seeds: int, actions: int, seed: int = 0) -> dict[str, np.ndarray]:
    """(S,) by method: samples after which exploration is best and stays so; inf where it is not at the end."""
    horizon = round(HORIZON * actions**2 * max(np.log(actions), 1.0)) + 50
    learners: dict[str, EndToEnd | Decoupled] = {
        METHODS[0]: EndToEnd(seeds, actions), METHODS[1]: Decoupled(seeds, actions)
    }
    last = {name: np.zeros(seeds) for name in METHODS}
    for t, sample in enumerate(samples(seeds, actions, horizon, seed), 1):
        for name, learner in learners.items():
            learner.update(*sample)
            last[name] = np.where(solved(learner.values()), last[name], t)
    return {name: np.where(at == horizon, np.inf, at + 1) for name, at in last.items()}


def solved(values: np.ndarray) -> np.ndarray:
    """(S,) whether the revealing action has the highest value, alone."""
    others = np.delete(values, REVEALS, axis=1)
    return values[:, REVEALS] > others.max(1)


def expected_decoupled(actions: int) -> float:
    """Expected samples of the decoupled learner, worked out: until each action that shows nothing was taken in two
    different problems.

    In continuous time, with one sample a second on average, actions come independently of each other: an action has
    not done so by time t with the chance e^-l (1 + A (e^(l / A) - 1)), l = t / A."""

    def left(t: float) -> float:
        rate = t / actions
        waiting = np.exp(-rate) + actions * (np.exp(rate / actions - rate) - np.exp(-rate))
        return 1.0 - (1.0 - waiting) ** (actions - 1)

    return float(quad(left, 0, np.inf, limit=500)[0])


def draw(rows: list[dict], path: Path) -> None:
    """Medians over the number of actions, with the middle half of the seeds, as a PNG file."""
    figure = Figure(figsize=(6, 4), dpi=110, layout="constrained")
    axes = figure.subplots()
    for name, colour in zip(METHODS, ("#d98a16", "#2f7fd6"), strict=True):
        mine = [row for row in rows if row["method"] == name]
        x = [row["actions"] for row in mine]
        middle = [row["quarter"] for row in mine], [row["three quarters"] for row in mine]
        axes.fill_between(x, *middle, alpha=0.2, color=colour)
        axes.plot(x, [row["median"] for row in mine], "o-", color=colour, label=name)
    x = np.array([action for action in ACTIONS if action > 2], float)
    for label, growth, line in (("A log A", x * np.log(x), ":"), ("A$^2$ log A", x**2 * np.log(x), "--")):
        axes.plot(x, growth, line, color="#6b7785", linewidth=1, label=label)
    axes.set(xscale="log", yscale="log", xlabel="actions A", ylabel="samples until exploration is learnt")
    axes.set_xticks(ACTIONS, [str(action) for action in ACTIONS])
    axes.set_xticks([], minor=True)
    axes.legend()
    with AtomicFile(path) as part:
        FigureCanvasAgg(figure).print_png(str(part))


@dataclass
class Options:
    """Options of the measurement."""

    seeds: int = 1000
    """Learners of each kind."""
    json: Path | None = None
    """Write the table to this file, and a picture of it beside."""


def main(options: Options) -> None:
    """Measure, print, write."""
    rows = []
    for actions in ACTIONS:
        for name, found in sample_complexity(options.seeds, actions).items():
            quarter, median, rest = np.quantile(found, [0.25, 0.5, 0.75], method="higher")
            row = {"actions": actions, "method": name, "median": float(median), "quarter": float(quarter)}
            row |= {"three quarters": float(rest), "not learnt": int(np.isinf(found).sum())}
            row["mean"] = str(mean(found)) if np.isfinite(found).all() else "-"
            row["expected"] = round(expected_decoupled(actions), 1) if name == METHODS[1] else "-"
            rows.append(row)
            print(row, flush=True)
    told = {"seeds": options.seeds, "horizon": HORIZON, "machine": hardware_info(), "rows": rows}
    if options.json:
        write_atomically(options.json, (json.dumps(told, indent=1) + "\n").encode())
        draw(rows, options.json.with_suffix(".png"))


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
