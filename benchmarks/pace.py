"""How fast trainings go, for the `pace` of overlays: `python benchmarks/pace.py [PROBLEM ...]`.

Prints, for each problem, what its overlay in `kitchen_dream/agents/configs` keeps, so that `train` can say how long it
will take: processor time of collecting a step and of an update with a full replay, of an evaluation, of the scores at
the end and of the film. The yardstick of `kitchen_dream.training.duration` is laid on between the measurements, and all
is told for a machine on which it has its nominal length. `trial` is counted here with random networks, whose trials may
be longer than those of a whole training: where docs/results has runs, steps divided by trials there are better."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from kitchen_dream.evaluation.scores.scorer import Scorer
from kitchen_dream.media.trial_film import film_policy
from kitchen_dream.training.collector import Collector
from kitchen_dream.training.duration import YARDSTICK, yardstick
from kitchen_dream.training.policies import LoadedPolicy
from kitchen_dream.training.run_config import new_run
from kitchen_dream.trial.settings import make_batch

METHODS = ("dream", "rl2", "varibad", "import", "first-explore")
SECONDS = 5.0
"""Of measuring each method."""


def cpu_seconds(work: Any) -> float:
    """Processor time of a call."""
    began = time.process_time()
    work()
    return time.process_time() - began


def of_a_method(problem: str, method: str, held_out: bool) -> dict[str, float]:
    """Figures of a method; with `held_out` also of evaluation and film."""
    run = new_run(problem, method)
    batch = make_batch(run.family, "train", run.num_envs, "instructed")
    agent = run.make_agent(len(batch))
    run.family.adopt(agent)
    collector = Collector(agent, batch, 1, 0)
    collector.collect()
    while any(ring.added < ring.capacity for ring in agent.replay.rings):  # as most of a training has it
        collector.collect()
    agent.update()  # the first one makes the optimiser
    steps, collecting, updating, lengths = 0, [], [], []
    while sum(collecting) + sum(updating) < SECONDS:
        lengths.append(yardstick(25)[1])
        began = time.process_time()
        steps += collector.collect()
        collecting.append(time.process_time() - began)
        updating.append(cpu_seconds(lambda: [agent.update() for _ in range(agent.settings.updates_per_round)]))
    scale = YARDSTICK / np.median(lengths)
    out = {
        "step_us": 1e6 * scale * sum(collecting) / steps,
        "update_ms": 1e3 * scale * sum(updating) / len(updating) / agent.settings.updates_per_round,
        "trial": steps / len(collecting) / run.num_envs,
        "batch_size": agent.settings.batch_size,
    }
    if held_out:
        scorers = [Scorer(run.family, split) for split in ("train", "validation", "test")]
        took = [cpu_seconds(lambda scorer=scorer: scorer(agent)) for scorer in scorers]  # type: ignore[misc]
        out |= {"evaluation": scale * took[1], "after": scale * sum(took)}
        with tempfile.TemporaryDirectory() as folder:
            policy = LoadedPolicy(agent, run.config, run.family, {})
            began = time.process_time()
            film_policy(policy, Path(folder) / "trial.mp4")
            out["film"] = scale * (time.process_time() - began)
    return out


def main() -> None:
    """Print the sections."""
    torch.set_num_threads(1)
    for problem in sys.argv[1:] or ("kitchen", "bus", "cooking"):
        print(f"{problem}:", flush=True)
        for method in METHODS:
            figures = of_a_method(problem, method, method == "dream")
            print(f"  {method}:", {name: float(f"{value:.3g}") for name, value in figures.items()}, flush=True)


if __name__ == "__main__":
    main()
