"""Pictures of all looks of a set of kitchens: taken once in PyBullet, and cached, CHUNK kitchens a file."""

from collections.abc import Callable
from contextlib import ExitStack
from functools import partial

import numpy as np

from kitchen_dream.core.cache import ArrayCache, Arrays, digest
from kitchen_dream.kitchens.contents.sampling import sample_kitchen
from kitchen_dream.kitchens.contents.splits import get_split
from kitchen_dream.kitchens.cookbook import cookbook
from kitchen_dream.kitchens.spec import MAX_UNITS, SLOTS
from kitchen_dream.rules.state import NOTHING
from kitchen_dream.rules.tables import Tables
from kitchen_dream.sim.engine.client import Client
from kitchen_dream.sim.sensing.look_pictures import PATCH, photograph

CHUNK = 50
"""Kitchens in a file: what an interruption costs at most."""
LOOKS_VERSION = 1
"""To be raised with every change of what looks show: of camera, meshes, furniture, light; a golden test asks for it."""
_FORM = ("uint8", ("kitchens", MAX_UNITS, SLOTS, PATCH, PATCH, 3))
CACHE = ArrayCache("looks", LOOKS_VERSION, {"full": _FORM, "empty": _FORM})

Report = Callable[[int], None]
"""Is told how many kitchens are done."""
Pictures = tuple[np.ndarray, np.ndarray]
"""What looks show at an episode's start, and of the same units with nothing in them; (N, MAX_UNITS, SLOTS, PATCH,
PATCH, 3) uint8."""


def load_looks(tables: Tables, split: str, report: Report | None = None) -> Pictures:
    """The pictures of all looks into the kitchens of `tables`, which must be the split's own; what is missing is taken
    first.

    Raises ValueError for kitchens that no seed of the split makes."""
    if len(tables) and not (tables.seed >= get_split(split).first_seed).all():
        raise ValueError(
            f"pictures of looks are taken of kitchens that the split {split!r} makes from seeds, not of others"
        )
    parts: list[Arrays] = []
    tell = report or (lambda done: None)
    with ExitStack() as opened:
        clients: list[Client] = []

        def taken(part: Tables, first: int) -> Arrays:
            if not clients:  # a world is opened when the first pictures are missing
                clients.append(opened.enter_context(Client()))
            full, empty = take(clients[0], part, split, lambda done: tell(first + done))
            return {"full": full, "empty": empty}

        for first in range(0, len(tables), CHUNK):
            part = tables.rows(slice(first, first + CHUNK))
            shown = digest(cookbook(), *_looks(), part.seed, part.kind, part.position, part.contents, part.decoration)
            parts.append(CACHE.get(f"{split}-{shown}", partial(taken, part, first), kitchens=len(part)))
            tell(first + len(part))
    return np.concatenate([part["full"] for part in parts]), np.concatenate([part["empty"] for part in parts])


def _looks() -> tuple[str, ...]:
    """What the cookbook says of how ingredients look, if it does."""
    looks = cookbook().appearances
    return (repr(looks),) if looks else ()


def take(client: Client, tables: Tables, split: str, report: Report) -> Pictures:
    """Pictures of looks into all kitchens of `tables`, in an open world, which is cleared.

    Raises ValueError for kitchens that their seed does not make, such as those of a layout file."""
    full = np.zeros((len(tables), MAX_UNITS, SLOTS, PATCH, PATCH, 3), np.uint8)
    empty = np.zeros_like(full)
    for row, seed in enumerate(tables.seed):
        kitchen = sample_kitchen(split, int(seed) - get_split(split).first_seed)
        n = len(kitchen.units)
        held = [item for unit in kitchen.units for item in unit.contents]
        if [NOTHING if item is None else cookbook().ingredient_id(item) for item in held] != tables.contents[
            row, :n
        ].ravel().tolist():
            raise ValueError(
                f"kitchen {row} is not the one that its seed makes in the split {split!r}: only those have pictures"
            )
        full[row, :n], empty[row, :n] = photograph(client, kitchen)
        report(row + 1)
    return full, empty
