"""The kitchen as the policy sees it: the robot's map, never the kitchen itself."""

from dataclasses import replace
from typing import Literal

import numpy as np

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.kitchens.spec import BURNERS, MAX_UNITS, SLOTS, UNIT_KINDS
from kitchen_dream.problems.spec import Field, Fields, Observation, PrivilegedId, ProblemSpec
from kitchen_dream.rules.episode import Episodes
from kitchen_dream.rules.reward import RecipeTable
from kitchen_dream.rules.skills import STOP, action_names
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import DECORATION, POSITION, Tables

InstructionAs = Literal["ingredients", "name"]
"""How a dish is asked for: as the set of its ingredients and its kind, or as a one-hot recipe name."""

FROM_AFAR = Fields(
    Field("exists", 1, "whether there is such a unit"),
    Field("kind", len(UNIT_KINDS), "cabinet, drawer, fridge, ..., one-hot"),
    Field("role", len(Role), "what its place says of its use, one-hot"),
    Field("note", 1, "a note hangs on it"),
    Field("position", POSITION, "where it is, relative to fridge and stove, and its height"),
)
"""What one sees of a unit without opening it."""
ON_THE_MAP = Fields(
    Field("looked", 1, "whether it was looked into"),
    Field("open", 1, "whether it stands open"),
    Field("look_seconds", 1, "seconds to look into it now, by 20"),
)
CLOCK = Fields(
    Field("time_left", 1, "seconds left, by 60"),
    Field("time_used", 1, "share of time used"),
    Field("executing", 1, "0 in exploration, 1 in execution"),
    Field("hand_empty", 1, "whether the hand is empty"),
)
KINDS = 2
"""Kinds of dishes: soup and salad."""


def kitchen_spec(instruction: InstructionAs = "ingredients") -> ProblemSpec:
    """Names and sizes of the kitchen problem, which follow from the cookbook in use."""
    book = cookbook()
    items = len(book.ingredients)
    dish = (
        Field("symbols", items, "the dish's ingredients, multi-hot"),
        Field("dish", KINDS, "soup or salad, one-hot"),
    )
    name = (Field("name", len(book.recipes), "the recipe, one-hot"),)
    return ProblemSpec(
        name="kitchen",
        vector=Fields(
            Field("held", items, "ingredient in the hand, one-hot"),
            Field("pot", items, "ingredients in the pot, multi-hot"),
            Field("bowl", items, "ingredients in the bowl, multi-hot"),
            Field("lit", BURNERS, "burners that are lit"),
            Field("works", BURNERS, "burners known to work"),
            Field("broken", BURNERS, "burners known to be broken"),
            *CLOCK,
        ),
        instruction=Fields(*(dish if instruction == "ingredients" else name)),
        id_vector=Fields(
            Field("broken", BURNERS, "burners that do not work"),
            Field("decoration", DECORATION, "colours, which do not matter"),
        ),
        actions=action_names(),
        stop=STOP,
        max_steps=24,
        scripted_exploration=tuple(range(MAX_UNITS)),  # into one unit after the other, as long as there is time
        entities=MAX_UNITS,
        entity=Fields(
            *FROM_AFAR, *ON_THE_MAP, Field("seen", items, "ingredients seen there, multi-hot"),
            Field("note_groups", len(book.groups), "food groups that the note places there"),
        ),
        slots=SLOTS,
        slot=Fields(Field("symbols", items, "what lies there in the open unit, one-hot")),
        id_entity=Fields(
            Field("exists", 1, "whether there is such a unit"),
            Field("symbols", items, "its contents, multi-hot"),
        ),
        symbols=items,
        carried=("held", "pot", "bowl"),
        instruction_symbols=instruction == "ingredients",
    )


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
        tables.exists[..., None], np.eye(len(UNIT_KINDS))[tables.kind], np.eye(len(Role))[tables.role],
        noted[..., None], tables.position,
    ]
    return (np.concatenate(parts, axis=2) * tables.exists[..., None]).astype(np.float32)


def instruction_table(instruction: InstructionAs) -> np.ndarray:
    """(recipes, features) float32: the instruction of every recipe."""
    recipes = RecipeTable.of(cookbook())
    if instruction == "name":
        return np.eye(len(recipes.soup), dtype=np.float32)
    return np.column_stack([recipes.needs, recipes.soup, ~recipes.soup]).astype(np.float32)


def privileged_id(tables: Tables, rows: np.ndarray) -> PrivilegedId:
    """The ids of the problems `rows`: all contents, all burners, and all that does not matter, such as colours."""
    contents = one_hot(tables.contents[rows], len(cookbook().ingredients)).sum(2)
    entities = np.concatenate([tables.exists[rows][..., None], contents], axis=2)
    vector = np.concatenate([tables.broken[rows], tables.decoration[rows]], axis=1)
    return PrivilegedId(np.asarray(rows), entities.astype(np.float32), vector.astype(np.float32))


def observe(episodes: Episodes, unit: Fields, static: np.ndarray, instructions: np.ndarray) -> Observation:
    """The observation of B episodes.

    `unit` are the features of a unit in `kitchen_spec`; `static` and `instructions` are the tables made by the
    functions above."""
    state, known, rows = episodes.state, episodes.known, episodes.rows
    n = len(rows)
    everyone = np.arange(n)
    items, groups = known.seen.shape[2], known.note.shape[1]

    entities = np.zeros((n, MAX_UNITS, unit.size), np.float32)
    entities[:, :, : FROM_AFAR.size] = static[rows]
    entities[:, :, unit["looked"]] = known.looked[..., None]
    opened = state.open_unit != NOTHING
    entities[everyone[opened], state.open_unit[opened], unit["open"]] = 1
    seconds = np.where(episodes.tables.exists[rows], episodes.seconds[:, :MAX_UNITS] / 20, 0)
    entities[:, :, unit["look_seconds"]] = seconds[..., None]
    entities[:, :, unit["seen"]] = known.seen
    for group in range(groups):
        there = known.note[:, group] != NOTHING
        entities[everyone[there], known.note[there, group], unit["note_groups"].start + group] = 1

    slots = one_hot(state.contents[everyone, np.maximum(state.open_unit, 0)], items) * opened[:, None, None]

    left = np.maximum(episodes.limit - episodes.elapsed, 0)
    clock = [left / 60, episodes.elapsed / episodes.limit, episodes.executing, state.held == NOTHING]
    vector = np.concatenate(
        [
            one_hot(state.held, items), one_hot(state.pot, items).sum(1), one_hot(state.bowl, items).sum(1), state.lit,
            known.burner == 1, known.burner == 2, np.stack(clock, axis=1),
        ],
        axis=1,
    ).astype(np.float32)
    asked = instructions[np.maximum(episodes.recipe, 0)]
    instruction = np.where(episodes.executing[:, None], asked, 0).astype(np.float32)
    return {
        "entities": entities, "slots": slots.astype(np.float32), "vector": vector, "instruction": instruction,
        "action_mask": episodes.mask.astype(np.int8),
    }


def one_hot(ids: np.ndarray, size: int) -> np.ndarray:
    """(..., size) float32; all zeros for NOTHING."""
    table = np.concatenate([np.eye(size, dtype=np.float32), np.zeros((1, size), np.float32)])
    return table[ids]
