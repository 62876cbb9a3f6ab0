"""Agents on small problems, and what a trial of theirs came to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kitchen_dream.agents.overlays import settings_of
from kitchen_dream.agents.registry import find_method
from kitchen_dream.problems.base import BatchProblem, BatchStep, TrialSet
from kitchen_dream.problems.grids.map import MapGrid
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.rules.tables import Tables
from kitchen_dream.training.collector import Collector
from kitchen_dream.trial.protocol import TrialResult, run_trials
from kitchen_dream.trial.wrapper import Wrapper

SMALL = ("batch_size=8", "num_envs=16", "hidden=16")


def agent_for(problem: BatchProblem, name: str = "dream", *changes: str, seed: int = 0, overlay: str = ""):
    """A small agent, untrained."""
    overlay = overlay or ("kitchen" if problem.spec.has_sets else "grids")
    method = find_method(name)
    return method.agent(problem.spec, settings_of(method, overlay, changes=(*SMALL, *changes)), len(problem), seed)


def collected(problem: BatchProblem, name: str = "dream", *changes: str, rounds: int = 1, seed: int = 0):
    """A small agent that has seen some rounds of trials, and its collector."""
    agent = agent_for(problem, name, *changes, seed=seed)
    if problem.spec.picture:
        agent.show_frames(problem.frames)
    collector = Collector(agent, problem, 1, seed)
    for _ in range(rounds):
        collector.collect()
    return agent, collector


def trial(problem: BatchProblem, agent, seed: int = 0) -> TrialResult:
    """A greedy trial in each of the first problems."""
    rng = np.random.default_rng(seed)
    rows = np.arange(problem.batch) % len(problem)
    trials = TrialSet(rows, problem.sample_instructions(rows, rng)[None], np.full(len(rows), 1 / len(rows)))
    return run_trials(problem, agent.begin_trial(rng), trials, rng)


def small_map() -> MapGrid:
    """16 episodes on the map."""
    return MapGrid("train", 16)


def small_kitchens(tables: Tables) -> KitchenProblem:
    """16 episodes in kitchens."""
    return KitchenProblem(tables, "train", 16)


class PaidByChance(Wrapper):
    """Pays up to twice as much at every step, drawn anew: no two of a few random episodes return the same."""

    def __init__(self, problem: BatchProblem):
        super().__init__(problem)
        self.rng, self.frames = np.random.default_rng(2), getattr(problem, "frames", None)

    def step(self, actions: np.ndarray) -> BatchStep:
        """See the problem."""
        step = super().step(actions)
        return replace(step, reward=step.reward * self.rng.uniform(0, 2, len(actions)))
