"""The kitchen as the policy sees it: the robot's map, never the kitchen itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.kitchens.spec import BURNERS, MAX_UNITS, SLOTS, UNIT_KINDS
from kitchen_dream.problems.spec import Observation, PrivilegedId, ProblemSpec
from kitchen_dream.rules.episode import Episodes
from kitchen_dream.rules.skills import POT, STOP, action_count
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import DECORATION, POSITION, Tables

InstructionAs = Literal["ingredients", "name"]
"""How a dish is asked for: as the set of its ingredients and its kind, or as a one-hot recipe name."""

_BOOK = cookbook()
_INGREDIENTS, _GROUPS, _RECIPES = len(_BOOK.ingredients), len(_BOOK.groups), len(_BOOK.recipes)
_KINDS, _ROLES = len(UNIT_KINDS), len(Role)

STATIC = 1 + _KINDS + _ROLES + 1 + POSITION
"""Features of a unit that one sees from afar: exists, kind, role, note, position."""
DYNAMIC = 3 + _INGREDIENTS + _GROUPS
"""Features of a unit from the map: looked into, open, seconds to look into it, ingredients seen, groups that the note gives."""
VECTOR = 3 * _INGREDIENTS + BURNERS * 3 + 4
"""Held, in pot, in bowl; lit, known to work, known to be broken; seconds left, share of time used, phase, hand empty."""

KINDS = 2
"""Kinds of dishes: soup and salad."""


def kitchen_spec(instruction: InstructionAs = "ingredients") -> ProblemSpec:
    """Sizes of the kitchen problem."""
    return ProblemSpec(
        name="kitchen",
        entities=(MAX_UNITS, STATIC + DYNAMIC),
        slots=(SLOTS, _INGREDIENTS),
        vector=VECTOR,
        instruction=_INGREDIENTS + 2 if instruction == "ingredients" else _RECIPES,
        others=action_count() - POT,
        id_entities=1 + _INGREDIENTS,
        id_vector=BURNERS + DECORATION,
        symbols=_INGREDIENTS,
        entity_symbols=STATIC + 3,
        carried=3,
        instruction_symbols=instruction == "ingredients",
        stop=STOP,
        max_steps=24,
    )


def standard_spec(spec: ProblemSpec) -> ProblemSpec:
    """Sizes of the kitchen problem in the standard setting."""
    more = spec.symbols
    return replace(
        spec,
        vector=spec.vector + KINDS + 2 * more + 1,
        id_entities=spec.id_entities + more,
        id_vector=spec.id_vector + more + KINDS,
        task_in_id=True,
    )


def static_features(tables: Tables) -> np.ndarray:
    """(N, MAX_UNITS, STATIC) float32: what one sees of the units from afar."""
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

    entities = np.zeros((n, MAX_UNITS, STATIC + DYNAMIC), np.float32)
    entities[:, :, :STATIC] = static[rows]
    entities[:, :, STATIC] = known.looked
    opened = state.open_unit != NOTHING
    entities[everyone[opened], state.open_unit[opened], STATIC + 1] = 1
    entities[:, :, STATIC + 2] = np.where(episodes.tables.exists[rows], episodes.seconds[:, :MAX_UNITS] / 20, 0)
    entities[:, :, STATIC + 3 : STATIC + 3 + _INGREDIENTS] = known.seen
    for group in range(_GROUPS):
        there = known.note[:, group] != NOTHING
        entities[everyone[there], known.note[there, group], STATIC + 3 + _INGREDIENTS + group] = 1

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
    instruction = np.where(episodes.executing[:, None], instructions[np.maximum(episodes.recipe, 0)], 0).astype(np.float32)
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
