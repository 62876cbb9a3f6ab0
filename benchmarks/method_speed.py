"""Training steps a second of every method on some problems, one core: `python benchmarks/method_speed.py`.

`--against "python other.py"` measures another version beside it: a command that is called with a problem and a method
and calls `serve` (see `turns.py`) on a round of its training; `method_speed_0_1.py` does so for version 0.1. A round is
what training repeats, with a replay that is full: a batch of trials, then its updates. Both versions are ready all the
time and take turns of about a second, so that what else the machine does meets both.
"""

from __future__ import annotations

import argparse
import json
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from turns import in_turns, serve

from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.training.collector import Collector
from kitchen_dream.training.run_config import new_run
from kitchen_dream.trial.settings import make_batch

PROBLEMS = {"kitchen": {"kitchens": 64, "validation": 8, "test": 8}, "map": {}, "bus": {}, "cooking": {}}
METHODS = ("dream", "rl2", "varibad", "import")


def training(problem: str, method: str) -> Callable[[], int]:
    """A round of a training whose replay is full."""
    torch.set_num_threads(1)
    run = new_run(problem, method, options=PROBLEMS.get(problem, {}))
    batch = make_batch(run.family, "train", run.num_envs, "instructed")
    agent = run.make_agent(len(batch))
    run.family.adopt(agent)
    collector = Collector(agent, batch, 1, 0)

    def a_round() -> int:
        steps = collector.collect()
        for _ in range(agent.settings.updates_per_round):
            agent.update()
        return steps

    collector.collect()
    while any(ring.added < ring.capacity for ring in agent.replay.rings):  # as most of a training has it
        collector.collect()
    a_round()  # the first one makes the optimiser
    return a_round


def main() -> None:
    """Print a table, and write it as JSON with --out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pair", nargs="*", help="a problem and a method, to serve it alone")
    parser.add_argument("--against", default="", help="a command that measures another version")
    parser.add_argument("--turns", type=int, default=8, help="of every process")
    parser.add_argument("--starts", type=int, default=3, help="processes of each pair and version, one after the other")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.pair:
        serve(training(*options.pair))
        return
    commands = {"here": [sys.executable, __file__]}
    if options.against:
        commands["against"] = shlex.split(options.against)
    table = []
    for problem in PROBLEMS:
        for method in METHODS:
            sides = {name: [*words, problem, method] for name, words in commands.items()}
            figures = in_turns(sides, options.turns, options.starts)
            row = {"problem": problem, "method": method} | {name: round(np.median(v)) for name, v in figures.items()}
            if "against" in figures:  # turn by turn: both of a pair saw the same machine
                ratios = np.divide(figures["here"], figures["against"])
                low, row["ratio"], high = np.quantile(ratios, [0.25, 0.5, 0.75]).round(2).tolist()
                row["quartiles"] = [low, high]
            print(row, flush=True)
            table.append(row)
    if options.out:
        told = {"machine": hardware_info(), "turns": options.turns, "starts": options.starts, "rows": table}
        options.out.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
