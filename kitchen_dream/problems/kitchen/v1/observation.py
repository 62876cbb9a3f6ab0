"""Kitchen-v1 as the policy sees it: the map as in Kitchen-v0, tools, heat, and the step that the recipe is at."""

import numpy as np

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.recipes import KINDS, STAGES
from kitchen_dream.kitchens.spec import BURNERS
from kitchen_dream.problems.kitchen.observation import (
    CLOCK,
    InstructionAs,
    clock,
    multi_hots,
    observe_units,
    of_units,
)
from kitchen_dream.problems.spec import Field, Fields, Observation, ProblemSpec
from kitchen_dream.rules.episode import Episodes
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.v1 import cooking
from kitchen_dream.rules.v1.ruleset import V1
from kitchen_dream.rules.v1.skills import SKILLS
from kitchen_dream.rules.v1.state import VESSELS

STEP_ROWS = STAGES + 2
"""Rows of a recipe in the table of instructions, one for each step that it may be at: the vessel comes first."""


def steps_spec(instruction: InstructionAs = "ingredients") -> ProblemSpec:
    """Names and sizes of Kitchen-v1, which follow from the cookbook in use. Symbols are tools, then ingredients."""
    book = cookbook("v1")
    symbols, heats = len(book.symbols), BURNERS + 1
    dish = (
        Field("symbols", symbols, "the vessel; once in place, the ingredients up to the recipe's step too, multi-hot"),
        Field("dish", len(KINDS), "boiled, fried, baked or mixed, one-hot"),
        Field("to_come", 1, "ingredients of later steps, by 4"),
    )
    name = (Field("name", len(book.recipes), "the recipe, one-hot"),)
    return ProblemSpec(
        name="kitchen-v1",
        vector=Fields(
            Field("held", symbols, "what is in the hand, one-hot"),
            Field("inside", symbols, "ingredients in vessels, multi-hot"),
            Field("placed", symbols, "vessels that stand where they are used, multi-hot"),
            Field("on", heats, "burners that are lit, then whether the oven is on"),
            Field("works", BURNERS, "burners known to work"),
            Field("broken", BURNERS, "burners known to be broken"),
            Field("to_cook", 1, "seconds of heat until all that is in the dish's vessel is done, by 20"),
            Field("to_burn", 1, "seconds of heat until something in it is burnt, by 20"),
            Field("under_heat", 1, "whether the dish's vessel is being heated"),
            *CLOCK,
        ),
        instruction=Fields(*(dish if instruction == "ingredients" else name)),
        actions=SKILLS.names(),
        stop=V1.stop,
        max_steps=V1.max_steps,
        **of_units(symbols, len(book.groups)),
        carried=("held", "inside", "placed"),
        instruction_symbols=instruction == "ingredients",
    )


def instruction_table(instruction: InstructionAs) -> np.ndarray:
    """(recipes * STEP_ROWS + 1, features) float32: the instruction of every recipe at every step; at the end zeros."""
    recipes = V1.recipes()
    if instruction == "name":
        table = np.eye(len(recipes.size)).repeat(STEP_ROWS, axis=0)
    else:
        due = recipes.stage[:, None] < np.arange(STEP_ROWS)[:, None]
        due &= recipes.needs[:, None]
        to_come = (recipes.size[:, None] - due.sum(2))[..., None] / 4
        symbols = due | (recipes.wanted & ~recipes.needs)[:, None]
        kind = np.broadcast_to(np.eye(VESSELS)[recipes.vessel][:, None], (len(recipes.size), STEP_ROWS, VESSELS))
        table = np.concatenate([symbols, kind, to_come], axis=2).reshape(len(recipes.size) * STEP_ROWS, -1)
    return np.concatenate([table, np.zeros_like(table[:1])]).astype(np.float32)


def observe(
    episodes: Episodes, spec: ProblemSpec, unknown: np.ndarray, asked: np.ndarray, told: bool = False
) -> Observation:
    """The observation of B episodes, in new arrays; see `kitchen.observation.observe`."""
    state, fields, recipes = episodes.state, spec.vector, episodes.recipes
    recipe, n = episodes.recipe, len(episodes.rows)
    placed = np.where(state.placed, np.arange(VESSELS), NOTHING)
    ids = {"held": state.held[:, None], "inside": state.inside.reshape(n, -1), "placed": placed}
    vector = multi_hots(fields, ids)
    timer = cooking.clock(state, recipes, recipe)
    here = np.where(episodes.executing, cooking.under_heat(state, recipes.vessel[recipe]), False)
    columns = [*state.lit.T, state.oven, *(episodes.known.burner == 1).T, *(episodes.known.burner == 2).T]
    columns += [episodes.executing * timer.left / 20, episodes.executing * timer.burns / 20, here, *clock(episodes)]
    for column, value in enumerate(columns, fields["on"].start):
        vector[:, column] = value
    lacking = cooking.missing(state, recipes, recipe)
    stage = np.where(lacking[:, VESSELS:], recipes.stage[recipe, VESSELS:], STAGES).min(1)
    step = np.where(lacking[:, :VESSELS].any(1), 0, 1 + stage)
    row = np.where(episodes.executing, recipe * STEP_ROWS + step, NOTHING)
    return observe_units(episodes, spec, unknown, told) | {
        "vector": vector, "instruction": asked.take(row, axis=0), "action_mask": episodes.mask.astype(np.int8),
    }
