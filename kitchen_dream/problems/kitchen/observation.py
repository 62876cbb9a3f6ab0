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


class Sight:
    """Observations of B episodes. The map is large, and a step changes little of it: it is kept for the next one."""

    def __init__(self, episodes: Episodes, spec: ProblemSpec, instruction: InstructionAs):
        """spec: see `kitchen_spec`."""
        n, asked, afar = len(episodes.rows), instruction_table(instruction), static_features(episodes.tables)
        self._episodes, self._spec = episodes, spec
        self._asked = np.concatenate([asked, np.zeros_like(asked[:1])])  # NOTHING reads the last
        self._unknown = np.pad(afar, ((0, 0), (0, 0), (0, spec.entity.size - FROM_AFAR.size)))
        """(N, MAX_UNITS, features): the maps of all kitchens at an episode's start."""
        self._map = np.zeros((n, MAX_UNITS, spec.entity.size), np.float32)
        self._open, self._note = np.full(n, NOTHING), np.full_like(episodes.known.note, NOTHING)
        """Units that it marks: the one that stands open, and those that the note gives."""

    def observe(self, copy: bool = True) -> Observation:
        """What is seen now. Without `copy`, the next call changes the entities, which are to be read alone."""
        episodes, state, known = self._episodes, self._episodes.state, self._episodes.known
        n, items, fields = len(episodes.rows), self._spec.symbols, self._spec.vector
        slots, vector = np.zeros((n, SLOTS, items), np.float32), np.zeros((n, fields.size), np.float32)
        # Where none is open, index NOTHING reads another unit, which is left out.
        inside = state.contents.reshape(-1, SLOTS).take(np.arange(n) * MAX_UNITS + state.open_unit, axis=0)
        there = np.flatnonzero((inside != NOTHING) & (state.open_unit != NOTHING)[:, None])
        slots.reshape(-1)[there * items + inside.reshape(-1)[there]] = 1
        for name, ids in (("held", state.held[:, None]), ("pot", state.pot), ("bowl", state.bowl)):
            there = np.flatnonzero(ids != NOTHING)
            place = there // ids.shape[1] * fields.size + fields[name].start + ids.reshape(-1)[there]
            np.add.at(vector.reshape(-1), place, 1)  # two of the same count twice
        left = np.maximum(episodes.limit - episodes.elapsed, 0)
        clock = [left / 60, episodes.elapsed / episodes.limit, episodes.executing, state.held == NOTHING]
        burners = [*state.lit.T, *(known.burner == 1).T, *(known.burner == 2).T]
        for column, value in enumerate(burners + clock, fields["lit"].start):
            vector[:, column] = value
        self._draw_map()
        return {
            "entities": self._map.copy() if copy else self._map, "slots": slots, "vector": vector,
            "instruction": self._asked.take(episodes.recipe, axis=0), "action_mask": episodes.mask.astype(np.int8),
        }

    def _draw_map(self) -> None:
        episodes, known, unit, out = self._episodes, self._episodes.known, self._spec.entity, self._map
        begun, changed = np.flatnonzero(known.begun), np.flatnonzero(known.changed)
        known.begun[:] = known.changed[:] = False
        out[begun] = self._unknown.take(episodes.rows[begun], axis=0)
        self._open[begun] = self._note[begun] = NOTHING
        units = out.reshape(-1, unit.size)
        units[changed, unit["looked"].start] = known.looked.reshape(-1)[changed]
        units[changed, unit["seen"]] = known.seen.reshape(len(units), -1).take(changed, axis=0)
        # Units that are not there take no time.
        np.divide(episodes.seconds[:, :MAX_UNITS], 20, out=out[:, :, unit["look_seconds"].start])
        marks = ("open", self._open, episodes.state.open_unit), ("note_groups", self._note, known.note)
        for name, before, now in marks:
            at = np.flatnonzero(before != now)
            episode, column = np.divmod(at, now.size // len(now))
            # Where there is none, index NOTHING takes a mark away where none is.
            out[episode, before.reshape(-1)[at], column + unit[name].start] = 0
            out[episode, now.reshape(-1)[at], column + unit[name].start] = now.reshape(-1)[at] != NOTHING
            before[:] = now


def one_hot(ids: np.ndarray, size: int) -> np.ndarray:
    """(..., size) float32; all zeros for NOTHING."""
    table = np.concatenate([np.eye(size, dtype=np.float32), np.zeros((1, size), np.float32)])
    return table[ids]
