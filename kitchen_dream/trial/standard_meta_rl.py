"""Standard meta-RL: no instruction. The task of a trial is a problem and a goal in it, and is to be inferred from
rewards.

The exploration episode is one like the others, with rewards, which count for nothing (Liu et al. 2021, appendix)."""

from dataclasses import replace

import numpy as np

from kitchen_dream.problems.base import BatchProblem, BatchStep, TrialSet
from kitchen_dream.problems.spec import Field, Fields, Observation, PrivilegedId, ProblemSpec
from kitchen_dream.trial.wrapper import Rng, Starts, Wrapper


class StandardMetaRL(Wrapper):
    """Rows count tasks: pairs of a problem and an instruction that can be given there.

    Observations show no instruction, and the last reward at the end of the vector. The id tells the problem's facts,
    the goal, and the products of both: what is needed is a fact about one goal ("which bus leads there"), and an
    encoder that is linear in the id can pick it out, where from facts and goal alone it could only tell all."""

    def __init__(self, problem: BatchProblem):
        """Raises ValueError for a problem that does not tell its instructions and how likely they are."""
        super().__init__(problem)
        if not (hasattr(problem, "instruction_chances") and hasattr(problem, "instructions")):
            way_out = "give its batches `instructions` (n, features) and a method `instruction_chances(rows)` (k, n)"
            raise ValueError(f"setting standard_meta_rl: {problem.spec.name} tells no instructions; {way_out}")
        self._instructions = problem.instructions
        chance = problem.instruction_chances(np.arange(len(problem)))
        self._problems, self._goals = np.nonzero(chance)
        self._reward = np.zeros(self.batch, np.float32)

    @classmethod
    def spec_of(cls, spec: ProblemSpec) -> ProblemSpec:
        facts, goal = spec.id_vector.size, spec.instruction.size
        more = Fields(Field("goal", goal, "what pays"), Field("facts_by_goal", facts * goal, "products of both"))
        shown = spec.with_vector(Field("last_reward", 1, "what the last action brought"))
        return replace(shown, id_vector=spec.id_vector + more)

    def __len__(self) -> int:
        return len(self._problems)

    def tasks(self, trials: TrialSet) -> TrialSet:
        """The trials of instructed problems as trials of tasks."""
        number = np.full((len(self.problem), len(self._instructions)), -1)
        number[self._problems, self._goals] = np.arange(len(self))
        rows = number[trials.rows, trials.instructions[0]]
        return replace(trials, rows=rows, instructions=np.zeros_like(trials.instructions))

    def begin(self, rows: np.ndarray, instruction: np.ndarray, rng: Rng = None, start: Starts = None) -> Observation:
        """Start an episode in each of the tasks `rows` (B,), explorations and executions alike."""
        self._reward = np.zeros(self.batch, np.float32)
        return self._shown(super().begin(self._problems[rows], self._goals[rows], rng, start))

    def observe(self) -> Observation:
        return self._shown(super().observe())

    def step(self, actions: np.ndarray) -> BatchStep:
        step = super().step(actions)
        self._reward = step.reward.astype(np.float32)
        return step

    def new_trial(self, rows: np.ndarray, rng: np.random.Generator) -> None:
        super().new_trial(self._problems[rows], rng)

    def sample_instructions(self, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """(k,) zeros: there are none."""
        return np.zeros(len(rows), np.int64)

    def privileged(self, rows: np.ndarray) -> PrivilegedId:
        """Ids of the tasks `rows`, (k, facts + goal + facts x goal): for training alone."""
        rows = np.asarray(rows)
        inner = super().privileged(self._problems[rows])
        goal = self._instructions[self._goals[rows]]
        pairs = (inner.vector[:, :, None] * goal[:, None]).reshape(len(rows), -1)
        return PrivilegedId(rows, inner.entities, np.concatenate([inner.vector, goal, pairs], axis=1))

    def reward_by_instruction(self) -> None:
        """None: nothing else can be asked."""
        return

    def _shown(self, observation: Observation) -> Observation:
        vector = np.concatenate([observation["vector"], self._reward[:, None]], axis=1)
        return observation | {"vector": vector, "instruction": np.zeros_like(observation["instruction"])}
