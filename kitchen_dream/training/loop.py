"""The train loop: collect trials, learn, now and then evaluate on validation kitchens and save. Resumable at any moment."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from torch.utils.tensorboard import SummaryWriter

from kitchen_dream.agents.dream import Dream
from kitchen_dream.agents.policy import RunConfig, load_training, save_config, save_policy, save_training
from kitchen_dream.problems.kitchen import KitchenProblem
from kitchen_dream.problems.spec import Observation
from kitchen_dream.trial.rollout import EXPLORE, run

TRIALS = 64
"""Trials collected side by side."""
UPDATES = 8
"""Gradient steps for each such batch of trials."""
WARM_UP, REFILL = 3, 30
"""Batches of trials before the first update, of a new and of a resumed run, whose replay begins empty."""
EVALUATE_EVERY = 20.0
"""Seconds between looks at the validation score."""
TRAINING = "training.safetensors"

Score = Callable[[Dream], dict[str, float]]
"""Evaluates an agent on validation problems; must return at least `normalized_score`."""


@dataclass
class Progress:
    """What the progress bar shows."""

    seconds: float
    updates: int
    steps: int
    score: dict[str, float]


def train(
    config: RunConfig,
    agent: Dream,
    problem: KitchenProblem,
    folder: Path,
    score: Score,
    report: Callable[[Progress], None],
    *,
    seconds: float,
    resume: bool = False,
) -> Progress:
    """Train until `seconds` of wall time, counted over resumed parts, are over.

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
    start = time.monotonic() - done.seconds
    next_look = done.seconds + EVALUATE_EVERY
    for _ in range(REFILL if resume else WARM_UP):
        done.steps += collect(agent, problem, rng)
    while True:
        done.steps += collect(agent, problem, rng)
        for _ in range(UPDATES):
            log.add(agent.update())
        done.seconds, done.updates = time.monotonic() - start, agent.updates
        finished = done.seconds >= seconds
        if finished or done.seconds >= next_look:
            done.score = score(agent)
            notes = {"seconds": done.seconds, "steps": done.steps, "score": done.score}
            save_training(folder / TRAINING, agent, notes)
            save_policy(folder, agent, notes)
            log.write(done)
            next_look = time.monotonic() - start + EVALUATE_EVERY
        report(done)
        if finished:
            log.close()
            return done


def collect(agent: Dream, problem: KitchenProblem, rng: np.random.Generator) -> int:
    """One trial in each of a batch of random problems, stored by the agent; returns the number of steps.

    Half of the executions read a code of the id, half one of the exploration just made.
    """
    curious, careless = agent.epsilons()
    rows = rng.integers(len(problem), size=problem.batch)
    exploration = run(problem, rows, np.full(problem.batch, EXPLORE), lambda o: agent.explore(o, curious))
    problem_id = problem.privileged(rows)
    by_id = rng.random(problem.batch) < 0.5
    z = np.where(by_id[:, None, None], agent.encode_id(problem_id), agent.encode_trajectory(exploration.last()))
    instruction = problem.sample_instructions(rows, rng)
    greedy = []

    def act(observation: Observation) -> np.ndarray:
        actions = agent.execute(observation, z, careless)
        greedy.append(agent.greedy)
        return actions

    execution = run(problem, rows, instruction, act)
    agent.observe(problem_id, exploration, execution, np.stack(greedy))
    return int(exploration.valid.sum() + execution.valid.sum())


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
        with self._path.open("a", newline="") as file:
            writer = csv.DictWriter(file, row)
            if new:
                writer.writeheader()
            writer.writerow(row)
        for name, value in row.items():
            self._writer.add_scalar(name, value, done.steps)
        self._sums = {}

    def close(self) -> None:
        self._writer.close()
