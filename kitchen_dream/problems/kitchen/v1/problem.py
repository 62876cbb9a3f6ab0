"""Kitchen-v1: many kitchens at once, by the rules of recipes in steps."""

from typing import ClassVar

import numpy as np

from kitchen_dream.problems.kitchen.observation import InstructionAs
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.v1.observation import instruction_table, observe, steps_spec
from kitchen_dream.problems.spec import Observation, ProblemSpec
from kitchen_dream.rules.ruleset import RuleSet
from kitchen_dream.rules.v1.ruleset import V1


class StepKitchenProblem(KitchenProblem):
    """B episodes side by side; see KitchenProblem."""

    rules: ClassVar[RuleSet] = V1

    @classmethod
    def make_spec(cls, instruction: InstructionAs) -> ProblemSpec:
        return steps_spec(instruction)

    @classmethod
    def make_instructions(cls, instruction: InstructionAs) -> np.ndarray:
        return instruction_table(instruction)

    def observe(self) -> Observation:
        """What the policy is given: the map, the clock, the instruction at its step, and the mask."""
        return observe(self.episodes, self._seen, self._unknown, self._asked, self._facts > 0)
