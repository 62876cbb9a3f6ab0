"""The kitchen as the policy sees it: the robot's map, never the kitchen itself."""

from dataclasses import replace
from typing import Any, Literal

import numpy as np

from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.roles import Role
from kitchen_dream.kitchens.spec import BURNERS, MAX_UNITS, SLOTS, UNIT_KINDS
from kitchen_dream.problems.spec import Field, Fields, Observation, PrivilegedId, ProblemSpec
from kitchen_dream.rules.episode import Episodes
from kitchen_dream.rules.reward import RecipeTable
from kitchen_dream.rules.skills import SKILLS, STOP
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
        actions=SKILLS.names(),
        stop=STOP,
        max_steps=24,
        **of_units(items, len(book.groups)),
        carried=("held", "pot", "bowl"),
        instruction_symbols=instruction == "ingredients",
    )


def of_units(symbols: int, groups: int) -> dict[str, Any]:
    """What the specs of all variants say of units and ids alike. symbols: what may lie in a unit. groups: of food."""
    return {
        "id_vector": Fields(
            Field("broken", BURNERS, "burners that do not work"),
            Field("decoration", DECORATION, "colours, which do not matter"),
        ),
        "scripted_exploration": tuple(range(MAX_UNITS)),  # into one unit after the other, as long as there is time
        "entities": MAX_UNITS,
        "entity": Fields(
            *FROM_AFAR, *ON_THE_MAP, Field("seen", symbols, "what was seen there, multi-hot"),
            Field("note_groups", groups, "food groups that the note places there"),
        ),
        "slots": SLOTS,
        "slot": Fields(Field("symbols", symbols, "what lies there in the open unit, one-hot")),
        "id_entity": Fields(
            Field("exists", 1, "whether there is such a unit"),
            Field("symbols", symbols, "its contents, multi-hot"),
        ),
        "symbols": symbols,
    }


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


def unknown_maps(tables: Tables, unit: Fields) -> np.ndarray:
    """(N, MAX_UNITS, features of `unit`) float32: what one sees of the units from afar, and nothing of all else."""
    noted = (tables.role == Role.FRIDGE) & tables.noted[:, None]
    parts = [
        tables.exists[..., None], np.eye(len(UNIT_KINDS))[tables.kind], np.eye(len(Role))[tables.role],
        noted[..., None], tables.position,
    ]
    out = np.zeros((len(tables), MAX_UNITS, unit.size), np.float32)
    out[..., : FROM_AFAR.size] = np.concatenate(parts, axis=2) * tables.exists[..., None]
    return out


def instruction_table(instruction: InstructionAs) -> np.ndarray:
    """(recipes + 1, features) float32: the instruction of every recipe; at the end zeros, for NOTHING."""
    recipes = RecipeTable.of(cookbook())
    ingredients = np.column_stack([recipes.needs, recipes.soup, ~recipes.soup])
    table = np.eye(len(recipes.soup)) if instruction == "name" else ingredients
    return np.concatenate([table, np.zeros_like(table[:1])]).astype(np.float32)


def privileged_id(tables: Tables, rows: np.ndarray, symbols: int) -> PrivilegedId:
    """The ids of the problems `rows`: all contents, all burners, and all that does not matter, such as colours."""
    contents = one_hot(tables.contents[rows], symbols).sum(2)
    entities = np.concatenate([tables.exists[rows][..., None], contents], axis=2)
    vector = np.concatenate([tables.broken[rows], tables.decoration[rows]], axis=1)
    return PrivilegedId(np.asarray(rows), entities.astype(np.float32), vector.astype(np.float32))


def observe(
    episodes: Episodes, spec: ProblemSpec, unknown: np.ndarray, asked: np.ndarray, told: bool = False
) -> Observation:
    """The observation of B episodes, in new arrays.

    `spec` is the `kitchen_spec`; `unknown` and `asked` are the tables made by the functions above. `told`: something
    may have been told of units that were not looked into."""
    state, fields = episodes.state, spec.vector
    vector = multi_hots(fields, {"held": state.held[:, None], "pot": state.pot, "bowl": state.bowl})
    burners = [*state.lit.T, *(episodes.known.burner == 1).T, *(episodes.known.burner == 2).T]
    for column, value in enumerate(burners + clock(episodes), fields["lit"].start):
        vector[:, column] = value
    return observe_units(episodes, spec, unknown, told) | {
        "vector": vector, "instruction": asked.take(episodes.recipe, axis=0),
        "action_mask": episodes.mask.astype(np.int8),
    }


def observe_units(episodes: Episodes, spec: ProblemSpec, unknown: np.ndarray, told: bool) -> Observation:
    """`entities` and `slots` of B episodes: what is known of the units, and what the open one shows; see `observe`."""
    state, known, unit = episodes.state, episodes.known, spec.entity
    n, items, groups = len(episodes.rows), spec.symbols, known.note.shape[1]

    # What is known is little: ones at flat indices, in copies of maps on which nothing is.
    entities = unknown.take(episodes.rows, axis=0)
    np.divide(episodes.seconds[:, :MAX_UNITS], 20, out=entities[:, :, unit["look_seconds"].start])  # 0 where none is
    looked, opened = np.flatnonzero(known.looked), np.flatnonzero(state.open_unit != NOTHING)
    heard, read = np.arange(n * MAX_UNITS) if told else looked, np.flatnonzero(known.note != NOTHING)
    seen = np.flatnonzero(known.seen.reshape(-1, items).take(heard, axis=0))
    for name, units, which in (
        ("looked", looked, 0), ("open", opened * MAX_UNITS + state.open_unit[opened], 0),
        ("seen", heard[seen // items], seen % items),
        ("note_groups", read // groups * MAX_UNITS + known.note.reshape(-1)[read], read % groups),
    ):
        entities.reshape(-1)[units * unit.size + which + unit[name].start] = 1

    # Where none is open, index NOTHING reads another unit, which is left out.
    inside = state.contents.reshape(-1, SLOTS).take(np.arange(n) * MAX_UNITS + state.open_unit, axis=0)
    inside[state.open_unit == NOTHING] = NOTHING
    return {"entities": entities, "slots": one_hot(inside, items)}


def multi_hots(fields: Fields, ids_by_field: dict[str, np.ndarray]) -> np.ndarray:
    """A vector (B, features) float32 with ids (B, k) in the fields of their names, and zeros elsewhere."""
    n = len(next(iter(ids_by_field.values())))
    vector = np.zeros((n, fields.size), np.float32)
    for name, ids in ids_by_field.items():
        there = np.flatnonzero(ids != NOTHING)
        place = there // ids.shape[1] * fields.size + fields[name].start + ids.reshape(-1)[there]
        np.add.at(vector.reshape(-1), place, 1)  # two of the same count twice
    return vector


def clock(episodes: Episodes) -> list[np.ndarray]:
    """The columns (B,) of CLOCK."""
    left = np.maximum(episodes.limit - episodes.elapsed, 0)
    return [left / 60, episodes.elapsed / episodes.limit, episodes.executing, episodes.state.held == NOTHING]


def one_hot(ids: np.ndarray, size: int) -> np.ndarray:
    """(..., size) float32; all zeros for NOTHING."""
    table = np.concatenate([np.eye(size, dtype=np.float32), np.zeros((1, size), np.float32)])
    return table.take(ids, axis=0)
