"""The train loop: collect trials, learn, now and then evaluate on validation kitchens and save. Resumable at any moment."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from torch.utils.tensorboard import SummaryWriter

from kitchen_dream.agents.policy import Learnt, RunConfig, load_training, save_config, save_policy, save_training

UPDATES = 8
"""Gradient steps for each such batch of trials."""
WARM_UP, REFILL = 3, 30
"""Batches of trials before the first update, of a new and of a resumed run, whose replay begins empty."""
EVALUATE_EVERY = 20.0
"""Seconds between looks at the validation score."""
TRAINING = "training.safetensors"

Score = Callable[[Any], dict[str, float]]
"""Evaluates an agent on validation problems; must return at least `normalized_score`."""
Collect = Callable[[np.random.Generator], int]
"""Plays a batch of training trials, which the agent takes in; returns the number of steps."""


@dataclass
class Progress:
    """What the progress bar shows."""

    seconds: float
    updates: int
    steps: int
    score: dict[str, float]


def train(
    config: RunConfig,
    agent: Learnt,
    collect: Collect,
    folder: Path,
    score: Score,
    report: Callable[[Progress], None],
    *,
    seconds: float,
    resume: bool = False,
    clock: Callable[[], float] = time.monotonic,
) -> Progress:
    """Train until `seconds` of the clock, counted over resumed parts, are over.

    Writes `config.yaml`, `policy.safetensors` (the acting weights), `training.safetensors` (all that going on needs),
    `metrics.csv` and TensorBoard events into `folder`. A kill leaves the last saved files whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    done = Progress(0.0, 0, 0, {})
    if resume:
        notes = load_training(folder / TRAINING, agent)
        done = Progress(float(notes["seconds"]), agent.updates, int(notes["steps"]), notes["score"])
    save_config(folder, config)
    rng = np.random.default_rng([config.seed, 29, agent.updates])
    log = _Log(folder, resume)
    start = clock() - done.seconds
    next_look = done.seconds + EVALUATE_EVERY
    for _ in range(REFILL if resume else WARM_UP):
        done.steps += collect(rng)
    while True:
        done.steps += collect(rng)
        for _ in range(UPDATES):
            log.add(agent.update())
        done.seconds, done.updates = clock() - start, agent.updates
        finished = done.seconds >= seconds
        if finished or done.seconds >= next_look:
            looked = clock()
            done.score = score(agent)
            start += clock() - looked  # looking is no part of training
            notes = {"seconds": done.seconds, "steps": done.steps, "score": done.score}
            save_training(folder / TRAINING, agent, notes)
            save_policy(folder, agent, notes)
            log.write(done)
            next_look = done.seconds + EVALUATE_EVERY
        report(done)
        if finished:
            log.close()
            return done


class _Log:
    """Means of losses between two looks, to metrics.csv and TensorBoard."""

    def __init__(self, folder: Path, resume: bool):
        self._path = folder / "metrics.csv"
        if not resume and self._path.exists():
            self._path.unlink()
        self._writer = SummaryWriter(str(folder / "tensorboard"))
        self._sums: dict[str, tuple[float, int]] = {}

    def add(self, losses: dict) -> None:
        for name, value in losses.items():
            total, count = self._sums.get(name, (0.0, 0))
            self._sums[name] = (total + float(value), count + 1)

    def write(self, done: Progress) -> None:
        row = {"seconds": round(done.seconds, 1), "updates": done.updates, "steps": done.steps}
        row |= {name: round(value, 5) for name, value in done.score.items()}
        row |= {f"loss_{name}": round(total / count, 5) for name, (total, count) in self._sums.items()}
        new = not self._path.exists()
        with self._path.open("a+", newline="") as file:
            file.seek(0)
            # A resumed run keeps its columns: what is measured since it began has none there.
            columns = list(row) if new else next(csv.reader(file))
            writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
            if new:
                writer.writeheader()
            writer.writerow(row)
        for name, value in row.items():
            self._writer.add_scalar(name, value, done.steps)
        self._sums = {}

    def close(self) -> None:
        self._writer.close()
