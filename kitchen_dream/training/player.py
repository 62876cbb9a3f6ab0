"""Plays trials to learn from: whatever a round is made of follows from its number, the weights that act, and the
updates so far. So it can be played here, or in a process beside the one that learns."""

from dataclasses import dataclass

import numpy as np

from kitchen_dream.agents.agent import Agent
from kitchen_dream.problems.base import EXPLORE, BatchProblem
from kitchen_dream.problems.spec import PrivilegedId
from kitchen_dream.trial.protocol import explore
from kitchen_dream.trial.rollout import Policy, Rollout, run


@dataclass
class Round:
    """One trial in each of B problems."""

    number: int
    """Which round of the run it is."""
    rows: np.ndarray
    """(B,) problems."""
    instructions: np.ndarray
    """(1 + executions, B), EXPLORE where nothing was asked."""
    episodes: list[Rollout]

    @property
    def steps(self) -> int:
        """Environment steps."""
        return sum(episode.steps for episode in self.episodes)


class Player:
    """Plays rounds with an agent in random problems of a batch."""

    def __init__(self, agent: Agent, problem: BatchProblem, executions: int, seed: int):
        """executions: of a trial."""
        self.agent, self.problem, self.executions, self.seed = agent, problem, executions, seed

    def play(self, number: int) -> Round:
        """A round. In a share of the trials the agent may read the problem's id."""
        agent, problem, rng = self.agent, self.problem, np.random.default_rng([self.seed, 29, number])
        rows = rng.integers(len(problem), size=problem.batch)
        by_id = rng.random(problem.batch) < agent.id_share
        shown = agent.settings.rewards_in_exploration
        asked = problem.sample_instructions(rows, rng) if shown else np.full(problem.batch, EXPLORE)
        trial = agent.begin_training_trial(rng, self.privileged(rows), by_id)
        episodes = [self.episode(number, 0, trial.explorer(), rows, asked)]
        trial.end_exploration(episodes[0])
        instructions = [problem.sample_instructions(rows, rng) for _ in range(self.executions)]
        for e, instruction in enumerate(instructions, 1):
            if e > 1:
                trial.end_execution(episodes[-1])
            episodes.append(self.episode(number, e, trial.executor(), rows, instruction))
        return Round(number, rows, np.stack([asked, *instructions]), episodes)

    def episode(self, number: int, e: int, policy: Policy, rows: np.ndarray, instruction: np.ndarray) -> Rollout:
        """Episode e of a round: what chance decides of its start is the same whenever it is played."""
        rng = np.random.default_rng([self.seed, 61, number, e])
        if e == 0:
            return explore(self.problem, policy, rows, rng, instruction)
        return run(self.problem, rows, instruction, policy, rng)

    def privileged(self, rows: np.ndarray) -> PrivilegedId:
        """Ids of problems (B,)."""
        return self.problem.privileged(rows)
