"""Whether physics environments keep memory: over many resets, and where they are dropped without `close()`.

    python benchmarks/memory.py

Resets one environment 5,000 times: a trial has an exploration and nine executions in one kitchen, then the next is
built anew; after every 20th reset the robot carries out a skill. Then builds 60 environments, takes a step in each,
and drops them. The resident memory of the process is read each time. It is flat where the last tenth of the resets has
at most 2 % more than the tenth after the first half, and where the last ten dropped environments leave at most 2 % more
than those before the twentieth. Writes docs/results/memory.json, and exits with status 1 if it is not flat.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import gymnasium as gym
import numpy as np
import tyro
from simulator_checks.stress import resident_megabytes

import kitchen_dream.problems  # noqa: F401  (registers the environments)
from kitchen_dream.core.files import write_atomically
from kitchen_dream.core.hardware import hardware_info

FLAT = 2.0
"""Per cent by which the memory may grow."""
SKILL_EVERY = 20
"""Resets between two that a skill follows."""
TELL_EVERY = 250
"""Resets between two lines of progress."""


@dataclass
class Options:
    """Options of the benchmark."""

    resets: int = 5000
    dropped: int = 60
    """Environments that are dropped without `close()`."""
    seed: int = 0
    out: Path = Path("docs/results/memory.json")


def environment() -> gym.Env:
    """A kitchen in the physics; nine executions after each exploration."""
    return gym.make("KitchenDream/KitchenPhysics-v0", kitchens=64, executions=9)


def any_skill(env: gym.Env, info: dict, rng: np.random.Generator) -> None:
    """Carry out a skill that is possible, but for stopping."""
    possible = np.flatnonzero(info["action_mask"])
    env.step(int(rng.choice(possible[:-1] if len(possible) > 1 else possible)))


def over_resets(resets: int, seed: int) -> dict:
    """Megabytes after each reset, and how many kitchens and skills there were."""
    rng, memory, env = np.random.default_rng(seed), list[float](), environment()
    kitchens = skills = 0
    for number in range(resets):
        # A world of its own is built for each trial; executions in it follow.
        _, info = env.reset(seed=seed if number == 0 else None)
        kitchens += info["phase"] == 0
        if number % SKILL_EVERY == 0:
            any_skill(env, info, rng)
            skills += 1
        memory.append(resident_megabytes())
        if (number + 1) % TELL_EVERY == 0:
            print(f"{number + 1} resets: {memory[-1]:.1f} MB", flush=True)
    env.close()
    return {"resets": resets, "kitchens_built": kitchens, "skills": skills} | in_short(memory, growth(memory))


def over_dropped(count: int, seed: int) -> dict:
    """Megabytes after each environment that was dropped."""
    rng, memory = np.random.default_rng(seed), list[float]()
    for number in range(count):
        env = environment()
        _, info = env.reset(seed=seed + number)
        any_skill(env, info, rng)
        del env, info
        memory.append(resident_megabytes())
    third, tenth = count // 3, max(1, count // 6)
    grown = 100 * (np.mean(memory[-tenth:]) / np.mean(memory[third - tenth : third]) - 1)
    return {"dropped": count} | in_short(memory, float(grown))


def growth(memory: list[float]) -> float:
    """Per cent by which the last tenth has more than the tenth after the first half."""
    half, tenth = len(memory) // 2, max(1, len(memory) // 10)
    return float(100 * (np.mean(memory[-tenth:]) / np.mean(memory[half : half + tenth]) - 1))


def in_short(memory: list[float], grown: float) -> dict:
    """What is published of a row of readings: its growth, its largest, and 20 of them."""
    some = np.linspace(0, len(memory) - 1, min(20, len(memory))).astype(int)
    curve = [round(memory[number], 1) for number in some]
    return {"growth_percent": round(grown, 2), "megabytes_largest": round(max(memory), 1), "megabytes": curve}


def main(options: Options) -> None:
    """Measure, print, write."""
    figures = {"over_resets": over_resets(options.resets, options.seed)}
    figures["over_dropped"] = over_dropped(options.dropped, options.seed)
    write_atomically(options.out, json.dumps(figures | {"machine": hardware_info()}, indent=1) + "\n", parents=True)
    print(json.dumps(figures, indent=1))
    sys.exit(any(part["growth_percent"] > FLAT for part in figures.values()))


if __name__ == "__main__":
    main(tyro.cli(Options, description=__doc__))
