"""The kitchens that a run is about, from its configuration."""

from __future__ import annotations

from typing import Any

from kitchen_dream.agents.policy import PolicyError, RunConfig
from kitchen_dream.kitchens.spec import Kitchen
from kitchen_dream.problems.kitchen.look_features import LookEye
from kitchen_dream.problems.kitchen.physics import PhysicsKitchenProblem
from kitchen_dream.problems.kitchen.pixels import Looks, PictureKitchenProblem, PicturePhysicsKitchenProblem
from kitchen_dream.problems.kitchen.problem import KitchenProblem
from kitchen_dream.problems.kitchen.standard import StandardKitchenProblem
from kitchen_dream.rules.tables import Tables
from kitchen_dream.trial.settings import TOLD


def kitchen_options(config: RunConfig) -> dict[str, Any]:
    """Options of the KitchenProblem of a run.

    Raises PolicyError for runs that `kitchen_problem` alone can make: without instructions, or with pictures.
    """
    if config.setting == "uninstructed":
        raise PolicyError("the policy was trained without instructions (standard meta-RL); choose another with --policy")
    if config.look == "picture":
        raise PolicyError("the policy sees pictures of looks, which only `evaluate` and `train` show; choose another with --policy")
    return {"dense": config.dense, "instruction": config.instruction, "told": TOLD[config.setting]}


def kitchen_problem(config: RunConfig, tables: Tables, split: str, batch: int, eye: LookEye | None = None) -> KitchenProblem:
    """A batch of the episodes that a run is about, in the abstract body; `eye` is the agent's, where looks give pictures."""
    if config.setting == "uninstructed":
        return StandardKitchenProblem(tables, split, batch, dense=config.dense)
    if config.look == "picture":
        looks = Looks.of(tables, split, _needed(eye))
        return PictureKitchenProblem(tables, split, batch, looks, dense=config.dense, instruction=config.instruction)
    return KitchenProblem(tables, split, batch, **kitchen_options(config))


def physics_problem(
    config: RunConfig, tables: Tables, split: str, grasp: str, kitchens: dict[int, Kitchen], eye: LookEye | None = None
) -> PhysicsKitchenProblem:
    """The episodes of a run in PyBullet; see PhysicsKitchenProblem."""
    if config.look == "picture":
        options = {"dense": config.dense, "instruction": config.instruction}
        eye = _needed(eye)
        return PicturePhysicsKitchenProblem(tables, split, Looks.of(tables, split, eye), eye, kitchens=kitchens, grasp=grasp, **options)
    return PhysicsKitchenProblem(tables, split, kitchens=kitchens, grasp=grasp, **kitchen_options(config))


def _needed(eye: LookEye | None) -> LookEye:
    if eye is None:
        raise ValueError("looks give pictures: the problem needs the agent's eye")
    return eye
