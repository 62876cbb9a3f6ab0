"""The kitchen as the policy sees it: the robot's map, never the kitchen itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.kitchens.spec import BURNERS, MAX_UNITS, SLOTS, UNIT_KINDS
from kitchen_dream.problems.spec import Field, Fields, Observation, PrivilegedId, ProblemSpec
from kitchen_dream.rules.episode import Episodes
from kitchen_dream.rules.skills import ACTIONS, STOP, Skill, decode
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import DECORATION, POSITION, Tables

InstructionAs = Literal["ingredients", "name"]
"""How a dish is asked for: as the set of its ingredients and its kind, or as a one-hot recipe name."""

_BOOK = cookbook()
_INGREDIENTS, _GROUPS, _RECIPES = len(_BOOK.ingredients), len(_BOOK.groups), len(_BOOK.recipes)
_KINDS, _ROLES = len(UNIT_KINDS), len(Role)

FROM_AFAR = Fields(
    Field("exists", 1, "whether there is such a unit"),
    Field("kind", _KINDS, "cabinet, drawer, fridge, ..., one-hot"),
    Field("role", _ROLES, "what its place says of its use, one-hot"),
    Field("note", 1, "a note hangs on it"),
    Field("position", POSITION, "where it is, relative to fridge and stove, and its height"),
)
"""What one sees of a unit without opening it."""
ON_THE_MAP = Fields(
    Field("looked", 1, "whether it was looked into"),
    Field("open", 1, "whether it stands open"),
    Field("look_seconds", 1, "seconds to look into it now, by 20"),
)
SEEN = Fields(
    Field("seen", _INGREDIENTS, "ingredients seen there, multi-hot"),
    Field("note_groups", _GROUPS, "food groups that the note places there"),
)
ENTITY = FROM_AFAR + ON_THE_MAP + SEEN
"""Features of a unit."""
CLOCK = Fields(
    Field("time_left", 1, "seconds left, by 60"),
    Field("time_used", 1, "share of time used"),
    Field("executing", 1, "0 in exploration, 1 in execution"),
    Field("hand_empty", 1, "whether the hand is empty"),
)
VECTOR = Fields(
    Field("held", _INGREDIENTS, "ingredient in the hand, one-hot"),
    Field("pot", _INGREDIENTS, "ingredients in the pot, multi-hot"),
    Field("bowl", _INGREDIENTS, "ingredients in the bowl, multi-hot"),
    Field("lit", BURNERS, "burners that are lit"),
    Field("works", BURNERS, "burners known to work"),
    Field("broken", BURNERS, "burners known to be broken"),
)
KINDS = 2
"""Kinds of dishes: soup and salad."""


def kitchen_spec(instruction: InstructionAs = "ingredients") -> ProblemSpec:
    """Names and sizes of the kitchen problem."""
    by_ingredients = Fields(
        Field("symbols", _INGREDIENTS, "the dish's ingredients, multi-hot"),
        Field("dish", KINDS, "soup or salad, one-hot"),
    )
    return ProblemSpec(
        name="kitchen",
        vector=VECTOR + CLOCK,
        instruction=by_ingredients
        if instruction == "ingredients"
        else Fields(Field("name", _RECIPES, "the recipe, one-hot")),
        id_vector=Fields(
            Field("broken", BURNERS, "burners that do not work"),
            Field("decoration", DECORATION, "colours, which do not matter"),
        ),
        actions=tuple(action_name(action) for action in range(ACTIONS)),
        stop=STOP,
        max_steps=24,
        entities=MAX_UNITS,
        entity=ENTITY,
        slots=SLOTS,
        slot=Fields(Field("symbols", _INGREDIENTS, "what lies there in the open unit, one-hot")),
        id_entity=Fields(
            Field("exists", 1, "whether there is such a unit"),
            Field("symbols", _INGREDIENTS, "its contents, multi-hot"),
        ),
        symbols=_INGREDIENTS,
        carried=("held", "pot", "bowl"),
        instruction_symbols=instruction == "ingredients",
    )


def action_name(action: int) -> str:
    """The name of an action, as `look_3`."""
    call = decode(action)
    name = call.skill.name.lower()
    return f"{name}_{call.argument}" if call.skill in (Skill.LOOK, Skill.TAKE, Skill.PRESS) else name


def standard_spec(spec: ProblemSpec) -> ProblemSpec:
    """Names and sizes of the kitchen problem in the standard setting."""
    symbols = spec.symbols
    known = (
        Field("kind", KINDS, "a soup or a salad, where that was found out"),
        Field("wanted", symbols, "ingredients known to be needed"),
        Field("unwanted", symbols, "ingredients known not to be"),
        Field("exploring", 1, "whether this is the exploration"),
    )
    asked = Field("asked", symbols, "the dish's ingredients"), Field("kind", KINDS, "soup or salad, one-hot")
    return replace(
        spec.with_vector(*known),
        id_entity=spec.id_entity + Fields(Field("needed", symbols, "what the dish needs of it")),
        id_vector=spec.id_vector + Fields(*asked),
        task_in_id=True,
    )


def static_features(tables: Tables) -> np.ndarray:
    """(N, MAX_UNITS, features) float32: what one sees of the units from afar."""
    noted = (tables.role == Role.FRIDGE) & tables.noted[:, None]
    parts = [
        tables.exists[..., None],
        np.eye(_KINDS)[tables.kind],
        np.eye(_ROLES)[tables.role],
        noted[..., None],
        tables.position,
    ]
    return (np.concatenate(parts, axis=2) * tables.exists[..., None]).astype(np.float32)


def instruction_table(instruction: InstructionAs) -> np.ndarray:
    """(recipes, features) float32: the instruction of every recipe."""
    if instruction == "name":
        return np.eye(_RECIPES, dtype=np.float32)
    out = np.zeros((_RECIPES, _INGREDIENTS + 2), np.float32)
    for r, recipe in enumerate(_BOOK.recipes):
        out[r, [_BOOK.ingredient_id(item) for item in recipe.ingredients]] = 1
        out[r, _INGREDIENTS + (recipe.dish == "salad")] = 1
    return out


def privileged_id(tables: Tables, rows: np.ndarray) -> PrivilegedId:
    """The ids of the problems `rows`: all contents, all burners, and all that does not matter, such as colours."""
    contents = one_hot(tables.contents[rows], _INGREDIENTS).sum(2)
    entities = np.concatenate([tables.exists[rows][..., None], contents], axis=2)
    vector = np.concatenate([tables.broken[rows], tables.decoration[rows]], axis=1)
    return PrivilegedId(np.asarray(rows), entities.astype(np.float32), vector.astype(np.float32))


def observe(episodes: Episodes, static: np.ndarray, instructions: np.ndarray) -> Observation:
    """The observation of B episodes. `static` and `instructions` are the tables made by the functions above."""
    state, known, rows = episodes.state, episodes.known, episodes.rows
    n = len(rows)
    everyone = np.arange(n)

    entities = np.zeros((n, MAX_UNITS, ENTITY.size), np.float32)
    entities[:, :, : FROM_AFAR.size] = static[rows]
    entities[:, :, ENTITY["looked"]] = known.looked[..., None]
    opened = state.open_unit != NOTHING
    entities[everyone[opened], state.open_unit[opened], ENTITY["open"]] = 1
    seconds = np.where(episodes.tables.exists[rows], episodes.seconds[:, :MAX_UNITS] / 20, 0)
    entities[:, :, ENTITY["look_seconds"]] = seconds[..., None]
    entities[:, :, ENTITY["seen"]] = known.seen
    for group in range(_GROUPS):
        there = known.note[:, group] != NOTHING
        entities[everyone[there], known.note[there, group], ENTITY["note_groups"].start + group] = 1

    slots = one_hot(state.contents[everyone, np.maximum(state.open_unit, 0)], _INGREDIENTS) * opened[:, None, None]

    left = np.maximum(episodes.limit - episodes.elapsed, 0)
    clock = [left / 60, episodes.elapsed / episodes.limit, episodes.executing, state.held == NOTHING]
    vector = np.concatenate(
        [
            one_hot(state.held, _INGREDIENTS),
            one_hot(state.pot, _INGREDIENTS).sum(1),
            one_hot(state.bowl, _INGREDIENTS).sum(1),
            state.lit,
            known.burner == 1,
            known.burner == 2,
            np.stack(clock, axis=1),
        ],
        axis=1,
    ).astype(np.float32)
    instruction = np.where(episodes.executing[:, None], instructions[np.maximum(episodes.recipe, 0)], 0).astype(
        np.float32
    )
    return {
        "entities": entities,
        "slots": slots.astype(np.float32),
        "vector": vector,
        "instruction": instruction,
        "action_mask": episodes.mask.astype(np.int8),
    }


def one_hot(ids: np.ndarray, size: int) -> np.ndarray:
    """(..., size) float32; all zeros for NOTHING."""
    table = np.concatenate([np.eye(size, dtype=np.float32), np.zeros((1, size), np.float32)])
    return table[ids]
