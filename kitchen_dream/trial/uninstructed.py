"""Standard meta-RL: no instruction. The task of a trial is a problem and a goal in it, and is to be inferred from rewards.

The exploration episode is one like the others, with rewards, which count for nothing; Liu et al. 2021, appendix on the standard
meta-RL setting.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from kitchen_dream.problems.grids.rules import GridProblem
from kitchen_dream.problems.spec import Observation, PrivilegedId, ProblemSpec
from kitchen_dream.trial.rollout import BatchStep

NO_INSTRUCTION = 0


class Uninstructed:
    """Wraps a batch of grid episodes. Rows count tasks: pairs of a problem and an instruction that can be given there.

    Observations show no instruction, and the last reward at the end of the vector. The id tells the problem's facts, the goal, and the
    products of both: what is needed is a fact about one goal ("which bus leads there"), and an encoder that is linear in the id can
    pick it out, where from the facts and the goal alone it could only tell all of them.
    """

    def __init__(self, problem: GridProblem):
        self.problem, self.batch = problem, problem.batch
        self.spec = uninstructed_spec(problem.spec)
        chance = problem.instruction_chances(np.arange(len(problem)))
        self.problems, self.goals = np.nonzero(chance)
        """(tasks,) the problem and the instruction of each task."""
        self.chance = chance[self.problems, self.goals] / chance.sum()
        """(tasks,) how likely each task is."""
        self._reward = np.zeros(self.batch, np.float32)

    def __len__(self) -> int:
        return len(self.problems)

    def begin(self, rows: np.ndarray, instruction: np.ndarray) -> Observation:
        """Start an episode in each of the tasks `rows` (B,), explorations and executions alike."""
        self._reward = np.zeros(self.batch, np.float32)
        return self._with(self.problem.begin(self.problems[rows], self.goals[rows]))

    def observe(self) -> Observation:
        """See the problem."""
        return self._with(self.problem.observe())

    def step(self, actions: np.ndarray) -> BatchStep:
        """See the problem."""
        step = self.problem.step(actions)
        self._reward = step.reward.astype(np.float32)
        return step

    def succeeded(self) -> np.ndarray:
        """See the problem."""
        return self.problem.succeeded()

    def sample_instructions(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """(k,) zeros: there are none."""
        return np.full(len(rows), NO_INSTRUCTION)

    def privileged(self, rows: np.ndarray) -> PrivilegedId:
        """Ids of the tasks `rows`, (k, facts + goal + facts x goal): for training alone."""
        rows = np.asarray(rows)
        inner = self.problem.privileged(self.problems[rows])
        goal = self.problem.instructions[self.goals[rows]]
        pairs = (inner.vector[:, :, None] * goal[:, None]).reshape(len(rows), -1)
        return PrivilegedId(rows, inner.entities, np.concatenate([inner.vector, goal, pairs], axis=1))

    def _with(self, observation: Observation) -> Observation:
        vector = np.concatenate([observation["vector"], self._reward[:, None]], axis=1)
        return observation | {"vector": vector, "instruction": np.zeros_like(observation["instruction"])}


def uninstructed_spec(spec: ProblemSpec) -> ProblemSpec:
    """Sizes of a problem wrapped in Uninstructed."""
    facts, goal = spec.id_vector, spec.instruction
    return replace(spec, vector=spec.vector + 1, id_vector=facts + goal + facts * goal)
