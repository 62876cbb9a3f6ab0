"""The ends of the scale on which agents are scored in sign rooms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from kitchen_dream.problems.sign_room.plan import SignPlanner
from kitchen_dream.problems.sign_room.rules import MAX_STEPS, SignRoomProblem

NARROW = 0.1
"""A scale from blind to oracle must be longer than this."""


@dataclass(frozen=True)
class SignReference:
    """Expected returns of an execution, over the problems, instructions and starts of a split."""

    oracle: float
    """The word is known."""
    blind: float
    """Never explored: Bayes-optimal with memory, and free to read the sign on the way."""
    random: float
    """Uniformly random actions."""

    @property
    def zero(self) -> float:
        """What scores 0: blind, or random where the blind policy is as good as the oracle (20 steps)."""
        return self.blind if self.oracle - self.blind > NARROW else self.random

    def normalized(self, value: float) -> float:
        """A return on the scale from `zero` (0) to oracle (1)."""
        return (value - self.zero) / (self.oracle - self.zero)


def planner(problem: SignRoomProblem, pixels: int = 1) -> SignPlanner:
    """The planner of a split."""
    graph = problem.world.graph
    return SignPlanner(replace(graph, starts=graph.starts[problem.rooms]), problem.frames.differing, problem.limit, MAX_STEPS, pixels)


@lru_cache(maxsize=32)
def sign_reference(kind: type[SignRoomProblem], split: str = "train") -> SignReference:
    """The reference of a split, in some seconds."""
    plan = planner(kind(split))
    return SignReference(plan.oracle(), plan.blind(), plan.random())
