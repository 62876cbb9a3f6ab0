"""Training steps a second of version 0.1, for `method_speed.py --against`.

    git worktree add ../version-0.1 778b4d4
    python benchmarks/method_speed.py --against "python benchmarks/method_speed_0_1.py ../version-0.1"
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from turns import serve


def kitchens(method: str) -> tuple[Any, Callable]:
    """An agent on 64 kitchens, and what collects a round for it."""
    from kitchen_dream.agents.policy import RunConfig, make_agent, settings_of
    from kitchen_dream.problems.kitchen_set import load_kitchens
    from kitchen_dream.training.kitchen import TRIALS, collect_kitchens
    from kitchen_dream.training.kitchen_problem import kitchen_problem

    tables = load_kitchens("train", 64)
    config = RunConfig("kitchen", method, 0, 64, settings=settings_of("kitchen", method))
    agent, batch = make_agent(config, 64), kitchen_problem(config, tables, "train", TRIALS, None)
    return agent, lambda rng: collect_kitchens(agent, batch, rng)


def vectors(problem: str, method: str) -> tuple[Any, Callable]:
    """The same on a grid."""
    from kitchen_dream.agents.policy import RunConfig, make_agent, settings_of
    from kitchen_dream.problems.flat import FLAT_PROBLEMS
    from kitchen_dream.training.flat import collect_flat

    flat = FLAT_PROBLEMS[problem]
    batch = flat.kind(flat.train, flat.copies, split_seed=0)
    agent = make_agent(RunConfig(problem, method, 0, len(batch), 1, settings=settings_of(problem, method)), len(batch))
    return agent, lambda rng: collect_flat(agent, batch, len(batch), rng)


def main(folder: str, problem: str, method: str) -> None:
    """Serve rounds of version 0.1, as `method_speed` does those of this one."""
    sys.path.insert(0, folder)
    torch.set_num_threads(1)
    agent, collect = kitchens(method) if problem == "kitchen" else vectors(problem, method)
    rng = np.random.default_rng([0, 29, 0])
    collect(rng)  # some make their replay now
    replays = [agent.replay] if hasattr(agent, "replay") else [agent.executions, agent.explorations]
    while any(replay.size < replay.capacity for replay in replays):
        collect(rng)

    def a_round() -> int:
        steps = collect(rng)
        for _ in range(8):
            agent.update()
        return steps

    a_round()  # the first one makes the optimiser
    serve(a_round)


if __name__ == "__main__":
    main(*sys.argv[1:4])
