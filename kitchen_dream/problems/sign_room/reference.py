"""The ends of the scale on which agents are scored in sign rooms."""

from dataclasses import replace
from functools import lru_cache

from kitchen_dream.problems.base import References
from kitchen_dream.problems.sign_room.plan import SignPlanner
from kitchen_dream.problems.sign_room.rules import MAX_STEPS, SignRoomProblem
from kitchen_dream.problems.sign_room.world import SignRooms


def planner(problem: SignRoomProblem, pixels: int = 1) -> SignPlanner:
    """The planner of a split."""
    graph = problem.world.graph
    starts = replace(graph, starts=graph.starts[problem.rooms])
    return SignPlanner(starts, problem.frames.differing, problem.limit, MAX_STEPS, pixels)


@lru_cache(maxsize=32)
def sign_reference(kind: type[SignRoomProblem], split: str = "train", world: SignRooms | None = None) -> References:
    """Expected returns of an execution, over the problems, instructions and starts of a split; takes some seconds.

    Blind is Bayes-optimal with memory, and free to read the sign on the way: with 20 steps it is as good as the oracle.
    """
    plan = planner(kind(split, world=world))
    return References(plan.oracle(), plan.blind(), plan.random())
