"""Kitchen-v1 in the PyBullet backend."""

from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.problems.kitchen.v1.problem import StepKitchenProblem


class PhysicsStepKitchenProblem(PhysicsKitchenProblem, StepKitchenProblem):
    """A batch of one, by the rules of recipes in steps; see PhysicsKitchenProblem."""
