"""The kitchens that a run is about, from its configuration."""

from __future__ import annotations

from typing import Any

from kitchen_dream.agents.policy import PolicyError, RunConfig
from kitchen_dream.problems.kitchen import KitchenProblem
from kitchen_dream.problems.kitchen_standard import StandardKitchenProblem
from kitchen_dream.rules.tables import Tables
from kitchen_dream.trial.settings import TOLD


def kitchen_options(config: RunConfig) -> dict[str, Any]:
    """Options of the KitchenProblem of a run. Raises PolicyError for a run without instructions, which only `kitchen_problem` makes."""
    if config.setting == "uninstructed":
        raise PolicyError("the policy was trained without instructions (standard meta-RL); choose another with --policy")
    return {"dense": config.dense, "instruction": config.instruction, "told": TOLD[config.setting]}


def kitchen_problem(config: RunConfig, tables: Tables, split: str, batch: int) -> KitchenProblem:
    """A batch of the episodes that a run is about, in the abstract body."""
    if config.setting == "uninstructed":
        return StandardKitchenProblem(tables, split, batch, dense=config.dense)
    return KitchenProblem(tables, split, batch, **kitchen_options(config))
