"""The family of kitchens of Kitchen-v1."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from kitchen_dream.kitchens.roles import Role
from kitchen_dream.problems.base import OF_IDS
from kitchen_dream.problems.kitchen.family import FACTS, KitchenFamily, KitchenLike
from kitchen_dream.problems.kitchen.observation import InstructionAs
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.v1.problem import StepKitchenProblem
from kitchen_dream.rules.ruleset import RuleSet
from kitchen_dream.rules.tables import Tables
from kitchen_dream.rules.v1.ruleset import V1

if TYPE_CHECKING:
    from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem

ORDER_FILE = "fixed_order_v1.json"
"""The best fixed order, in the assets."""


class KitchenV1Family(KitchenFamily):
    """Kitchens with dishes that are boiled, fried, baked and mixed, and tools that must be found.

    See KitchenFamily for splits and options. Looks show symbols.

    Args:
        kitchens: training kitchens.
        dense: steps on the way to a dish are paid.
        instruction: how a dish is asked for: `ingredients` or `name`.
        layout: a layout file (YAML); all kitchens are of that layout.
        backend: `abstract`, or `pybullet`, which has one kitchen at a time.
        grasp: how the gripper holds things in PyBullet: `assisted` or `physical`.
        robot: another robot in PyBullet, as "package.module:Name".
        exact: see KitchenBody; `gui`: whether PyBullet opens its window.
        explore_seconds: the budget of an exploration; None: the standard one.
        validation, test: numbers of kitchens in these splits; None: as in KitchenFamily.
        kitchen: a kitchen, its file, or several, in the place of random ones.
        tables: kitchens as arrays, in the place of random ones."""

    name = "kitchen-v1"
    summary = "find out what lies where in a kitchen, tools too, then cook by recipes in steps"
    overlay = "kitchen-v1"
    settings = ("instructed", *FACTS, *OF_IDS)
    rules: ClassVar[RuleSet] = V1
    problem_class: ClassVar[type[KitchenProblem]] = StepKitchenProblem
    order_file = ORDER_FILE
    vain = (Role.UNDER_SINK,)

    def __init__(
        self, kitchens: int = 6000, *, dense: bool = True, instruction: InstructionAs = "ingredients",
        layout: str | Path | None = None, backend: str = "abstract", grasp: str = "assisted", robot: str | None = None,
        exact: bool = False, gui: bool = False, explore_seconds: float | None = None, validation: int | None = None,
        test: int | None = None, kitchen: KitchenLike | list[KitchenLike] | None = None, tables: Tables | None = None,
    ):
        super().__init__(
            kitchens, dense=dense, instruction=instruction, layout=layout, backend=backend, grasp=grasp, robot=robot,
            exact=exact, gui=gui, explore_seconds=explore_seconds, validation=validation, test=test, kitchen=kitchen,
            tables=tables,
        )

    @classmethod
    def physics_class(cls) -> type[PhysicsKitchenProblem]:
        from kitchen_dream.problems.kitchen.v1.physics import PhysicsStepKitchenProblem  # loads PyBullet

        return PhysicsStepKitchenProblem
