"""Training steps a second of every method on some problems, one core: `python benchmarks/method_speed.py`.

`--against "python other.py"` measures another version beside it, in turns: a command that is called with a problem and
a method and prints steps a second (`method_speed_0_1.py` does so for version 0.1). A round is what training repeats: a
batch of trials, then its updates.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import torch

from kitchen_dream.core.hardware import hardware_info
from kitchen_dream.training.collector import Collector
from kitchen_dream.training.run_config import new_run
from kitchen_dream.trial.settings import make_batch

PROBLEMS = {"kitchen": {"kitchens": 64, "validation": 8, "test": 8}, "map": {}, "bus": {}, "cooking": {}}
METHODS = ("dream", "rl2", "varibad", "import")


def steps_a_second(problem: str, method: str, seconds: float = 6.0) -> float:
    """Environment steps a CPU second of training, after the warm-up; the median over rounds."""
    torch.set_num_threads(1)
    run = new_run(problem, method, options=PROBLEMS.get(problem, {}))
    batch = make_batch(run.family, "train", run.num_envs, "instructed")
    agent = run.make_agent(len(batch))
    run.family.adopt(agent)
    collector, rates = Collector(agent, batch, 1, 0), []
    for _ in range(agent.settings.warmup_rounds):
        collector.collect()
    end = time.process_time() + seconds
    while time.process_time() < end:
        begun = time.process_time()
        steps = collector.collect()
        for _ in range(agent.settings.updates_per_round):
            agent.update()
        rates.append(steps / (time.process_time() - begun))
    return float(np.median(rates))


def main() -> None:
    """Print a table, and write it as JSON with --out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pair", nargs="*", help="a problem and a method, to print that figure alone")
    parser.add_argument("--against", default="", help="a command that measures another version")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.pair:
        print(steps_a_second(*options.pair))
        return
    commands = {"here": [sys.executable, __file__]}
    if options.against:
        commands["against"] = shlex.split(options.against)
    table = []
    for problem in PROBLEMS:
        for method in METHODS:
            figures: dict[str, list[float]] = {name: [] for name in commands}
            for _ in range(options.repeats):
                for name, command in commands.items():  # in turns, so that a busy moment meets both
                    done = subprocess.run([*command, problem, method], capture_output=True, text=True, check=True)
                    figures[name].append(float(done.stdout.split()[-1]))
            row = {"problem": problem, "method": method} | {name: round(np.median(v)) for name, v in figures.items()}
            if "against" in figures:  # repeat by repeat: both of a pair saw the same machine
                ratios = np.divide(figures["here"], figures["against"])
                row["ratios"] = [round(float(ratio), 2) for ratio in sorted(ratios)]
            print(row)
            table.append(row)
    if options.out:
        told = {"machine": hardware_info(), "repeats": options.repeats, "rows": table}
        options.out.write_text(json.dumps(told, indent=1) + "\n")


if __name__ == "__main__":
    main()
