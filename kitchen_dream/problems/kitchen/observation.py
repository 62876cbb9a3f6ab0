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
IN_CACHE = 256
"""Episodes whose maps fit into a processor's cache."""


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


def privileged_id(tables: Tables, rows: np.ndarray) -> PrivilegedId:
    """The ids of the problems `rows`: all contents, all burners, and all that does not matter, such as colours."""
    contents = one_hot(tables.contents[rows], len(cookbook().ingredients)).sum(2)
    entities = np.concatenate([tables.exists[rows][..., None], contents], axis=2)
    vector = np.concatenate([tables.broken[rows], tables.decoration[rows]], axis=1)
    return PrivilegedId(np.asarray(rows), entities.astype(np.float32), vector.astype(np.float32))


class Observer:
    """Makes observations of B episodes: little is known, so they are ones at few places of maps on which nothing is.

    In place, it writes into arrays of its own what has changed since it last did so. That takes less time where the
    batch is large: most of an observation stays as it was, and its megabytes are more work than a step."""

    def __init__(self, spec: ProblemSpec, tables: Tables, asked: np.ndarray, told: bool = False):
        """`spec`: the `kitchen_spec`. `asked`: its `instruction_table`. `told`: something may be known of units that
        were not looked into."""
        self._spec, self._asked, self._told = spec, asked, told
        self._unknown = unknown_maps(tables, spec.entity)
        self._own: Observation = {}
        self._rows = np.zeros(0, np.int64)
        """(B,) the kitchens whose maps are in `_own`."""
        self._ones: dict[str, np.ndarray] = {}
        """Flat indices of what was marked in `_own`."""

    def __call__(self, episodes: Episodes, in_place: bool = False) -> Observation:
        """The observation in new arrays, or in those that the next call in place writes into."""
        if not in_place:
            out = self._blank(episodes)
            self._write(episodes, out)
            return out
        if not self._own:
            self._own, self._rows = self._blank(episodes), episodes.rows.copy()
        for name, ones in self._ones.items():
            self._own[name].reshape(-1)[ones] = 0
        entities, others = self._own["entities"], np.flatnonzero(self._rows != episodes.rows)
        self._rows[others] = rows = episodes.rows[others]
        entities[others, :, : FROM_AFAR.size] = self._unknown[rows, :, : FROM_AFAR.size]
        self._write_look_seconds(episodes.seconds, entities)
        self._ones = self._write(episodes, self._own)
        return dict(self._own)

    def _blank(self, episodes: Episodes) -> Observation:
        """New arrays in which nothing is known but how long it takes to look."""
        n, spec = len(episodes.rows), self._spec
        entities = np.empty((n, MAX_UNITS, spec.entity.size), np.float32)
        for part in (slice(first, first + IN_CACHE) for first in range(0, n, IN_CACHE)):
            # Rows are in range; without a mode, numpy copies the output.
            self._unknown.take(episodes.rows[part], axis=0, out=entities[part], mode="clip")
            self._write_look_seconds(episodes.seconds[part], entities[part])
        return {
            "entities": entities, "slots": np.zeros((n, SLOTS, spec.symbols), np.float32),
            "vector": np.zeros((n, spec.vector.size), np.float32),
            "instruction": np.empty((n, spec.instruction.size), np.float32),
            "action_mask": np.empty((n, spec.num_actions), np.int8),
        }

    def _write_look_seconds(self, seconds: np.ndarray, entities: np.ndarray) -> None:
        column = self._spec.entity["look_seconds"].start
        np.divide(seconds[:, :MAX_UNITS], 20, out=entities[:, :, column])  # 0 where no unit is

    def _write(self, episodes: Episodes, into: Observation) -> dict[str, np.ndarray]:
        """Write all that is known into arrays in which nothing is marked; returns the flat indices of the marks."""
        state, known, fields, unit = episodes.state, episodes.known, self._spec.vector, self._spec.entity
        n, items, groups = len(episodes.rows), self._spec.symbols, known.note.shape[1]

        looked, opened = np.flatnonzero(known.looked), np.flatnonzero(state.open_unit != NOTHING)
        unit_open = opened * MAX_UNITS + state.open_unit[opened]
        heard, read = np.arange(n * MAX_UNITS) if self._told else looked, np.flatnonzero(known.note != NOTHING)
        seen = np.flatnonzero(known.seen.reshape(-1, items).take(heard, axis=0))
        noted = read // groups * MAX_UNITS + known.note.reshape(-1)[read]
        on_map = [
            looked * unit.size + unit["looked"].start,
            unit_open * unit.size + unit["open"].start,
            # What was seen where, without the remainder `seen % items`, which takes long.
            (heard * unit.size + unit["seen"].start - np.arange(len(heard)) * items)[seen // items] + seen,
            noted * unit.size + unit["note_groups"].start + read % groups,
        ]
        inside = state.contents.reshape(-1, SLOTS).take(unit_open, axis=0).reshape(-1)
        there = np.flatnonzero(inside != NOTHING)
        in_slots = (opened[there // SLOTS] * SLOTS + there % SLOTS) * items + inside[there]
        carried = []
        for name, ids in (("held", state.held[:, None]), ("pot", state.pot), ("bowl", state.bowl)):
            there = np.flatnonzero(ids != NOTHING)
            carried.append(there // ids.shape[1] * fields.size + fields[name].start + ids.reshape(-1)[there])
        marks = {"entities": np.concatenate(on_map), "slots": in_slots, "vector": np.concatenate(carried)}
        for name, places in marks.items():
            # Two of the same count twice. A one of the array's own type is numpy's fast way.
            np.add.at(into[name].reshape(-1), places, np.float32(1))

        left = np.maximum(episodes.limit - episodes.elapsed, 0)
        clock = [left / 60, episodes.elapsed / episodes.limit, episodes.executing, state.held == NOTHING]
        burners = [*state.lit.T, *(known.burner == 1).T, *(known.burner == 2).T]
        for column, value in enumerate(burners + clock, fields["lit"].start):
            into["vector"][:, column] = value
        self._asked.take(episodes.recipe, axis=0, out=into["instruction"], mode="wrap")  # NOTHING is the last row
        into["action_mask"][:] = episodes.mask
        return marks


def one_hot(ids: np.ndarray, size: int) -> np.ndarray:
    """(..., size) float32; all zeros for NOTHING."""
    table = np.concatenate([np.eye(size, dtype=np.float32), np.zeros((1, size), np.float32)])
    return table.take(ids, axis=0)
